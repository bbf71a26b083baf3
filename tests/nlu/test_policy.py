"""While a question is open a message is an answer first; a crisis never is."""

import warnings

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policy import (
    REMIND,
    TAKE_ANSWER,
    _actions_since_message,
    _as_the_rules_see_it,
    _follows_crisis,
    _takes_answer,
)

DOMAIN_TEXT = """
version: "3.1"
intents: [greet, deny, answer, restart, crisis_suicide]
slots:
  question:
    type: any
    influence_conversation: false
    mappings: [{type: custom}]
actions: [action_take_answer, action_x]
responses:
  utter_crisis_reminder: [{text: numbers}]
"""
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Rasa speaks of slots that fill themselves, whatever the domain says
    DOMAIN = Domain.from_yaml(DOMAIN_TEXT)
OPEN = SlotSet("question", {"journey": "pflegegrad", "key": "stage", "tries": 0, "asked": 0})


def _said(intent: str) -> UserUttered:
    return UserUttered("text", {"name": intent, "confidence": 1.0})


def _tracker(*events: object) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("sender", [ActionExecuted("action_listen"), *events], DOMAIN.slots)


@pytest.mark.parametrize(
    ("intent", "taken"),
    [("deny", True), ("greet", True), ("answer", False), ("restart", False), ("crisis_suicide", False)],
)
def test_an_open_question_takes_all_but_crises_and_its_own_buttons(intent: str, taken: bool) -> None:
    tracker = _tracker(OPEN, ActionExecuted("action_listen"), _said(intent))
    assert _takes_answer(tracker) is taken


def test_without_an_open_question_the_rules_decide() -> None:
    assert not _takes_answer(_tracker(_said("deny")))


def test_what_follows_a_crisis_is_reminded_once() -> None:
    crisis = [_said("crisis_suicide"), ActionExecuted("action_x"), ActionExecuted("action_listen")]
    after = [*crisis, _said("deny")]
    assert _follows_crisis(_tracker(*after))
    assert not _follows_crisis(_tracker(*crisis))
    assert not _follows_crisis(_tracker(*after, ActionExecuted(REMIND)))
    later = [*after, ActionExecuted(REMIND), ActionExecuted("action_listen"), _said("greet")]
    assert not _follows_crisis(_tracker(*later))


def test_the_rules_see_the_message_without_the_attempts() -> None:
    tracker = _tracker(OPEN, _said("greet"), ActionExecuted(REMIND), ActionExecuted(TAKE_ANSWER))
    assert _actions_since_message(tracker) == [REMIND, TAKE_ANSWER]
    assert _actions_since_message(_as_the_rules_see_it(tracker, DOMAIN)) == []
    untouched = _tracker(_said("greet"), ActionExecuted("action_x"))
    assert _as_the_rules_see_it(untouched, DOMAIN) is untouched
