"""What of a conversation is kept between two messages: what is needed to go on, and nothing that was said before.

Kept are the slots and the last two turns, without the Lotse's own words, with the citizen's words redacted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

Redact = Callable[[str], str]

TURNS = 2
REDACTED = "redacted"
_LEFT_OUT = {"bot", "slot"}


def kept_events(tracker: DialogueStateTracker, redact: Redact) -> list[dict[str, Any]]:
    """Returns the events to keep of a conversation, as Rasa writes them.

    Args:
        tracker: the conversation after a message was answered.
        redact: takes personal data out of the citizen's words.
    """
    turns = _last_turns(list(tracker.events))
    kept = [_kept(event, redact) for event in turns if event.type_name not in _LEFT_OUT]
    changed = [
        SlotSet(name, slot.value).as_dict() for name, slot in tracker.slots.items() if slot.value != slot.initial_value
    ]
    if kept and kept[-1].get("name") != ACTION_LISTEN_NAME:
        # Whatever went wrong in the last turn: Rasa answers only in a conversation that waits for a message.
        kept.append(ActionExecuted(ACTION_LISTEN_NAME).as_dict())
    return [*kept[:-1], *changed, *kept[-1:]]


def restored(sender_id: str, events: list[dict[str, Any]], domain: Domain) -> DialogueStateTracker:
    """Returns the conversation that these events stand for.

    Args:
        sender_id: the conversation's id.
        events: as `kept_events` returned them.
        domain: the assistant's domain.
    """
    return DialogueStateTracker.from_events(sender_id, deserialise_events(events), domain.slots)


def _last_turns(events: list[Event]) -> list[Event]:
    said = [number for number, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(said) <= TURNS:
        return events
    begin: list[Event] = [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        ActionExecuted(ACTION_LISTEN_NAME),
    ]
    turns = events[said[-TURNS] :]
    # A restart forgets all before it; what is kept of the slots is what they are now.
    return [*begin, *(event for event in turns if not isinstance(event, Restarted))]


def _kept(event: Event, redact: Redact) -> dict[str, Any]:
    written: dict[str, Any] = event.as_dict()
    if not isinstance(event, UserUttered):
        return written
    is_done = (event.metadata or {}).get(REDACTED)
    text = event.text or ""
    is_button = text.startswith("/")
    entities = [] if not is_button else [_plain(entity) for entity in event.entities]
    written["text"] = text if is_done or is_button else redact(text)
    written["parse_data"] = {
        "intent": event.intent and {key: event.intent.get(key) for key in ("name", "confidence")},
        "entities": entities,
        "text": written["text"],
    }
    written["metadata"] = {REDACTED: True}
    return {key: value for key, value in written.items() if key in _USER_FIELDS}


_USER_FIELDS = {"event", "timestamp", "text", "parse_data", "metadata"}


def _plain(entity: dict[str, Any]) -> dict[str, Any]:
    return {key: entity.get(key) for key in ("entity", "value", "start", "end")}
