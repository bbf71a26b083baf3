"""Journeys in a conversation: what is kept, corrected, and forgotten."""

from typing import Any

import pytest

from bot.actions.find_help import ActionFindHelp
from bot.actions.say_no import ActionSayNo
from bot.actions.say_simply import ActionSaySimply
from bot.actions.start_check import ActionStartCheck
from bot.actions.take_answer import ActionTakeAnswer

PLACE = {"name": "Alsfeld", "plz": "36304"}


def _button(question: str, option: str) -> list[dict[str, str]]:
    return [{"entity": "question", "value": question}, {"entity": "option", "value": option}]


def _answer(run: Any, slots: dict[str, Any], question: str, option: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    messages, new = run(ActionTakeAnswer(), "answer", slots, entities=_button(question, option))
    return messages, {**slots, **new}


def test_the_answers_of_the_self_check_are_forgotten_when_it_ends(run: Any) -> None:
    messages, slots = run(ActionStartCheck(), "start_check", {"place": PLACE, "topic": "pflegegrad"})
    for area in ("mobility", "mind", "behaviour", "self_care", "therapy", "everyday"):
        assert slots["question"]["key"] == area
        messages, slots = _answer(run, slots, f"self_check.{area}", "3")
    assert "75 von 100 Punkten" in messages[0]["text"]
    assert "Pflegegrad 4" in messages[0]["text"]
    assert slots["question"] is None
    assert "self_check" not in slots["answers"]
    assert "'3'" not in str(slots)


def test_the_self_check_is_no_decision_and_ends_with_people(run: Any) -> None:
    _, slots = run(ActionStartCheck(), "start_check", {"place": PLACE})
    messages, _ = _answer(run, slots, "self_check.mobility", "stop")
    text = "\n".join(message["text"] for message in messages)
    assert "Das ist keine Entscheidung" in text
    assert "Pflegestützpunkt" in text


def test_an_old_button_changes_an_earlier_answer(run: Any) -> None:
    _, slots = run(ActionFindHelp(), "need_pflegegrad", {"place": PLACE}, text="Pflegegrad")
    messages, slots = _answer(run, slots, "pflegegrad.stage", "new")
    assert "Pflegegrad beantragen" in messages[0]["text"]
    messages, slots = _answer(run, slots, "pflegegrad.stage", "waiting")
    assert "Der Antrag läuft" in messages[0]["text"]


@pytest.mark.parametrize(
    ("question", "option"),
    [("pflegegrad.stage", "nonsense"), ("nothing.here", "new"), ("pflegegrad", "new"), ("after_school.age", "999")],
)
def test_a_button_that_was_never_offered_does_nothing(run: Any, question: str, option: str) -> None:
    messages, new = run(ActionTakeAnswer(), "answer", {"place": PLACE}, entities=_button(question, option))
    assert messages[0]["response"] == "utter_not_understood"
    assert new == {}


def test_a_question_without_a_journey_is_closed_and_the_message_passed_on(run: Any) -> None:
    broken = {"journey": "gone", "key": "x", "tries": 0, "asked": 0}
    messages, new = run(ActionTakeAnswer(), "greet", {"question": broken}, text="hallo")
    assert messages == []
    assert new == {"question": None, "passed_on": True}


def test_the_person_is_corrected_after_the_answer(run: Any) -> None:
    _, slots = run(ActionFindHelp(), "need_pflegegrad", {"place": PLACE}, text="Meine Mutter braucht einen Pflegegrad")
    assert slots["person"] == "mother"
    messages, new = run(ActionSayNo(), "deny", {**slots, "place": PLACE}, text="nein, für meinen Vater")
    assert messages[0]["response"] == "utter_person_changed"
    assert "für meinen Vater" in messages[1]["text"]
    assert new["person"] == "father"


def test_simpler_words_need_something_to_simplify(run: Any) -> None:
    (message,), _ = run(ActionSaySimply(), "simpler")
    assert message["response"] == "utter_nothing_to_simplify"
    (message,), _ = run(ActionSaySimply(), "simpler", {"guides": ["forms/wohngeld"]})
    assert "ganz einfach" in message["text"]
    (message,), _ = run(ActionSaySimply(), "simpler", {"guides": ["no/longer/there"]})
    assert message["text"]


def test_the_age_is_kept_for_later_questions_of_the_same_person(run: Any) -> None:
    _, slots = run(ActionFindHelp(), "need_school", {"place": PLACE}, text="Mein Sohn ist 16 und wird gemobbt")
    assert (slots["person"], slots["age"]) == ("son", 16)
    kept = {**slots, "place": PLACE}
    text = "Für meinen Sohn suche ich eine Ausbildung, er hat keinen Abschluss"
    _, slots = run(ActionFindHelp(), "need_after_school", kept, text=text)
    assert slots["question"]["key"] == "obstacle"  # the age is not asked again
    _, slots = run(
        ActionFindHelp(), "need_after_school", kept, text="Jetzt für meine Tochter: Ausbildung ohne Abschluss"
    )
    assert slots["age"] is None
    assert slots["question"]["key"] == "age"
