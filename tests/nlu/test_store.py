"""Kept conversations: redacted, unreadable without the citizen's token, gone when ended or old."""

import asyncio
import json
import os
import sqlite3
import time
import warnings
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Restarted, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.kept import kept_events
from bot.store import ConversationStore, Standing, decipher, row_key

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Rasa speaks of slots that fill themselves, whatever the domain says
    DOMAIN = Domain.from_yaml(
        """
version: "3.1"
intents: [greet, need_debt, answer]
slots:
  question: {type: any, influence_conversation: false, mappings: [{type: custom}]}
  place: {type: any, influence_conversation: false, mappings: [{type: custom}]}
actions: [action_x]
"""
    )
SENDER = "a" * 32
LISTEN = ActionExecuted("action_listen")
TEXT = "Ich heiße Sabine Müller, 0170/1234567, und habe Schulden"


def _turn(text: str, *slots: SlotSet) -> list[object]:
    said = UserUttered(text, {"name": "need_debt", "confidence": 0.9}, parse_data={"text": text, "secret": text})
    return [said, ActionExecuted("action_x"), BotUttered("Sie schulden viel"), *slots, LISTEN]


def _tracker(*events: object) -> DialogueStateTracker:
    begin = [ActionExecuted("action_session_start"), SessionStarted(), LISTEN]
    return DialogueStateTracker.from_events(SENDER, [*begin, *events], DOMAIN.slots)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.db"


@pytest.fixture
def store(path: Path) -> ConversationStore:
    return ConversationStore(DOMAIN, database=f"sqlite:///{path}", hours=24)


def _save(store: ConversationStore, tracker: DialogueStateTracker) -> None:
    asyncio.run(store.save(tracker))


def _get(store: ConversationStore, sender: str = SENDER) -> "DialogueStateTracker | None":
    return asyncio.run(store.retrieve(sender))


def test_a_conversation_goes_on_where_it_was(store: ConversationStore, path: Path) -> None:
    last = _turn(TEXT, SlotSet("place", {"plz": "36304"}), SlotSet("question", 1))
    _save(store, _tracker(*_turn("a"), *_turn("b"), *last))
    again = _get(ConversationStore(DOMAIN, database=f"sqlite:///{path}"))
    assert again is not None
    assert again.get_slot("place") == {"plz": "36304"}
    assert again.get_slot("question") == 1
    assert again.latest_action_name == "action_listen"
    assert again.latest_message.intent["name"] == "need_debt"


def test_what_is_kept_is_redacted_short_and_not_what_the_lotse_said(store: ConversationStore) -> None:
    _save(store, _tracker(*[event for number in range(9) for event in _turn(f"{TEXT} {number}")]))
    kept = json.dumps(_kept(store))
    assert kept.count("Schulden") == 4  # two messages, each as text and in Rasa's parse of it
    assert "[Name]" in kept and "[Telefon]" in kept
    for hidden in ("Sabine", "Müller", "1234567", "Sie schulden viel", "secret"):
        assert hidden not in kept


def _kept(store: ConversationStore) -> object:
    with store._engine.connect() as connection:
        state = connection.exec_driver_sql("SELECT state FROM conversation").scalar_one()
    return decipher(SENDER, state)


def test_nobody_can_read_a_row_without_the_token(store: ConversationStore, path: Path) -> None:
    _save(store, _tracker(*_turn(TEXT)))
    content = b"".join(file.read_bytes() for file in path.parent.glob("kept.db*"))
    for hidden in (b"Schulden", b"need_debt", SENDER.encode(), b"action_x"):
        assert hidden not in content
    assert row_key(SENDER).encode() in content


def test_a_restart_forgets_what_was_before(store: ConversationStore) -> None:
    old = _turn("a", SlotSet("place", {"plz": "36304"}))
    restart = [UserUttered("von vorn"), Restarted(), LISTEN]
    _save(store, _tracker(*old, *_turn("b"), *restart, *_turn("c", SlotSet("question", 2))))
    again = _get(store)
    assert again is not None
    assert again.get_slot("place") is None
    assert again.get_slot("question") == 2


def test_an_ended_conversation_is_not_written_again(store: ConversationStore, path: Path) -> None:
    _save(store, _tracker(*_turn("a")))
    assert store.standing(SENDER) is Standing.GOOD
    with sqlite3.connect(path) as connection:  # what web/conversations.py does
        connection.execute("INSERT INTO ended VALUES (?, ?)", (row_key(SENDER), time.time()))
        connection.execute("DELETE FROM conversation")
    assert store.standing(SENDER) is Standing.ENDED
    _save(store, _tracker(*_turn("b")))
    assert _get(store) is None


def test_a_conversation_is_not_read_after_its_time(path: Path) -> None:
    store = ConversationStore(DOMAIN, database=f"sqlite:///{path}", hours=24)
    _save(store, _tracker(*_turn("a")))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE conversation SET touched = touched - 24 * 3600 - 1")
    assert _get(store) is None


def test_a_conversation_goes_on_while_nothing_can_be_written(store: ConversationStore, path: Path) -> None:
    _save(store, _tracker(*_turn("a", SlotSet("question", 1))))
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE conversation RENAME TO away")
    _save(store, _tracker(*_turn("b", SlotSet("question", 2))))
    again = _get(store)
    assert again is not None and again.get_slot("question") == 2
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE away RENAME TO conversation")
    _save(store, _tracker(*_turn("c", SlotSet("question", 3))))
    again = _get(ConversationStore(DOMAIN, database=f"sqlite:///{path}"))
    assert again is not None and again.get_slot("question") == 3


def test_another_token_opens_nothing(store: ConversationStore, path: Path) -> None:
    _save(store, _tracker(*_turn("a")))
    assert _get(store, "b" * 32) is None
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE conversation SET key = ?", (row_key("b" * 32),))
    assert _get(store, "b" * 32) is None


def test_what_was_redacted_is_not_redacted_again() -> None:
    seen: list[str] = []

    def redact(text: str) -> str:
        seen.append(text)
        return "[x]"

    once = kept_events(_tracker(*_turn(TEXT)), redact)
    kept_events(DialogueStateTracker.from_dict(SENDER, once, DOMAIN.slots), redact)
    assert seen == [TEXT]


def test_a_turn_that_broke_off_does_not_end_the_conversation(store: ConversationStore) -> None:
    _save(store, _tracker(*_turn("a", SlotSet("question", 1))[:-1]))
    again = _get(store)
    assert again is not None and again.get_slot("question") == 1
    assert again.latest_action_name == "action_listen"


def test_where_redaction_fails_no_text_is_kept(store: ConversationStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store._redactor, "redact", lambda text: 1 / 0)
    _save(store, _tracker(*_turn(TEXT, SlotSet("question", 1))))
    assert "Schulden" not in json.dumps(_kept(store))
    again = _get(store)
    assert again is not None and again.get_slot("question") == 1


def test_what_was_ended_in_memory_is_never_kept(store: ConversationStore) -> None:
    store.standing(SENDER)
    store.end(SENDER)
    _save(store, _tracker(*_turn("a")))
    assert _get(store) is None
    assert store.standing(SENDER) is Standing.ENDED


def test_an_unreadable_database_is_said_to_be_so(tmp_path: Path) -> None:
    store = ConversationStore(DOMAIN, database=f"sqlite:///{tmp_path}/nowhere/kept.db")
    assert store.standing(SENDER) is Standing.UNREADABLE
    _save(store, _tracker(*_turn("a", SlotSet("question", 1))))
    assert store.standing(SENDER) is Standing.GOOD
    again = _get(store)
    assert again is not None and again.get_slot("question") == 1


def test_on_postgresql_too() -> None:
    server = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
    server = server.replace("+psycopg", "").partition("?")[0]
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    name = f"lotse_store_{os.getpid()}"
    try:
        admin.execute(sa.text(f"CREATE DATABASE {name}"))
    except sa.exc.OperationalError:
        pytest.skip("no PostgreSQL server can be reached; TEST_DATABASE_URL names one")
    try:
        url = sa.engine.make_url(server).set(database=name).render_as_string(hide_password=False)
        store = ConversationStore(DOMAIN, database=url)
        _save(store, _tracker(*_turn(TEXT, SlotSet("question", 1))))
        again = _get(ConversationStore(DOMAIN, database=url))
        assert again is not None and again.get_slot("question") == 1
        with store._engine.begin() as connection:
            connection.execute(sa.text("INSERT INTO ended VALUES (:key, 1)"), {"key": row_key(SENDER)})
            connection.execute(sa.text("DELETE FROM conversation"))
        _save(store, _tracker(*_turn("b")))
        assert _get(store) is None
        assert store.standing(SENDER) is Standing.ENDED
        store._engine.dispose()
    finally:
        sql = f"DROP DATABASE {name} WITH (FORCE)"
        admin.execute(sa.text(sql))
        admin.dispose()
