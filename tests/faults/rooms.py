"""Faults for which a Lotse of its own is started: database, disk, model, clock, restart."""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import TimeoutError

from services_db.database import DEFAULT_PATH
from services_db.settings import ROOT, settings
from tests.faults.cases import Case, Outcome
from tests.faults.lotse import Answer, Citizen, Supervised, supervised
from tests.web.browser import chromium
from web.app import SWEEP_SECONDS
from web.launch import free_port
from web.trial import trial_settings

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
DAY = 24 * 3600


class NotHereError(Exception):
    """This machine lacks what a fault needs; the text says what."""


def page_without_door(before: bool) -> Case:
    """Kills both processes of the door just before, or while, a message from the real page is answered."""

    def case(lotse: Supervised) -> Outcome:
        with chromium() as browser:
            page = browser.new_page()
            page.goto(lotse.url)
            page.wait_for_selector(".message.lotse")
            page.fill("#message", "ich brauche hilfe mit meinen schulden, Alsfeld")
            if before:
                lotse.signal("web", signal.SIGKILL)
            else:
                lotse.signal("rasa", signal.SIGSTOP)  # so that the message is still being answered
            started = time.perf_counter()
            page.click("#form button", no_wait_after=True)
            if not before:
                time.sleep(0.2)
                lotse.signal("web", signal.SIGKILL)
                lotse.signal("rasa", signal.SIGCONT)
            # The door is started again and answers; where that takes longer, the page says itself where help is.
            answered = page.locator(".message.lotse").get_by_text("Schulden").first
            help_ = page.locator("main").get_by_text("Behördennummer 115").first
            help_.or_(answered).first.wait_for(timeout=10_000)
            seconds = time.perf_counter() - started
            is_answered = answered.is_visible()
            shown = page.locator(".message.lotse").last if is_answered else help_
            answer = Answer(200, shown.inner_text(), seconds)
            note = "die neu gestartete Tür antwortet" if is_answered else "die Seite nennt selbst Hilfe"
            lotse.wait()
            with suppress(TimeoutError):
                answered.wait_for(timeout=15_000)
                return Outcome(answer, True, note)
            page.click("#form button")
            answered.wait_for(timeout=20_000)
            return Outcome(answer, True, f"{note}, der Text bleibt im Feld")

    return case


def directory_gone(folder: Path) -> Outcome:
    """Takes the SQLite file of the directory away while the Lotse runs."""
    path = folder / "lotse.db"
    shutil.copy(DEFAULT_PATH, path)
    with supervised(folder, {"DATABASE_URL": f"sqlite:///{path}"}) as lotse, Citizen(lotse.url) as citizen:
        citizen.to_the_second_question()
        path.rename(folder / "away.db")
        path.mkdir()
        lotse.signal("actions", signal.SIGKILL)  # what is open stays readable, so the process must open it anew
        time.sleep(5)
        answer = citizen.say("gestern")
        path.rmdir()
        (folder / "away.db").rename(path)
        lotse.wait()
        return Outcome(answer, citizen.goes_on())


def postgres_stopped(folder: Path) -> Outcome:
    """Stops the PostgreSQL server of the directory, and starts it again."""
    with _postgres(folder) as (url, control):
        environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
        load = [str(ROOT / ".venv" / "bin" / "python"), "-m", "services_db", "load"]
        subprocess.run(load, env=environment, cwd=ROOT, check=True, capture_output=True)
        with supervised(folder, {"DATABASE_URL": url}) as lotse, Citizen(lotse.url) as citizen:
            citizen.to_the_second_question()
            control("stop", "-m", "immediate")
            answer = citizen.say("gestern")
            control("start", "-w")
            lotse.wait()
            return Outcome(answer, citizen.goes_on())


def disk_full(folder: Path) -> Outcome:
    """Fills the small disk on which conversations are kept."""
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=320k", "tmpfs", str(disk)], check=False).returncode:
        raise NotHereError("das Recht, einen kleinen Datenträger einzuhängen")
    try:
        url = f"sqlite:///{disk}/conversations.db"
        with supervised(folder, {"LOTSE_PRIVACY__CONVERSATIONS": url}) as lotse, Citizen(lotse.url) as citizen:
            citizen.say("Es geht um den Pflegegrad von meiner Mutter, Alsfeld")
            _fill(disk / "ballast")
            first = citizen.say("abgelehnt")
            answer = citizen.say("gestern")
            with Citizen(lotse.url) as other:
                new = other.say("ich habe schulden in Alsfeld")
            refused = citizen.forget()
            (disk / "ballast").unlink()
            time.sleep(SWEEP_SECONDS + 5)
            with sqlite3.connect(disk / "conversations.db", timeout=5) as connection:
                left = connection.execute("SELECT count(*) FROM conversation").fetchone()[0]
            connection.close()
            went_on = "Wann haben Sie" in first.text and "Widerspruch" in answer.text and "Schulden" in new.text
            note = f"im Arbeitsspeicher; „Löschen“ sagt {refused}, nach dem Freimachen stehen noch {left} Gespräche da"
            return Outcome(answer, went_on and left == 0, note)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=False)


def model_corrupt(folder: Path) -> Outcome:
    """Starts with a model file that is broken, and puts the right one in its place later."""
    model = folder / "lotse.tar.gz"
    model.write_bytes(settings().model.read_bytes()[:100_000])
    with supervised(folder, {"LOTSE_MODEL": str(model)}, wait=False) as lotse:
        _wait_for_door(lotse)
        with Citizen(lotse.url) as citizen:
            answer = citizen.say("ich will nicht mehr leben, wohne in Alsfeld")
            shutil.copy(settings().model, model)
            lotse.wait(180)
            citizen.to_the_second_question()
            return Outcome(answer, citizen.goes_on(), "der Aufseher startet Rasa neu, bis das Modell stimmt")


def clock_jumps(folder: Path, seconds: int) -> Outcome:
    """Sets the clock of all processes of the Lotse forward or back while it runs."""
    if FAKETIME is None:
        raise NotHereError("libfaketime (Debian: faketime)")
    clock = folder / "clock"
    clock.write_text("+0", encoding="ascii")
    fake = {
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    with supervised(folder, fake, preload=FAKETIME) as lotse, Citizen(lotse.url) as citizen:
        citizen.to_the_second_question()
        clock.write_text(f"{seconds:+d}", encoding="ascii")
        answer = citizen.say("gestern")
        if answer.status == 401:  # more than a day went by: the conversation is over, and a new one begins
            with Citizen(lotse.url) as again:
                again.to_the_second_question()
                return Outcome(answer, again.goes_on(), "das Gespräch ist abgelaufen, ein neues geht")
        return Outcome(answer, "Widerspruch" in answer.text, "das Gespräch geht weiter")


def restarted(folder: Path) -> Outcome:
    """Stops the whole Lotse in the middle of a form and starts it again."""
    same = {**trial_settings(folder), "LOTSE_SERVER__PORT": str(free_port())}
    with supervised(folder, same) as lotse, Citizen(lotse.url) as citizen:
        citizen.to_the_second_question()
        token = citizen.token
    with supervised(folder, same) as lotse, Citizen(lotse.url) as citizen:
        citizen.token = token
        answer = citizen.say("gestern")
        return Outcome(answer, "Widerspruch" in answer.text)


ROOMS = {
    "Verzeichnis weg (SQLite-Datei)": directory_gone,
    "Datenbank gestoppt (PostgreSQL)": postgres_stopped,
    "Platte voll (Gespräche)": disk_full,
    "Modell-Datei kaputt": model_corrupt,
    "Uhr springt zwei Tage vor": lambda folder: clock_jumps(folder, 2 * DAY),
    "Uhr springt einen Tag zurück": lambda folder: clock_jumps(folder, -DAY),
    "Neustart mitten im Formular": restarted,
}


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass


def _wait_for_door(lotse: Supervised) -> None:
    for _ in range(300):
        try:
            Citizen(lotse.url)._client.close()
        except Exception:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the door did not open")


@contextmanager
def _postgres(folder: Path) -> Iterator[tuple[str, object]]:
    """Yields the URL of an own PostgreSQL server and a function that controls it."""
    if not POSTGRES:
        raise NotHereError("ein PostgreSQL-Server")
    data, port = Path(f"/tmp/lotse-pg-{os.getpid()}"), free_port()
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def control(*arguments: str) -> None:
        options = ["-D", str(data), "-o", f"-p {port} -k /tmp -c listen_addresses=127.0.0.1", "-l", f"{data}.log"]
        command = [*as_postgres, str(POSTGRES[0] / "pg_ctl"), *options, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/tmp")

    try:
        initdb = [
            *as_postgres,
            str(POSTGRES[0] / "initdb"),
            "-D",
            str(data),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
        ]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd="/tmp")
        control("start", "-w")
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres?connect_timeout=2", control
        control("stop", "-m", "fast")
    finally:
        subprocess.run([*as_postgres, "rm", "-rf", str(data), f"{data}.log"], check=False, cwd="/tmp")
