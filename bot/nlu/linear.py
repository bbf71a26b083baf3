"""A linear classifier over sparse features with calibrated confidence, stored without pickles."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.svm import LinearSVC

SEED = 42
TOLERANCE = 0.1
THREADS = 2


class LinearModel:
    """One linear SVM a class, each against the rest, so that an example may belong to several classes.

    A linear SVM rather than logistic regression: on the same features as accurate, and trained in seconds rather than
    minutes; `calibrate` gives it the confidence that it lacks.

    Args:
        classes: the labels, sorted.
        weights: float32, one row a class, one column a feature.
        bias: float32, one a class.
        temperature: scores are divided by it before the softmax.
    """

    def __init__(
        self, classes: list[str], weights: NDArray[np.float32], bias: NDArray[np.float32], temperature: float = 1.0
    ) -> None:
        self.classes = classes
        self.temperature = temperature
        self._weights = np.ascontiguousarray(weights.T)
        self._bias = bias

    @classmethod
    def fit(cls, features: csr_matrix, labels: list[Collection[str]], strength: float) -> LinearModel:
        """Trains one SVM a class.

        Args:
            features: one row an example.
            labels: the classes of each example, as many as rows.
            strength: the inverse regularisation C.

        Raises:
            ValueError: if there are fewer than two classes.
        """
        classes = sorted({label for several in labels for label in several})
        if len(classes) < 2:
            raise ValueError("Es braucht mindestens zwei Absichten.")
        rows = csr_matrix(features, dtype=np.float64)
        rows.sort_indices()  # the threads below must not each do it in place

        def one(label: str) -> tuple[NDArray[np.float32], float]:
            svm = LinearSVC(C=strength, tol=TOLERANCE, random_state=SEED)
            svm.fit(rows, np.array([label in several for several in labels]))
            return svm.coef_[0].astype(np.float32), float(svm.intercept_[0])

        with ThreadPoolExecutor(THREADS) as threads:
            fitted = list(threads.map(one, classes))
        weights, bias = zip(*fitted, strict=True)
        return cls(classes, np.vstack(weights), np.array(bias, dtype=np.float32))

    def scores(self, features: csr_matrix | NDArray[np.float32]) -> NDArray[np.float64]:
        """Returns one row an example, one column a class: positive where the example belongs to the class."""
        return np.asarray(features @ self._weights, dtype=np.float64) + self._bias

    def probabilities(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Returns calibrated probabilities for scores; each row sums to 1."""
        return np.asarray(softmax(scores / self.temperature, axis=-1), dtype=np.float64)

    def calibrate(self, scores: NDArray[np.float64], labels: list[str]) -> None:
        """Fits the temperature.

        Args:
            scores: of examples that the model has not seen.
            labels: their classes.
        """
        index = np.searchsorted(self.classes, labels)

        def loss(log_temperature: float) -> float:
            scaled = log_softmax(scores / np.exp(log_temperature), axis=1)
            return float(-scaled[np.arange(len(index)), index].mean())

        self.temperature = float(np.exp(minimize_scalar(loss, bounds=(-4, 2), method="bounded").x))

    def save(self, path: Path) -> None:
        """Writes the model to a file that `load` reads."""
        np.savez_compressed(
            path, classes=self.classes, weights=self._weights.T, bias=self._bias, temperature=self.temperature
        )

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Reads a model that `save` wrote.

        Raises:
            OSError: if there is no such file.
        """
        with np.load(path, allow_pickle=False) as data:
            return cls(list(map(str, data["classes"])), data["weights"], data["bias"], float(data["temperature"]))
