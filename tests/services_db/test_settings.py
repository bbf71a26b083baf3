from pathlib import Path

import pytest

from services_db.settings import PATH, SettingsError, settings


def test_the_file_in_the_project_is_right() -> None:
    assert settings().region.area == "06535"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("port: 8080", "port: 99999", "server.port darf höchstens 65535 sein"),
        ("port: 8080", "port: eins", "server.port muss eine ganze Zahl sein"),
        ("port: 8080", "prot: 8080", "server.prot gibt es nicht"),
        ("#005a8c", "blue", "page.color hat nicht die richtige Form"),
        ("region:", "area:", "region fehlt"),
        ("keep_hours: 24", "keep_hours: 0", "privacy.keep_hours muss größer als 0"),
        ("region:", ": [", "nicht zu lesen"),
    ],
)
def test_a_wrong_value_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, reason: str
) -> None:
    path = tmp_path / "settings.yml"
    path.write_text(PATH.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    monkeypatch.setenv("LOTSE_SETTINGS", str(path))
    with pytest.raises(SettingsError, match=reason):
        settings()


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SETTINGS", "/nowhere/settings.yml")
    with pytest.raises(SettingsError, match="nowhere"):
        settings()


def test_a_wrong_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SECRET", "geheim")
    with pytest.raises(SettingsError, match="LOTSE_SECRET ist zu kurz") as raised:
        settings()
    assert "geheim" not in str(raised.value)


def test_a_wrong_value_of_the_environment_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_LIMITS", "viel")
    with pytest.raises(SettingsError, match="Umgebung"):
        settings()
