"""action_find_help: a need was stated."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer import answer_need
from bot.actions.directory import open_directory
from bot.actions.help import Events, safely, say_in_own_language
from bot.actions.memory import Memory, remember
from bot.journeys.engine import ask_back

BOTH_MEANINGS = ("after_school", "childcare", "school")


class ActionFindHelp(Action):
    """Points to services for the need of the last message."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_find_help"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Asks for the place or shows services; returns the events that remember both."""
        memory = Memory(tracker)
        say_in_own_language(dispatcher, memory)
        if memory.hints_at_suicide:
            dispatcher.utter_message(response="utter_always_there")
        if memory.new_topic in BOTH_MEANINGS and (response := ask_back(memory.text)):
            dispatcher.utter_message(response=response)
            return remember(failures=0.0)
        with open_directory() as directory:
            return answer_need(dispatcher, directory, memory, memory.topic or "")
