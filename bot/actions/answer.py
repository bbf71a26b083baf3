"""Answers a need: asks for the place where it is unknown, then leads the journey of the need."""

from __future__ import annotations

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.directory import Directory
from bot.actions.help import Events
from bot.actions.journey import begin, go_on, remembered
from bot.actions.memory import Memory, remember
from bot.actions.where import find_place
from services_db.places import Municipality


def answer_need(dispatcher: CollectingDispatcher, directory: Directory, memory: Memory, topic: str) -> Events:
    """Says where help is for a need; asks for the place first where it is unknown and may still be asked.

    Args:
        dispatcher: collects the messages.
        directory: the open directory.
        memory: of this conversation.
        topic: the need's key.
    """
    way = begin(memory, topic)
    where = find_place(dispatcher, directory, memory)
    kept = [*remembered(memory, way), *remember(topic=topic, offset=0.0, failures=0.0, question=None)]
    if where.asked:
        return [*kept, *remember(pending="place")]
    new_need = memory.new_topic is not None and memory.pending != "place"
    if where.municipality is None and memory.may_ask_place and new_need:
        dispatcher.utter_message(response="utter_ask_place", topic=directory.topic_names().get(topic, topic))
        return [*kept, *remember(pending="place", place_asked=memory.place_asked + 1)]
    return go_on(dispatcher, directory, memory, way, where.municipality)


def answer_at(
    dispatcher: CollectingDispatcher,
    directory: Directory,
    memory: Memory,
    topic: str,
    municipality: Municipality | None,
) -> Events:
    """Goes on with a need once the place is clear, or left open.

    Args:
        dispatcher: collects the messages.
        directory: the open directory.
        memory: of this conversation.
        topic: the need's key.
        municipality: where help is needed; None when unknown.
    """
    return go_on(dispatcher, directory, memory, begin(memory, topic), municipality)
