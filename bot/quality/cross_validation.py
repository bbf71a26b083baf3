"""Cross-validation of the intent model with the settings of config.yml."""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from bot.nlu.encoders import SentenceEncoder
from bot.nlu.intent_model import NEED, Labelled, Settings
from bot.nlu.linear import LinearModel
from bot.nlu.ngrams import Ngrams
from bot.nlu.words import normalised_words

FOLDS = 5
SEED = 42


@dataclass(frozen=True)
class Prediction:
    """What a model that has not seen an example makes of it: the best intent, and how much likelier than the label.

    ``margin`` is the logarithm of the odds of the best intent against the intent the example is filed under; 0 where
    both are the same.
    """

    intent: str
    margin: float


def read_settings(config: Path = Path("config.yml")) -> Settings:
    """Returns the knobs of the intent model as config.yml sets them."""
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    classifier = next(item for item in pipeline if item["name"].endswith(".LinearIntentClassifier"))
    names = {knob.name for knob in fields(Settings)}
    return Settings(**{name: value for name, value in classifier.items() if name in names})


def predict_unseen(examples: list[Labelled], settings: Settings) -> list[Prediction]:
    """Returns a prediction for each example by a model trained on the other four fifths.

    Args:
        examples: at least five of each intent.
        settings: the knobs.
    """
    texts = [example.text for example in examples]
    words = np.array([normalised_words(text) for text in texts], dtype=object)
    vectors = csr_matrix(SentenceEncoder().encode(texts))
    first = np.array([example.intents[0] for example in examples])
    found: list[Prediction | None] = [None] * len(examples)
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(words, first):
        ngrams = Ngrams(
            settings.shortest_ngram, settings.longest_ngram, settings.ngram_occurrences, settings.word_weight
        )
        seen = hstack([ngrams.fit(list(words[train])), vectors[train]]).tocsr()
        model = LinearModel.fit(seen, [examples[index].intents for index in train], settings.strength)
        scores = model.scores(hstack([ngrams.transform(list(words[test])), vectors[test]]).tocsr())
        model.calibrate(scores, list(first[test]))
        for index, row in zip(test, np.log(model.probabilities(scores) + 1e-12), strict=True):
            found[index] = _prediction(row, model.classes, examples[index])
    return [prediction for prediction in found if prediction is not None]


def _prediction(row: NDArray[np.float64], classes: list[str], example: Labelled) -> Prediction:
    best = classes[int(row.argmax())]
    if best in example.intents:
        return Prediction(example.intents[0], 0.0)
    label = max(row[classes.index(intent)] for intent in example.intents)
    return Prediction(best, float(row.max() - label))


def macro_f1(examples: list[Labelled], predictions: list[Prediction]) -> dict[str, float]:
    """Returns macro-F1 over all intents and over the needs."""
    truth = np.array([example.intents[0] for example in examples])
    predicted = np.array([prediction.intent for prediction in predictions])
    is_need = np.char.startswith(truth, NEED)
    needs = sorted(set(truth[is_need]))
    return {
        "cross_validated_macro_f1": float(f1_score(truth, predicted, average="macro")),
        "cross_validated_needs_f1": float(
            f1_score(truth[is_need], predicted[is_need], average="macro", labels=needs, zero_division=0)
        ),
    }
