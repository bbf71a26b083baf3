"""Getting the directory in and out: seed files, HSDS, the spreadsheet; what changes is shown before it is stored."""

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_db.changes import Change, Snapshot, differences, record, snapshot
from services_db.exchange import flat, nested
from services_db.exchange.check import Problem, check_rows
from services_db.exchange.flat_check import check_cells, write_changed
from services_db.exchange.spreadsheet import read_spreadsheet, write_spreadsheet, write_template
from services_db.exchange.store import known_ids, read_rows, write_rows
from services_db.exchange.tables import Rows
from services_db.exchange.tabular import UnreadableError, export_tabular, read_tabular
from services_db.index import refresh
from services_db.models import Service
from services_db.seed import load as seed
from services_db.seed.schema import SeedError

SHEETS = (".csv", ".xlsx")
SHOWN_CHANGES = 100
BATCH = 5000
_WORDS = {"create": "neu", "update": "geändert", "delete": "gelöscht"}


def load(session: Session, options: argparse.Namespace) -> int:
    """Loads the seed files."""
    before = snapshot(session)
    try:
        counts = seed.load(session)
    except SeedError as error:
        print(error, file=sys.stderr)
        return 1
    if _keep(session, before, session.scalars(select(Service.id)).all(), options, silent=not before):
        print(f"Verzeichnis geladen: {counts['services']} Angebote, {counts['places']} Orte.")
    return 0


def export(session: Session, options: argparse.Namespace) -> int:
    """Writes the whole directory into a file or folder; a file is there only when it is whole."""
    path: Path = options.path
    if options.format == "csv":
        export_tabular(session, path)
    elif options.format == "json":
        items = nested.services(read_rows(session))
        _write_whole(path, lambda part: part.write_text(json.dumps(items, ensure_ascii=False, indent=1), "utf-8"))
    elif path.suffix.lower() in SHEETS:
        _write_whole(path, lambda part: write_spreadsheet(part, flat.to_cells(session), flat.topic_notes(session)))
    else:
        print(f"{path}: Der Name muss auf .xlsx oder .csv enden.", file=sys.stderr)
        return 1
    print(f"Geschrieben: {path}")
    return 0


def template(session: Session, options: argparse.Namespace) -> int:
    """Writes an empty spreadsheet with an example."""
    if options.path.suffix.lower() not in SHEETS:
        print(f"{options.path}: Der Name muss auf .xlsx oder .csv enden.", file=sys.stderr)
        return 1
    _write_whole(options.path, lambda part: write_template(part, flat.topic_notes(session)))
    print(f"Geschrieben: {options.path}")
    return 0


def import_(session: Session, options: argparse.Namespace) -> int:
    """Takes over a spreadsheet, an HSDS file or a folder of HSDS tables: all of it, or nothing if anything is wrong."""
    try:
        if options.path.suffix.lower() in SHEETS and options.path.is_file():
            return _import_sheet(session, options)
        raw = read_tabular(options.path) if options.path.is_dir() else _read_json(options.path)
    except (OSError, UnreadableError) as error:
        print(error, file=sys.stderr)
        return 1
    checked = check_rows(raw, known_ids(session))
    for line in checked.left_out:
        print(f"nicht übernommen: {line}")
    if checked.problems:
        return _refuse(checked.problems)
    ids = [row["id"] for row in checked.rows.get("service", [])]
    before = snapshot(session, ids)
    write_rows(session, checked.rows)
    if _keep(session, before, ids, options):
        print(f"Eingelesen: {len(ids)} Angebote.")
    return 0


def _import_sheet(session: Session, options: argparse.Namespace) -> int:
    checked = check_cells(session, options.path.name, read_spreadsheet(options.path))
    if checked.problems:
        return _refuse(checked.problems)
    ids = [item.ids.service for item in checked.changed]
    before = snapshot(session, ids)
    write_changed(session, checked.changed)
    refresh(session, ids)
    if _keep(session, before, ids, options):
        print(f"Eingelesen: {len(ids)} Angebote neu oder geändert.")
    return 0


def _read_json(path: Path) -> Rows:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        items = content.get("contents", [content]) if isinstance(content, dict) else content
        return nested.flatten(items)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnreadableError(f"{path}: kein HSDS-JSON ({type(error).__name__}: {error})") from error


def _refuse(problems: Sequence[Problem]) -> int:
    print(*problems, sep="\n", file=sys.stderr)
    print(f"{len(problems)} Fehler. Es wurde nichts gespeichert.", file=sys.stderr)
    return 1


def _keep(
    session: Session, before: Snapshot, ids: Sequence[str], options: argparse.Namespace, silent: bool = False
) -> bool:
    """Prints what changed and stores it with its history, unless it was a dry run; returns whether it was stored."""
    after = snapshot(session, list(before))
    new = [key for key in ids if key not in before]
    for start in range(0, len(new), BATCH):
        names = select(Service.id, Service.name).where(Service.id.in_(new[start : start + BATCH]))
        after |= {key: {"name": name} for key, name in session.execute(names)}
    changes = differences(before, after)
    if options.dry_run or not silent:
        _print_changes(changes)
    if options.dry_run:
        session.rollback()
        print("Probelauf: Es wurde nichts gespeichert.")
        return False
    record(session, changes, options.by, dt.datetime.now(dt.UTC))
    session.commit()
    return True


def _print_changes(changes: Iterable[Change]) -> None:
    counts: Counter[str] = Counter()
    for change in changes:
        counts[change.kind] += 1
        if counts[change.kind] <= SHOWN_CHANGES:
            detail = f": {change.field}: „{change.before}“ → „{change.after}“" if change.kind == "update" else ""
            print(f"{_WORDS[change.kind]}: {change.name}{detail}")
    for kind, count in counts.items():
        if count > SHOWN_CHANGES:
            print(f"… und {count - SHOWN_CHANGES} weitere ({_WORDS[kind]})")
    if counts:
        print(", ".join(f"{word}: {counts[kind]}" for kind, word in _WORDS.items()))


def _write_whole(path: Path, write: Callable[[Path], object]) -> None:
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
