"""action_ask_again: after something else the open question is put once more."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.help import Events
from bot.actions.journey import ask, open_way
from bot.actions.memory import Memory


class ActionAskAgain(Action):
    """Leads back to the question of a journey."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_ask_again"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Puts the question that is open."""
        if under_way := open_way(Memory(tracker)):
            way, question, opened = under_way
            dispatcher.utter_message(response="utter_back_to_question")
            ask(dispatcher, way, question, opened.asked)
        return []
