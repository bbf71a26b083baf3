"""action_say_simply: "Einfacher sagen"."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.guides import simple_text
from bot.actions.help import Events
from bot.actions.journey import explain, open_way
from bot.actions.memory import Memory
from bot.journeys.person import person


class ActionSaySimply(Action):
    """Says the last guide, or the open question, in simpler words."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_say_simply"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Explains the question that is open, else repeats the guide simply."""
        memory = Memory(tracker)
        if under_way := open_way(memory):
            way, question, _ = under_way
            dispatcher.utter_message(text=explain(question, way.who))
        elif memory.pending == "place":
            dispatcher.utter_message(response="utter_ask_other_place")
        elif memory.guides:
            dispatcher.utter_message(
                text=simple_text(memory.guides, person(memory.person)),
                buttons=[{"title": "Mit einem Menschen sprechen", "payload": "/request_human"}],
            )
        else:
            dispatcher.utter_message(response="utter_nothing_to_simplify")
        return []
