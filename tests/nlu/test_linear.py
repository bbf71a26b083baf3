from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.nlu.linear import LinearModel


def _data(classes: int) -> tuple[csr_matrix, list[tuple[str]]]:
    random = np.random.default_rng(0)
    centres = np.eye(classes, 6) * 3
    labels = [(f"c{index % classes}",) for index in range(40 * classes)]
    rows = np.array([centres[int(label[1:])] for (label,) in labels]) + random.normal(size=(len(labels), 6))
    return csr_matrix(rows.astype(np.float32)), labels


@pytest.mark.parametrize("classes", [2, 4])
def test_learns_and_gives_probabilities(classes: int) -> None:
    features, labels = _data(classes)
    model = LinearModel.fit(features, labels, 1.0)
    rows = model.probabilities(model.scores(features))
    assert rows.shape == (len(labels), classes)
    assert np.allclose(rows.sum(axis=1), 1)
    found = [(model.classes[index],) for index in rows.argmax(axis=1)]
    assert np.mean([one == label for one, label in zip(found, labels, strict=True)]) > 0.9


def test_an_example_of_two_classes_scores_high_in_both() -> None:
    features, labels = _data(3)
    both = csr_matrix(np.array([[3.0, 3.0, 0, 0, 0, 0]] * 10, dtype=np.float32))
    model = LinearModel.fit(
        csr_matrix(np.vstack([features.toarray(), both.toarray()])), [*labels, *[("c0", "c1")] * 10], 1.0
    )
    scores = model.scores(both)[0]
    assert min(scores[0], scores[1]) > 0 > scores[2]


def test_calibration_makes_wrong_answers_less_sure() -> None:
    features, labels = _data(3)
    model = LinearModel.fit(features, labels, 1.0)
    scores = model.scores(features)
    shuffled = [labels[(index + 1) % len(labels)][0] for index in range(len(labels))]
    model.calibrate(scores, shuffled)
    unsure = model.probabilities(scores).max(axis=1).mean()
    model.calibrate(scores, [label for (label,) in labels])
    assert model.probabilities(scores).max(axis=1).mean() > unsure + 0.2


def test_one_class_is_refused() -> None:
    with pytest.raises(ValueError, match="zwei"):
        LinearModel.fit(csr_matrix(np.eye(3, dtype=np.float32)), [("a",)] * 3, 1.0)


def test_a_saved_model_says_the_same(tmp_path: Path) -> None:
    features, labels = _data(3)
    model = LinearModel.fit(features, labels, 1.0)
    model.save(tmp_path / "model.npz")
    again = LinearModel.load(tmp_path / "model.npz")
    assert np.allclose(model.scores(features), again.scores(features), atol=1e-5)
