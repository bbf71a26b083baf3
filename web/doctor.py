"""Looks the installation over and says what is wrong and how to mend it: `make doctor`."""

import os
import shutil
import socket
import stat
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from services_db.contact_points import contact_points
from services_db.database import database_url
from services_db.models import Service
from services_db.settings import ROOT, Settings, SettingsError, settings
from web.launch import is_taken, loopback
from web.tokens import SECRET_FILE, SecretError, read_secret
from web.watch import answers

LEAST_DISK_MB, LEAST_MEMORY_MB = 300, 900
LOOPBACK = ("127.0.0.1", "::1", "localhost")
MIGRATIONS = ROOT / "services_db" / "migrations"


class Level(Enum):
    """How bad a finding is."""

    GOOD = "gut    "
    NOTE = "Hinweis"
    ERROR = "FEHLER "


@dataclass(frozen=True)
class Finding:
    """What was found, and how to mend it (empty where nothing must be mended)."""

    level: Level
    what: str
    remedy: str = ""


Findings = Iterator[Finding]


def good(what: str) -> Finding:
    """Returns a finding with which all is well."""
    return Finding(Level.GOOD, what)


def note(what: str, remedy: str) -> Finding:
    """Returns a finding that somebody should know of."""
    return Finding(Level.NOTE, what, remedy)


def error(what: str, remedy: str) -> Finding:
    """Returns a finding with which the Lotse does not work, or not safely."""
    return Finding(Level.ERROR, what, remedy)


def check_runtimes(_: Settings) -> Findings:
    """Both environments are there, and as new as their lock files."""
    for name, venv, lock in (
        ("A", ROOT / ".venv", "requirements.lock"),
        ("B", ROOT / "bot" / ".venv", "bot/requirements.lock"),
    ):
        done = venv / ".installed"
        if not done.exists():
            yield error(f"Laufzeit {name} ist nicht eingerichtet.", "make setup")
        elif done.stat().st_mtime < (ROOT / lock).stat().st_mtime:
            yield error(f"Laufzeit {name} ist älter als {lock}.", "make setup")
        else:
            yield good(f"Laufzeit {name} ist eingerichtet.")
    if not list((ROOT / "bot" / ".venv" / "lib").glob("python3.10/site-packages/de_core_news_sm")):
        yield note(
            "Das spaCy-Modell de_core_news_sm fehlt; Namen werden etwas seltener geschwärzt.",
            "make setup, mit Zugang zum Internet",
        )


def check_model(its: Settings) -> Findings:
    """The trained assistant is there, whole, and newer than what it learned from."""
    if not its.model.exists():
        yield error(f"Es gibt kein trainiertes Modell ({its.model}).", "make train")
        return
    try:
        with tarfile.open(its.model) as archive:
            whole = "metadata.json" in archive.getnames()
    except (tarfile.TarError, OSError, EOFError):
        whole = False
    if not whole:
        yield error(f"Die Modell-Datei {its.model} ist beschädigt.", "make train")
        return
    sources = [*(ROOT / "bot" / "data").rglob("*.yml"), *(ROOT / "bot" / "domain").rglob("*.yml"), ROOT / "config.yml"]
    newer = [path for path in sources if path.stat().st_mtime > its.model.stat().st_mtime]
    if newer:
        yield note(
            f"Seit dem Training geändert: {', '.join(str(path.relative_to(ROOT)) for path in newer[:3])}.", "make train"
        )
    else:
        yield good("Das Modell ist da und aktuell.")


def check_directory(its: Settings) -> Findings:
    """The directory can be read, has the newest form, and names a contact point that can be reached."""
    url = make_url(database_url())
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        yield error("Das Verzeichnis ist noch leer.", ".venv/bin/python -m services_db load")
        return
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            there = MigrationContext.configure(connection).get_current_revision()
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        newest = ScriptDirectory.from_config(config).get_current_head()
        if there != newest:
            yield error(
                f"Die Tabellen sind auf Stand {there}, nötig ist {newest}.", ".venv/bin/python -m services_db init"
            )
            return
        with Session(engine) as session:
            count = session.scalar(select(func.count()).select_from(Service)) or 0
            points = contact_points(session, None)
            reachable = [hit for hit in points if hit.phones or hit.reached_through]
    except SQLAlchemyError as problem:
        yield error(
            f"Das Verzeichnis ist nicht zu lesen ({type(problem).__name__}).",
            "Läuft die Datenbank? Stimmt DATABASE_URL?",
        )
        return
    if not count:
        yield error("Im Verzeichnis steht kein Angebot.", ".venv/bin/python -m services_db load")
    elif not reachable:
        yield error(
            f"Für {its.region.name} ist keine Anlaufstelle mit Telefon eingetragen.",
            "Eine Stelle mit topics: {contact_point: 1} eintragen (docs/kontakt-eintragen.md)",
        )
    else:
        yield good(f"Das Verzeichnis hat {count} Angebote; Anlaufstelle: {reachable[0].name}.")


def check_conversations(its: Settings) -> Findings:
    """Conversations can be kept, and no other user of this machine can read the file."""
    url = make_url(its.conversations_url)
    if url.get_backend_name() != "sqlite":
        yield good("Gespräche liegen in einer Datenbank auf einem Server.")
        return
    path = Path(url.database or "")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        yield error(f"In {path} kann nicht geschrieben werden.", f"Rechte von {path.parent} prüfen")
    elif path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield error(f"{path} dürfen auch andere lesen.", f"chmod 600 {path}*")
    else:
        yield good(f"Gespräche liegen verschlüsselt in {path}, {its.privacy.keep_hours:g} Stunden lang.")


def check_secret(_: Settings) -> Findings:
    """The secret is there, long enough, and private."""
    try:
        read_secret()
    except SecretError as problem:
        yield error(*str(problem).split(" Abhilfe: ", 1))
    else:
        where = "der Umgebung" if settings().secret else str(SECRET_FILE)
        yield good(f"Das Geheimnis kommt aus {where}.")


def check_door(its: Settings) -> Findings:
    """The public door can open, and only behind TLS to the world."""
    server = its.server
    try:
        taken = is_taken(server.host, server.port)
    except socket.gaierror:
        yield error(f"server.host: {server.host} ist keine Adresse dieses Rechners.", "settings.yml")
        return
    if taken and not answers(f"{loopback(server.host, server.port)}/health"):
        yield error(f"Auf Port {server.port} läuft ein anderes Programm.", "server.port in settings.yml ändern")
    else:
        yield good(f"Die Tür: {server.host}:{server.port}" + (" (der Lotse läuft)." if taken else " (frei)."))
    if server.metrics_port == server.port:
        yield error(
            "server.metrics_port ist derselbe wie server.port.", "einen anderen Port wählen oder die Zeile streichen"
        )
    if server.host not in LOOPBACK:
        yield note(
            f"Die Tür ist aus dem Netz erreichbar ({server.host}), ohne Verschlüsselung.",
            "davor ein Web-Server mit TLS (nginx), und server.host: 127.0.0.1",
        )
    if not server.url.startswith("https://") and not any(name in server.url for name in LOOPBACK):
        yield error("server.url beginnt nicht mit https://.", "Adresse mit https:// eintragen")
    if any(name in server.url for name in LOOPBACK) and server.embedded_on:
        yield error(
            "server.url zeigt auf diesen Rechner selbst; Links in Antworten gehen ins Leere.",
            "die öffentliche Adresse eintragen",
        )
    for page in server.embedded_on:
        if page.startswith("http://"):
            yield note(f"server.embedded_on: {page} ist unverschlüsselt.", "https:// verwenden")


def check_machine(_: Settings) -> Findings:
    """There is room on disk and in memory, and the Lotse does not run as root."""
    free = shutil.disk_usage(ROOT).free // 2**20
    yield (
        good(f"Freier Platz: {free} MB.")
        if free >= LEAST_DISK_MB
        else error(f"Nur noch {free} MB Platz.", "Platz schaffen")
    )
    memory = Path("/proc/meminfo")
    if memory.exists():
        line = next(line for line in memory.read_text(encoding="ascii").splitlines() if line.startswith("MemAvailable"))
        megabytes = int(line.split()[1]) // 1024
        if megabytes < LEAST_MEMORY_MB:
            yield note(f"Nur {megabytes} MB Arbeitsspeicher frei.", f"{LEAST_MEMORY_MB} MB sind gut")
    if os.geteuid() == 0:
        yield note("Der Lotse läuft als root.", "einen eigenen Benutzer anlegen und den Lotsen damit starten")


def check_texts(its: Settings) -> Findings:
    """The fixed texts name the numbers of this district, not of another one."""
    if its.region.area == "06535":
        return
    fixed = [ROOT / "bot" / "domain" / "crisis.yml", ROOT / "bot" / "domain" / "shared.yml", ROOT / "web" / "texts.yml"]
    foreign = [path for path in fixed if "Vogelsberg" in path.read_text(encoding="utf-8")]
    for path in foreign:
        yield error(
            f"{path.relative_to(ROOT)} nennt Nummern des Vogelsbergkreises.",
            "die eigenen eintragen (docs/neuer-kreis.md)",
        )


def check_notice(its: Settings) -> Findings:
    """Citizens can read what happens with their data."""
    if not its.privacy.notice:
        yield note(
            "Es gibt keinen Link zu den Datenschutz-Hinweisen.",
            "docs/privacy/art13.md anpassen, veröffentlichen und als privacy.notice eintragen",
        )


def check_widget(_: Settings) -> Findings:
    """The widget was built."""
    if not (ROOT / "web" / "static" / "widget" / "lotse.js").exists():
        yield note("Das Widget für fremde Seiten fehlt.", "Node.js ab Version 20 installieren, dann make setup")


CHECKS: tuple[Callable[[Settings], Findings], ...] = (
    check_runtimes,
    check_model,
    check_directory,
    check_conversations,
    check_secret,
    check_door,
    check_machine,
    check_texts,
    check_notice,
    check_widget,
)


def examine() -> list[Finding]:
    """Returns all findings; with wrong settings only those about them."""
    try:
        its = settings()
    except SettingsError as problem:
        return [error(line, "settings.yml oder die Umgebung berichtigen") for line in str(problem).splitlines()]
    return [good("settings.yml ist richtig."), *(finding for check in CHECKS for finding in check(its))]


def main() -> int:
    """Prints the findings; returns 1 where something must be mended."""
    findings = examine()
    for finding in findings:
        print(f"{finding.level.value} {finding.what}" + (f"\n        → {finding.remedy}" if finding.remedy else ""))
    return int(any(finding.level is Level.ERROR for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
