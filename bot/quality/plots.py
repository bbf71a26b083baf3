"""Pictures of the quality report."""

from pathlib import Path

import matplotlib
import numpy as np
from sklearn.metrics import confusion_matrix

matplotlib.use("Agg")
import matplotlib.pyplot as plt

BINS = 10


def draw_confusion(truth: list[str], predicted: list[str], folder: Path) -> None:
    """Writes confusion.png: rows are what was meant, columns what was understood, as shares of the row.

    Args:
        truth: the intents meant.
        predicted: the intents understood; others than those meant count as "anderes".
        folder: where the picture goes.
    """
    labels = [*sorted(set(truth)), "anderes"]
    counts = confusion_matrix(truth, [label if label in labels else "anderes" for label in predicted], labels=labels)
    shares = counts / counts.sum(axis=1, keepdims=True).clip(min=1)
    names = [label.removeprefix("need_") for label in labels]
    figure, axes = plt.subplots(figsize=(9, 8))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("verstanden")
    axes.set_ylabel("gemeint")
    for row, column in zip(*np.nonzero(counts), strict=True):
        color = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, counts[row, column], ha="center", va="center", fontsize=7, color=color)
    figure.tight_layout()
    figure.savefig(folder / "confusion.png", dpi=110)
    plt.close(figure)


def draw_reliability(answers: list[tuple[float, bool]], folder: Path) -> float:
    """Writes reliability.png and returns the expected calibration error.

    Args:
        answers: confidence (0–1) of each answer, and whether it was right.
        folder: where the picture goes.
    """
    confidence = np.array([value for value, _ in answers])
    right = np.array([value for _, value in answers], dtype=float)
    index = np.minimum((confidence * BINS).astype(int), BINS - 1)
    error, points = 0.0, []
    for number in range(BINS):
        chosen = index == number
        if chosen.any():
            points.append((confidence[chosen].mean(), right[chosen].mean(), chosen.sum()))
            error += abs(points[-1][0] - points[-1][1]) * chosen.mean()
    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--")
    x, y, size = zip(*points, strict=True)
    axes.plot(x, y, color="#005a8c")
    axes.scatter(x, y, s=[30 + value for value in size], color="#005a8c")
    axes.set_xlabel("Sicherheit des Modells")
    axes.set_ylabel("Anteil richtig")
    axes.set_title(f"ECE {error:.3f}")
    figure.tight_layout()
    figure.savefig(folder / "reliability.png", dpi=110)
    plt.close(figure)
    return float(error)
