"""action_say_no: "nein"."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer import answer_at
from bot.actions.directory import open_directory
from bot.actions.help import Events, safely
from bot.actions.journey import correct, corrected
from bot.actions.memory import Memory, remember


class ActionSayNo(Action):
    """Takes a "nein" as "without a place" or as the correction it holds; else offers a way on."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_say_no"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Goes on without a place or with what was corrected, or offers a person."""
        memory = Memory(tracker)
        if memory.pending == "place" and memory.topic:
            with open_directory() as directory:
                return answer_at(dispatcher, directory, memory, memory.topic, None)
        if way := corrected(memory):
            with open_directory() as directory:
                return correct(dispatcher, directory, memory, way)
        dispatcher.utter_message(response="utter_deny")
        return remember(pending=None, failures=0.0)
