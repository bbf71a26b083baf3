"""Ends conversations: at once when a citizen asks, and all by themselves when their time is over.

The table is written by Rasa (bot/store.py, bot/conversations.sql). It is emptied here, so that a conversation can be
deleted while Rasa is away.
"""

import logging
import threading
import time
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

SCHEMA = Path(__file__).parent.parent / "bot" / "conversations.sql"
BUSY_SECONDS = 2
TRIES, WAIT_SECONDS = 10, 0.02

logger = logging.getLogger(__name__)


class Conversations:
    """The conversations of the Lotse, as far as they end.

    Args:
        url: SQLAlchemy URL of their database.
        hours: how long one is kept after its last message.
    """

    def __init__(self, url: str, hours: float) -> None:
        self._seconds = hours * 3600
        self._ended: dict[str, float] = {}
        self._undone: set[str] = set()
        self._lock = threading.RLock()  # the sweeper and citizens come in different threads
        self._is_sqlite = url.startswith("sqlite")
        # Deleting is rare: a connection is opened for it and closed again.
        self._engine = create_engine(url, poolclass=NullPool, connect_args=_patience(self._is_sqlite))
        self._has_tables = False
        if self._is_sqlite:
            Path(self._engine.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            event.listen(self._engine, "connect", _overwrite_what_is_deleted)

    def is_ended(self, conversation: str) -> bool:
        """Returns whether this process ended a conversation; Rasa knows those that others ended."""
        return row_key(conversation) in self._ended

    def end(self, conversation: str) -> bool:
        """Deletes a conversation and keeps its token from being used again.

        Args:
            conversation: its id.

        Returns:
            Whether it is deleted; if the database cannot be written now, it will be with the next `sweep`.
        """
        key = row_key(conversation)
        with self._lock:
            self._ended[key] = time.time()
            self._undone.add(key)
            return self._delete_undone()

    def sweep(self) -> bool:
        """Deletes conversations whose time is over, and what could not be deleted before; returns whether it could."""
        since = time.time() - self._seconds
        with self._lock:
            self._ended = {key: moment for key, moment in self._ended.items() if moment >= since or key in self._undone}
            return self._delete_undone() and self._write(
                [
                    ("DELETE FROM conversation WHERE touched < :since", {"since": since}),
                    # Rasa may have been writing while a conversation was ended.
                    ("DELETE FROM conversation WHERE key IN (SELECT key FROM ended)", {}),
                    ("DELETE FROM ended WHERE touched < :since", {"since": since - self._seconds}),
                ]
            )

    def _delete_undone(self) -> bool:
        undone = list(self._undone)
        values = [{"key": key, "touched": self._ended.get(key, time.time())} for key in undone]
        done = self._write(
            [
                (statement, value)
                for value in values
                for statement in (
                    "INSERT INTO ended (key, touched) VALUES (:key, :touched) ON CONFLICT (key) DO NOTHING",
                    "DELETE FROM conversation WHERE key = :key",
                )
            ]
        )
        if done:
            self._undone.difference_update(undone)
        return done

    def _write(self, statements: list[tuple[str, dict[str, Any]]]) -> bool:
        if not statements:
            return True
        try:
            with self._engine.begin() as connection:
                if not self._has_tables:
                    for statement in SCHEMA.read_text(encoding="utf-8").split(";"):
                        if statement.strip():
                            connection.execute(text(statement))
                    self._has_tables = True
                for statement, values in statements:
                    connection.execute(text(statement), values)
            if self._is_sqlite:
                # What was deleted still stands in the journal; this empties it.
                with self._engine.connect() as connection:
                    for _ in range(TRIES):
                        if not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar():
                            break
                        time.sleep(WAIT_SECONDS)  # somebody is reading; the next sweep empties it at the latest
        except SQLAlchemyError as error:
            logger.error("conversations cannot be deleted now: %s", type(error).__name__)
            return False
        return True


def _patience(is_sqlite: bool) -> dict[str, Any]:
    if is_sqlite:
        return {"timeout": BUSY_SECONDS}
    return {"connect_timeout": BUSY_SECONDS, "options": f"-c statement_timeout={BUSY_SECONDS * 1000}"}


def row_key(conversation: str) -> str:
    """Returns under which key a conversation stands in the database (as bot/store.py does)."""
    return blake2b(conversation.encode(), digest_size=32, person=b"lotse-row").hexdigest()


def _overwrite_what_is_deleted(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")
