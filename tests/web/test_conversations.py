"""Deleting conversations, in the table that Rasa writes."""

import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from web.conversations import Conversations, row_key

HOURS = 24


def _url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/kept.db"


def _rows(url: str, table: str = "conversation") -> set[str]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return set(connection.execute(text(f"SELECT key FROM {table}")).scalars())


def _write(url: str, conversation: str, touched: float, state: str = "x" * 2000) -> None:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(
            text("INSERT INTO conversation (key, state, touched) VALUES (:key, :state, :touched)"),
            {"key": row_key(conversation), "state": state, "touched": touched},
        )


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    made = Conversations(_url(tmp_path), HOURS)
    assert made.sweep()
    return made


def test_what_is_ended_is_gone_from_table_file_and_journal(tmp_path: Path, conversations: Conversations) -> None:
    _write(_url(tmp_path), "one", time.time(), state="MARK" * 500)
    _write(_url(tmp_path), "two", time.time())
    assert conversations.end("one")
    assert _rows(_url(tmp_path)) == {row_key("two")}
    assert conversations.is_ended("one")
    assert not conversations.is_ended("two")
    for path in tmp_path.glob("kept.db*"):
        assert b"MARKMARK" not in path.read_bytes(), path


def test_what_is_older_than_its_time_goes_by_itself(tmp_path: Path, conversations: Conversations) -> None:
    now = time.time()
    _write(_url(tmp_path), "old", now - HOURS * 3600 - 1)
    _write(_url(tmp_path), "young", now - HOURS * 3600 + 60)
    assert conversations.sweep()
    assert _rows(_url(tmp_path)) == {row_key("young")}


def test_that_a_conversation_was_ended_is_forgotten_too(
    tmp_path: Path, conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversations.end("one")
    assert _rows(_url(tmp_path), "ended") == {row_key("one")}
    later = time.time() + 2 * HOURS * 3600 + 1
    monkeypatch.setattr("web.conversations.time.time", lambda: later)
    assert conversations.sweep()
    assert _rows(_url(tmp_path), "ended") == set()
    assert not conversations.is_ended("one")


def test_what_cannot_be_deleted_now_is_deleted_later(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    conversations = Conversations(f"sqlite:///{folder}/kept.db", HOURS)
    folder.rmdir()
    assert not conversations.end("one")
    assert conversations.is_ended("one")
    folder.mkdir()
    conversations.sweep()
    assert _rows(f"sqlite:///{folder}/kept.db", "ended") == {row_key("one")}


def test_on_postgresql_too(postgresql: str) -> None:
    conversations = Conversations(postgresql, HOURS)
    assert conversations.sweep()
    _write(postgresql, "one", time.time())
    _write(postgresql, "old", time.time() - HOURS * 3600 - 1)
    assert conversations.end("one")
    assert conversations.sweep()
    assert _rows(postgresql) == set()
    assert _rows(postgresql, "ended") == {row_key("one")}
