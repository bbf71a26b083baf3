from pathlib import Path

import pytest

from services_db.settings import PATH, ROOT, settings
from web import doctor
from web.doctor import Finding, Level


def _errors(findings: list[Finding]) -> list[str]:
    return [finding.what for finding in findings if finding.level is Level.ERROR]


def _found(check: doctor.Callable[..., doctor.Findings]) -> list[Finding]:
    return list(check(settings()))


def test_every_problem_comes_with_a_remedy() -> None:
    for finding in doctor.examine():
        assert finding.what
        assert bool(finding.remedy) == (finding.level is not Level.GOOD), finding


def test_wrong_settings_are_named_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.yml"
    path.write_text(PATH.read_text(encoding="utf-8").replace("port: 8080", "port: 99999"), encoding="utf-8")
    monkeypatch.setenv("LOTSE_SETTINGS", str(path))
    (finding,) = doctor.examine()
    assert "server.port" in finding.what
    assert doctor.main() == 1


def test_a_broken_or_missing_model_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_MODEL", str(tmp_path / "none.tar.gz"))
    assert "kein trainiertes Modell" in _errors(_found(doctor.check_model))[0]
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"\x1f\x8b nothing")
    monkeypatch.setenv("LOTSE_MODEL", str(broken))
    assert "beschädigt" in _errors(_found(doctor.check_model))[0]


def test_an_empty_or_unreachable_directory_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    assert "leer" in _errors(_found(doctor.check_directory))[0]
    (tmp_path / "none.db").touch()
    assert "Stand None" in _errors(_found(doctor.check_directory))[0]
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/x?connect_timeout=2")
    assert "nicht zu lesen" in _errors(_found(doctor.check_directory))[0]


def test_conversations_that_others_can_read_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept.db"
    monkeypatch.setenv("LOTSE_PRIVACY__CONVERSATIONS", f"sqlite:///{path}")
    path.touch(mode=0o600)
    assert _errors(_found(doctor.check_conversations)) == []
    path.chmod(0o644)
    assert "auch andere lesen" in _errors(_found(doctor.check_conversations))[0]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOTSE_SERVER__URL", "http://lotse.example.org", "https://"),
        ("LOTSE_SERVER__METRICS_PORT", "8080", "derselbe"),
        ("LOTSE_SERVER__EMBEDDED_ON", '["https://www.alsfeld.de"]', "gehen ins Leere"),
    ],
)
def test_an_unsafe_door_is_found(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    assert any(said in what for what in _errors(_found(doctor.check_door)))


def test_an_open_door_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SERVER__HOST", "0.0.0.0")
    notes = [finding.what for finding in _found(doctor.check_door) if finding.level is Level.NOTE]
    assert any("aus dem Netz erreichbar" in what for what in notes)


def test_numbers_of_another_district_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _found(doctor.check_texts) == []
    monkeypatch.setenv("LOTSE_REGION__AREA", "06633")
    assert any("crisis.yml" in what for what in _errors(_found(doctor.check_texts)))


def test_the_makefile_knows_it() -> None:
    assert "web.doctor" in (ROOT / "Makefile").read_text(encoding="utf-8")
