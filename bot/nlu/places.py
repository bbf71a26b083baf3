"""Finds the places of a message, first in the pipeline."""

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.examples import gazetteer_data
from bot.nlu.gazetteer import Gazetteer, describe, is_only_place, without_places

PLACES = "places"
ONLY_PLACE = "only_place"
REST = "rest"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class PlaceExtractor(GraphComponent):
    """Stands first: finds places and takes them out of what the components behind it read.

    Adds ``places``, ``[{"text", "candidates": [{"name", "plz"}], "living", "negated"}]``, ``only_place`` for a message
    that is hardly more than a place, and ``rest``, the text without its places (a need must not be taken for the
    statement of a place because it names one). The gazetteer becomes part of the trained model.
    """

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, data: dict[str, Any]) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._gazetteer = Gazetteer(**data) if data else None

    @staticmethod
    def required_packages() -> list[str]:
        """Returns the packages that must be installed."""
        return ["rapidfuzz"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PlaceExtractor":
        """Creates the component before training."""
        return cls(config, model_storage, resource, {})

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "PlaceExtractor":
        """Loads the gazetteer from the trained model."""
        with model_storage.read_from(resource) as folder:
            data = json.loads((folder / "places.json").read_text(encoding="utf-8"))
        return cls(config, model_storage, resource, data)

    def train(self, training_data: TrainingData) -> Resource:
        """Reads the place files and the words of bot/data, and stores both in the model.

        Raises:
            OSError: if a file cannot be read.
        """
        data = gazetteer_data()
        with self._storage.write_to(self._resource) as folder:
            (folder / "places.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        self._gazetteer = Gazetteer(**data)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds ``places`` to each message."""
        for message in messages:
            text = (message.get(TEXT) or "")[:2000]
            found = self._gazetteer.find(text) if self._gazetteer else []
            message.set(PLACES, [describe(item, text) for item in found], add_to_output=True)
            message.set(ONLY_PLACE, is_only_place(text, found))
            message.set(REST, without_places(text, found))
        return messages
