"""The gateway sees a crisis itself while the assistant is away."""

from pathlib import Path

import httpx2
import pytest
import yaml
from fastapi.testclient import TestClient

from web.app import create_app
from web.crisis import crisis_answer, crisis_kind
from web.rasa import Rasa
from web.tokens import Tokens

CASES = yaml.safe_load((Path(__file__).parents[1] / "crisis_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_the_gateway_sees_what_the_rules_are_sure_of(case: dict[str, str | None]) -> None:
    assert crisis_kind(case["text"] or "") == case["kind"]


@pytest.mark.parametrize("kind", ["suicide", "violence", "medical"])
def test_the_answer_is_that_of_the_assistant(kind: str) -> None:
    text = next(case["text"] for case in CASES if case["kind"] == kind)
    answer = crisis_answer(text)
    assert answer is not None
    assert answer.custom is not None
    assert answer.custom["kind"] == kind
    assert all(number in answer.text for number in answer.custom["phones"])


def test_without_the_assistant_a_crisis_still_gets_its_numbers_first() -> None:
    def gone(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("gone")

    app = create_app(Rasa("http://rasa", transport=httpx2.MockTransport(gone)), Tokens("secret"))
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
    "text", ["x" * 100_000, "a" * 5_000 + " will nicht mehr leben", "\u202e\u200b", "(((((", "ß" * 3000]
)
def test_hostile_texts_are_read_fast_and_without_harm(text: str) -> None:
    crisis_kind(text)
