"""The whole model on a handful of messages, with the real encoders."""

from pathlib import Path

import pytest

from bot.nlu.intent_model import IntentModel, Labelled, Settings, train

TEXTS = {
    "need_debt": ["Ich habe Schulden", "Der Gerichtsvollzieher kommt", "Inkasso schreibt mir", "Ich kann nicht zahlen"],
    "need_housing": [
        "Ich suche eine Wohnung",
        "Mir wurde die Wohnung gekündigt",
        "Wir finden keine Bleibe",
        "Zimmer weg",
    ],
    "need_school": ["Mein Sohn schwänzt die Schule", "Schlechte Noten", "Ärger mit dem Lehrer", "Sie wird gemobbt"],
    "greet": ["Hallo", "Guten Tag", "Moin", "Hi du"],
}
SETTINGS = Settings(ngram_occurrences=1, foreign_examples=16)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    examples = [Labelled(text, (intent,)) for intent, texts in TEXTS.items() for text in texts * 3]
    needs = [(intent, text) for intent, texts in TEXTS.items() if intent != "greet" for text in texts]
    examples += [
        Labelled(f"{first}. {second}.", (one, other)) for one, first in needs for other, second in needs if one != other
    ]
    return train(examples, SETTINGS)


def test_the_best_intent_comes_first(model: IntentModel) -> None:
    ranking = model.understand("Ich habe hohe Schulden").ranking
    assert ranking[0][0] == "need_debt"
    assert sum(probability for _, probability in ranking) == pytest.approx(1)


def test_a_second_need_is_seen(model: IntentModel) -> None:
    meaning = model.understand("Ich suche eine Wohnung. Außerdem schwänzt mein Sohn die Schule.")
    assert meaning.second_need is not None
    assert {meaning.ranking[0][0], meaning.second_need[0]} == {"need_housing", "need_school"}
    assert meaning.second_need[1] > 0.5


def test_another_language_is_understood_without_examples(model: IntentModel) -> None:
    assert model.understand("I am looking for a flat", "en").ranking[0][0] == "need_housing"
    assert model.understand("Caut un apartament", "ro").ranking[0][0] == "need_housing"


def test_many_texts_at_once_are_understood_as_one_by_one(model: IntentModel) -> None:
    texts = [text for several in TEXTS.values() for text in several]
    assert model.best(texts) == [model.understand(text).ranking[0][0] for text in texts]


@pytest.mark.parametrize("text", ["", " ", "?", "😀" * 50, "a" * 5000])
def test_anything_can_be_read(model: IntentModel, text: str) -> None:
    assert len(model.understand(text).ranking) == len(TEXTS)


def test_a_saved_model_says_the_same(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = IntentModel.load(tmp_path, SETTINGS)
    for text, language in (("Mir wurde gekündigt und der Lehrer ruft an", "de"), ("no money left", "en")):
        before, after = model.understand(text, language), again.understand(text, language)
        assert [name for name, _ in before.ranking] == [name for name, _ in after.ranking]
        assert before.ranking[0][1] == pytest.approx(after.ranking[0][1], abs=1e-4)
