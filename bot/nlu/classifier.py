"""The intent classifier: a linear model over n-grams and sentence vector, with calibrated confidence."""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.nlu.encoder import CLAUSE_VECTORS
from bot.nlu.features import sentence_features
from bot.nlu.linear import LinearModel, stack
from bot.nlu.ngrams import CLAUSE_ROWS

FILE = "intents.npz"
MEANING_FILE = "meaning.npz"
CLAUSE_INTENTS = "clause_intents"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Sets ``intent`` and ``intent_ranking`` of a message, and ``clause_intents``, the best intent of each clause.

    German is read by n-grams and meaning together; other languages, of which there are no examples, by meaning alone.

    Stands in for Rasa's LogisticRegressionClassifier: as accurate, trained much faster (docs/quality/versuche.md).
    """

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model: LinearModel | None = None
        self._meaning: LinearModel | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """Returns what must stand before it in the pipeline."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Returns the packages that must be installed."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings: regularisation C of both models and weight of the sentence vector."""
        return {"strength": 0.5, "dense_weight": 1.0, "meaning_strength": 0.3}

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
        """Loads the linear model from the trained model."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = LinearModel.load(folder / FILE)
            component._meaning = LinearModel.load(folder / MEANING_FILE)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Trains on all examples with an intent."""
        examples = [item for item in training_data.intent_examples if item.get(INTENT) and item.get(TEXT)]
        labels = [item.get(INTENT) for item in examples]
        features = sentence_features(examples, self._config["dense_weight"])
        self._model = LinearModel.fit(features, labels, self._config["strength"])
        vectors = csr_matrix(np.vstack([item.get_dense_features(TEXT)[1].features for item in examples]))
        self._meaning = LinearModel.fit(vectors, labels, self._config["meaning_strength"])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / FILE)
            self._meaning.save(folder / MEANING_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent and ranking of each message."""
        if self._model is None or self._meaning is None:
            return messages
        for message in messages:
            if message.get("language", "de") == "de":
                row = self._model.probabilities(sentence_features([message], self._config["dense_weight"]))[0]
            else:
                vector = message.get_dense_features(TEXT)[1].features
                row = self._meaning.probabilities(csr_matrix(vector))[0]
            ranking = [
                {"name": self._model.classes[index], "confidence": float(row[index])} for index in row.argsort()[::-1]
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(CLAUSE_INTENTS, self._clause_intents(message))
        return messages

    def _clause_intents(self, message: Message) -> list[dict[str, Any]]:
        rows, vectors = message.get(CLAUSE_ROWS), message.get(CLAUSE_VECTORS)
        if self._model is None or rows is None or vectors is None:
            return []
        found = self._model.probabilities(stack(rows, vectors, self._config["dense_weight"]))
        return [{"name": self._model.classes[row.argmax()], "confidence": float(row.max())} for row in found]
