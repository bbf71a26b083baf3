"""The answer every path ends in: services near the place, and who guides in any case."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.exc import SQLAlchemyError

from bot.actions.cards import services_data, write
from bot.actions.directory import Directory
from bot.actions.memory import Memory, remember
from bot.journeys.schema import Link
from services_db.places import Municipality
from services_db.settings import settings

Events = list[dict[str, Any]]
Run = Callable[[Any, CollectingDispatcher, Tracker, dict[str, Any]], Events]

logger = logging.getLogger(__name__)

PAGE = 3
QUIET: dict[str, object] = {"pending": None, "failures": 0.0}
"""Nothing is being asked, and the last message was understood."""


def safely(run: Run) -> Run:
    """Decorates an action's run: when the directory cannot be read, the citizen still gets numbers to call."""

    @wraps(run)
    def wrapper(action: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        try:
            return run(action, dispatcher, tracker, domain)
        except SQLAlchemyError as error:
            logger.error("directory cannot be read: %s", type(error).__name__)
            dispatcher.messages.clear()
            dispatcher.utter_message(response="utter_directory_away")
            return []

    return wrapper


def say_in_own_language(dispatcher: CollectingDispatcher, memory: Memory) -> None:
    """Says in the citizen's language that the answer is German, and who helps; says nothing to a German message.

    Args:
        dispatcher: collects the messages.
        memory: of this conversation.
    """
    if memory.language != "de":
        dispatcher.utter_message(response=f"utter_language_{memory.language}")


def show_help(
    dispatcher: CollectingDispatcher,
    directory: Directory,
    memory: Memory,
    topic: str,
    municipality: Municipality | None,
    offset: int = 0,
    more: Sequence[Link] = (),
) -> Events:
    """Shows services for a need near a place, who guides in any case, and what can be asked next.

    Args:
        dispatcher: collects the messages.
        directory: the open directory.
        memory: of this conversation.
        topic: the need's key.
        municipality: where help is needed; None when unknown.
        offset: how many services were shown before.
        more: further buttons.
    """
    names = directory.topic_names()
    hits = directory.help_for(topic, municipality, offset=offset, limit=PAGE)
    guides = directory.contact_points(municipality)
    guide_ids = {guide.id for guide in guides}
    hits = [hit for hit in hits if hit.id not in guide_ids]
    unmet = memory.unmet
    if offset and not hits:
        unmet = _count_unmet(directory, memory, topic, municipality)
        dispatcher.utter_message(response="utter_no_more")
    title = f"**{names.get(topic, topic)}**" + (f" – {municipality.name}" if municipality else "")
    text = write(
        "services",
        title=title,
        hits=hits,
        guides=guides,
        municipality=municipality,
        region=settings().region,
        local_guide=municipality is not None and settings().region.area in municipality.areas,
        unconfirmed=not all(hit.assured_date for hit in [*hits, *guides]),
    )
    buttons = [
        {"title": "Weitere Stellen", "payload": "/ask_more_results"},
        {"title": "Öffnungszeiten", "payload": "/ask_opening_hours"},
        {"title": "Was mitbringen?", "payload": "/ask_documents"},
        {"title": "Einfacher sagen", "payload": "/simpler"},
        {"title": "Anderer Ort" if municipality else "Ort angeben", "payload": "/change_place"},
        *({"title": link.title, "payload": link.payload} for link in more),
    ]
    if memory.second_topic and memory.new_topic == topic:
        second = memory.second_topic
        buttons.insert(0, {"title": f"Auch: {names.get(second, second)}", "payload": f"/need_{second}"})
    dispatcher.utter_message(text=text, buttons=buttons, json_message=services_data([*hits, *guides]))
    return remember(
        topic=topic,
        place={"name": municipality.name, "plz": municipality.plz} if municipality else None,
        offset=float(offset + len(hits)),
        shown=[hit.id for hit in [*hits, *guides]],
        unmet=unmet,
        **QUIET,
    )


def show_contact_points(dispatcher: CollectingDispatcher, directory: Directory, memory: Memory) -> Events:
    """Shows who can be spoken to in person: the Anlaufstelle of the place and how to reach it.

    Who comes here was not helped by the Lotse alone: that is counted, by need, municipality and day.

    Args:
        dispatcher: collects the messages.
        directory: the open directory.
        memory: of this conversation.
    """
    municipality = directory.municipality(memory.place)
    unmet = _count_unmet(directory, memory, memory.topic, municipality)
    guides = directory.contact_points(municipality)
    dispatcher.utter_message(
        text="\n\n".join(write("service", hit=hit, brief=False) for hit in guides), json_message=services_data(guides)
    )
    dispatcher.utter_message(response="utter_always_there")
    return remember(shown=[hit.id for hit in guides], unmet=unmet, **QUIET)


def _count_unmet(
    directory: Directory, memory: Memory, topic: str | None, municipality: Municipality | None
) -> list[str]:
    """Counts a need once in a conversation; returns those counted so far."""
    if (topic or "") in memory.unmet:
        return memory.unmet
    directory.count_unmet(topic, municipality)
    return [*memory.unmet, topic or ""]
