"""Golden dialogues: real messages through the whole system, checked as a citizen reads the answers.

A dialogue file holds a list of ``{name, steps}``; a step is ``{citizen: text}`` or ``{press: button title}`` with
``reads`` (each must stand in the answer), ``not`` (none may), ``buttons`` (each must be offered) and ``status``.
"""

from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

HERE = Path(__file__).parent
DIALOGUES = [
    pytest.param(dialogue["steps"], id=f"{path.stem}: {dialogue['name']}")
    for path in sorted(HERE.rglob("*.yml"))
    for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))
]

AWAY = "antwortet gerade nicht"


@pytest.mark.parametrize("steps", DIALOGUES)
def test_dialogue(lotse: str, steps: list[dict[str, Any]]) -> None:
    with httpx2.Client(base_url=lotse, timeout=30) as client:
        begun = client.post("/api/conversations", json={}).json()
        headers = {"Authorization": f"Bearer {begun['token']}"}
        offered = _buttons(begun["messages"])
        for step in steps:
            body = {"text": step["citizen"]} if "citizen" in step else {"payload": offered[step["press"]]}
            reply = client.post("/api/conversations/messages", json=body, headers=headers)
            messages = reply.json()["messages"]
            read = "\n".join(message["text"] for message in messages).replace("**", "")
            offered = _buttons(messages)
            said = step.get("citizen") or step["press"]
            assert reply.status_code == step.get("status", 200)
            assert AWAY not in read, f"no answer to „{said}“"
            texts = [message["text"] for message in messages]
            assert len(set(texts)) == len(texts), f"after „{said}“ the same was said twice:\n{read}"
            for expected in step.get("reads", []):
                assert expected in read, f"after „{said}“ not read: {expected!r}\nread was:\n{read}"
            for unwanted in step.get("not", []):
                assert unwanted not in read, f"after „{said}“ read: {unwanted!r}\nread was:\n{read}"
            for title in step.get("buttons", []):
                assert title in offered, f"after „{said}“ no button {title!r}, but {list(offered)}"


def _buttons(messages: list[dict[str, Any]]) -> dict[str, str]:
    return {button["title"]: button["payload"] for message in messages for button in message["buttons"]}
