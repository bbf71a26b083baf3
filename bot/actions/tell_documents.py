"""action_tell_documents: what to bring."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.cards import write
from bot.actions.directory import open_directory
from bot.actions.guides import required_papers
from bot.actions.help import Events, safely
from bot.actions.memory import Memory, remember
from bot.journeys.engine import form_named
from bot.journeys.person import person


class ActionTellDocuments(Action):
    """Tells which papers are asked for."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_tell_documents"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Names the papers of a service, else those of the guide, else says that none are known."""
        memory = Memory(tracker)
        with open_directory() as directory:
            hits = list(filter(None, (directory.service(service_id) for service_id in memory.shown)))
        if named := form_named(memory.text):
            papers = required_papers([named], person(memory.person))
            if papers:
                dispatcher.utter_message(text=write("documents", name=papers[0], documents=papers[1]))
                return remember(failures=0.0)
        if not hits:
            dispatcher.utter_message(response="utter_no_topic_yet")
            return []
        listed = [hit for hit in hits if hit.required_documents]
        papers = required_papers(memory.guides, person(memory.person))
        if listed:
            name, documents = listed[0].name, list(listed[0].required_documents)
            dispatcher.utter_message(text=write("documents", name=name, documents=documents))
        elif papers:
            dispatcher.utter_message(text=write("documents", name=papers[0], documents=papers[1]))
        else:
            dispatcher.utter_message(response="utter_no_documents", name=hits[0].name)
        return remember(failures=0.0)
