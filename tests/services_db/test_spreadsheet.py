"""The spreadsheet of the staff: out and in again, only what was changed is written, and every mistake is named."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services_db.exchange import flat
from services_db.exchange.flat_check import Checked, check_cells, write_changed
from services_db.exchange.spreadsheet import (
    MAX_ROWS,
    Cells,
    fields,
    read_spreadsheet,
    texts,
    write_spreadsheet,
    write_template,
)
from services_db.exchange.store import read_rows
from services_db.exchange.tabular import UnreadableError
from services_db.models import Organization, Schedule, Service

NEW = {
    "name": "Tauschladen",
    "organization": "Tauschverein",
    "description": "Kleidung und Möbel, kostenlos.",
    "topics": "Geld zum Leben (2); Wohnung (3)",
    "area": "06535",
    "postal_code": "36304",
    "city": "Alsfeld",
    "phones": "06631 12345",
    "opening": "Mo-Mi 9-12; Fr 14-17:30",
    "free_of_charge": "ja",
    "sources": "https://www.example.org/ | 2026-11-22 | hoch | Bestehen, Adresse, Telefon, Zeiten",
}


def _row(**cells: str) -> Cells:
    return dict.fromkeys(fields(), "") | NEW | cells


def _checked(session: Session, *rows: Cells) -> Checked:
    return check_cells(session, "tabelle.xlsx", enumerate(rows, start=2))


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_what_nobody_touched_changes_nothing(session: Session, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"kontakte{ending}"
    write_spreadsheet(path, flat.to_cells(session))
    rows = list(read_spreadsheet(path))
    assert len(rows) > 100
    checked = check_cells(session, path.name, rows)
    assert (checked.problems, checked.changed) == ([], [])


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_every_cell_comes_back_as_it_was(session: Session, tmp_path: Path, ending: str) -> None:
    cells = list(flat.to_cells(session))
    path = tmp_path / f"kontakte{ending}"
    write_spreadsheet(path, cells)
    assert [row for _, row in read_spreadsheet(path)] == cells


def test_a_changed_cell_changes_that_fact_only(session: Session) -> None:
    cells = next(row for row in flat.to_cells(session) if row["phones"] == "06641 977-2095")
    before = read_rows(session, [cells["id"]])
    checked = _checked(session, cells | {"phones": "06641 977-2096"})
    assert checked.problems == []
    assert checked.changed[0].parts == {"phones"}
    write_changed(session, checked.changed)
    after = read_rows(session, [cells["id"]])
    assert [row["number"] for row in after["phone"]] == ["06641 977-2096"]
    assert {name: rows for name, rows in after.items() if name != "phone"} == {
        name: rows for name, rows in before.items() if name != "phone"
    }


def test_a_new_row_is_a_new_service_of_a_new_organization(session: Session) -> None:
    checked = _checked(session, _row())
    assert checked.problems == []
    write_changed(session, checked.changed)
    service = session.get(Service, checked.changed[0].ids.service)
    assert service is not None
    assert (service.organization.name, service.status) == ("Tauschverein", "active")
    assert {(item.byday, item.opens_at, item.closes_at) for item in service.schedules} == {
        ("MO,TU,WE", "09:00", "12:00"),
        ("FR", "14:00", "17:30"),
    }
    assert {item.term.code: item.value for item in service.attributes} == {"benefits": 2, "housing": 3}
    assert service.at_locations[0].location.latitude is not None
    assert service.at_locations[0].location.addresses[0].state_province == "Hessen"
    assert flat.cells(service)["opening"] == "Fr 14-17:30\nMo,Di,Mi 9-12"


def test_an_opening_rule_that_a_cell_cannot_show_survives_other_changes(session: Session) -> None:
    service = session.scalars(select(Service).where(Service.name.startswith("Pflegestützpunkt"))).first()
    assert service is not None
    session.execute(delete(Schedule).where(Schedule.service_id == service.id))
    session.add(
        Schedule(id="m", service_id=service.id, freq="MONTHLY", byday="1TU", opens_at="09:00", closes_at="12:00")
    )
    session.flush()
    session.expire_all()
    cells = flat.cells(service)
    assert cells["opening"] == texts()["other_rule"]
    write_changed(session, _checked(session, cells | {"alert": "Neu im ersten Stock."}).changed)
    assert session.get(Schedule, "m") is not None
    (problem,) = _checked(session, cells | {"hours": "montags"}).problems
    assert problem.column == "Zeiten zum Rechnen"


def test_confirming_is_not_done_in_the_spreadsheet(session: Session) -> None:
    cells = next(flat.to_cells(session))
    assert _checked(session, cells | {"assured": "2026-11-23 anna"}).changed == []


@pytest.mark.parametrize(
    ("cells", "column", "value", "remedy"),
    [
        ({"postal_code": "6304"}, "PLZ", "6304", "fehlt die Null am Anfang (06304)"),
        ({"phones": "12"}, "Telefon", "12", "keine gültige Kurzwahl"),
        ({"phones": "6631"}, "Telefon", "6631", "Kurzwahl"),
        ({"topics": "Schuldn (1)"}, "Themen", "Schuldn (1)", "Es gibt: "),
        ({"topics": "Schulden"}, "Themen", "Schulden", "Schulden (1)"),
        ({"topics": ""}, "Themen", "", "hier muss etwas stehen"),
        ({"opening": "Montags früh"}, "Zeiten zum Rechnen", "Montags früh", "Mo-Do 9-17:30"),
        ({"status": "offen"}, "Stand", "offen", "vorübergehend geschlossen"),
        ({"free_of_charge": "vielleicht"}, "Kostenlos", "vielleicht", "ja oder leer"),
        ({"sources": "vom Hörensagen"}, "Quellen", "vom Hörensagen", "| hoch |"),
        ({"sources": ""}, "Quellen", "", "hier muss etwas stehen"),
        ({"email": "a@example.org"}, "Quellen", NEW["sources"], "ohne Quelle: E-Mail"),
        ({"email": "keine"}, "E-Mail", "keine", "E-Mail-Adresse"),
        ({"url": "javascript:alert(1)"}, "Internetseite", "javascript:alert(1)", "https://"),
        ({"area": "Alsfeld"}, "Gebiet", "Alsfeld", "Postleitzahl"),
        ({"minimum_age": "zwölf"}, "Alter von", "zwölf", "eine ganze Zahl"),
        ({"maximum_age": "999"}, "Alter bis", "999", "0 bis 120"),
        ({"languages": "Deutsch"}, "Sprachen", "Deutsch", "ISO 639-1"),
        ({"description": "kurz"}, "Kurz erklärt", "kurz", "mindestens 10 Zeichen"),
        ({"city": ""}, "Ort", "", "PLZ und Ort"),
        ({"name": "#REF!"}, "Name", "#REF!", "Excel-Fehler"),
        ({"id": "gibt-es-nicht"}, "Kennung", "gibt-es-nicht", "bleibt die Zelle leer"),
        ({"through": "gibt-es-nicht"}, "Erreichbar über (Kennung)", "gibt-es-nicht", "gibt es nicht"),
    ],
)
def test_what_is_wrong_is_named_with_its_remedy(
    session: Session, cells: Cells, column: str, value: str, remedy: str
) -> None:
    problems = _checked(session, _row(**cells)).problems
    assert [(item.file, item.row, item.column, item.value) for item in problems] == [
        ("tabelle.xlsx", 2, column, value)
    ], problems
    assert remedy in problems[0].remedy


def test_all_problems_of_all_rows_are_named_at_once(session: Session) -> None:
    rows = [_row(), _row(), _row(name="Zweiter", postal_code="6304", free_of_charge="?"), _row(name="", phones="12")]
    problems = [(item.row, item.column) for item in _checked(session, *rows).problems]
    assert problems == [(3, "Name"), (4, "PLZ"), (4, "Kostenlos"), (5, "Name"), (5, "Telefon")]


def test_a_service_that_is_there_already_is_not_added_again(session: Session) -> None:
    known = next(flat.to_cells(session))
    (problem,) = _checked(session, known | {"id": ""}).problems
    assert known["id"] in problem.remedy
    (problem,) = _checked(session, known, known).problems
    assert "Zeile 2" in problem.remedy


def _save(path: Path, change: Callable[[object], None]) -> None:
    book = load_workbook(path)
    change(book.worksheets[0])
    book.save(path)


def test_what_excel_makes_of_dates_and_leading_zeros_is_named(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "tabelle.xlsx"
    write_spreadsheet(path, [_row()])

    def as_excel_does(sheet: object) -> None:
        for field, value in (("opening", dt.datetime(2026, 12, 9)), ("postal_code", 6304), ("phones", 663112345.0)):
            sheet.cell(2, fields().index(field) + 1).value = value  # type: ignore[attr-defined]

    _save(path, as_excel_does)
    checked = check_cells(session, path.name, read_spreadsheet(path))
    assert [(item.column, item.value) for item in checked.problems] == [
        ("PLZ", "6304"),
        ("Zeiten zum Rechnen", "2026-12-09T00:00:00"),
    ]
    assert "Datum gemacht" in checked.problems[1].remedy
    _save(path, lambda sheet: setattr(sheet.cell(2, 8), "value", "36304"))  # type: ignore[attr-defined]
    _save(path, lambda sheet: setattr(sheet.cell(2, 15), "value", None))  # type: ignore[attr-defined]
    (changed,) = check_cells(session, path.name, read_spreadsheet(path)).changed
    assert changed.facts.phones == ["06631 12345"]  # the zero that Excel took away is there again


def test_the_template_explains_itself_and_keeps_text_as_text(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "vorlage.xlsx"
    write_template(path, ["Schulden: Mahnungen und mehr"])
    book = load_workbook(path)
    sheet, explained = book.worksheets
    assert sheet.title == "Angebote"
    assert sheet.cell(1, 8).value == "PLZ"
    assert sheet.cell(900, 8).number_format == "@"
    assert "Schulden: Mahnungen und mehr" in [row[1] for row in explained.iter_rows(values_only=True)]
    checked = check_cells(session, path.name, read_spreadsheet(path))
    assert checked.problems == []
    assert checked.changed[0].facts.name == "Schuldnerberatung Beispielstadt"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", b"Name,Telefon\nx,1\n", "Diese Spalten fehlen"),
        ("a.csv", "Träger;Name\n".encode("cp1252"), "CSV UTF-8"),
        ("a.csv", b"", "Diese Spalten fehlen"),
        ("a.xlsx", b"PK\x03\x04 not really", "keine Excel-Datei"),
        ("a.xlsx", "Träger;Name\n".encode(), "keine Excel-Datei"),
    ],
)
def test_an_unreadable_file_says_what_to_do(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableError, match=expected):
        list(read_spreadsheet(tmp_path / name))


def test_commas_and_semicolons_are_both_read(session: Session, tmp_path: Path) -> None:
    headings = [column["heading"] for column in texts()["columns"]]
    for sign in ",;":
        quoted = [f'"{_row()[name]}"' for name in fields()]
        text = f"{sign.join(headings)}\r\n{sign.join(quoted)}\r\n"
        (tmp_path / "a.csv").write_text(text, encoding="utf-8")
        assert check_cells(session, "a.csv", read_spreadsheet(tmp_path / "a.csv")).problems == []


def test_a_million_rows_are_refused_with_a_way_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_spreadsheet(path, [])
    with path.open("a", encoding="utf-8") as file:
        file.writelines("x;y\r\n" for _ in range(1_000_000))
    with pytest.raises(UnreadableError, match=f"Mehr als {MAX_ROWS} Zeilen"):
        for _ in read_spreadsheet(path):
            pass


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1, max_size=8))
def test_any_text_comes_back_and_no_cell_is_a_formula(
    tmp_path_factory: pytest.TempPathFactory, values: list[str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    rows = [
        dict.fromkeys(fields(), "") | {"name": f"={value}", "alert": f"'{value.strip()}".strip()} for value in values
    ]
    write_spreadsheet(path, rows)
    assert not any(line.startswith("=") for line in path.read_text("utf-8-sig").splitlines())
    assert [row for _, row in read_spreadsheet(path)] == [
        {name: value.strip() for name, value in row.items()} for row in rows
    ]


def test_in_excel_a_formula_is_text(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_spreadsheet(path, [_row(alert="=HYPERLINK(1)")])
    assert load_workbook(path).worksheets[0].cell(2, fields().index("alert") + 1).data_type == "s"
    assert next(read_spreadsheet(path))[1]["alert"] == "=HYPERLINK(1)"


def test_a_spreadsheet_with_a_mistake_leaves_no_trace(session: Session) -> None:
    before = session.scalars(select(Organization.name)).all()
    assert _checked(session, _row(phones="12")).changed == []
    assert session.scalars(select(Organization.name)).all() == before
