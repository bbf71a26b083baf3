"""Character and word n-grams of a text as weights; the former survive typing errors, dialect, missing umlauts."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

FILE = "ngrams.json"
_COMMON = {"sublinear_tf": True, "lowercase": False, "dtype": np.float32}


class Ngrams:
    """TF-IDF of character n-grams beside that of words and word pairs, each normalised to length 1.

    Args:
        shortest: characters of the shortest n-gram.
        longest: characters of the longest n-gram.
        occurrences: in how many texts an n-gram must occur to count.
        word_weight: how much words count beside characters.
        vocabularies: of a trained one, ``chars`` and ``words``; empty before `fit`.
    """

    def __init__(
        self,
        shortest: int,
        longest: int,
        occurrences: int,
        word_weight: float,
        vocabularies: dict[str, dict[str, int]] | None = None,
    ) -> None:
        self._settings = (shortest, longest, occurrences, word_weight)
        known = vocabularies or {}
        chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(shortest, longest), **_COMMON, min_df=occurrences)
        words = TfidfVectorizer(ngram_range=(1, 2), **_COMMON, min_df=occurrences)
        self._parts = {
            "chars": _Part(chars, 1.0, known.get("chars", {})),
            "words": _Part(words, word_weight, known.get("words", {})),
        }

    def fit(self, texts: list[str]) -> csr_matrix:
        """Learns which n-grams there are and what each is worth; returns the weights of the same texts.

        Args:
            texts: normalised words joined by spaces (bot.nlu.words).
        """
        for part in self._parts.values():
            part.fit(texts)
        return self.transform(texts)

    def transform(self, texts: list[str]) -> csr_matrix:
        """Returns one row a text, one column an n-gram."""
        ends, indices, data = [0], [], []
        for text in texts:
            start = 0
            for part in self._parts.values():
                columns, weights = part.weigh(text)
                indices.append(columns + start)
                data.append(weights)
                start += part.size
            ends.append(ends[-1] + sum(map(len, indices[-len(self._parts) :])))
        columns = sum(part.size for part in self._parts.values())
        if not texts:
            return csr_matrix((0, columns), dtype=np.float32)
        return csr_matrix((np.concatenate(data), np.concatenate(indices), ends), shape=(len(texts), columns))

    def save(self, folder: Path) -> None:
        """Writes settings, vocabulary and weights into a folder that `load` reads."""
        stored = {
            "settings": self._settings,
            "vocabularies": {name: part.vocabulary for name, part in self._parts.items()},
        }
        (folder / FILE).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
        for name, part in self._parts.items():
            np.save(folder / f"{name}.npy", part.worth)

    @classmethod
    def load(cls, folder: Path) -> "Ngrams":
        """Reads what `save` wrote.

        Raises:
            OSError: if a file is missing.
        """
        stored = json.loads((folder / FILE).read_text(encoding="utf-8"))
        ngrams = cls(*stored["settings"], stored["vocabularies"])
        for name, part in ngrams._parts.items():
            part.worth = np.load(folder / f"{name}.npy", allow_pickle=False)
        return ngrams


class _Part:
    """N-grams of one kind. scikit-learn learns them; weighing a text is done here, six times as fast for a single one.

    Args:
        vectorizer: cuts texts into n-grams and learns from them.
        factor: how much this kind counts.
        vocabulary: the column of each n-gram; empty before `fit`.
    """

    def __init__(self, vectorizer: TfidfVectorizer, factor: float, vocabulary: dict[str, int]) -> None:
        self._vectorizer = vectorizer
        self._cut = vectorizer.build_analyzer()
        self._factor = np.float32(factor)
        self.vocabulary = vocabulary
        self.worth = np.empty(0, dtype=np.float32)

    @property
    def size(self) -> int:
        """How many n-grams count."""
        return len(self.vocabulary)

    def fit(self, texts: list[str]) -> None:
        """Learns vocabulary and inverse document frequencies."""
        self._vectorizer.fit(texts)
        self.vocabulary = {ngram: int(column) for ngram, column in self._vectorizer.vocabulary_.items()}
        self.worth = self._vectorizer.idf_.astype(np.float32)

    def weigh(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Returns the columns of the n-grams in a text and their weights: (1 + ln count) · idf, of length 1 in all."""
        counts = Counter(column for column in map(self.vocabulary.get, self._cut(text)) if column is not None)
        columns = np.fromiter(counts.keys(), np.int32, len(counts))
        weights = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.worth[columns]
        length = np.sqrt(weights @ weights)
        return columns, weights * (self._factor / length) if length else weights
