from pathlib import Path

import pytest

from services_db.settings import PATH, SettingsError, settings


def test_the_file_in_the_project_is_right() -> None:
    assert settings().region.area == "06535"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [("port: 8080", "port: 99999", "server.port"), ("#005a8c", "blue", "page.color"), ("region:", "area:", "region")],
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
