"""action_say_simply: "Einfacher sagen"."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guides import simple_text
from bot.actions.help import Events
from bot.actions.journey import explain
from bot.actions.memory import Memory
from bot.journeys import engine
from bot.journeys.person import person


class ActionSaySimply(Action):
    """Says the last guide, or the open question, in simpler words."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_say_simply"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Explains the question that is open, else repeats the guide simply."""
        memory = Memory(tracker)
        who, opened = person(memory.person), memory.question
        journey = engine.journeys().get(opened.journey) if opened else None
        question = engine.question(journey, opened.key) if opened and journey else None
        if question:
            dispatcher.utter_message(text=explain(question, who))
        elif memory.guides:
            dispatcher.utter_message(
                text=simple_text(memory.guides, who),
                buttons=[{"title": "Mit einem Menschen sprechen", "payload": "/request_human"}],
            )
        else:
            dispatcher.utter_message(response="utter_nothing_to_simplify")
        return []
