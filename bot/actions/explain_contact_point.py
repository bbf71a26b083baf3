"""action_explain_contact_point: what the Anlaufstelle (such as K.U.L.T.) is."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.directory import open_directory
from bot.actions.help import Events, safely, show_contact_points
from bot.actions.memory import Memory
from services_db.settings import settings


class ActionExplainContactPoint(Action):
    """Explains the Anlaufstelle of the region and how to reach it."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_explain_contact_point"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Says what it does, then shows its card."""
        region = settings().region
        dispatcher.utter_message(response="utter_contact_point", name=region.contact_point, region=region.name)
        with open_directory() as directory:
            return show_contact_points(dispatcher, directory, Memory(tracker))
