from pathlib import Path

import pytest

from services_db.__main__ import main


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/lotse.db")


def test_load_then_search(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load"]) == 0
    assert main(["search", "pflegegrad", "--plz", "36304"]) == 0
    printed = capsys.readouterr().out
    assert "Angebote" in printed
    assert "Pflegestützpunkt" in printed


def test_search_on_an_empty_directory_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init"]) == 0
    assert main(["search", "pflegegrad"]) == 0
    assert capsys.readouterr().out == ""
