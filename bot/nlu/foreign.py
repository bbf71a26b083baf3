"""A second opinion on messages in other languages, of which there are no training examples."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.nlu.encoders import ForeignEncoder
from bot.nlu.linear import LinearModel


class ForeignOpinion:
    """A linear model over the vectors of the encoder that knows many languages.

    Args:
        model: trained on centred vectors.
        mean: the mean vector of the training texts; E5's vectors all point the same way without taking it off.
    """

    def __init__(self, model: LinearModel, mean: NDArray[np.float32]) -> None:
        self.model = model
        self._mean = mean
        self._encoder = ForeignEncoder()

    @classmethod
    def fit(cls, vectors: NDArray[np.float32], labels: list[Collection[str]], strength: float) -> ForeignOpinion:
        """Trains.

        Args:
            vectors: one row a (German) text, of the ForeignEncoder.
            labels: the intents of each.
            strength: the inverse regularisation C.
        """
        mean = vectors.mean(axis=0)
        return cls(LinearModel.fit(csr_matrix(_centred(vectors, mean)), labels, strength), mean)

    def scores(self, texts: list[str]) -> NDArray[np.float64]:
        """Returns one row a text, one column an intent."""
        return self.scores_of_vectors(self._encoder.encode(texts))

    def scores_of_vectors(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Returns one row a vector of the ForeignEncoder, one column an intent."""
        return self.model.scores(_centred(vectors, self._mean))

    def save(self, folder: Path) -> None:
        """Writes it into a folder that `load` reads."""
        self.model.save(folder / "foreign.npz")
        np.save(folder / "foreign_mean.npy", self._mean)

    @classmethod
    def load(cls, folder: Path) -> ForeignOpinion:
        """Reads what `save` wrote.

        Raises:
            OSError: if a file is missing.
        """
        mean = np.load(folder / "foreign_mean.npy", allow_pickle=False)
        return cls(LinearModel.load(folder / "foreign.npz"), mean)


def _centred(vectors: NDArray[np.float32], mean: NDArray[np.float32]) -> NDArray[np.float32]:
    centred = vectors - mean
    return np.asarray(centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9), dtype=np.float32)
