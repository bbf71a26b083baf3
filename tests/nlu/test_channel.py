import warnings

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channel import NUMBERS, keep_numbers

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    DOMAIN = Domain.from_yaml(
        'version: "3.1"\nslots: {crisis_for: {type: text, influence_conversation: false, mappings: [{type: custom}]}}\n'
    )
CALM = DialogueStateTracker.from_events("s", [], DOMAIN.slots)
AFTER_CRISIS = DialogueStateTracker.from_events("s", [SlotSet("crisis_for", "self")], DOMAIN.slots)


def test_after_a_crisis_the_button_stays() -> None:
    skip = {"title": "x", "payload": "/skip"}
    messages = [{"text": "a"}, {"text": "b", "buttons": [skip]}, {"custom": {"type": "steps"}}]
    keep_numbers(messages, AFTER_CRISIS)
    assert messages[1]["buttons"][-1] == NUMBERS
    assert "buttons" not in messages[0]


def test_the_crisis_answer_itself_shows_its_numbers() -> None:
    messages = [{"text": "112"}, {"custom": {"type": "crisis"}}]
    keep_numbers(messages, AFTER_CRISIS)
    assert "buttons" not in messages[0]
    messages.append({"text": "In Ordnung."})
    keep_numbers(messages, AFTER_CRISIS)
    assert messages[2]["buttons"] == [NUMBERS]


def test_others_see_no_such_button() -> None:
    messages = [{"text": "a"}]
    keep_numbers(messages, CALM)
    keep_numbers(messages, None)
    assert messages == [{"text": "a"}]
