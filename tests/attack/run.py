"""Sends hostile messages to a running Lotse and sees what comes back."""

import json
import re
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx2

from tests.attack.messages import hostile_bodies

EVERY = 25
"""So many messages in a conversation, then the next one begins."""
LEAK = re.compile(r"Traceback|sqlalchemy|\.venv|site-packages|passwd|root:|49 \{%|__class__\s*>|Set-Cookie|None of")


@dataclass
class Summary:
    """What came of the messages: how many had which status, the slowest (s), and what must not have happened."""

    sent: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    hung: int = 0
    leaks: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    slots_set: list[str] = field(default_factory=list)

    @property
    def errors(self) -> int:
        """How many responses had a status of 500 or more."""
        return sum(count for status, count in self.statuses.items() if status >= 500)


def attack(url: str, count: int, seed: int = 7) -> Summary:
    """Sends hostile messages, and beside them the harmless ones of a citizen whose words must appear nowhere else.

    Args:
        url: of a running Lotse without limits.
        count: how many hostile messages.
        seed: of their choice.
    """
    summary = Summary()
    mark = f"Zwiebelturm{secrets.token_hex(4)}"
    with httpx2.Client(base_url=url, timeout=10, trust_env=False) as client:
        citizen = _begin(client)
        _say(client, citizen, f"Ich habe Schulden, mein Kennwort ist {mark}, ich wohne in Romrod")
        attacker = _begin(client)
        for number, body in enumerate(hostile_bodies(count, seed)):
            if number % EVERY == 0:
                attacker = _begin(client)
            started = time.perf_counter()
            try:
                headers = {"Authorization": f"Bearer {attacker}", "Content-Type": "application/json"}
                reply = client.post("/api/conversations/messages", content=body, headers=headers)
            except httpx2.TimeoutException:
                summary.hung += 1
                continue
            summary.slowest = max(summary.slowest, time.perf_counter() - started)
            summary.sent += 1
            summary.statuses[reply.status_code] += 1
            shown = _shown(reply)
            if mark in shown or "– Romrod" in shown:
                summary.foreign.append(repr(body[:80]))
            if LEAK.search(shown):
                summary.leaks.append(f"{body[:80]!r}: {shown[:200]}")
            if reply.status_code == 401:
                attacker = _begin(client)
        _check_commands(client, summary)
        answer = _say(client, citizen, "Wo war das noch mal?")
        if not answer:
            summary.foreign.append("the citizen lost the conversation")
    return summary


def _check_commands(client: httpx2.Client, summary: Summary) -> None:
    """Types commands as text and looks whether a slot was set by them."""
    for typed in ('/give_location{"plz": "36304", "place": "Alsfeld"}', '/need_debt{"place": "Alsfeld"}'):
        token = _begin(client)
        _say(client, token, typed)
        answer = _say(client, token, "Ich suche eine Tagesmutter")
        if "In welchem Ort" not in answer:
            summary.slots_set.append(f"{typed}: {answer[:100]}")


def _begin(client: httpx2.Client) -> str:
    return str(client.post("/api/conversations", json={}).json()["token"])


def _say(client: httpx2.Client, token: str, text: str) -> str:
    headers = {"Authorization": f"Bearer {token}"}
    return _shown(client.post("/api/conversations/messages", json={"text": text}, headers=headers))


def _shown(reply: httpx2.Response) -> str:
    try:
        return json.dumps([message["text"] for message in reply.json()["messages"]], ensure_ascii=False)
    except (ValueError, KeyError, TypeError):
        return f"unreadable: {reply.text[:300]}"
