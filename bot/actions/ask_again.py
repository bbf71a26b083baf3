"""action_ask_again: after something else the open question is put once more."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.help import Events
from bot.actions.journey import Way, ask
from bot.actions.memory import Memory
from bot.journeys import engine
from bot.journeys.person import person


class ActionAskAgain(Action):
    """Leads back to the question of a journey."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_ask_again"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Puts the question that is open."""
        memory = Memory(tracker)
        opened = memory.question
        journey = engine.journeys().get(opened.journey) if opened else None
        question = engine.question(journey, opened.key) if opened and journey else None
        if opened and journey and question:
            dispatcher.utter_message(response="utter_back_to_question")
            way = Way(journey, person(memory.person), memory.all_answers.get(journey.key, {}))
            ask(dispatcher, way, question, opened.asked)
        return []
