import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from tests.web.stand_in import away, rasa
from web.app import create_app
from web.texts import text
from web.tokens import Tokens

sent: list[str] = []


def _echo(text: str) -> list[dict[str, Any]]:
    sent.append(text)
    answers: list[dict[str, Any]] = [{"recipient_id": "x", "text": f"echo {text}"}]
    if text == "vergiss mich":
        answers.append({"recipient_id": "x", "custom": {"type": "deleted"}})
    return answers


@pytest.fixture
def client() -> Iterator[TestClient]:
    sent.clear()
    with TestClient(create_app(rasa(_echo), Tokens("secret"))) as client:
        yield client


def _begin(client: TestClient) -> dict[str, str]:
    reply = client.post("/api/conversations", json={}).json()
    return {"Authorization": f"Bearer {reply['token']}"}


def _say(client: TestClient, headers: dict[str, str], **body: object) -> httpx2.Response:
    return client.post("/api/conversations/messages", json=body, headers=headers)


def test_a_conversation_begins_with_a_greeting(client: TestClient) -> None:
    reply = client.post("/api/conversations", json={})
    assert reply.status_code == 200
    assert reply.json()["messages"] == [{"text": "echo /greet", "buttons": [], "custom": None}]


def test_a_text_reaches_the_assistant_and_its_answer_comes_back(client: TestClient) -> None:
    reply = _say(client, _begin(client), text="Hallo Welt")
    assert reply.json()["messages"][0]["text"] == "echo Hallo Welt"


@pytest.mark.parametrize("typed", ["/restart", "//restart", ' /inform{"a": 1}', "\u200b/restart", "/ /restart"])
def test_typed_commands_are_text(client: TestClient, typed: str) -> None:
    _say(client, _begin(client), text=typed)
    assert not sent[-1].startswith("/")


@pytest.mark.parametrize(
    ("typed", "key"),
    [("", "empty"), ("  \n", "empty"), ("\x00\x07", "empty"), ("🙂🙂🙂", "no_words"), ("///", "empty")],
)
def test_text_without_words_gets_a_helpful_sentence(client: TestClient, typed: str, key: str) -> None:
    reply = _say(client, _begin(client), text=typed)
    assert reply.status_code == 200
    assert reply.json()["messages"][0]["text"] == text(key)


def test_a_long_text_is_read_in_part_and_that_is_said(client: TestClient) -> None:
    reply = _say(client, _begin(client), text="a" * 10_000)
    assert reply.json()["messages"][0]["text"] == text("too_long")
    assert len(sent[-1]) == 2000


def test_an_unknown_payload_is_refused_in_german(client: TestClient) -> None:
    headers = _begin(client)
    count = len(sent)
    reply = _say(client, headers, payload="/session_start")
    assert reply.json()["messages"][0]["text"] == text("bad_payload")
    assert len(sent) == count


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic abc"}])
def test_without_a_valid_token_nothing_is_answered(client: TestClient, header: dict[str, str]) -> None:
    reply = _say(client, header, text="Hallo")
    assert reply.status_code == 401
    assert reply.json()["messages"][0]["text"] == text("gone")


def test_delete_ends_the_token(client: TestClient) -> None:
    headers = _begin(client)
    assert client.delete("/api/conversations", headers=headers).status_code == 204
    assert _say(client, headers, text="Hallo").status_code == 401


def test_forgetting_in_the_dialogue_ends_the_token(client: TestClient) -> None:
    headers = _begin(client)
    assert _say(client, headers, text="vergiss mich").json()["messages"][0]["custom"] == {"type": "deleted"}
    assert _say(client, headers, text="Hallo").status_code == 401


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"text": 1}', b'{"text": "a", "payload": "/skip"}', b'{"x": 1}', b"\xff\xfe"]
)
def test_an_unreadable_body_gets_a_german_sentence(client: TestClient, body: bytes) -> None:
    headers = {**_begin(client), "Content-Type": "application/json"}
    reply = client.post("/api/conversations/messages", content=body, headers=headers)
    assert 400 <= reply.status_code < 500
    assert reply.json()["messages"][0]["text"] == text("bad_request")


def test_a_huge_body_is_refused_before_it_is_read(client: TestClient) -> None:
    reply = _say(client, _begin(client), text="a" * 100_000)
    assert reply.status_code == 413


def test_without_the_assistant_numbers_are_named() -> None:
    with TestClient(create_app(away(), Tokens("secret"))) as client:
        begun = client.post("/api/conversations", json={})
        headers = {"Authorization": f"Bearer {begun.json()['token']}"}
        answer = _say(client, headers, text="Hallo")
        assert "115" in begun.json()["messages"][-1]["text"]
        assert "116 123" in answer.json()["messages"][0]["text"]
        assert client.get("/ready").status_code == 503
        assert client.delete("/api/conversations", headers=headers).status_code == 204


def test_the_page_is_strict_about_where_things_come_from(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "<style" not in page.text
    assert "Computer-Programm" in page.text


def test_what_cannot_be_deleted_now_is_said_to_be_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.conversations.Conversations._write", lambda _self, _statements: False)
    headers = _begin(client)
    answer = _say(client, headers, text="vergiss mich").json()["messages"]
    assert [message["text"] for message in answer] == [text("not_deleted")]
    headers = _begin(client)
    reply = client.delete("/api/conversations", headers=headers)
    assert reply.status_code == 503
    assert reply.json()["messages"][0]["text"] == text("not_deleted")


def test_a_token_too_old_to_talk_may_still_delete(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = _begin(client)
    now = time.time()
    monkeypatch.setattr("web.tokens.time.time", lambda: now + 30 * 3600)
    assert _say(client, headers, text="hallo").status_code == 401
    assert client.delete("/api/conversations", headers=headers).status_code == 204
    monkeypatch.setattr("web.tokens.time.time", lambda: now + 50 * 3600)
    assert client.delete("/api/conversations", headers=headers).status_code == 401
