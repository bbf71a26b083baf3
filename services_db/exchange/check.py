"""Checks rows from outside before any is written: every problem is named with file, row, column, value and remedy."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Date, DateTime, Float, Integer, Numeric, String, Text

from services_db.exchange.tables import ENUMS, FILES, Rows, table

_CLOCK = re.compile(r"([01]\d|2[0-4]):[0-5]\d")


@dataclass(frozen=True)
class Problem:
    """One wrong value: file, row as a person counts it (1 is the heading), column, and what would be right."""

    file: str
    row: int
    column: str
    value: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, Zeile {self.row}, Spalte {self.column}: „{self.value}“: {self.remedy}"


@dataclass
class Checked:
    """Rows ready to be written, what is wrong, and what the directory has no room for."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def check_rows(raw: Rows, known_ids: dict[str, set[str]]) -> Checked:
    """Returns the rows with values as the database wants them, and all problems.

    Args:
        raw: rows of text (or numbers) by table, as read from a file.
        known_ids: ids that are in the database already, by table.
    """
    checked = Checked()
    ids = {name: set(known_ids.get(name, ())) for name in FILES}
    for name in FILES:
        rows = raw.get(name, [])
        if rows:
            checked.rows[name] = list(_checked_table(name, rows, ids, checked))
    for name in raw.keys() - FILES.keys():
        checked.left_out.append(f"{name}: diese Tabelle führt das Verzeichnis nicht")
    return checked


def _checked_table(
    name: str, rows: list[dict[str, Any]], ids: dict[str, set[str]], checked: Checked
) -> Iterator[dict[str, Any]]:
    columns = {column.name: column for column in table(name).columns}
    unknown = sorted({key for row in rows for key, value in row.items() if value not in (None, "")} - columns.keys())
    checked.left_out += [f"{FILES[name]}: die Spalte {key} führt das Verzeichnis nicht" for key in unknown]
    own: set[str] = set()
    # A service may be reached through one that stands further down, so all of its kind are known first.
    ids[name] |= {str(row.get("id") or "") for row in rows}
    for number, row in enumerate(rows, start=2):
        parents = [(key.parent.name, key.column.table.name) for key in table(name).foreign_keys]
        missing = [column for column, _ in parents if not columns[column].nullable and not row.get(column)]
        if missing and name != "service":
            checked.left_out.append(f"{FILES[name]}, Zeile {number}: gehört zu keinem Eintrag ({', '.join(missing)})")
            continue
        values = {}
        for column_name, column in columns.items():
            try:
                values[column_name] = _value(name, column, row.get(column_name))
            except ValueError as error:
                shown = str(row.get(column_name) if row.get(column_name) is not None else "")
                checked.problems.append(Problem(FILES[name], number, column_name, shown, str(error)))
        for column_name, parent in parents:
            value = row.get(column_name)
            if value and str(value) not in ids[parent]:
                remedy = f"einen Eintrag mit dieser id gibt es in {FILES[parent]} nicht"
                checked.problems.append(Problem(FILES[name], number, column_name, str(value), remedy))
        key = str(row.get("id") or "")
        if key in own:
            checked.problems.append(Problem(FILES[name], number, "id", key, "diese id gibt es in der Datei schon"))
        own.add(key)
        yield values


def _value(name: str, column: Column[Any], value: Any) -> Any:
    if value is None or value == "":
        if column.nullable or column.name == "id":
            if column.name == "id":
                raise ValueError("hier muss eine id stehen")
            return None
        if column.default is not None and column.default.is_scalar:
            return column.default.arg  # type: ignore[attr-defined]  # is_scalar says that it has one
        raise ValueError("hier muss etwas stehen")
    text = str(value).strip()
    if allowed := ENUMS.get((name, column.name)):
        if text not in allowed:
            raise ValueError(f"erlaubt ist: {', '.join(allowed)}")
        return text
    if column.name in {"opens_at", "closes_at"}:
        return _clock(text)
    if column.name == "postal_code" and re.fullmatch(r"\d{4}", text):
        raise ValueError(f"eine Postleitzahl hat fünf Ziffern; fehlt die Null am Anfang (0{text})?")
    for kind, convert in _CONVERT:
        if isinstance(column.type, kind):
            return convert(text)
    length = column.type.length if isinstance(column.type, String) and not isinstance(column.type, Text) else None
    if length and len(text) > length:
        raise ValueError(f"höchstens {length} Zeichen")
    return text


def _clock(text: str) -> str:
    match = _CLOCK.match(text)
    if not match:
        raise ValueError("eine Uhrzeit wie 09:00")
    return match.group()


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise ValueError("eine ganze Zahl") from error


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ValueError("eine Zahl mit Punkt, zum Beispiel 50.75") from error


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError("ein Datum wie 2026-11-23") from error


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError("ein Zeitpunkt wie 2026-11-23T09:00:00+00:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


_CONVERT: list[tuple[Any, Callable[[str], Any]]] = [
    (Integer, _whole),
    (DateTime, _moment),
    (Date, _date),
    (Float, _number),
    (Numeric, _number),
]
