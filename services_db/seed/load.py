"""Writes the seed files to the database; a second run changes nothing."""

import csv
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from services_db.index import refresh
from services_db.models import Organization, Place, Taxonomy, TaxonomyTerm, stable_id
from services_db.seed.schema import DirectoryFile, SeedError, TaxonomyFile, read_yaml
from services_db.write import Ids, write_service

SEED = Path(__file__).parent


def load(session: Session, folder: Path = SEED) -> dict[str, int]:
    """Writes taxonomy, places and all directory files; the caller commits.

    Everything is checked before the first row is written. An `assured_date` that a person has set is kept.

    Args:
        session: an open session on a migrated database.
        folder: holds taxonomy.yml, places/*.csv and any number of directory files (*.yml).

    Returns:
        How many services, organizations and places there are now.

    Raises:
        SeedError: naming file, line and reason of every problem found; the database is unchanged then.
    """
    taxonomy = read_yaml(folder / "taxonomy.yml", TaxonomyFile)
    directories = _read_directories(folder, {term.code for term in taxonomy.terms})
    places = list(_read_places(folder / "places"))
    _write_taxonomy(session, taxonomy)
    _write_places(session, places)
    for directory in directories:
        for organization in directory.organizations:
            session.merge(
                Organization(
                    id=stable_id("organization", organization.key),
                    name=organization.name,
                    description=organization.description,
                    website=str(organization.website) if organization.website else None,
                )
            )
    session.flush()
    entries = [entry for directory in directories for entry in directory.services]
    for entry in sorted(entries, key=lambda entry: entry.through is not None):
        ids = Ids(
            service=stable_id("service", entry.key),
            organization=stable_id("organization", entry.organization),
            through=stable_id("service", entry.through) if entry.through else None,
        )
        write_service(session, entry, ids)
    refresh(session)
    return {
        "services": len(entries),
        "organizations": len({item.key for directory in directories for item in directory.organizations}),
        "places": len(places),
    }


def _read_directories(folder: Path, codes: set[str]) -> list[DirectoryFile]:
    problems: list[str] = []
    files: list[tuple[Path, DirectoryFile]] = []
    for path in sorted(folder.glob("*.yml")):
        if path.name == "taxonomy.yml":
            continue
        try:
            files.append((path, read_yaml(path, DirectoryFile)))
        except SeedError as error:
            problems.append(str(error))
    organizations = {item.key for _, file in files for item in file.organizations}
    seen: set[str] = set()
    keys = {item.key for _, file in files for item in file.services}
    for path, file in files:
        for entry in file.services:
            if entry.key in seen:
                problems.append(f"{path}: {entry.key}: diesen Schlüssel gibt es zweimal")
            seen.add(entry.key)
            if entry.organization not in organizations:
                problems.append(f"{path}: {entry.key}: organization „{entry.organization}“ ist nicht angelegt")
            if entry.through and entry.through not in keys:
                problems.append(f"{path}: {entry.key}: through „{entry.through}“ gibt es nicht")
            unknown = (code for code in entry.topics if code not in codes)
            problems += [f"{path}: {entry.key}: Thema „{code}“ gibt es nicht" for code in unknown]
    if problems:
        raise SeedError("\n".join(problems))
    return [file for _, file in files]


def _read_places(folder: Path) -> Iterator[dict[str, str | float | None]]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), start=2):
                name = row.get("municipality") or row.get("name")
                plz = row.get("plz") or ""
                if not name or not (len(plz) == 5 and plz.isdigit()):
                    raise SeedError(f"{path}:{line}: Ort und fünfstellige PLZ werden gebraucht, gefunden: {row}")
                try:
                    latitude, longitude = (float(row[key]) if row.get(key) else None for key in ("lat", "lon"))
                except ValueError as error:
                    raise SeedError(f"{path}:{line}: lat und lon müssen Zahlen sein ({error})") from error
                district = row.get("district") or ""
                yield {
                    "id": stable_id("place", plz, name, district),
                    "municipality": name,
                    "plz": plz,
                    "district": district,
                    "area": row.get("area") or "DE",
                    "latitude": latitude,
                    "longitude": longitude,
                    "source_url": row.get("source") or None,
                    "source_date": row.get("source_date") or None,
                }


def _write_taxonomy(session: Session, file: TaxonomyFile) -> None:
    taxonomy_id = stable_id("taxonomy", file.name)
    session.merge(Taxonomy(id=taxonomy_id, name=file.name, description=file.description))
    session.flush()
    for term in file.terms:
        session.merge(
            TaxonomyTerm(
                id=stable_id("taxonomy_term", term.code),
                taxonomy_id=taxonomy_id,
                code=term.code,
                name=term.name,
                description=term.description,
            )
        )


def _write_places(session: Session, places: list[dict[str, str | float | None]]) -> None:
    session.execute(delete(Place))
    session.execute(insert(Place), places)
