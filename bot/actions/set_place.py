"""action_set_place: a place was named."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer import answer_at
from bot.actions.directory import open_directory
from bot.actions.help import Events, safely
from bot.actions.memory import Memory, remember
from bot.actions.where import find_place


class ActionSetPlace(Action):
    """Remembers the place and, when a need is known, points to services there."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_set_place"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Shows services near the place, or asks which place is meant."""
        memory = Memory(tracker)
        with open_directory() as directory:
            where = find_place(dispatcher, directory, memory)
            if where.asked:
                return remember(pending="place", failures=0.0)
            municipality = where.municipality if memory.places_mentioned else None
            if municipality is None and memory.intent == "out_of_scope":
                dispatcher.utter_message(response="utter_out_of_scope")
                return []
            if municipality is None and memory.pending != "place":
                dispatcher.utter_message(response="utter_not_understood")
                return remember(failures=float(memory.failures + 1))
            if municipality is None:
                return self._unknown(dispatcher, memory)
            if memory.topic:
                return answer_at(dispatcher, directory, memory, memory.topic, municipality)
        dispatcher.utter_message(response="utter_place_known", place=municipality.name)
        place = {"name": municipality.name, "plz": municipality.plz}
        return remember(place=place, pending=None, failures=0.0)

    def _unknown(self, dispatcher: CollectingDispatcher, memory: Memory) -> Events:
        if memory.failures:
            dispatcher.utter_message(response="utter_place_given_up")
            with open_directory() as directory:
                if memory.topic:
                    return answer_at(dispatcher, directory, memory, memory.topic, None)
            return remember(pending=None, failures=0.0)
        dispatcher.utter_message(response="utter_unknown_place")
        return remember(pending="place", failures=1.0)
