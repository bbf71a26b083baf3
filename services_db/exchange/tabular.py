"""HSDS as a data package: one CSV file a table, and datapackage.json, which says what they hold."""

import csv
import json
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services_db.exchange.store import as_text, column_names, read_rows
from services_db.exchange.tables import FILES


class UnreadableError(ValueError):
    """A file cannot be read as a table; the text names it and says what to do."""


def export_tabular(session: Session, folder: Path) -> None:
    """Writes the whole directory into a folder.

    Args:
        session: an open session.
        folder: is made if it is not there; files of the same names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, rows in read_rows(session).items():
        columns = list(column_names(name))
        with (folder / f"{FILES[name]}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows({key: as_text(value) for key, value in row.items()} for row in rows)
        schema = {"fields": [{"name": column, "type": "string"} for column in columns], "primaryKey": "id"}
        resources.append({"name": name, "path": f"{FILES[name]}.csv", "format": "csv", "schema": schema})
    package = {"name": "hsds", "profile": "tabular-data-package", "version": "3.0", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(package, indent=1), encoding="utf-8")


def read_tabular(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Returns the rows of the CSV files in a folder, by table; files that are not there hold none.

    Raises:
        UnreadableError: if the folder holds none of the files, or a file is no UTF-8 or no table with commas.
    """
    found = {name: folder / f"{file}.csv" for name, file in FILES.items() if (folder / f"{file}.csv").is_file()}
    if not found:
        raise UnreadableError(f"{folder}: hier liegt keine Datei wie services.csv oder organizations.csv")
    return {name: _read(path) for name, path in found.items()}


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"{path}: kein UTF-8. Bitte in Excel unter „Speichern unter“ das Format „CSV UTF-8“ wählen."
        ) from error
    heading = text.partition("\n")[0]
    if heading.count(";") > heading.count(","):
        raise UnreadableError(f"{path}: Die Spalten sind mit Semikolon getrennt; gebraucht werden Kommas.")
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise UnreadableError(f"{path}, Zeile {reader.line_num}: keine gültige CSV-Zeile ({error})") from error
    if "id" not in (reader.fieldnames or ()):
        raise UnreadableError(f"{path}: In der ersten Zeile fehlt die Spalte id.")
    return [{key: value for key, value in row.items() if key is not None} for row in rows]
