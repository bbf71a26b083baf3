"""action_tell_opening_hours: when the services shown last are open."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.cards import write
from bot.actions.directory import open_directory
from bot.actions.help import Events, safely
from bot.actions.memory import Memory, remember


class ActionTellOpeningHours(Action):
    """Tells the opening hours of the services shown last, else of the Anlaufstelle."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_tell_opening_hours"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Says what is known with its date, and that it is unknown where it is."""
        memory = Memory(tracker)
        with open_directory() as directory:
            shown = filter(None, (directory.service(service_id) for service_id in memory.shown))
            hits = list(shown) or directory.contact_points(directory.municipality(memory.place))
        dispatcher.utter_message(text=write("hours", hits=hits))
        return remember(failures=0.0)
