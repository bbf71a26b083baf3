"""action_ask_delete: "Lösch alles"."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.help import Events
from bot.actions.memory import remember
from services_db.settings import settings


class ActionAskDelete(Action):
    """Says what is kept and for how long, and asks once whether everything is to be forgotten."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_ask_delete"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Puts the question and remembers that it stands."""
        dispatcher.utter_message(response="utter_ask_delete", hours=f"{settings().privacy.keep_hours:g}")
        return remember(pending="delete")
