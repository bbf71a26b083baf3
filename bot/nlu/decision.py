"""Decides what a message is about: a mere place, one need, or two when it speaks of two things."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.places import ONLY_PLACE

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
        """Returns the settings: confidence of a second need at least, and its share of the first one's."""
        return {"second_at_least": 0.2, "second_share": 0.4}

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
            message.set("needs", self.list_needs(message.get("intent_ranking") or []), add_to_output=True)
        return messages

    def list_needs(self, ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Returns the plausible needs of an intent ranking.

        Args:
            ranking: ``[{"name", "confidence"}]``, best first.
        """
        ranked = [entry for entry in ranking if entry["name"] != "nlu_fallback"]
        if not ranked or not ranked[0]["name"].startswith(PREFIX):
            return []
        needs = [
            {"topic": entry["name"][len(PREFIX) :], "confidence": entry["confidence"]}
            for entry in ranked
            if entry["name"].startswith(PREFIX)
        ]
        first, *others = needs
        second = others[0] if others else None
        if second and second["confidence"] >= max(
            self._config["second_at_least"], self._config["second_share"] * first["confidence"]
        ):
            return [first, second]
        return [first]
