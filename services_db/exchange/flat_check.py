"""Checks a spreadsheet against the directory, and writes what it changes.

Only cells that differ from what the directory would write there now are taken over. So nothing is lost that a cell
cannot show (an opening rule of another kind, a second address), and rows that nobody touched need not be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_db.changes import loaded_services
from services_db.entries import ServiceFacts
from services_db.exchange import flat
from services_db.exchange.check import Problem
from services_db.exchange.spreadsheet import Cells, ExcelDate, fields, texts
from services_db.models import Organization, TaxonomyTerm, stable_id
from services_db.write import PARTS, Ids, write_service

READ_ONLY = {"id", "assured"}
PART_OF = {
    "opening": "schedules",
    "hours": "schedules",
    **dict.fromkeys(("address_1", "postal_code", "city", "note"), "address"),
}
"""Columns that are one fact together; every other column is a fact of its own name."""
_TOPIC = re.compile(r"(?P<name>.+?)\s*\((?P<rank>[1-9]\d*)\)")
_EXCEL_ERROR = re.compile(r"#[A-Z/0]+[!?#]?|#N/A|#NV")


@dataclass(frozen=True)
class Changed:
    """A service that the spreadsheet adds or changes: what is known of it, and which facts are new."""

    facts: ServiceFacts
    ids: Ids
    parts: frozenset[str]


@dataclass
class Checked:
    """What a spreadsheet changes, and everything that is wrong with it."""

    changed: list[Changed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_cells(session: Session, file: str, rows: Iterable[tuple[int, Cells]]) -> Checked:
    """Returns which services the rows add or change, and every problem with row, column, value and remedy.

    Args:
        session: an open session.
        file: the name of the file, for the problems.
        rows: number and cells of each row (services_db.exchange.spreadsheet.read_spreadsheet).
    """
    return _Check(session, file).run(rows)


def write_changed(session: Session, changed: Iterable[Changed]) -> None:
    """Writes what a spreadsheet changes; organizations that are new are added. The caller refreshes the index.

    Args:
        session: an open session.
        changed: as `check_cells` found it, without problems.
    """
    for item in sorted(changed, key=lambda item: item.ids.through is not None):
        if session.get(Organization, item.ids.organization) is None:
            name = item.facts.organization
            session.add(Organization(id=item.ids.organization, name=name, description=name))
            session.flush()
        write_service(session, item.facts, item.ids, item.parts)


class WrongCellError(ValueError):
    """A cell is wrong; the text is what would be right."""

    def __init__(self, problem: str, **values: object) -> None:
        super().__init__(str(texts()["problems"][problem]).format(**values))


class _Check:
    """The state of one check: what the directory knows, and what earlier rows said."""

    def __init__(self, session: Session, file: str) -> None:
        self.file = file
        self.found = Checked()
        self.known = {service.id: flat.cells(service) for service in loaded_services(session)}
        self.by_name = {(cells["name"], cells["organization"]): key for key, cells in self.known.items()}
        self.organizations = {row.name: row.id for row in session.execute(select(Organization.name, Organization.id))}
        self.topics = {row.name: row.code for row in session.execute(select(TaxonomyTerm.name, TaxonomyTerm.code))}
        self.rows_by_id: dict[str, int] = {}
        self.rows_by_name: dict[tuple[str, str], int] = {}

    def run(self, rows: Iterable[tuple[int, Cells]]) -> Checked:
        for number, cells in rows:
            before = self.known.get(cells["id"], {})
            changed = [name for name in fields() if name not in READ_ONLY and cells[name] != before.get(name, "")]
            if self._is_the_same_twice(number, cells, known=bool(before)) or not changed:
                continue
            facts = self._facts(number, cells, changed)
            if facts:
                ids = Ids(
                    service=cells["id"] or stable_id("service", facts.organization, facts.name),
                    organization=self.organizations.get(
                        facts.organization, stable_id("organization", facts.organization)
                    ),
                    through=facts.through,
                )
                parts = frozenset(PART_OF.get(name, name) for name in changed) if before else PARTS
                self.found.changed.append(Changed(facts, ids, parts))
        return self.found

    def _is_the_same_twice(self, number: int, cells: Cells, known: bool) -> bool:
        key, name = cells["id"], (cells["name"], cells["organization"])
        wrong = None
        if key and not known:
            wrong = ("id", WrongCellError("unknown_id"))
        elif key and key in self.rows_by_id:
            wrong = ("id", WrongCellError("twice", row=self.rows_by_id[key]))
        elif not key and name in self.rows_by_name:
            wrong = ("name", WrongCellError("same", row=self.rows_by_name[name]))
        elif not key and name in self.by_name:
            wrong = ("id", WrongCellError("exists", id=self.by_name[name]))
        if key:
            self.rows_by_id.setdefault(key, number)
        self.rows_by_name.setdefault(name, number)
        if wrong:
            self._note(number, wrong[0], cells[wrong[0]], wrong[1])
        return wrong is not None

    def _facts(self, number: int, cells: Cells, changed: list[str]) -> ServiceFacts | None:
        values: dict[str, Any] = {}
        wrong = False
        for name in fields():
            if name in READ_ONLY:
                continue
            try:
                if isinstance(cells[name], ExcelDate):
                    raise WrongCellError("date")
                if _EXCEL_ERROR.fullmatch(cells[name]):
                    raise WrongCellError("formula")
                # What cannot be written in a cell, and was not touched, is not read from it either.
                if name != "opening" or {"opening", "hours"}.intersection(changed):
                    values[name] = self._value(name, cells[name])
            except ValueError as error:
                wrong = True
                self._note(number, name, cells[name], error)
        address = {name: values.pop(name, None) or "" for name in ("address_1", "postal_code", "city", "note")}
        if any(address.values()):
            values["address"] = address | {"note": address["note"] or None}
            if not (address["postal_code"] and address["city"]):
                wrong = True
                empty = "city" if address["postal_code"] else "postal_code"
                if not any(item.row == number and item.column == _heading(empty) for item in self.found.problems):
                    self._note(number, empty, "", WrongCellError("town"))
        if wrong:
            return None
        try:
            return ServiceFacts.model_validate({name: value for name, value in values.items() if value is not None})
        except ValidationError as error:
            for item in error.errors():
                self._note_invalid(number, cells, item)
            return None

    def _value(self, name: str, text: str) -> Any:
        problems = texts()
        if name in {"area", "phones", "opening", "languages", "required_documents"}:
            return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
        if name == "topics":
            if not text:
                raise WrongCellError("missing")
            return dict(self._topic(part.strip()) for part in re.split(r"[;\n]", text) if part.strip())
        if name == "sources":
            return [_read_source(line) for line in text.splitlines() if line.strip()]
        if name == "free_of_charge":
            if text.casefold() not in {"", problems["yes"]}:
                raise WrongCellError("yes")
            return bool(text)
        if name == "status":
            return _choice(problems["status"], text or problems["status"]["active"])
        if name in {"minimum_age", "maximum_age"} and text:
            if not text.isdigit():
                raise WrongCellError("whole")
            return int(text)
        if name == "postal_code" and text and not re.fullmatch(r"\d{5}", text):
            raise WrongCellError("plz", value=text)
        if name == "through" and text and text not in self.known:
            raise WrongCellError("unknown_id")
        return text or None

    def _topic(self, text: str) -> tuple[str, int]:
        match = _TOPIC.fullmatch(text)
        if not match:
            raise WrongCellError("rank")
        if match["name"] not in self.topics:
            raise WrongCellError("topic", names=", ".join(sorted(self.topics)))
        return self.topics[match["name"]], int(match["rank"])

    def _note(self, number: int, name: str, value: str, error: ValueError) -> None:
        self.found.problems.append(Problem(self.file, number, _heading(name), value, str(error)))

    def _note_invalid(self, number: int, cells: Cells, item: Any) -> None:
        """Notes what ServiceFacts found wrong, in the words of the spreadsheet."""
        name = str(item["loc"][0]) if item["loc"] else ""
        kind, context = item["type"], item.get("ctx", {})
        if kind == "unsourced":
            names = ", ".join(texts()["facts"][part] for part in context["names"].split(", "))
            self._note(number, "sources", cells["sources"], WrongCellError("unsourced", names=names))
        elif kind == "no_way":
            self._note(number, "phones", cells["phones"], WrongCellError("way"))
        elif kind == "value_error":
            self._note(number, name, cells[name], context["error"])
        elif kind in {"missing", "too_short"}:
            self._note(number, name, cells.get(name, ""), WrongCellError("missing"))
        elif kind == "string_too_short":
            self._note(number, name, cells[name], WrongCellError("short", length=context["min_length"]))
        else:
            by_column = {"url": "url", "email": "email", "area": "area", "minimum_age": "age", "maximum_age": "age"}
            column = name if name in cells else "postal_code"
            self._note(
                number,
                column,
                cells[column],
                WrongCellError(by_column.get(name, "source" if name == "sources" else "missing")),
            )


def _heading(name: str) -> str:
    return next(str(column["heading"]) for column in texts()["columns"] if column["field"] == name)


def _choice(names: dict[str, str], text: str) -> str:
    for key, name in names.items():
        if name.casefold() == text.strip().casefold():
            return key
    raise WrongCellError("choice", names=", ".join(names.values()))


def _read_source(line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != 4 or not all(parts):
        raise WrongCellError("source")
    url, date, confidence, facts = parts
    return {
        "url": url,
        "date": date,
        "confidence": _choice(texts()["confidence"], confidence),
        "fields": [_choice(texts()["facts"], fact) for fact in facts.split(",")],
    }
