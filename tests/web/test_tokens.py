import stat
import time
from pathlib import Path

import pytest

from services_db.settings import SettingsError
from web.tokens import InvalidTokenError, SecretError, Tokens, read_secret


def test_a_token_stands_for_its_conversation() -> None:
    tokens = Tokens("secret")
    conversation, token = tokens.new()
    assert tokens.conversation(token) == conversation


def test_a_foreign_or_changed_token_stands_for_none() -> None:
    _, token = Tokens("other").new()
    for wrong in (token, token[:-2] + "xx", "", "a.b.c", "💥"):
        with pytest.raises(InvalidTokenError):
            Tokens("secret").conversation(wrong)


def test_a_token_is_good_for_its_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens("secret", hours=24)
    conversation, token = tokens.new()
    now = time.time()
    monkeypatch.setattr("web.tokens.time.time", lambda: now + 23.9 * 3600)
    assert tokens.conversation(token) == conversation
    monkeypatch.setattr("web.tokens.time.time", lambda: now + 24.1 * 3600)
    with pytest.raises(InvalidTokenError):
        tokens.conversation(token)


def test_a_clock_set_back_ends_no_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = Tokens("secret")
    conversation, token = tokens.new()
    now = time.time()
    monkeypatch.setattr("web.tokens.time.time", lambda: now - 5 * 3600)
    assert tokens.conversation(token) == conversation


def test_no_token_is_like_another() -> None:
    tokens = Tokens("secret")
    made = {tokens.new() for _ in range(1000)}
    assert len({conversation for conversation, _ in made}) == len({token for _, token in made}) == 1000
    assert min(len(conversation) for conversation, _ in made) >= 32


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOTSE_SECRET", raising=False)
    path = tmp_path / "var" / "secret"
    secret = read_secret(path)
    assert len(secret) == 64
    assert read_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    read_secret(path)
    path.chmod(0o644)
    with pytest.raises(SecretError, match="chmod 600"):
        read_secret(path)


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.touch(mode=0o600)
    with pytest.raises(SecretError, match="kein Geheimnis"):
        read_secret(path)


def test_a_short_secret_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SECRET", "geheim")
    with pytest.raises(SettingsError, match="LOTSE_SECRET"):
        read_secret()
