"""Out and in again without loss; everything wrong is named, and nothing is written then."""

import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy.orm import Session

from services_db.changes import confirm
from services_db.database import migrate, open_engine
from services_db.exchange import nested
from services_db.exchange.check import check_rows
from services_db.exchange.store import known_ids, read_rows, write_rows
from services_db.exchange.tabular import UnreadableError, export_tabular, read_tabular
from services_db.models import Service
from services_db.search import Query, search

HSDS = Path(os.environ.get("HSDS_FOLDER") or Path(__file__).parents[3] / "shared" / "data" / "hsds-3.0")
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)

needs_standard = pytest.mark.skipif(not HSDS.is_dir(), reason=f"the published schemas of HSDS are not in {HSDS}")


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Session]:
    engine = open_engine(f"sqlite:///{tmp_path}/empty.db")
    migrate(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def _texts(rows: dict[str, list[dict[str, Any]]]) -> str:
    plain = json.dumps(rows, default=str, sort_keys=True)
    return plain.replace("+00:00", "").replace('"amount": 0.0,', '"amount": 0,')


def _moved(rows: dict[str, list[dict[str, Any]]], target: Session) -> dict[str, list[dict[str, Any]]]:
    checked = check_rows(rows, known_ids(target))
    assert checked.problems == []
    write_rows(target, checked.rows)
    return read_rows(target)


def test_tables_come_back_as_they_were(session: Session, empty: Session, tmp_path: Path) -> None:
    confirm(session, next(iter(known_ids(session)["service"])), "anna", NOW)
    before = read_rows(session)
    export_tabular(session, tmp_path / "out")
    after = _moved(read_tabular(tmp_path / "out"), empty)
    assert _texts(after) == _texts(before)


def test_json_comes_back_as_it_was(session: Session, empty: Session) -> None:
    before = read_rows(session)
    text = json.dumps(nested.services(before))
    after = _moved(nested.flatten(json.loads(text)), empty)
    # What no service has to do with (a need that nobody serves) is not part of the services' JSON.
    for name in ("service", "organization", "phone", "schedule", "source", "attribute", "address", "service_area"):
        used = {row["id"] for row in after[name]}
        assert _texts({name: after[name]}) == _texts({name: [row for row in before[name] if row["id"] in used]})
    assert len(after["service"]) == len(before["service"])
    assert search(empty, Query(text="Wohnungsamt"), NOW)


def test_a_second_import_changes_nothing(session: Session, empty: Session, tmp_path: Path) -> None:
    export_tabular(session, tmp_path / "out")
    first = _moved(read_tabular(tmp_path / "out"), empty)
    assert _texts(_moved(read_tabular(tmp_path / "out"), empty)) == _texts(first)


@needs_standard
def test_every_service_fits_the_published_schema(session: Session) -> None:
    schema = json.loads((HSDS / "schema" / "compiled" / "service.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    items = nested.services(read_rows(session))
    assert len(items) > 100
    for item in items:
        errors = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(item)]
        assert not errors, (item["name"], errors)


@needs_standard
def test_the_published_examples_can_be_imported(empty: Session) -> None:
    example = json.loads((HSDS / "examples" / "service_full.json").read_text(encoding="utf-8"))
    raw = nested.flatten([example])
    for row in raw["attribute"]:
        row["value"] = "1"  # ours is a rank, theirs the word "value"
    checked = check_rows(raw, known_ids(empty))
    assert checked.problems == []
    write_rows(empty, checked.rows)
    service = empty.get(Service, example["id"])
    assert service is not None
    assert (service.name, service.minimum_age) == ("Community Counselling", 12)
    assert service.phones[0].number == example["phones"][0]["number"]
    assert any("wait_time" in line for line in checked.left_out)


@needs_standard
def test_the_published_tables_can_be_imported(empty: Session) -> None:
    raw = read_tabular(HSDS / "examples" / "csv")
    raw.pop("attribute")  # they link to an entity that is in no table
    (problem,) = check_rows(raw, known_ids(empty)).problems
    assert problem.column == "taxonomy_id"  # the published term names a taxonomy that is not published with it
    raw.pop("taxonomy_term")
    checked = check_rows(raw, known_ids(empty))
    assert checked.problems == []
    write_rows(empty, checked.rows)
    assert len(known_ids(empty)["service"]) == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("services", "active", "open", "services, Zeile 2, Spalte status: „open“: erlaubt ist: active"),
        ("addresses", "36304", "6304", "fünf Ziffern; fehlt die Null am Anfang (06304)"),
        ("schedules", "00:00", "0 Uhr", "eine Uhrzeit wie 09:00"),
        ("phones", ",0\r\n", ",erste\r\n", "Spalte position: „erste“: eine ganze Zahl"),
        ("locations", "50.", "50,", "eine Zahl mit Punkt"),
    ],
)
def test_what_is_wrong_is_named(
    session: Session, empty: Session, tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    export_tabular(session, tmp_path)
    path = tmp_path / f"{file}.csv"
    text = path.read_bytes().decode()
    replacement = f'"{new}' if new == "50," else new
    assert old in text
    if new == "50,":
        text = text.replace(",50.", ',"50,', 1)
        start = text.index('"50,') + 1
        end = text.index(",", start + 3)
        text = text[:end] + '"' + text[end:]
    else:
        text = text.replace(old, replacement, 1)
    path.write_bytes(text.encode())
    problems = [str(problem) for problem in check_rows(read_tabular(tmp_path), known_ids(empty)).problems]
    assert any(expected in problem for problem in problems), problems


def test_all_problems_are_named_at_once(empty: Session) -> None:
    rows = {
        "organization": [{"id": "o", "name": "", "description": "x"}],
        "service": [
            {"id": "s", "organization_id": "nowhere", "name": "A", "status": "active", "minimum_age": "zwölf"},
            {"id": "s", "organization_id": "o", "name": "B" * 300, "assured_date": "23.11.2026"},
        ],
    }
    remedies = [problem.remedy for problem in check_rows(rows, known_ids(empty)).problems]
    assert len(remedies) == 6
    assert any("2026-11-23" in remedy for remedy in remedies)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"id;name\n1;x\n", "Semikolon"),
        ("id,name\n1,Müller\n".encode("latin-1"), "CSV UTF-8"),
        (b"name\nx\n", "Spalte id"),
        (b'id,name\n1,"x\n', "Zeile"),
    ],
)
def test_an_unreadable_file_says_what_to_do(tmp_path: Path, content: bytes, expected: str) -> None:
    (tmp_path / "services.csv").write_bytes(content)
    with pytest.raises(UnreadableError, match=expected):
        read_tabular(tmp_path)


def test_an_empty_folder_is_no_import(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"services\.csv"):
        read_tabular(tmp_path)
