"""Actions run without a server: a tracker from plain values, a collecting dispatcher, the seed directory."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from bot.actions import directory
from services_db.database import migrate, open_engine
from services_db.seed.load import load

Outcome = tuple[list[dict[str, Any]], dict[str, Any]]
Run = Callable[..., Outcome]


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    url = f"sqlite:///{tmp_path_factory.mktemp('db')}/lotse.db"
    engine = open_engine(url)
    migrate(engine)
    with Session(engine) as session:
        load(session)
        session.commit()
    engine.dispose()
    yield url


@pytest.fixture
def run(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Returns a function that runs an action and returns its messages and the slots it sets."""
    monkeypatch.setenv("DATABASE_URL", database)
    directory._engine.cache_clear()

    def run_action(
        action: Action,
        intent: str,
        slots: dict[str, Any] | None = None,
        events: Sequence[dict[str, Any]] = (),
        **parse: Any,
    ) -> Outcome:
        message = {"intent": {"name": intent, "confidence": 1.0}, "entities": [], **parse}
        tracker = Tracker("sender", dict(slots or {}), message, list(events), False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, tracker, {})
        return dispatcher.messages, {event["name"]: event["value"] for event in events if event["event"] == "slot"}

    yield run_action
    directory._engine().dispose()
    directory._engine.cache_clear()
