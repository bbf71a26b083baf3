"""action_tell_documents: what to bring."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.answer import Events, safely
from bot.actions.cards import write
from bot.actions.directory import open_directory
from bot.actions.memory import Memory, remember


class ActionTellDocuments(Action):
    """Tells which papers the services shown last ask for."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_tell_documents"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Names the papers of the first service that has a list, else says that none is known."""
        memory = Memory(tracker)
        with open_directory() as directory:
            hits = list(filter(None, (directory.service(service_id) for service_id in memory.shown)))
        if not hits:
            dispatcher.utter_message(response="utter_no_topic_yet")
            return []
        listed = [hit for hit in hits if hit.required_documents]
        if listed:
            dispatcher.utter_message(text=write("documents", hit=listed[0]))
        else:
            dispatcher.utter_message(response="utter_no_documents", name=hits[0].name)
        return remember(failures=0.0)
