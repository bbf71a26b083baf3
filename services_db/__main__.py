"""The command line of the directory: `python -m services_db --help`."""

import argparse
import sys

from sqlalchemy.orm import Session

from services_db.database import migrate, open_engine
from services_db.places import find_municipality
from services_db.search import search
from services_db.seed.load import load
from services_db.seed.schema import SeedError


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m services_db", description="Das Verzeichnis der Hilfsangebote.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("init", help="Tabellen anlegen oder auf den neuesten Stand bringen")
    commands.add_parser("load", help="Tabellen anlegen und die Dateien aus services_db/seed laden")
    find = commands.add_parser("search", help="Angebote zu einem Thema suchen")
    find.add_argument("topic", help="Thema, zum Beispiel pflegegrad oder debt")
    find.add_argument("--plz", help="Postleitzahl des Wohnorts")
    find.add_argument("--limit", type=int, default=5, help="höchstens so viele (Standard: 5)")
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


def _load(session: Session, _options: argparse.Namespace) -> int:
    try:
        counts = load(session)
    except SeedError as error:
        print(error, file=sys.stderr)
        return 1
    session.commit()
    print(f"Verzeichnis geladen: {counts['services']} Angebote, {counts['places']} Orte.")
    return 0


def _search(session: Session, options: argparse.Namespace) -> int:
    place = find_municipality(session, options.plz) if options.plz else None
    for hit in search(session, options.topic, place, limit=options.limit):
        contact = hit.phones[0] if hit.phones else hit.email or hit.url or hit.address or "–"
        print(f"{hit.name} | {contact} | {', '.join(hit.why)}")
    return 0


_COMMANDS = {"init": _init, "load": _load, "search": _search}


if __name__ == "__main__":
    sys.exit(main())
