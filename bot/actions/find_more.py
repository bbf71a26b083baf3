"""action_find_more: other services for the same need."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.directory import open_directory
from bot.actions.help import Events, safely, show_help
from bot.actions.journey import services_topic
from bot.actions.memory import Memory, remember


class ActionFindMore(Action):
    """Shows the next services for the remembered need."""

    def name(self) -> str:
        """Returns the name in the domain."""
        return "action_find_more"

    @safely
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Shows the next page; asks for the need when none is known."""
        memory = Memory(tracker)
        if not memory.topic:
            dispatcher.utter_message(response="utter_no_topic_yet")
            return []
        with open_directory() as directory:
            place = directory.municipality(memory.place)
            topic = services_topic(memory.guides, memory.topic)
            shown = show_help(dispatcher, directory, memory, topic, place, offset=memory.offset)
            return [*shown, *remember(topic=memory.topic)]
