"""The gateway sees a crisis itself while the assistant is away."""

import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from fastapi.testclient import TestClient

from services_db.settings import Limits
from tests.web.stand_in import away, rasa
from web.app import create_app
from web.crisis import crisis, crisis_answer
from web.tokens import Tokens

CASES = yaml.safe_load((Path(__file__).parents[1] / "crisis_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_the_gateway_sees_what_the_rules_are_sure_of(case: dict[str, str | None]) -> None:
    found = crisis(case["text"] or "")
    assert (found and found[0]) == case["kind"]
    if "who" in case:
        assert found and found[1] == case["who"]


@pytest.mark.parametrize("kind", ["suicide", "violence", "medical"])
def test_the_answer_is_that_of_the_assistant(kind: str) -> None:
    text = next(case["text"] for case in CASES if case["kind"] == kind)
    answer = crisis_answer(text)
    assert answer is not None
    assert answer.custom is not None
    assert answer.custom["kind"] == kind
    assert all(number in answer.text for number in answer.custom["phones"])


def test_without_the_assistant_a_crisis_still_gets_its_numbers_first() -> None:
    app = create_app(away(), Tokens("secret"))
    with TestClient(app) as client:
        token = client.post("/api/conversations", json={}).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        body = {"text": "ich will nicht mehr leben"}
        messages = client.post("/api/conversations/messages", json=body, headers=headers).json()["messages"]
        assert "116 123" in messages[0]["text"]
        assert messages[0]["custom"]["type"] == "crisis"
        assert "115" in messages[1]["text"]
        calm = client.post("/api/conversations/messages", json={"text": "hallo"}, headers=headers).json()["messages"]
        assert [message["custom"] for message in calm] == [None]


@pytest.mark.parametrize(
    "text",
    ["x" * 60_000, "ich will " * 8_000, "a" * 5_000 + " will nicht mehr leben", "\u202e\u200b", "(((((", "ß" * 3000],
)
def test_hostile_texts_are_read_fast_and_without_harm(text: str) -> None:
    crisis(text)


def test_what_stands_at_the_end_of_a_long_message_counts() -> None:
    answer = crisis_answer("Ich habe viele Schulden. " * 1000 + "Ich will nicht mehr leben.")
    assert answer is not None and answer.custom is not None
    assert answer.custom["kind"] == "suicide"


@pytest.mark.parametrize(
    ("text", "who", "says"),
    [
        ("bin 14 und will nicht mehr leben", "child", "Ruf 112 an"),
        ("ich will nicht mehr leben", "self", "Rufen Sie 112 an"),
        ("meine Tochter will sich umbringen", "other", "Lassen Sie die Person nicht allein"),
    ],
)
def test_the_answer_speaks_to_who_is_meant(text: str, who: str, says: str) -> None:
    answer = crisis_answer(text)
    assert answer is not None and answer.custom is not None
    assert answer.custom["for"] == who
    assert says in answer.text


RESPONSES = yaml.safe_load((Path(__file__).parents[2] / "bot" / "domain" / "crisis.yml").read_text(encoding="utf-8"))[
    "responses"
]
VARIANTS = [(name, variant) for name, variants in RESPONSES.items() for variant in variants]


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_every_answer_names_its_numbers_and_an_emergency_number_first(name: str, variant: dict[str, Any]) -> None:
    lines = variant["text"].splitlines()
    assert "112" in lines[0] or "110" in lines[0]
    assert all(number in variant["text"] for number in variant["custom"]["phones"])
    said = set(re.findall(r"(?<![\d.])(?:11[0-9](?: \d{3})?|0\d{2,4} [\d-]+)(?!\d)", variant["text"]))
    assert said == set(variant["custom"]["phones"])


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_no_answer_plays_feelings_or_hints_at_a_human(name: str, variant: dict[str, Any]) -> None:
    for phrase in (
        "tut mir leid",
        "verstehe",
        "fühle",
        "mitfühl",
        "bin für Sie da",
        "bin für dich da",
        "wir sind",
        "ich höre",
        "Sorgen um",
    ):
        assert phrase.lower() not in variant["text"].lower()


def test_every_number_stands_in_the_directory_with_its_source() -> None:
    seed = Path(__file__).parents[2] / "services_db" / "seed"
    known = "".join(path.read_text(encoding="utf-8") for path in seed.glob("*.yml")).replace(" ", "")
    numbers = {number for _, variant in VARIANTS for number in variant["custom"]["phones"]}
    assert [number for number in sorted(numbers) if number.replace(" ", "") not in known] == []


def test_too_much_is_sent_and_a_crisis_is_answered_all_the_same() -> None:
    app = create_app(rasa(lambda _text: [{"text": "Hallo"}]), Tokens("secret"), Limits(messages_per_minute=1))
    with TestClient(app) as client:
        token = client.post("/api/conversations", json={}).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}

        def say(said: str) -> httpx2.Response:
            return client.post("/api/conversations/messages", json={"text": said}, headers=headers)

        assert say("hallo").status_code == 200
        refused = say("hallo")
        assert refused.status_code == 429
        assert "116 123" in refused.json()["messages"][0]["text"]
        answered = say("ich will nicht mehr leben").json()["messages"]
        assert answered[0]["custom"]["kind"] == "suicide"


def test_a_crisis_across_the_border_of_a_long_message_is_seen() -> None:
    app = create_app(rasa(lambda _text: [{"text": "Hallo"}]), Tokens("secret"))
    with TestClient(app) as client:
        token = client.post("/api/conversations", json={}).json()["token"]
        said = "a " * 991 + "ich will nicht mehr leben"
        reply = client.post(
            "/api/conversations/messages", json={"text": said}, headers={"Authorization": f"Bearer {token}"}
        )
        assert reply.json()["messages"][0]["custom"]["kind"] == "suicide"
