"""A message that shows a crisis gets its numbers first, at every point of every journey, and the person may go on."""

from itertools import cycle
from typing import Any

import httpx2
import pytest

from bot.journeys import engine
from tests.dialogues.talk import Talk

CRISES = cycle(
    [
        ("ich will nicht mehr leben", "suicide", "116 123"),
        ("mein mann schlägt mich und bedroht mich mit dem messer", "violence", "116 016"),
        ("papa haut mich und ich bin 12", "child", "116 111"),
        ("mein vater ist bewusstlos und atmet nicht mehr", "medical", "112"),
    ]
)
TOPICS = sorted({journey.topic for journey in engine.journeys().values() if journey.topic})
MOST_QUESTIONS = 8


class InDistress(Talk):
    """A conversation in which a crisis shows."""

    def crisis(self) -> None:
        """Writes of a crisis, and then "nein"; checks what is answered first."""
        text, kind, number = next(CRISES)
        first = self.say(text=text)[0]
        assert (first["custom"] or {}).get("kind") == kind, (text, first["text"])
        assert number in first["text"]
        second = self.say(text="nein, war nur spaß")
        assert second[0]["custom"]["kind"] == "reminder"
        assert "\n" not in second[0]["text"]
        assert "116 123" in second[0]["text"]
        assert {"title": "Notruf-Nummern", "payload": "/emergency_numbers"} in second[-1]["buttons"]


def _answers(messages: list[dict[str, Any]]) -> list[str]:
    buttons = [button["payload"] for message in messages for button in message["buttons"]]
    return [payload for payload in buttons if payload.startswith("/answer")]


@pytest.mark.parametrize("topic", TOPICS)
def test_at_every_question_of_a_journey(lotse: str, topic: str) -> None:
    with httpx2.Client(base_url=lotse, timeout=30, trust_env=False) as client:
        talk = InDistress(client)
        talk.say(payload=f"/need_{topic}")
        talk.crisis()
        shown = talk.say(text="Alsfeld")
        for _ in range(MOST_QUESTIONS):
            choices = _answers(shown)
            if not choices:
                break
            talk.crisis()
            shown = talk.say(payload=choices[0])  # the person goes on where they were
            assert shown[0]["text"]
        talk.crisis()


@pytest.mark.parametrize(
    "before",
    ["Ich brauche Hilfe mit meinen Schulden", "Pflegegrad, wohne in Homberg", "alles löschen", "asdf qwer", "hallo"],
)
def test_whatever_is_being_asked(lotse: str, before: str) -> None:
    with httpx2.Client(base_url=lotse, timeout=30, trust_env=False) as client:
        talk = InDistress(client)
        talk.say(text=before)
        talk.crisis()


def test_in_the_self_check(lotse: str) -> None:
    with httpx2.Client(base_url=lotse, timeout=30, trust_env=False) as client:
        talk = InDistress(client)
        talk.say(text="Meine Mutter braucht einen Pflegegrad, Alsfeld")
        talk.say(payload="/start_check")
        for _ in range(3):
            talk.crisis()
            talk.say(text="fast immer")


def test_at_the_end_of_a_message_that_is_too_long(lotse: str) -> None:
    with httpx2.Client(base_url=lotse, timeout=30, trust_env=False) as client:
        long = "Ich habe viele Schulden bei der Bank und wohne in Alsfeld. " * 40 + "Ich will nicht mehr leben."
        assert Talk(client).say(text=long)[0]["custom"]["kind"] == "suicide"
