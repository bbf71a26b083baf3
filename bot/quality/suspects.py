"""Lists training examples worth a second look: `make suspects`.

Two kinds: examples that say nearly the same, and examples whose label a cross-validated model firmly disagrees with
(the idea of "confident learning", Northcutt et al. 2021). Someone reads the list and mends the data; the list is no
verdict: a rare situation looks like a wrong label to any model.
"""

import sys
from collections import defaultdict
from dataclasses import dataclass

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.neighbors import NearestNeighbors

from bot.nlu.examples import DATA, labelled_examples
from bot.nlu.german import normalise
from bot.quality.cross_validation import Prediction, macro_f1, predict_unseen, read_settings
from bot.training_data import Example, read_examples

SIMILAR = 0.8
"""Cosine of character n-grams above which two texts say nearly the same."""
FIRM = 3.0
"""Logarithm of the odds above which a disagreement is firm: the other intent is twenty times as likely."""


@dataclass(frozen=True)
class Twins:
    """Two examples that say nearly the same, and how similar they are (cosine)."""

    first: Example
    second: Example
    similarity: float


def find_twins(examples: list[Example], similar: float = SIMILAR) -> list[Twins]:
    """Returns pairs of nearly equal examples, first those under different intents, then the most similar.

    Args:
        examples: all training examples.
        similar: the cosine from which on a pair counts.
    """
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    rows = vectorizer.fit_transform([normalise(example.text) for example in examples])
    neighbours = NearestNeighbors(metric="cosine").fit(rows)
    pairs = []
    for start in range(0, rows.shape[0], 1000):
        distances, indices = neighbours.kneighbors(rows[start : start + 1000], n_neighbors=min(4, len(examples)))
        for offset, (near, others) in enumerate(zip(distances, indices, strict=True)):
            pairs += [
                Twins(examples[start + offset], examples[other], 1 - distance)
                for distance, other in zip(near, others, strict=True)
                if other > start + offset and 1 - distance >= similar
            ]
    return sorted(pairs, key=lambda pair: (pair.first.intent == pair.second.intent, -pair.similarity))


def firm_disagreements(examples: list[Example], predictions: list[Prediction]) -> list[tuple[Example, Prediction]]:
    """Returns the examples whose label the model firmly disagrees with, the firmest first."""
    found = [pair for pair in zip(examples, predictions, strict=True) if pair[1].margin >= FIRM]
    return sorted(found, key=lambda pair: -pair[1].margin)


def main() -> int:
    """Prints both lists."""
    examples = list(read_examples(DATA))
    twins = find_twins(examples)
    print(f"# Fast gleiche Beispiele: {len(twins)}")
    for pair in twins:
        print(f"{pair.similarity:.2f} {_place(pair.first)} ~ {_place(pair.second)}")
        print(f"     {pair.first.intent}: {pair.first.text}\n     {pair.second.intent}: {pair.second.text}")
    labelled = labelled_examples()
    predictions = predict_unseen(labelled, read_settings())
    suspects = firm_disagreements(examples, predictions)
    print(f"\n# Beispiele, deren Absicht das Modell fest anders sieht: {len(suspects)} von {len(examples)}")
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for example, prediction in suspects:
        counts[example.intent, prediction.intent] += 1
        print(f"{prediction.margin:.1f} {_place(example)} {example.intent} → {prediction.intent}: {example.text}")
    print("\n# Häufigste Paare")
    for (label, other), count in sorted(counts.items(), key=lambda item: -item[1])[:20]:
        print(f"{count:4} {label} → {other}")
    print(macro_f1(labelled, predictions))
    return 0


def _place(example: Example) -> str:
    return f"{example.path}:{example.line}"


if __name__ == "__main__":
    sys.exit(main())
