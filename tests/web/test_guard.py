"""The door refuses before it reads, in German, and gives every answer its headers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from services_db.settings import Limits
from tests.web.stand_in import rasa
from web.app import create_app
from web.guard import MAX_BODY, SECURITY_HEADERS
from web.tokens import Tokens


def _client(limits: Limits | None = None) -> TestClient:
    return TestClient(create_app(rasa(lambda _text: [{"text": "Hallo"}]), Tokens("secret"), limits))


@pytest.fixture
def client() -> Iterator[TestClient]:
    with _client() as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/api/conversations", "/hsds/", "/nothing", "/static/chat.js", "/ohne-js"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert set(map(str.lower, SECURITY_HEADERS)) <= set(headers)
    assert "server" not in headers


def test_what_is_private_is_stored_nowhere(client: TestClient) -> None:
    assert client.post("/api/conversations", json={}).headers["cache-control"] == "no-store"
    assert client.get("/ohne-js").headers["cache-control"] == "no-store"


def test_a_body_without_a_length_is_refused(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"text": "a"}'

    reply = client.post("/api/conversations/messages", content=chunks())
    assert reply.status_code == 411
    assert "115" in reply.json()["messages"][0]["text"]


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "99999999999999999999", str(MAX_BODY + 1), "٣"])
def test_a_false_or_huge_length_is_refused(client: TestClient, length: str) -> None:
    reply = client.post("/api/conversations", content=b"{}", headers={"Content-Length": length.encode()})
    assert reply.status_code in (411, 413)
    assert "115" in reply.json()["messages"][0]["text"]


def test_too_many_requests_get_a_german_sentence_with_a_contact() -> None:
    with _client(Limits(requests_per_minute=2)) as client:
        for _ in range(2):
            assert client.get("/theme.css").status_code == 200
        assert client.get("/health").status_code == 200  # is not counted
        reply = client.post("/api/conversations", json={})
        assert reply.status_code == 429
        assert reply.headers["retry-after"] == "60"
        assert all(number in reply.json()["messages"][0]["text"] for number in ("115", "112", "116 123"))


def test_too_many_new_conversations_too() -> None:
    with _client(Limits(conversations_per_minute=1)) as client:
        assert client.post("/api/conversations", json={}).status_code == 200
        assert client.post("/api/conversations", json={}).status_code == 429
        page = client.get("/ohne-js")
        assert page.status_code == 429
        assert 'href="tel:115"' in page.text


def test_only_configured_pages_may_embed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SERVER__EMBEDDED_ON", '["https://www.alsfeld.de"]')
    with _client() as client:
        for origin, allowed in {"https://www.alsfeld.de": True, "https://alsfeld.de.evil.example": False}.items():
            asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            reply = client.options("/api/conversations", headers=asked)
            assert (reply.headers.get("access-control-allow-origin") == origin) is allowed
            assert reply.headers.get("access-control-allow-credentials") is None


def test_a_fault_inside_is_a_german_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(rasa(lambda _text: [{"text": "Hallo"}]), Tokens("secret"))
    monkeypatch.setattr("web.chat.merge", lambda _answers: 1 / 0)
    with TestClient(app, raise_server_exceptions=False) as client:
        reply = client.post("/api/conversations", json={})
        assert reply.status_code == 503
        assert "115" in reply.json()["messages"][0]["text"]


def test_every_refusal_names_a_number() -> None:
    import yaml

    texts = yaml.safe_load((Path(__file__).parents[2] / "web" / "texts.yml").read_text(encoding="utf-8"))
    for key in ("gone", "bad_request", "too_many", "one_at_a_time", "busy", "not_deleted", "away", "no_page"):
        assert any(number in texts[key] for number in ("115", "112")), key


def test_an_embedding_page_can_read_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_SERVER__EMBEDDED_ON", '["https://www.alsfeld.de"]')
    with _client(Limits(requests_per_minute=1)) as client:
        origin = {"Origin": "https://www.alsfeld.de"}
        client.get("/theme.css")
        reply = client.post("/api/conversations", json={}, headers=origin)
        assert reply.status_code == 429
        assert reply.headers["access-control-allow-origin"] == "https://www.alsfeld.de"
