"""Decides what a message is about: a mere place, one need, or two when it speaks of two things."""

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import SECOND_NEED
from bot.nlu.places import ONLY_PLACE

AGE_ONLY = re.compile(
    r"(?:(?:ich|er|sie|bin|ist|wird|werde|erst|schon|fast|bald|jetzt|so|circa|ca)\b\.? ?)*\d{1,3}"
    r"(?: ?(?:jahre?|j)\.?)?(?: ?alt)?[.! ]*",
    re.IGNORECASE,
)
"""A message that says an age and nothing else is an answer; it can mean neither a need nor a crisis."""
EMERGENCY_NUMBERS = ("110", "112")
PREFIX = "need_"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class Decision(GraphComponent):
    """Sets ``needs``: ``[{"topic", "confidence"}]``, best first; empty when the message holds no need.

    A message that names hardly more than a place becomes ``give_location``.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the confidence needed of a second need, of a need behind a crisis or an act."""
        return {
            "second_at_least": 0.7,
            "behind_crisis_at_least": 0.1,
            "behind_act_at_least": 0.35,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Returns the packages that must be installed: none beside Rasa."""
        return []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Decision":
        """Creates the component for Rasa's graph."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the needs of each message from its intent ranking."""
        for message in messages:
            if message.get(ONLY_PLACE):
                message.set("intent", {"name": "give_location", "confidence": 1.0}, add_to_output=True)
                message.set("needs", [], add_to_output=True)
                continue
            if not _has_words(message.get("text") or ""):
                message.set("intent", {"name": "nlu_fallback", "confidence": 1.0}, add_to_output=True)
                message.set("intent_ranking", [{"name": "nlu_fallback", "confidence": 1.0}], add_to_output=True)
                message.set("needs", [], add_to_output=True)
                continue
            needs = self.list_needs(message.get("intent_ranking") or [], message.get(SECOND_NEED))
            message.set("needs", needs, add_to_output=True)
        return messages

    def list_needs(self, ranking: list[dict[str, Any]], second: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Returns the plausible needs of a message.

        Args:
            ranking: all intents of the message with their confidence, best first.
            second: the need that may be meant beside the best, with the confidence that it is.
        """
        ranked = [entry for entry in ranking if entry["name"] != "nlu_fallback"]
        needs = [_need(entry) for entry in ranked if entry["name"].startswith(PREFIX)]
        if not needs:
            return []
        if not ranked[0]["name"].startswith(PREFIX):
            # A crisis or an act comes first; behind a crisis a need may well stand too.
            behind_crisis = ranked[0]["name"].startswith("crisis_")
            enough = self._config["behind_crisis_at_least" if behind_crisis else "behind_act_at_least"]
            return [need for need in needs[:1] if need["confidence"] >= enough]
        if second and second["confidence"] >= self._config["second_at_least"]:
            also = _need(second)
            if also["topic"] != needs[0]["topic"]:
                return [needs[0], also]
        return needs[:1]


def _need(entry: dict[str, Any]) -> dict[str, Any]:
    return {"topic": entry["name"].removeprefix(PREFIX), "confidence": entry["confidence"]}


def _has_words(text: str) -> bool:
    """Returns whether a message can mean an intent: it holds words beside an age, or is an emergency number."""
    says_something = any(character.isalpha() for character in text) and not AGE_ONLY.fullmatch(text.strip())
    return says_something or text.strip() in EMERGENCY_NUMBERS
