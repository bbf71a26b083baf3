from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.ngrams import Ngrams

TEXTS = ["ich habe schulden schulden", "mein sohn schwaenzt die schule", "die miete ist offen", "ich bin allein"]


def test_the_weights_are_those_of_scikit_learn() -> None:
    options = {"sublinear_tf": True, "lowercase": False}
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), **options)
    words = TfidfVectorizer(ngram_range=(1, 2), **options)
    expected = hstack([chars.fit_transform(TEXTS), 0.7 * words.fit_transform(TEXTS)]).toarray()
    assert np.allclose(Ngrams(2, 4, 1, 0.7).fit(TEXTS).toarray(), expected, atol=1e-6)


@pytest.mark.parametrize("texts", [[], [""], ["xyzqv"], ["schulden", ""]])
def test_what_is_unknown_weighs_nothing(texts: list[str]) -> None:
    ngrams = Ngrams(4, 5, 1, 0.7)
    ngrams.fit(TEXTS)
    rows = ngrams.transform(texts)
    assert rows.shape[0] == len(texts)
    assert rows.dtype == np.float32
    assert [bool(row.nnz) for row in rows] == [text == "schulden" for text in texts]


def test_saved_ngrams_weigh_the_same(tmp_path: Path) -> None:
    ngrams = Ngrams(2, 4, 1, 0.7)
    rows = ngrams.fit(TEXTS)
    ngrams.save(tmp_path)
    assert (Ngrams.load(tmp_path).transform(TEXTS) != rows).nnz == 0
