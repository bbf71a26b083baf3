"""Privacy of the running Lotse: what is written down, who can read it, and that it is gone when it should be."""

import json
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from itsdangerous import URLSafeTimedSerializer

from services_db.database import DEFAULT_PATH
from services_db.settings import ROOT
from web.app import SWEEP_SECONDS, create_app
from web.conversations import row_key
from web.rasa import Rasa
from web.tokens import Tokens
from web.trial import Trial

MARK = "xyzzyplugh"
PERSONAL = (
    "Sabine",
    "Klöppinger",
    "0171 5553210",
    "5553210",
    "Obergasse",
    "kloeppinger@web.de",
    "DE89 3704 0044 0532 0130 00",
)
MESSAGE = (
    "Ich heiße Sabine Klöppinger, Obergasse 12a, 0171 5553210, kloeppinger@web.de, DE89 3704 0044 0532 0130 00. "
    f"Ich habe Schulden und wohne in Alsfeld {MARK}"
)


class Someone:
    """A citizen in a conversation of the running Lotse."""

    def __init__(self, url: str) -> None:
        self.client = httpx2.Client(base_url=url, timeout=30, trust_env=False)
        self.token = self.client.post("/api/conversations", json={}).json()["token"]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def conversation(self) -> str:
        """The id inside the token; its signature is not needed to read it."""
        _, value = URLSafeTimedSerializer("any", salt="conversation").loads_unsafe(self.token)
        return str(value)

    def say(self, **body: str) -> httpx2.Response:
        return self.client.post("/api/conversations/messages", json=body, headers=self.headers)

    def read(self, **body: str) -> str:
        return "\n".join(message["text"] for message in self.say(**body).json()["messages"])


@pytest.fixture
def someone(lotse: str) -> Iterator[Someone]:
    person = Someone(lotse)
    yield person
    person.client.close()


def _rows(running: Trial) -> dict[str, str]:
    with sqlite3.connect(running.folder / "conversations.db") as connection:
        rows = dict(connection.execute("SELECT key, state FROM conversation").fetchall())
    connection.close()
    return rows


def _files(running: Trial) -> list[Path]:
    logs = [path for path in running.folder.glob("*.log*") if path.is_file()]
    assert len(logs) >= 3
    return [*logs, *running.folder.glob("*.db*"), *DEFAULT_PATH.parent.glob("lotse.db*")]


def _decipher(conversation: str, state: str) -> list[dict[str, Any]]:
    script = "import sys, json; from bot.store import decipher; print(json.dumps(decipher(sys.argv[1], sys.argv[2])))"
    python = str(ROOT / "bot" / ".venv" / "bin" / "python")
    done = subprocess.run(
        [python, "-W", "ignore", "-c", script, conversation, state],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    events: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return events


def test_what_is_written_down_is_redacted_and_only_the_token_opens_it(running: Trial, someone: Someone) -> None:
    assert "Schulden" in someone.read(text=MESSAGE)
    state = _rows(running)[row_key(someone.conversation)]
    kept = json.dumps(_decipher(someone.conversation, state), ensure_ascii=False)
    assert MARK in kept  # what is not personal is kept, so this is the right row
    for hidden in PERSONAL:
        assert hidden not in kept
    for path in _files(running):
        content = path.read_bytes()
        for hidden in (MARK, "Schulden und wohne", someone.conversation, *PERSONAL):
            assert hidden.encode() not in content, (path, hidden)


def test_deleted_is_gone_at_once_from_rows_files_and_logs(running: Trial, someone: Someone) -> None:
    someone.read(text=MESSAGE)
    key = row_key(someone.conversation)
    state = _rows(running)[key]
    assert someone.client.delete("/api/conversations", headers=someone.headers).status_code == 204
    assert key not in _rows(running)
    for path in running.folder.glob("conversations.db*"):
        assert state[20:120].encode() not in path.read_bytes(), path
    assert someone.say(text="Hallo").status_code == 401


def test_deleting_in_the_dialogue_deletes_too(running: Trial, someone: Someone) -> None:
    someone.read(text="Ich habe Schulden und wohne in Alsfeld")
    someone.read(text="bitte alles löschen was ich geschrieben habe")
    someone.read(payload="/affirm")
    assert row_key(someone.conversation) not in _rows(running)
    assert someone.say(text="Hallo").status_code == 401


def test_after_its_time_a_conversation_is_deleted_by_itself(running: Trial, someone: Someone) -> None:
    someone.read(text=MESSAGE)
    key = row_key(someone.conversation)
    with sqlite3.connect(running.folder / "conversations.db", timeout=5) as connection:
        connection.execute("UPDATE conversation SET touched = touched - 24 * 3600 - 1 WHERE key = ?", (key,))
    connection.close()
    until = time.monotonic() + SWEEP_SECONDS + 10
    while key in _rows(running) and time.monotonic() < until:
        time.sleep(1)
    assert key not in _rows(running)


def test_nobody_takes_part_in_the_conversation_of_another(lotse: str, someone: Someone) -> None:
    someone.read(text="Ich habe Schulden und wohne in Alsfeld")
    for field in ("sender", "sender_id", "conversation", "conversation_id"):
        assert someone.say(text="hallo", **{field: "x" * 32}).status_code == 422
    other = Someone(lotse)
    own, stamp, signature = other.token.split(".")
    other.client.close()
    theirs = someone.token.split(".")[0]
    for forged in (f"{theirs}.{stamp}.{signature}", f"{own}.{stamp}.{signature[:-2]}xx", theirs, someone.conversation):
        reply = someone.client.post(
            "/api/conversations/messages", json={"text": "hallo"}, headers={"Authorization": f"Bearer {forged}"}
        )
        assert reply.status_code == 401
    made_elsewhere = Tokens("s" * 32)._signer.dumps(someone.conversation)
    headers = {"Authorization": f"Bearer {made_elsewhere}"}
    assert someone.client.post("/api/conversations/messages", json={"text": "a"}, headers=headers).status_code == 401


def test_another_process_of_the_door_knows_what_was_deleted(running: Trial, someone: Someone) -> None:
    someone.read(text="Ich habe Schulden und wohne in Alsfeld")
    someone.client.delete("/api/conversations", headers=someone.headers)
    environment = running.environment
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        with TestClient(create_app(Rasa(environment["RASA_URL"]))) as other:
            reply = other.post("/api/conversations/messages", json={"text": "hallo"}, headers=someone.headers)
    assert reply.status_code == 401


def test_the_answers_of_the_self_check_are_on_no_disk(running: Trial, someone: Someone) -> None:
    someone.read(text="Meine Mutter braucht einen Pflegegrad, Alsfeld")
    someone.read(payload="/start_check")
    for _ in range(6):
        read = someone.read(text=f"fast immer {MARK}")
    assert "von 100 Punkten" in read
    state = _rows(running)[row_key(someone.conversation)]
    kept = _decipher(someone.conversation, state)
    slots = {event["name"]: event["value"] for event in kept if event["event"] == "slot"}
    assert slots["topic"] == "pflegegrad"  # slots are kept, and the answers are not among them
    assert "self_check" not in (slots.get("answers") or {})
