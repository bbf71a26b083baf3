"""Whatever is asked just now: every kind of message gets one answer, nothing twice, and the conversation goes on."""

from pathlib import Path

import httpx2
import pytest
import yaml

from tests.dialogues.talk import Talk

DATA = Path("bot/data")
AWAY = "antwortet gerade nicht"
SAID = [
    (item["intent"], item["examples"].strip().splitlines()[0].removeprefix("- "))
    for path in sorted(DATA.rglob("*.yml"))
    for item in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", [])[:1]
]
BEFORE = {
    "nothing": [],
    "the place": ["Ich suche eine Tagesmutter"],
    "the place, once more": ["Ich suche eine Tagesmutter", "blub"],
    "whether all is to be deleted": ["Ich habe Schulden, Alsfeld", "Lösch bitte alles, was ich geschrieben habe"],
    "a question of a journey": ["Meine Mutter braucht einen Pflegegrad, Alsfeld"],
    "whom to turn to after an answer": ["Ich habe Schulden, Alsfeld"],
    "a crisis": ["ich will nicht mehr leben"],
    "what was meant": ["asdf qwer"],
}


def test_there_is_a_message_of_every_kind() -> None:
    assert len({intent for intent, _ in SAID}) > 30


@pytest.mark.parametrize("before", BEFORE)
def test_every_message_is_answered_once(lotse: str, before: str) -> None:
    wrong: list[str] = []
    with httpx2.Client(base_url=lotse, timeout=30, trust_env=False) as client:
        for intent, text in SAID:
            talk = Talk(client)
            for earlier in BEFORE[before]:
                talk.say(text=earlier)
            answers = [message["text"] for message in talk.say(text=text)]
            if not answers or len(set(answers)) < len(answers) or AWAY in "".join(answers):
                wrong.append(f"{intent}: {answers}")
            again = "".join(message["text"] for message in talk.say(text="hallo"))
            if intent != "delete_data" and (not again or AWAY in again):
                wrong.append(f"{intent}, then hallo: {again}")
    assert not wrong, "\n".join(wrong)
