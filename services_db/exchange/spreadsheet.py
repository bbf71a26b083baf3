"""The spreadsheet as a file: CSV as German Excel writes it, or XLSX; what a row means is in services_db.exchange.flat.

Nothing in it is ever computed: a cell that begins like a formula is written as text, and read back as what it was.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from services_db.exchange.tabular import UnreadableError

TEXTS = Path(__file__).parent.parent / "lookup" / "spreadsheet.yml"
MAX_ROWS = 50_000
"""A larger file is no longer one that people keep by hand; the tables of HSDS have no such bound."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ROWS_FOR_TEXT = 2000

Cells = dict[str, str]


class ExcelDate(str):
    """A cell that Excel has turned into a date; its text is that date."""


@cache
def texts() -> dict[str, Any]:
    """Returns headings, hints and messages (services_db/lookup/spreadsheet.yml)."""
    found: dict[str, Any] = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    return found


def fields() -> list[str]:
    """Returns the columns by their inner names, in their order."""
    return [column["field"] for column in texts()["columns"]]


def write_spreadsheet(path: Path, rows: Iterable[Cells], notes: Sequence[str] = ()) -> None:
    """Writes a spreadsheet; the ending of the name decides which kind.

    Args:
        path: ends with ``.xlsx`` or ``.csv`` (with semicolons and a byte order mark, so that Excel opens it rightly).
        rows: text by column.
        notes: lines for the second sheet (XLSX only), after what each column means.
    """
    if path.suffix.lower() == ".xlsx":
        _write_xlsx(path, rows, notes)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(column["heading"] for column in texts()["columns"])
        for row in rows:
            writer.writerow(_unarmed(row.get(field, "")) for field in fields())


def write_template(path: Path, notes: Sequence[str]) -> None:
    """Writes an empty spreadsheet with one made-up example (and, in XLSX, a sheet that explains the columns).

    Args:
        path: ends with ``.xlsx`` or ``.csv``.
        notes: as in `write_spreadsheet`.
    """
    write_spreadsheet(path, [{column["field"]: column["example"] for column in texts()["columns"]}], notes)


def _unarmed(value: str) -> str:
    return f"'{value}" if value.lstrip("'").startswith(_FORMULA) else value


def _armed(value: str) -> str:
    return value[1:] if value.startswith("'") and value.lstrip("'").startswith(_FORMULA) else value


def _write_xlsx(path: Path, rows: Iterable[Cells], notes: Sequence[str]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = texts()["sheet"]
    columns = texts()["columns"]
    sheet.append([column["heading"] for column in columns])
    for number, row in enumerate(rows, start=2):
        for position, column in enumerate(columns, start=1):
            cell = sheet.cell(number, position)
            cell.value = row.get(column["field"]) or None
            cell.data_type = "s" if cell.value else "n"  # text, whatever it begins with
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for position, column in enumerate(columns, start=1):
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = column["width"]
        sheet[f"{letter}1"].font = Font(bold=True)
        # As text, Excel leaves zeros at the beginning and times such as 9-12 alone, in rows still empty too.
        for number in range(2, max(sheet.max_row, _ROWS_FOR_TEXT)):
            sheet.cell(number, position).number_format = "@"
    sheet.freeze_panes = "C2"
    help_sheet = book.create_sheet(texts()["help_sheet"])
    for column in columns:
        help_sheet.append([column["heading"], column["hint"]])
    for note in notes:
        help_sheet.append(["", note])
    help_sheet.column_dimensions["A"].width = 28
    help_sheet.column_dimensions["B"].width = 110
    book.save(path)


def read_spreadsheet(path: Path) -> Iterator[tuple[int, Cells]]:
    """Yields each row that holds something: its number as a person counts it (1 is the heading), and its cells.

    Args:
        path: a file that ends with ``.xlsx`` or ``.csv`` (semicolons or commas, UTF-8).

    Raises:
        UnreadableError: if it is no such file, a column is missing, or it has more rows than people keep by hand.
    """
    rows = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    by_heading = {column["heading"].casefold(): column["field"] for column in texts()["columns"]}
    heading = [by_heading.get(str(cell).strip().casefold()) for cell in next(rows, [])]
    missing = [column["heading"] for column in texts()["columns"] if column["field"] not in heading]
    if missing:
        raise UnreadableError(f"{path}: {texts()['problems']['heading'].format(missing=', '.join(missing))}")
    for number, row in enumerate(rows, start=2):
        if number > MAX_ROWS + 1:
            raise UnreadableError(f"{path}: {texts()['problems']['too_many'].format(limit=MAX_ROWS)}")
        cells = {field: _text(cell) for field, cell in zip(heading, row, strict=False) if field}
        if any(cells.values()):
            yield number, cells


def _csv_rows(path: Path) -> Iterator[Sequence[Any]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading = file.readline()
            file.seek(0)
            reader = csv.reader(file, delimiter=";" if heading.count(";") > heading.count(",") else ",", strict=True)
            try:
                for row in reader:
                    yield [_armed(cell) for cell in row]
            except csv.Error as error:
                raise UnreadableError(f"{path}: {texts()['problems']['csv'].format(line=reader.line_num)}") from error
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: {texts()['problems']['encoding']}") from error


def _xlsx_rows(path: Path) -> Iterator[Sequence[Any]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError) as error:
        raise UnreadableError(f"{path}: {texts()['problems']['unreadable_xlsx']}") from error
    try:
        yield from book.worksheets[0].iter_rows(values_only=True)
    finally:
        book.close()


def _text(value: Any) -> str:
    """Returns a cell as text: whole numbers without ``.0``, dates marked as such."""
    if value is None:
        return ""
    if isinstance(value, (dt.date, dt.time)):
        return ExcelDate(value.isoformat())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\r\n", "\n").strip()
