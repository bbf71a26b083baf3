"""Tells whether a message holds a second need: one that the whole leans to, or that one of its clauses states."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

CLAUSE_WEIGHT = 0.5
NOTHING = -1.5
"""The score of a need that nothing in a text speaks for."""
SHARPNESS = 4.0
"""Scores are multiplied by it before the softmax that tells how undecided the whole message is."""

Scores = NDArray[np.float64]


class SecondNeed:
    """A logistic regression over what the scores of message and clauses look like, and over products of that.

    Args:
        weights: one a feature (`_features` lists them).
        bias: the intercept.
        mean: of each feature at training.
        scale: the standard deviation of each feature at training.
    """

    def __init__(self, weights: Scores, bias: float, mean: Scores, scale: Scores) -> None:
        self._weights = weights
        self._bias = bias
        self._mean = mean
        self._scale = scale

    @classmethod
    def fit(cls, messages: list[tuple[Scores, Scores]], two: list[bool]) -> SecondNeed:
        """Trains on messages that the classifier has not seen.

        Args:
            messages: scores of the needs in the whole message, and one row of them a clause.
            two: whether each message holds two needs.
        """
        rows = np.array([_features(whole, clauses) for whole, clauses in messages])
        scaler = StandardScaler().fit(rows)
        regression = LogisticRegression(C=0.1, max_iter=3000)
        regression.fit(scaler.transform(rows), two)
        return cls(regression.coef_[0], float(regression.intercept_[0]), scaler.mean_, scaler.scale_)

    def find(self, whole: Scores, clauses: Scores) -> tuple[int, int, float]:
        """Returns the positions of the two best needs and how likely both are meant.

        Args:
            whole: the score of each need in the whole message.
            clauses: one row of them a clause, perhaps none.
        """
        first, second = _together(whole, clauses).argsort()[::-1][:2]
        row = (_features(whole, clauses) - self._mean) / self._scale
        return int(first), int(second), float(1 / (1 + np.exp(-(row @ self._weights + self._bias))))

    def save(self, path: Path) -> None:
        """Writes it to a file that `load` reads."""
        np.savez(path, weights=self._weights, bias=self._bias, mean=self._mean, scale=self._scale)

    @classmethod
    def load(cls, path: Path) -> SecondNeed:
        """Reads what `save` wrote.

        Raises:
            OSError: if there is no such file.
        """
        with np.load(path, allow_pickle=False) as data:
            return cls(data["weights"], float(data["bias"]), data["mean"], data["scale"])


def _together(whole: Scores, clauses: Scores) -> Scores:
    best = clauses.max(axis=0) if len(clauses) else np.full(len(whole), NOTHING)
    return np.asarray(whole + CLAUSE_WEIGHT * np.maximum(best, NOTHING))


def _features(whole: Scores, clauses: Scores) -> Scores:
    together = _together(whole, clauses)
    first, second, third = together.argsort()[::-1][:3]
    best = clauses.max(axis=0) if len(clauses) else np.full(len(whole), NOTHING)
    lead = clauses[:, first] - clauses[:, second] if len(clauses) else np.array([1.0])
    of_second = clauses[lead < 0, second] if len(clauses) else np.array([])
    undecided = softmax(SHARPNESS * whole)
    row = np.array(
        [
            *whole[[first, second, third]],
            *best[[first, second, third]],
            lead.max(),  # how clearly one clause is of the first need
            -lead.min(),  # … and one of the second
            min(lead.max(), -lead.min()),
            of_second.max() if len(of_second) else NOTHING,
            together[second] - together[third],
            len(clauses),
            -(undecided * np.log(undecided + 1e-9)).sum(),
            undecided.max(),
        ]
    )
    return np.concatenate([row, np.outer(row, row)[np.triu_indices(len(row))]])
