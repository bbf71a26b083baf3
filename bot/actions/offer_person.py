"""action_offer_person: somebody wants to speak to a human."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.directory import open_directory
from bot.actions.help import Events, safely, show_contact_points
from bot.actions.memory import Memory


class ActionOfferPerson(Action):
    """Shows where humans listen."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_offer_person"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Shows the Anlaufstelle of the place and how to reach it."""
        dispatcher.utter_message(response="utter_person")
        with open_directory() as directory:
            return show_contact_points(dispatcher, directory, Memory(tracker))
