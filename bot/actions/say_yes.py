"""action_say_yes: "ja" without a question that waits for it."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.help import Events
from bot.actions.memory import Memory


class ActionSayYes(Action):
    """Says what is expected now."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_say_yes"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Repeats the question for the place where it stands, else invites to write."""
        if Memory(tracker).pending == "place":
            dispatcher.utter_message(response="utter_ask_other_place")
        else:
            dispatcher.utter_message(response="utter_affirm")
        return []
