"""Character n-grams as a sparse featurizer: they survive typing errors, dialect and missing umlauts."""

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class CharNgramFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds TF-IDF weights of the character n-grams of the normalised words, one row a message.

    Rasa's CountVectorsFeaturizer counts instead of weighing and features every token too, which nothing here reads.
    """

    def __init__(self, config: dict[str, Any], name: str, storage: ModelStorage, resource: Resource) -> None:
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._vectorizer: TfidfVectorizer | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """Returns what must stand before it in the pipeline."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Returns the packages that must be installed."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings: shortest and longest n-gram, and in how many messages one must occur to count."""
        return {**SparseFeaturizer.get_default_config(), "min_ngram": 2, "max_ngram": 5, "min_df": 2}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accepts every setting of the default config."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CharNgramFeaturizer":
        """Creates the component before training."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "CharNgramFeaturizer":
        """Loads vocabulary and weights from the trained model."""
        component = cls(config, execution_context.node_name, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            vocabulary = json.loads((folder / "ngrams.json").read_text(encoding="utf-8"))
            idf = np.load(folder / "idf.npy", allow_pickle=False)
        component._vectorizer = component._new_vectorizer(vocabulary)
        component._vectorizer.idf_ = idf
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learns vocabulary and weights from all examples with a text."""
        vectorizer = self._new_vectorizer(None)
        vectorizer.fit(_words(example) for example in training_data.training_examples if example.get(TEXT))
        self._vectorizer = vectorizer
        vocabulary = {ngram: int(index) for ngram, index in vectorizer.vocabulary_.items()}
        with self._storage.write_to(self._resource) as folder:
            (folder / "ngrams.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
            np.save(folder / "idf.npy", vectorizer.idf_)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the features to each message."""
        if self._vectorizer is not None and messages:
            rows = self._vectorizer.transform(map(_words, messages))
            for index, message in enumerate(messages):
                features = Features(rows[index].tocoo(), FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
                message.add_features(features)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the features to each example that has a text."""
        self.process([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data

    def _new_vectorizer(self, vocabulary: dict[str, int] | None) -> TfidfVectorizer:
        return TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(self._config["min_ngram"], self._config["max_ngram"]),
            min_df=1 if vocabulary else self._config["min_df"],
            sublinear_tf=True,
            lowercase=False,
            dtype=np.float32,
            vocabulary=vocabulary,
        )


def _words(message: Message) -> str:
    return " ".join(token.lemma for token in message.get(TOKENS_NAMES[TEXT]) or [])
