from pathlib import Path

import pytest

from bot.quality.evaluate import SETS, compare
from bot.quality.held_out import completed, is_right, measure, read_set
from bot.training_data import read_examples


def _parse(intent: str, crisis: str | None = None) -> dict[str, object]:
    topic = intent.removeprefix("need_")
    needs = [{"topic": topic}] if intent.startswith("need_") else []
    return {"intent": {"name": intent}, "needs": needs, "crisis": crisis, "language": "de", "places": []}


def test_a_model_that_always_says_debt_is_measured_as_such() -> None:
    figures = measure(read_set(SETS["first"], lambda _text: _parse("need_debt")))
    assert figures["topic_debt"] == 1
    assert figures["needs_macro_f1"] < 0.02
    assert figures["crisis_recall"] == figures["false_alarms_calm"] == 0
    assert figures["german_mistaken"] == 0


def test_a_model_that_always_sees_danger_is_measured_as_such() -> None:
    figures = measure(read_set(SETS["second"], lambda _text: _parse("crisis_suicide", "suicide")))
    assert figures["crisis_recall"] == figures["false_alarms_lookalikes"] == figures["false_alarms_calm"] == 1


def test_a_plain_model_is_taken_at_its_best_intent() -> None:
    ranking = [{"name": "nlu_fallback"}, {"name": "crisis_child"}, {"name": "need_debt"}]
    assert completed({"intent": ranking[0], "intent_ranking": ranking})["crisis"] == "child"
    ranking = [{"name": "need_debt"}]
    assert completed({"intent": ranking[0], "intent_ranking": ranking})["needs"] == [{"topic": "debt"}]


def test_two_needs_count_only_together() -> None:
    row = {"needs": ["need_debt", "need_school"], "parse": _parse("need_debt")}
    assert not is_right("two_needs", row)
    row["parse"]["needs"].append({"topic": "school"})
    assert is_right("two_needs", row)


def test_a_clearly_worse_model_is_refused() -> None:
    assert compare({"needs": [0] * 50}, {"needs": [1] * 50})[1]
    assert not compare({"needs": [1] * 50}, {"needs": [0] * 50})[1]
    assert not compare({"needs": [1, 0] * 25}, {"needs": [0, 1] * 25})[1]
    assert compare({"new": [1]}, {})[0] == [("new", "kein Vergleich")]


@pytest.mark.parametrize("name", list(SETS))
def test_no_held_out_message_is_learnt_from(name: str) -> None:
    learnt = {example.text.lower() for example in read_examples(Path("bot/data"))}
    held_out = [
        row["text"].lower() for rows in read_set(SETS[name], lambda _text: _parse("greet")).values() for row in rows
    ]
    short = {text for text in held_out if len(text.split()) <= 3}  # "danke" is said by everyone
    assert not (set(held_out) - short) & learnt
