from pathlib import Path

from bot.quality.cross_validation import Prediction
from bot.quality.suspects import find_twins, firm_disagreements
from bot.training_data import Example


def _example(text: str, intent: str, line: int) -> Example:
    return Example(text, intent, None, Path("a.yml"), line)


EXAMPLES = [
    _example("Ich suche dringend eine neue Wohnung", "need_housing", 1),
    _example("Ich suche dringend eine neue Wohnung!", "need_debt", 2),
    _example("Der Hund bellt den ganzen Tag", "out_of_scope", 3),
    _example("Mein Sohn will nicht mehr zur Schule", "need_school", 4),
    _example("Mein Sohn will nicht mehr in die Schule", "need_school", 5),
]


def test_twins_under_two_intents_come_first() -> None:
    twins = find_twins(EXAMPLES, similar=0.6)
    assert [(pair.first.line, pair.second.line) for pair in twins] == [(1, 2), (4, 5)]


def test_only_firm_disagreements_are_listed() -> None:
    predictions = [
        Prediction("need_housing", 0.0),
        Prediction("need_housing", 6.0),
        Prediction("greet", 1.0),
        Prediction("need_family", 4.0),
        Prediction("need_school", 0.0),
    ]
    assert [example.line for example, _ in firm_disagreements(EXAMPLES, predictions)] == [2, 4]
