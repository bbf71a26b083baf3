"""action_say_no: "nein"."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer import Events, safely, show_help
from bot.actions.directory import open_directory
from bot.actions.memory import Memory, remember


class ActionSayNo(Action):
    """Takes a "nein" to the question for the place as "without a place", and offers a way on otherwise."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_say_no"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Goes on without a place, or repeats the emergency numbers, or offers a person."""
        memory = Memory(tracker)
        if memory.pending == "place" and memory.topic:
            with open_directory() as directory:
                return show_help(dispatcher, directory, memory, memory.topic, None)
        dispatcher.utter_message(response="utter_deny")
        return remember(pending=None, failures=0.0)
