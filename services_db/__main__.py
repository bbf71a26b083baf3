"""The command line of the directory: `python -m services_db --help`."""

import argparse
import sys
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from services_db.check import MAX_AGE_DAYS
from services_db.cli import care, stock
from services_db.database import migrate, open_engine


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
    sentences = commands.add_parser("facts", help="alle Sätze der Wegweiser mit Quelle und Stand zeigen")
    sentences.add_argument("guide", nargs="?", help="nur diese, zum Beispiel forms oder pflegegrad/new")
    confirms = commands.add_parser("confirm", help="eintragen, dass ein Mensch alle Angaben geprüft hat")
    confirms.add_argument("id", help="die id des Angebots (steht in „search --ids“ und „check“)")
    confirms.add_argument("--by", required=True, help="wer geprüft hat: Mail-Adresse oder Kürzel")
    past = commands.add_parser("history", help="zeigen, was an einem Angebot wann von wem geändert wurde")
    past.add_argument("id", help="die id des Angebots")
    out = commands.add_parser("export", help="das Verzeichnis ausgeben: nach HSDS 3 oder als Tabelle")
    out.add_argument(
        "format",
        choices=["json", "csv", "sheet"],
        help="json: HSDS in einer Datei; csv: HSDS, ein Ordner mit Tabellen; sheet: eine Tabelle (.xlsx oder .csv)",
    )
    out.add_argument("path", type=Path, help="Datei oder Ordner")
    empty = commands.add_parser("template", help="eine leere Tabelle zum Ausfüllen schreiben")
    empty.add_argument("path", type=Path, help="Datei, die auf .xlsx oder .csv endet")
    into = commands.add_parser("import", help="Angebote einlesen: Tabelle, HSDS-JSON oder Ordner mit HSDS-Tabellen")
    into.add_argument("path", type=Path, help="Datei (.xlsx, .csv, .json) oder Ordner")
    into.add_argument("--dry-run", action="store_true", help="nur nennen, was sich ändern würde")
    into.add_argument("--by", default="services_db import", help="wer einliest (für die Änderungsliste)")
    gaps = commands.add_parser("unmet", help="zeigen, welche Anliegen wo offen blieben (Zahlen unter 5 nie)")
    gaps.add_argument("--days", type=int, default=90, help="so viele Tage zurück (Standard: 90)")
    gaps.add_argument("--forget", type=int, metavar="TAGE", help="Zählungen löschen, die älter sind")
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
    except (DBAPIError, OSError) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        print(f"Abgebrochen, es wurde nichts geändert: {reason}", file=sys.stderr)
        print("Bitte prüfen: Ist die Platte voll? Läuft die Datenbank? Stimmt DATABASE_URL?", file=sys.stderr)
        return 1
    finally:
        engine.dispose()


def _init(_session: Session, _options: argparse.Namespace) -> int:
    return 0


_COMMANDS = {
    "init": _init,
    "load": stock.load,
    "template": stock.template,
    "export": stock.export,
    "import": stock.import_,
    "search": care.search,
    "check": care.check_entries,
    "facts": care.facts,
    "confirm": care.confirm,
    "history": care.history,
    "links": care.links,
    "unmet": care.unmet_needs,
}


if __name__ == "__main__":
    sys.exit(main())
