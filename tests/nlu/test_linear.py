from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.nlu.linear import LinearModel, stack


def _data(classes: int) -> tuple[csr_matrix, list[str]]:
    random = np.random.default_rng(0)
    centres = np.eye(classes, 6) * 3
    labels = [f"c{index % classes}" for index in range(40 * classes)]
    rows = np.array([centres[int(label[1:])] for label in labels]) + random.normal(size=(len(labels), 6))
    return csr_matrix(rows.astype(np.float32)), labels


@pytest.mark.parametrize("classes", [2, 4])
def test_learns_and_gives_probabilities(classes: int) -> None:
    features, labels = _data(classes)
    model = LinearModel.fit(features, labels, 1.0)
    rows = model.probabilities(features)
    assert rows.shape == (len(labels), classes)
    assert np.allclose(rows.sum(axis=1), 1)
    assert np.mean([model.classes[index] for index in rows.argmax(axis=1)] == np.array(labels)) > 0.9


def test_a_saved_model_says_the_same(tmp_path: Path) -> None:
    features, labels = _data(3)
    model = LinearModel.fit(features, labels, 1.0)
    model.save(tmp_path / "model.npz")
    again = LinearModel.load(tmp_path / "model.npz")
    assert np.allclose(model.probabilities(features), again.probabilities(features), atol=1e-5)


def test_stack_weighs_the_dense_block() -> None:
    stacked = stack(csr_matrix([[1.0, 0.0]]), np.array([[2.0]], dtype=np.float32), 0.5)
    assert stacked.toarray().tolist() == [[1.0, 0.0, 1.0]]
