"""action_start_check: the button "Selbst-Check"."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.directory import open_directory
from bot.actions.help import Events, safely
from bot.actions.journey import Way, go_on
from bot.actions.memory import Memory
from bot.journeys import engine
from bot.journeys.person import person


class ActionStartCheck(Action):
    """Begins the orientation along the six areas of § 14 SGB XI, always anew."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_start_check"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Puts the first question."""
        memory = Memory(tracker)
        way = Way(engine.journeys()["self_check"], person(memory.person), {})
        with open_directory() as directory:
            return go_on(dispatcher, directory, memory, way, directory.municipality(memory.place))
