"""The intent classifier as a component of Rasa's pipeline."""

from dataclasses import asdict, fields
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.examples import labelled_examples
from bot.nlu.intent_model import IntentModel, Settings, train
from bot.nlu.places import REST

SECOND_NEED = "second_need"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Sets ``intent`` and ``intent_ranking`` of a message, and ``second_need``, ``{"name", "confidence"}``.

    It reads the examples and makes its features itself instead of having Rasa's featurizers hang them on each example:
    Rasa's own handling of them took longer than the learning (docs/quality/tempo.md).
    """

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._settings = Settings(**{knob.name: config[knob.name] for knob in fields(Settings)})
        self._storage = storage
        self._resource = resource
        self._model: IntentModel | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """Returns what must stand before it in the pipeline: nothing of Rasa's."""
        return []

    @staticmethod
    def required_packages() -> list[str]:
        """Returns the packages that must be installed."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the knobs of the model."""
        return asdict(Settings())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LinearIntentClassifier":
        """Creates the component before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LinearIntentClassifier":
        """Loads the trained model."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = IntentModel.load(folder, component._settings)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on all examples of bot/data; ``training_data`` holds one of each intent (bot.importer)."""
        self._model = train(labelled_examples(), self._settings)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent, ranking and second need of each message."""
        if self._model is None:
            return messages
        for message in messages:
            meaning = self._model.understand(_readable(message), message.get("language", "de"))
            ranking = [{"name": name, "confidence": confidence} for name, confidence in meaning.ranking]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            if meaning.second_need:
                name, confidence = meaning.second_need
                message.set(SECOND_NEED, {"name": name, "confidence": confidence}, add_to_output=True)
        return messages


def _readable(message: Message) -> str:
    return (message.get(REST) or "").strip() or message.get(TEXT) or ""
