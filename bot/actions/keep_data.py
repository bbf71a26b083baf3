"""action_keep_data: "nein" to the question whether everything is to be forgotten."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.help import Events
from bot.actions.memory import Memory, remember
from bot.actions.say_no import ActionSayNo


class ActionKeepData(Action):
    """Keeps the conversation."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_keep_data"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Says so; a "nein" to some other question is just that."""
        if not Memory(tracker).asked_to_delete:
            return [*ActionSayNo().run(dispatcher, tracker, domain), *remember(pending=None)]
        dispatcher.utter_message(response="utter_not_deleted")
        return remember(pending=None)
