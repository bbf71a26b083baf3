"""action_forget: "ja" to the question whether everything is to be forgotten."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, Restarted
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.help import Events
from bot.actions.memory import Memory, remember
from bot.actions.say_yes import ActionSayYes


class ActionForget(Action):
    """Forgets the conversation; the gateway sees the message's type, deletes the rest and ends the token."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_forget"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Says so and resets everything; a "ja" to some other question deletes nothing."""
        if not Memory(tracker).asked_to_delete:
            return [*ActionSayYes().run(dispatcher, tracker, domain), *remember(pending=None)]
        dispatcher.utter_message(response="utter_forgotten", json_message={"type": "deleted"})
        return [AllSlotsReset(), Restarted()]
