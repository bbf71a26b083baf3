"""Reads the sentence features that the featurizers left on messages."""

import numpy as np
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, vstack

from bot.nlu.linear import stack


def sentence_features(messages: list[Message], dense_weight: float) -> csr_matrix:
    """Returns one row a message: n-grams and sentence vector side by side.

    Args:
        messages: featurized.
        dense_weight: how much the sentence vector counts beside the n-grams.

    Raises:
        ValueError: if a featurizer is missing from the pipeline.
    """
    sparse, dense = [], []
    for message in messages:
        _, sparse_sentence = message.get_sparse_features(TEXT)
        _, dense_sentence = message.get_dense_features(TEXT)
        if sparse_sentence is None or dense_sentence is None:
            raise ValueError("Vor dem Klassifikator müssen NgramFeaturizer und SentenceEncoder stehen (config.yml).")
        sparse.append(sparse_sentence.features)
        dense.append(dense_sentence.features)
    return stack(vstack(sparse).tocsr(), np.vstack(dense), dense_weight)
