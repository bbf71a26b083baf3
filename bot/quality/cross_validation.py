"""Cross-validation of the intent classifier with the settings of config.yml."""

from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from bot.nlu.encoder import SentenceEncoder
from bot.nlu.linear import LinearModel, stack
from bot.nlu.ngrams import ngram_vectorizer
from bot.nlu.places import REST, Gazetteer, PlaceExtractor, read_places, without_places
from bot.nlu.tokenizer import GermanTokenizer
from bot.training_data import Example, read_examples

FOLDS = 5
SEED = 42


def cross_validate(data: Path = Path("bot/data"), config: Path = Path("config.yml")) -> dict[str, float]:
    """Returns macro-F1 over all intents and over the needs, each message predicted by a model that has not seen it.

    Args:
        data: the training files.
        config: the pipeline.
    """
    settings = {item["name"].rsplit(".", 1)[-1]: item for item in yaml.safe_load(config.read_text())["pipeline"]}
    ngrams, classifier = settings["NgramFeaturizer"], settings["LinearIntentClassifier"]
    examples = list(read_examples(data))
    words, vectors = _features(examples)
    labels = np.array([example.intent for example in examples])
    predicted = np.empty_like(labels)
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(words, labels):
        lengths = (ngrams["min_ngram"], ngrams["max_ngram"])
        vectorizer = ngram_vectorizer(lengths, ngrams.get("min_df", 2), ngrams["word_weight"], {})
        weight = classifier["dense_weight"]
        seen = stack(vectorizer.fit_transform(words[train]), vectors[train], weight)
        model = LinearModel.fit(seen, list(labels[train]), classifier["strength"])
        unseen = stack(vectorizer.transform(words[test]), vectors[test], weight)
        predicted[test] = np.array(model.classes)[model.probabilities(unseen).argmax(axis=1)]
    is_need = np.char.startswith(labels, "need_")
    return {
        "cross_validated_macro_f1": float(f1_score(labels, predicted, average="macro")),
        "cross_validated_needs_f1": float(
            f1_score(labels[is_need], predicted[is_need], average="macro", labels=sorted(set(labels[is_need])))
        ),
    }


def _features(examples: list[Example]) -> tuple[Any, Any]:
    places = PlaceExtractor.get_default_config()
    gazetteer = Gazetteer(**read_places(Path(places["folder"]), Path(places["risky"])))
    messages = []
    for example in examples:
        message = Message(data={TEXT: example.text, INTENT: example.intent})
        message.set(REST, without_places(example.text, gazetteer.find(example.text)))
        messages.append(message)
    tokenizer = GermanTokenizer(GermanTokenizer.get_default_config())
    words = np.array(
        [" ".join(token.lemma for token in tokenizer.tokenize(message, TEXT)) for message in messages], dtype=object
    )
    encoder = SentenceEncoder(SentenceEncoder.get_default_config(), "encoder")
    vectors = np.vstack([message.get_dense_features(TEXT)[1].features for message in encoder.process(messages)])
    return words, vectors
