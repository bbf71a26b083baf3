"""action_change_place: the button "Anderer Ort"."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.help import Events
from bot.actions.memory import remember


class ActionChangePlace(Action):
    """Asks for another place."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_change_place"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Puts the question and remembers that it stands."""
        dispatcher.utter_message(response="utter_ask_other_place")
        return remember(pending="place", failures=0.0)
