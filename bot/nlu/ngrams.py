"""Character and word n-grams as a sparse featurizer; the former survive typing errors, dialect, missing umlauts."""

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
from sklearn.pipeline import FeatureUnion

from bot.nlu.places import CLAUSES
from bot.nlu.tokenizer import normalised_words

CLAUSE_ROWS = "clause_ngrams"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds TF-IDF weights of character n-grams and of words and word pairs, normalised, one row a message.

    Rasa's CountVectorsFeaturizer counts instead of weighing and features every token too, which nothing here reads.
    """

    def __init__(self, config: dict[str, Any], name: str, storage: ModelStorage, resource: Resource) -> None:
        super().__init__(name, config)
        self._storage = storage
        self._resource = resource
        self._vectorizer: FeatureUnion | None = None

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
        """Returns the settings: length of character n-grams, occurrences needed, weight of words beside them."""
        return {
            **SparseFeaturizer.get_default_config(),
            "min_ngram": 2,
            "max_ngram": 5,
            "min_df": 2,
            "word_weight": 0.7,
        }

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
    ) -> "NgramFeaturizer":
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
    ) -> "NgramFeaturizer":
        """Loads vocabulary and weights from the trained model."""
        component = cls(config, execution_context.node_name, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            vocabularies = json.loads((folder / "ngrams.json").read_text(encoding="utf-8"))
            component._vectorizer = component._new_vectorizer(vocabularies)
            for name, vectorizer in component._vectorizer.transformer_list:
                vectorizer.idf_ = np.load(folder / f"{name}.npy", allow_pickle=False)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learns vocabulary and weights from all examples with a text."""
        self._vectorizer = self._new_vectorizer({})
        self._vectorizer.fit([_words(example) for example in training_data.training_examples if example.get(TEXT)])
        vocabularies = {}
        with self._storage.write_to(self._resource) as folder:
            for name, vectorizer in self._vectorizer.transformer_list:
                vocabularies[name] = {ngram: int(index) for ngram, index in vectorizer.vocabulary_.items()}
                np.save(folder / f"{name}.npy", vectorizer.idf_)
            (folder / "ngrams.json").write_text(json.dumps(vocabularies, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds the features to each message."""
        if self._vectorizer is not None and messages:
            rows = self._vectorizer.transform([_words(message) for message in messages]).tocsr()
            for index, message in enumerate(messages):
                features = Features(rows[index].tocoo(), FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
                message.add_features(features)
                if clauses := message.get(CLAUSES):
                    message.set(CLAUSE_ROWS, self._vectorizer.transform([normalised_words(text) for text in clauses]))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds the features to each example that has a text."""
        self.process([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data

    def _new_vectorizer(self, vocabularies: dict[str, dict[str, int]]) -> FeatureUnion:
        return ngram_vectorizer(
            (self._config["min_ngram"], self._config["max_ngram"]),
            self._config["min_df"],
            self._config["word_weight"],
            vocabularies,
        )


def ngram_vectorizer(
    lengths: tuple[int, int], min_df: int, word_weight: float, vocabularies: dict[str, dict[str, int]]
) -> FeatureUnion:
    """Returns a vectorizer of texts: TF-IDF of character n-grams beside that of words and word pairs.

    Args:
        lengths: of the shortest and longest character n-gram.
        min_df: in how many texts an n-gram must occur to count.
        word_weight: how much words count beside characters.
        vocabularies: of a trained vectorizer, ``chars`` and ``words``; empty before training.
    """
    common = {"sublinear_tf": True, "lowercase": False, "dtype": np.float32, "min_df": 1 if vocabularies else min_df}
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=lengths, vocabulary=vocabularies.get("chars"), **common)
    words = TfidfVectorizer(ngram_range=(1, 2), vocabulary=vocabularies.get("words"), **common)
    return FeatureUnion([("chars", chars), ("words", words)], transformer_weights={"chars": 1.0, "words": word_weight})


def _words(message: Message) -> str:
    return " ".join(token.lemma for token in message.get(TOKENS_NAMES[TEXT]) or [])
