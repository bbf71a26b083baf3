"""A linear classifier over sparse and dense features with calibrated confidence, stored without pickles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.svm import LinearSVC

SEED = 42
HELD_OUT = 0.2
TOLERANCE = 0.01


class LinearModel:
    """One-against-rest linear SVM; its scores become probabilities by one temperature, fitted on examples held out.

    A linear SVM rather than logistic regression: on the same features as accurate, and trained in seconds rather than
    minutes; the temperature gives it the calibrated confidence that it lacks.

    Args:
        classes: the labels, sorted.
        weights: float32, one row a class, one column a feature.
        bias: float32, one a class.
        temperature: scores are divided by it before the softmax.
    """

    def __init__(
        self, classes: list[str], weights: NDArray[np.float32], bias: NDArray[np.float32], temperature: float
    ) -> None:
        self.classes = classes
        self.temperature = temperature
        self._weights = np.ascontiguousarray(weights.T)
        self._bias = bias

    @classmethod
    def fit(cls, features: csr_matrix, labels: list[str], strength: float) -> LinearModel:
        """Trains on all examples; the temperature is fitted on scores of examples that were left out.

        Args:
            features: one row an example.
            labels: as many labels as rows.
            strength: the inverse regularisation C of the SVM.

        Raises:
            ValueError: if there are fewer than two labels, or one with a single example.
        """
        target = np.asarray(labels)
        classes = sorted(set(labels))
        split = StratifiedShuffleSplit(n_splits=1, test_size=HELD_OUT, random_state=SEED)
        train, test = next(split.split(features, target))
        held_out = _scores(_svm(strength).fit(features[train], target[train]), features[test])
        index = np.searchsorted(classes, target[test])

        def loss(log_temperature: float) -> float:
            scaled = log_softmax(held_out / np.exp(log_temperature), axis=1)
            return float(-scaled[np.arange(len(index)), index].mean())

        temperature = float(np.exp(minimize_scalar(loss, bounds=(-4, 2), method="bounded").x))
        svm = _svm(strength).fit(features, target)
        weights, bias = svm.coef_, svm.intercept_
        if len(classes) == 2:
            weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
        return cls(classes, weights.astype(np.float32), bias.astype(np.float32), temperature)

    def probabilities(self, features: csr_matrix) -> NDArray[np.float64]:
        """Returns one row an example, one column a class; each row sums to 1."""
        scores = np.asarray(features @ self._weights) + self._bias
        return np.asarray(softmax(scores / self.temperature, axis=1), dtype=np.float64)

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


def stack(sparse: csr_matrix, dense: NDArray[np.float32], dense_weight: float) -> csr_matrix:
    """Returns both feature blocks side by side, the dense one multiplied by its weight."""
    return hstack([sparse, csr_matrix(dense * dense_weight)]).tocsr()


def _svm(strength: float) -> LinearSVC:
    return LinearSVC(C=strength, tol=TOLERANCE, random_state=SEED)


def _scores(svm: LinearSVC, features: csr_matrix) -> NDArray[np.float64]:
    scores = svm.decision_function(features)
    return scores if scores.ndim == 2 else np.column_stack([-scores, scores])
