"""action_skip_place: a question is left unanswered."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer import answer_at
from bot.actions.directory import open_directory
from bot.actions.help import Events, safely
from bot.actions.memory import Memory, remember


class ActionSkipPlace(Action):
    """Goes on without a place."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_skip_place"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Shows services for the remembered need, without a place if none is known."""
        memory = Memory(tracker)
        if memory.topic:
            with open_directory() as directory:
                return answer_at(dispatcher, directory, memory, memory.topic, directory.municipality(memory.place))
        dispatcher.utter_message(response="utter_place_skipped" if memory.pending == "place" else "utter_affirm")
        return remember(pending=None, failures=0.0)
