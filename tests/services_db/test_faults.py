"""What goes wrong while data comes in or goes out: the old data stays whole, and the message says what to do."""

import csv
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from services_db.__main__ import main

SERVICES = 4000


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "lotse.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    assert main(["load"]) == 0
    return path


@pytest.fixture
def large(database: Path, tmp_path: Path) -> Path:
    """The directory as tables, with thousands of services more."""
    folder = tmp_path / "large"
    assert main(["export", "csv", str(folder)]) == 0
    with (folder / "services.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "services.csv").open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        for number in range(SERVICES):
            writer.writerow(
                rows[0] | {"id": str(uuid.UUID(int=number)), "name": f"Angebot {number}", "alert": "x" * 500}
            )
    return folder


def _content(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return list(connection.iterdump())
    finally:
        connection.close()


def _no_large_files() -> None:
    """Stands for a full disk: writing beyond this size fails."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, 6_000_000))


def _run(*arguments: str, full_disk: bool = False) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "services_db", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
        preexec_fn=_no_large_files if full_disk else None,
    )


def test_a_killed_import_leaves_the_old_data_whole(database: Path, large: Path) -> None:
    before = _content(database)
    process = _run("import", str(large))
    journal = database.with_name("lotse.db-journal")
    while process.poll() is None and not (journal.exists() and journal.stat().st_size):
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert _content(database) == before
    assert main(["search", "pflegegrad", "--plz", "36304"]) == 0


def test_an_import_onto_a_full_disk_says_so_and_leaves_the_old_data_whole(database: Path, large: Path) -> None:
    before = _content(database)
    process = _run("import", str(large), full_disk=True)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert "es wurde nichts geändert" in errors
    assert "Ist die Platte voll?" in errors
    assert "Traceback" not in errors
    assert _content(database) == before


def test_an_export_onto_a_full_disk_leaves_the_old_file(database: Path, large: Path, tmp_path: Path) -> None:
    assert main(["import", str(large)]) == 0
    target = tmp_path / "out" / "verzeichnis.json"
    target.parent.mkdir()
    target.write_text("von gestern")
    process = _run("export", "json", str(target), full_disk=True)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert "Ist die Platte voll?" in errors
    assert target.read_text() == "von gestern"
    assert list(target.parent.iterdir()) == [target]


def test_a_directory_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2")
    assert main(["search", "debt"]) == 1
    assert "Läuft die Datenbank?" in capsys.readouterr().err
