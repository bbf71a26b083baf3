"""action_clarify: the message was not understood, or help was asked for without saying what for."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer import answer_at, answer_need
from bot.actions.directory import Directory, open_directory
from bot.actions.help import Events, safely, say_in_own_language, show_contact_points
from bot.actions.journey import correct, corrected
from bot.actions.memory import Memory, remember

CHOICES = 2
START_TOPICS = ("after_school", "pflegegrad", "forms", "benefits", "housing", "family")
MAX_FAILURES = 2


class ActionClarify(Action):
    """Offers at most two likely needs; after a second failure it points to a human, so nothing loops."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_clarify"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Asks back or gives up kindly; returns the count of failures."""
        memory = Memory(tracker)
        if memory.child_in_need and memory.intent == "nlu_fallback":
            dispatcher.utter_message(response="utter_child_goes_on")
            return remember(failures=0.0, pending=None)
        say_in_own_language(dispatcher, memory)
        with open_directory() as directory:
            if (
                memory.pending == "place"
                and memory.intent == "nlu_fallback"
                and memory.places_mentioned
                and memory.topic
            ):
                return answer_need(dispatcher, directory, memory, memory.topic)
            if memory.intent == "nlu_fallback" and memory.pending is None and (way := corrected(memory)):
                return correct(dispatcher, directory, memory, way)
            if memory.pending == "place" and memory.intent == "nlu_fallback":
                return self._place_not_understood(dispatcher, directory, memory)
            if memory.failures + 1 >= MAX_FAILURES and memory.intent == "nlu_fallback":
                dispatcher.utter_message(response="utter_give_up")
                return show_contact_points(dispatcher, directory, memory)
            names = directory.topic_names()
        if memory.intent == "nlu_fallback":
            topics = memory.likely_topics[:CHOICES]
            if memory.may_be_crisis:
                dispatcher.utter_message(response="utter_always_there")
            dispatcher.utter_message(
                response="utter_choose_need" if topics else "utter_not_understood",
                buttons=_buttons(topics, names, True),
            )
            return remember(failures=float(memory.failures + 1))
        topics = list(START_TOPICS) if memory.intent == "unspecific_help" else list(names)
        dispatcher.utter_message(response="utter_ask_need", buttons=_buttons(topics, names, False))
        return remember(failures=0.0)

    def _place_not_understood(self, dispatcher: CollectingDispatcher, directory: Directory, memory: Memory) -> Events:
        if memory.failures == 0:
            dispatcher.utter_message(response="utter_unknown_place")
            return remember(failures=1.0)
        if memory.topic:
            return answer_at(dispatcher, directory, memory, memory.topic, None)
        dispatcher.utter_message(response="utter_give_up")
        return show_contact_points(dispatcher, directory, memory)


def _buttons(topics: list[str], names: dict[str, str], other: bool) -> list[dict[str, str]]:
    buttons = [{"title": names[topic], "payload": f"/need_{topic}"} for topic in topics if topic in names]
    if other:
        buttons.append({"title": "Etwas anderes", "payload": "/something_else"})
    return buttons
