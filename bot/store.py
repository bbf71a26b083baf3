"""Where Rasa keeps conversations: enciphered rows that live for a limited time (bot/conversations.sql).

A conversation's id is its key. It is unguessable and only the citizen's token holds it; the database holds a hash of it
and a text enciphered with it. So who reads the database, a backup or the disk learns nothing.
"""

from __future__ import annotations

import json
import logging
import time
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from enum import Enum, auto
from hashlib import blake2b
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.kept import kept_events, restored
from bot.redaction import Redactor
from bot.redaction.redactor import load_recogniser

SCHEMA = Path(__file__).parent / "conversations.sql"
WORDS = Path(__file__).parent / "models" / "words.txt"
MOST_UNSAVED = 2000
BUSY_SECONDS = 2

logger = logging.getLogger(__name__)


class Standing(Enum):
    """What can be said of a conversation before a message in it is answered."""

    GOOD = auto()
    ENDED = auto()
    UNREADABLE = auto()


class ConversationStore(TrackerStore):
    """Rasa's tracker store for the Lotse.

    While the database cannot be written (a full disk, say) conversations are kept in memory, so that they go on.

    Args:
        domain: the assistant's domain.
        event_broker: unused here, part of Rasa's interface.
        database: an SQLAlchemy URL; of an SQLite file or a PostgreSQL database.
        hours: how long a conversation is kept after its last message.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        database: str = "",
        hours: float = 24,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._seconds = float(hours) * 3600
        self._redactor = Redactor(WORDS, load_recogniser())
        self._engine = open_engine(database)
        self._has_tables = False
        self._unsaved: dict[str, str] = {}
        self._ended: set[str] = set()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keeps what is needed to go on with a conversation; does nothing when it was ended meanwhile."""
        key = row_key(tracker.sender_id)
        if key in self._ended:
            return
        state = encipher(tracker.sender_id, self._kept(tracker))
        try:
            self._make_tables()
            with self._engine.begin() as connection:
                connection.execute(_SAVE, {"key": key, "state": state, "touched": time.time()})
            self._unsaved.pop(key, None)
        except sa.exc.SQLAlchemyError as error:
            logger.error("conversation not saved, kept in memory: %s", type(error).__name__)
            self._unsaved.pop(key, None)
            self._unsaved[key] = state
            while len(self._unsaved) > MOST_UNSAVED:
                del self._unsaved[next(iter(self._unsaved))]

    def _kept(self, tracker: DialogueStateTracker) -> list[dict[str, Any]]:
        """Returns what is kept; where redaction fails nothing of what was written is."""
        try:
            return kept_events(tracker, self._redactor.redact)
        except Exception as error:
            logger.error("redaction failed, no text is kept: %s", type(error).__name__)
            return kept_events(tracker, lambda _text: "[nicht lesbar]")

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Returns a conversation, or None when there is none or its time is over."""
        key = row_key(sender_id)
        state = self._unsaved.get(key) or self._read(key)
        if state is None:
            return None
        try:
            return restored(sender_id, decipher(sender_id, state), self.domain)
        except (InvalidToken, ValueError) as error:
            logger.error("conversation unreadable, begun anew: %s", type(error).__name__)
            return None

    async def keys(self) -> Iterable[str]:
        """Returns no ids: nobody but the citizen has them."""
        return []

    def standing(self, sender_id: str) -> Standing:
        """Returns whether a conversation can go on, was deleted, or cannot be read just now."""
        key = row_key(sender_id)
        if key in self._ended:
            return Standing.ENDED
        try:
            self._make_tables()
            with self._engine.connect() as connection:
                ended = connection.execute(_IS_ENDED, {"key": key}).first() is not None
        except sa.exc.SQLAlchemyError as error:
            logger.error("conversations cannot be read: %s", type(error).__name__)
            return Standing.GOOD if key in self._unsaved else Standing.UNREADABLE
        if ended:
            self._unsaved.pop(key, None)
        return Standing.ENDED if ended else Standing.GOOD

    def end(self, sender_id: str) -> None:
        """Forgets a conversation in memory and never keeps it again; the gateway deletes its row."""
        key = row_key(sender_id)
        self._ended.add(key)
        self._unsaved.pop(key, None)

    def _make_tables(self) -> None:
        if not self._has_tables:
            with self._engine.begin() as connection:
                for statement in SCHEMA.read_text(encoding="utf-8").split(";"):
                    if statement.strip():
                        connection.execute(sa.text(statement))
            self._has_tables = True

    def _read(self, key: str) -> str | None:
        with self._engine.connect() as connection:
            row = connection.execute(_READ, {"key": key, "since": time.time() - self._seconds}).first()
        return str(row.state) if row else None


_SAVE = sa.text(
    "INSERT INTO conversation (key, state, touched) "
    "SELECT :key, :state, :touched WHERE NOT EXISTS (SELECT 1 FROM ended WHERE key = :key) "
    "ON CONFLICT (key) DO UPDATE SET state = excluded.state, touched = excluded.touched"
)
_READ = sa.text("SELECT state FROM conversation WHERE key = :key AND touched >= :since")
_IS_ENDED = sa.text("SELECT 1 FROM ended WHERE key = :key")


def open_engine(url: str) -> sa.engine.Engine:
    """Returns an engine that waits two seconds at most.

    Args:
        url: an SQLAlchemy URL.
    """
    limits = {"connect_timeout": BUSY_SECONDS, "options": f"-c statement_timeout={BUSY_SECONDS * 1000}"}
    options: dict[str, Any] = {"pool_pre_ping": True, "connect_args": limits}
    if url.startswith("sqlite"):
        # One connection stays open, so that its journal is there and can be read when the disk is full.
        arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        options = {"poolclass": sa.pool.QueuePool, "pool_size": 1, "connect_args": arguments}
    engine = sa.create_engine(url, **options)
    if url.startswith("sqlite"):
        sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # A killed process loses nothing in WAL mode; secure_delete overwrites what is deleted.
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def row_key(sender_id: str) -> str:
    """Returns under which key a conversation stands in the database; the id cannot be told from it."""
    return blake2b(sender_id.encode(), digest_size=32, person=b"lotse-row").hexdigest()


def encipher(sender_id: str, events: list[dict[str, Any]]) -> str:
    """Returns events as a text that only who has the conversation's id can read."""
    return _cipher(sender_id).encrypt(zlib.compress(json.dumps(events).encode())).decode("ascii")


def decipher(sender_id: str, state: str) -> list[dict[str, Any]]:
    """Returns the events again.

    Raises:
        cryptography.fernet.InvalidToken: if the text was not enciphered with this id.
    """
    events: list[dict[str, Any]] = json.loads(zlib.decompress(_cipher(sender_id).decrypt(state.encode("ascii"))))
    return events


def _cipher(sender_id: str) -> Fernet:
    return Fernet(urlsafe_b64encode(blake2b(sender_id.encode(), digest_size=32, person=b"lotse-cipher").digest()))


def unwrapped(store: TrackerStore) -> ConversationStore:
    """Returns the store that Rasa wrapped in its fail-safe one."""
    inner = getattr(store, "_tracker_store", store)
    assert isinstance(inner, ConversationStore)  # noqa: S101 - bot/endpoints.yml names no other
    return inner
