"""The command line of the directory: `python -m services_db --help`."""

import argparse
import asyncio
import datetime as dt
import json
import sys
from collections import Counter
from pathlib import Path

from sqlalchemy.orm import Session

from services_db.changes import Change, Snapshot, UnknownServiceError, confirm, differences, history, record, snapshot
from services_db.check import MAX_AGE_DAYS, as_json, check
from services_db.database import migrate, open_engine
from services_db.exchange import nested
from services_db.exchange.check import check_rows
from services_db.exchange.store import known_ids, read_rows, write_rows
from services_db.exchange.tabular import UnreadableError, export_tabular, read_tabular
from services_db.links import find_broken, urls
from services_db.places import find_municipality
from services_db.search import Query, search
from services_db.seed.load import load
from services_db.seed.schema import SeedError


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m services_db", description="Das Verzeichnis der Hilfsangebote.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("init", help="Tabellen anlegen oder auf den neuesten Stand bringen")
    load_files = commands.add_parser("load", help="die Dateien aus services_db/seed laden und nennen, was sich ändert")
    load_files.add_argument("--dry-run", action="store_true", help="nur nennen, was sich ändern würde")
    load_files.add_argument("--by", default="services_db load", help="wer lädt (für die Änderungsliste)")
    checks = commands.add_parser("check", help="veraltete, unbelegte, unerreichbare Einträge und Lücken nennen")
    checks.add_argument("--json", action="store_true", help="als JSON ausgeben")
    checks.add_argument(
        "--max-age", type=int, default=MAX_AGE_DAYS, help="nach so vielen Tagen gilt ein Eintrag als alt"
    )
    confirms = commands.add_parser("confirm", help="eintragen, dass ein Mensch alle Angaben geprüft hat")
    confirms.add_argument("id", help="die id des Angebots (steht in „search --ids“ und „check“)")
    confirms.add_argument("--by", required=True, help="wer geprüft hat: Mail-Adresse oder Kürzel")
    past = commands.add_parser("history", help="zeigen, was an einem Angebot wann von wem geändert wurde")
    past.add_argument("id", help="die id des Angebots")
    out = commands.add_parser("export", help="das Verzeichnis nach HSDS 3 ausgeben")
    out.add_argument("format", choices=["json", "csv"], help="json: eine Datei; csv: ein Ordner mit Tabellen")
    out.add_argument("path", type=Path, help="Datei oder Ordner")
    into = commands.add_parser("import", help="Angebote nach HSDS 3 einlesen: JSON-Datei oder Ordner mit Tabellen")
    into.add_argument("path", type=Path, help="Datei oder Ordner")
    into.add_argument("--dry-run", action="store_true", help="nur nennen, was sich ändern würde")
    into.add_argument("--by", default="services_db import", help="wer einliest (für die Änderungsliste)")
    commands.add_parser("links", help="prüfen, ob die Internetseiten antworten (braucht das Internet)")
    find = commands.add_parser("search", help="Angebote suchen, mit Gründen für die Reihenfolge")
    find.add_argument("topic", nargs="?", help="Thema, zum Beispiel pflegegrad oder debt")
    find.add_argument("--plz", help="Postleitzahl des Wohnorts")
    find.add_argument("--text", default="", help="Wörter aus Name oder Beschreibung, zum Beispiel Wohnungsamt")
    find.add_argument("--open-now", action="store_true", help="nur, was jetzt geöffnet ist")
    find.add_argument("--language", help="nur in dieser Sprache, zum Beispiel en")
    find.add_argument("--free", action="store_true", help="nur, was nichts kostet")
    find.add_argument("--age", type=int, help="nur für dieses Alter (Jahre)")
    find.add_argument("--how", choices=["remote", "on-site"], help="aus der Ferne erreichbar, oder vor Ort")
    find.add_argument("--ids", action="store_true", help="die id jedes Angebots voranstellen")
    find.add_argument("--limit", type=int, default=5, help="höchstens so viele (Standard: 5)")
    find.add_argument("--offset", type=int, default=0, help="so viele der besten überspringen")
    options = parser.parse_args(arguments)

    engine = open_engine()
    try:
        migrate(engine)
        with Session(engine) as session:
            return _COMMANDS[options.command](session, options)
    finally:
        engine.dispose()


def _init(_session: Session, _options: argparse.Namespace) -> int:
    return 0


def _load(session: Session, options: argparse.Namespace) -> int:
    before = snapshot(session)
    try:
        counts = load(session)
    except SeedError as error:
        print(error, file=sys.stderr)
        return 1
    if _keep(session, before, options):
        print(f"Verzeichnis geladen: {counts['services']} Angebote, {counts['places']} Orte.")
    return 0


def _keep(session: Session, before: Snapshot, options: argparse.Namespace) -> bool:
    """Prints what changed and stores it with its history, unless it was a dry run; returns whether it was stored."""
    changes = differences(before, snapshot(session))
    if before or options.dry_run:
        _print_changes(changes)
    if options.dry_run:
        session.rollback()
        print("Probelauf: Es wurde nichts gespeichert.")
        return False
    record(session, changes, options.by, dt.datetime.now(dt.UTC))
    session.commit()
    return True


def _print_changes(changes: list[Change]) -> None:
    words = {"create": "neu", "update": "geändert", "delete": "gelöscht"}
    for change in changes:
        detail = f": {change.field}: „{change.before}“ → „{change.after}“" if change.kind == "update" else ""
        print(f"{words[change.kind]}: {change.name}{detail}")


def _check(session: Session, options: argparse.Namespace) -> int:
    findings = check(session, dt.datetime.now(dt.UTC).date(), options.max_age)
    if options.json:
        print(json.dumps(as_json(findings), ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            print(f"{_FINDINGS[finding.kind]}: {finding.subject}: {finding.detail}")
        counts: Counter[str] = Counter(finding.kind for finding in findings)
        print(", ".join(f"{_FINDINGS[kind]}: {counts[kind]}" for kind in _FINDINGS))
    return int(any(finding.kind == "dead_end" for finding in findings))


def _confirm(session: Session, options: argparse.Namespace) -> int:
    try:
        service = confirm(session, options.id, options.by, dt.datetime.now(dt.UTC))
    except UnknownServiceError:
        print(f"Ein Angebot mit der id {options.id} gibt es nicht.", file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    session.commit()
    print(f"Bestätigt: {service.name}, am {service.assured_date:%d.%m.%Y} von {service.assurer_email}.")
    return 0


def _history(session: Session, options: argparse.Namespace) -> int:
    for item in history(session, options.id):
        when = f"{item.last_action_date:%d.%m.%Y %H:%M}"
        print(f"{when} {item.updated_by}: {item.field_name}: „{item.previous_value}“ → „{item.replacement_value}“")
    return 0


def _export(session: Session, options: argparse.Namespace) -> int:
    if options.format == "csv":
        export_tabular(session, options.path)
    else:
        items = nested.services(read_rows(session))
        options.path.write_text(json.dumps(items, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"Geschrieben: {options.path}")
    return 0


def _import(session: Session, options: argparse.Namespace) -> int:
    try:
        if options.path.is_dir():
            raw = read_tabular(options.path)
        else:
            content = json.loads(options.path.read_text(encoding="utf-8"))
            items = content.get("contents", [content]) if isinstance(content, dict) else content
            raw = nested.flatten(items)
    except (OSError, UnreadableError) as error:
        print(error, file=sys.stderr)
        return 1
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        print(f"{options.path}: kein HSDS-JSON ({type(error).__name__}: {error})", file=sys.stderr)
        return 1
    checked = check_rows(raw, known_ids(session))
    for line in checked.left_out:
        print(f"nicht übernommen: {line}")
    if checked.problems:
        print(*checked.problems, sep="\n", file=sys.stderr)
        print(f"{len(checked.problems)} Fehler. Es wurde nichts gespeichert.", file=sys.stderr)
        return 1
    before = snapshot(session)
    write_rows(session, checked.rows)
    if _keep(session, before, options):
        print(f"Eingelesen: {len(checked.rows.get('service', []))} Angebote.")
    return 0


def _links(session: Session, _options: argparse.Namespace) -> int:
    addresses = urls(session)
    session.rollback()  # nothing is kept open while the web is asked
    broken = asyncio.run(find_broken(addresses))
    for link in broken:
        print(f"{link.url}: {link.reason}")
    print(f"{len(broken)} von {len(addresses)} Adressen antworten nicht wie erwartet.")
    return int(bool(broken))


def _search(session: Session, options: argparse.Namespace) -> int:
    place = find_municipality(session, options.plz) if options.plz else None
    if options.plz and place is None:
        print(f"Die Postleitzahl {options.plz} gibt es nicht.", file=sys.stderr)
        return 1
    now = dt.datetime.now(dt.UTC)
    query = Query(
        topics=[options.topic] if options.topic else [],
        municipality=place,
        text=options.text,
        open_at=now if options.open_now else None,
        language=options.language,
        free_of_charge=options.free,
        age=options.age,
        remote={"remote": True, "on-site": False}.get(options.how),
        limit=options.limit,
        offset=options.offset,
    )
    for hit in search(session, query, now):
        contact = hit.phones[0] if hit.phones else hit.email or hit.url or hit.address or "–"
        words = hit.opening_words or "Öffnungszeit unbekannt."
        first = f"{hit.id} | " if options.ids else ""
        print(f"{first}{hit.name} | {contact} | {words} | {', '.join(hit.why)}")
    return 0


_FINDINGS = {
    "dead_end": "Lücke",
    "unreachable": "unerreichbar",
    "unsourced": "ohne Quelle",
    "stale": "veraltet",
    "unconfirmed": "unbestätigt",
}
_COMMANDS = {
    "init": _init,
    "load": _load,
    "search": _search,
    "check": _check,
    "confirm": _confirm,
    "history": _history,
    "links": _links,
    "export": _export,
    "import": _import,
}


if __name__ == "__main__":
    sys.exit(main())
