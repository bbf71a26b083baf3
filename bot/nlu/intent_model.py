"""What a text means: n-grams and sentence vector side by side, and a linear model over both. Knows nothing of Rasa."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import train_test_split

from bot.nlu.clauses import split_clauses
from bot.nlu.encoders import ForeignEncoder, SentenceEncoder
from bot.nlu.foreign import ForeignOpinion
from bot.nlu.german import clean
from bot.nlu.linear import LinearModel
from bot.nlu.ngrams import Ngrams
from bot.nlu.second_need import SecondNeed
from bot.nlu.words import normalised_words

NEED = "need_"
CRISIS = "crisis_"
SEED = 42
HELD_OUT = 0.2
SHARE_OF_ACTS = 0.25
"""How many examples of an act the slow encoder learns from, for one of a need: its time is short."""
LONGEST_FOREIGN = 110
"""Characters of the longest example that the slow encoder learns from."""


@dataclass(frozen=True)
class Settings:
    """The knobs; config.yml may set them, docs/quality/versuche.md says what each is worth.

    ``strength`` is the inverse regularisation C; ``foreign_examples`` is how many of the (German) examples the encoder
    for other languages learns from (0: it is left out); ``foreign_weight`` is how much its opinion counts.
    """

    shortest_ngram: int = 2
    longest_ngram: int = 6
    ngram_occurrences: int = 2
    word_weight: float = 1.0
    strength: float = 1.0
    foreign_examples: int = 2000
    foreign_strength: float = 0.3
    foreign_weight: float = 2.0


@dataclass(frozen=True)
class Labelled:
    """A training text without its places, and the intents it stands for: one, or two needs."""

    text: str
    intents: tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """All intents of a message with their probability, best first; a second need with its own, if there may be one."""

    ranking: list[tuple[str, float]]
    second_need: tuple[str, float] | None = None


class IntentModel:
    """A trained model.

    Args:
        features: turns texts into rows.
        main: over these rows.
        second: finds second needs, if there were examples of them.
        foreign: the opinion on other languages, unless it was left out.
        foreign_weight: how much that opinion counts beside the main one.
    """

    def __init__(
        self,
        features: TextFeatures,
        main: LinearModel,
        second: SecondNeed | None = None,
        foreign: ForeignOpinion | None = None,
        foreign_weight: float = 0.0,
    ) -> None:
        self._features = features
        self._main = main
        self._second = second
        self._foreign = foreign
        self._foreign_weight = foreign_weight
        self._needs = [column for column, intent in enumerate(main.classes) if intent.startswith(NEED)]

    @property
    def intents(self) -> list[str]:
        """All intents, sorted."""
        return self._main.classes

    def understand(self, text: str, language: str = "de") -> Meaning:
        """Returns what a message means.

        Args:
            text: the message without its places.
            language: ISO 639-1; messages in another than ``de`` are also shown to the encoder for other languages.
        """
        plain = clean(text)
        if language != "de" and self._foreign is not None:
            both = self._main.scores(self._features.of([plain])) + self._foreign_weight * self._foreign.scores([plain])
            return Meaning(self._ranked(self._foreign.model.probabilities(both[0])))
        clauses = split_clauses(plain) if self._second else []
        scores = self._main.scores(self._features.of([plain, *clauses]))
        ranking = self._ranked(self._main.probabilities(scores[0]))
        if self._second is None:
            return Meaning(ranking)
        *pair, probability = self._second.find(scores[0, self._needs], scores[1:, self._needs])
        names = [self.intents[self._needs[position]] for position in pair]
        best = next(name for name, _ in ranking if name.startswith(NEED))
        return Meaning(ranking, (names[1] if names[0] == best else names[0], probability))

    def best(self, texts: list[str]) -> list[str]:
        """Returns the best intent of each text, all at once."""
        scores = self._main.scores(self._features.of([clean(text) for text in texts]))
        return [self.intents[column] for column in scores.argmax(axis=1)]

    def save(self, folder: Path) -> None:
        """Writes the model into a folder that `load` reads."""
        self._features.ngrams.save(folder)
        self._main.save(folder / "intents.npz")
        if self._second:
            self._second.save(folder / "second_need.npz")
        if self._foreign:
            self._foreign.save(folder)

    @classmethod
    def load(cls, folder: Path, settings: Settings) -> IntentModel:
        """Reads what `save` wrote.

        Raises:
            OSError: if a file is missing.
        """
        second, foreign = folder / "second_need.npz", folder / "foreign.npz"
        return cls(
            TextFeatures(Ngrams.load(folder)),
            LinearModel.load(folder / "intents.npz"),
            SecondNeed.load(second) if second.is_file() else None,
            ForeignOpinion.load(folder) if foreign.is_file() else None,
            settings.foreign_weight,
        )

    def _ranked(self, probabilities: NDArray[np.float64]) -> list[tuple[str, float]]:
        return [(self.intents[column], float(probabilities[column])) for column in probabilities.argsort()[::-1]]


class TextFeatures:
    """Turns texts into rows of n-gram weights and sentence vector.

    Args:
        ngrams: trained.
    """

    def __init__(self, ngrams: Ngrams) -> None:
        self.ngrams = ngrams
        self._encoder = SentenceEncoder()

    def of(self, texts: list[str]) -> csr_matrix:
        """Returns one row a text."""
        words = self.ngrams.transform([normalised_words(text) for text in texts])
        return hstack([words, csr_matrix(self._encoder.encode(texts))]).tocsr()


def train(examples: list[Labelled], settings: Settings) -> IntentModel:
    """Returns a model trained on all examples.

    A rehearsal comes first: a model trained without a fifth of the examples, and without those of two needs, shows on
    them how sure scores may be, and what a second need looks like.

    Args:
        examples: at least five of each intent.
        settings: the knobs.
    """
    texts, labels = [clean(example.text) for example in examples], [example.intents for example in examples]
    sample = _spread(texts, labels, settings.foreign_examples)
    with ThreadPoolExecutor(1) as background:
        # The slow encoder works on the second core meanwhile.
        foreign_vectors = background.submit(lambda: ForeignEncoder().encode([texts[index] for index in sample]))
        ngrams = Ngrams(
            settings.shortest_ngram, settings.longest_ngram, settings.ngram_occurrences, settings.word_weight
        )
        ngrams.fit([normalised_words(text) for text in texts])
        features = TextFeatures(ngrams)
        rows = features.of(texts)
        seen, unseen = _split(labels)
        rehearsal = LinearModel.fit(rows[seen], [labels[index] for index in seen], settings.strength)
        main = LinearModel.fit(rows, labels, settings.strength)
        main.calibrate(rehearsal.scores(rows[unseen]), [labels[index][0] for index in unseen])
        second = _second_need(rehearsal, features, rows, texts, labels, unseen)
        if not sample:
            return IntentModel(features, main, second)
        vectors = foreign_vectors.result()
    sampled = [labels[index] for index in sample]
    foreign = ForeignOpinion.fit(vectors, sampled, settings.foreign_strength)
    new = [position for position, index in enumerate(sample) if index in set(unseen)]
    known = sorted(set(range(len(sample))) - set(new))
    first = ForeignOpinion.fit(vectors[known], [sampled[position] for position in known], settings.foreign_strength)
    both = rehearsal.scores(rows[[sample[position] for position in new]])
    both += settings.foreign_weight * first.scores_of_vectors(vectors[new])
    foreign.model.calibrate(both, [sampled[position][0] for position in new])
    return IntentModel(features, main, second, foreign, settings.foreign_weight)


def _split(labels: list[tuple[str, ...]]) -> tuple[list[int], list[int]]:
    single = [index for index, intents in enumerate(labels) if len(intents) == 1]
    kinds = [labels[index][0] for index in single]
    seen, unseen = train_test_split(single, test_size=HELD_OUT, random_state=SEED, stratify=kinds)
    return seen, unseen


def _spread(texts: list[str], labels: list[tuple[str, ...]], wanted: int) -> list[int]:
    """Returns the positions of so many examples, as many of each need and crisis, fewer of acts, none that is long."""
    if not wanted:
        return []
    of_intent: dict[str, list[int]] = defaultdict(list)
    for index in np.random.default_rng(SEED).permutation(len(labels)):
        if len(texts[index]) <= LONGEST_FOREIGN:
            of_intent[labels[index][0]].append(int(index))
    share = {intent: 1.0 if intent.startswith((NEED, CRISIS)) else SHARE_OF_ACTS for intent in of_intent}
    quota = wanted / sum(share.values())
    return sorted(index for intent, group in of_intent.items() for index in group[: ceil(quota * share[intent])])


def _second_need(
    rehearsal: LinearModel,
    features: TextFeatures,
    rows: csr_matrix,
    texts: list[str],
    labels: list[tuple[str, ...]],
    unseen: list[int],
) -> SecondNeed | None:
    two = [index for index, intents in enumerate(labels) if len(intents) == 2]
    single = [index for index in unseen if labels[index][0].startswith(NEED)]
    if not two or not single:
        return None
    chosen = [*two, *single]
    parts = [split_clauses(texts[index]) for index in chosen]
    needs = [column for column, intent in enumerate(rehearsal.classes) if intent.startswith(NEED)]
    of_clauses = rehearsal.scores(features.of([clause for clauses in parts for clause in clauses]))[:, needs]
    ends = np.cumsum([len(clauses) for clauses in parts])[:-1]
    whole = rehearsal.scores(rows[chosen])[:, needs]
    messages = list(zip(whole, np.split(of_clauses, ends), strict=True))
    return SecondNeed.fit(messages, [len(labels[index]) == 2 for index in chosen])
