"""Stands in for Rasa: answers what a function says."""

import json
from collections.abc import Callable
from typing import Any

from web.rasa import Rasa

Answer = Callable[[str], list[dict[str, Any]]]


def rasa(answer: Answer) -> Rasa:
    """Returns a connection to an assistant that answers each text with what ``answer`` returns for it."""

    async def exchange(method: str, url: str, body: bytes) -> tuple[int, bytes]:
        if url.endswith("/ended"):
            return 204, b""
        return 200, json.dumps(answer(json.loads(body)["text"]) if method == "POST" else {}).encode()

    return Rasa("http://rasa", exchange)


def away() -> Rasa:
    """Returns a connection to an assistant that is not there."""

    async def exchange(_method: str, _url: str, _body: bytes) -> tuple[int, bytes]:
        raise ConnectionRefusedError

    return Rasa("http://rasa", exchange)
