import stat
from pathlib import Path

import pytest

from web.tokens import InvalidTokenError, Tokens, read_secret


def test_a_token_stands_for_its_conversation() -> None:
    tokens = Tokens("secret")
    conversation, token = tokens.new()
    assert tokens.conversation(token) == conversation


def test_a_foreign_or_changed_token_stands_for_none() -> None:
    _, token = Tokens("other").new()
    for wrong in (token, token[:-2] + "xx", "", "a.b.c", "💥"):
        with pytest.raises(InvalidTokenError):
            Tokens("secret").conversation(wrong)


def test_a_token_is_dead_after_the_end() -> None:
    tokens = Tokens("secret")
    conversation, token = tokens.new()
    tokens.end(conversation)
    with pytest.raises(InvalidTokenError):
        tokens.conversation(token)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOTSE_SECRET", raising=False)
    path = tmp_path / "var" / "secret"
    secret = read_secret(path)
    assert len(secret) == 64
    assert read_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
