"""The last net: while the assistant is away, the gateway itself sees a crisis by the sure rules and names the numbers.

Rules and texts are the assistant's own files (bot/lookup/crisis.yml, bot/domain/crisis.yml); only the small reader is
here, because the two runtimes share no module. One list of cases tests both readers (tests/crisis_cases.yml).
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from web.messages import MessageOut

BOT = Path(__file__).parent.parent / "bot"
MOST_CHARACTERS = 2000
GRAVEST_FIRST = ("suicide", "medical", "child", "violence")
"""Where rules of several kinds fire, no classifier is there to choose between them."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


def crisis_answer(text: str) -> MessageOut | None:
    """Returns the answer to a message that surely shows a crisis, or None.

    Args:
        text: the message, cleaned (web.messages.clean_text).
    """
    kind = crisis_kind(text)
    if kind is None:
        return None
    response = _responses()[f"utter_crisis_{kind}"][0]
    return MessageOut(text=response["text"].strip(), custom=response["custom"])


def crisis_kind(text: str) -> str | None:
    """Returns the kind of crisis that a sure rule finds in a message (``suicide``, ``violence`` …), or None."""
    figurative, rules = _rules()
    lowered = unicodedata.normalize("NFC", text[:MOST_CHARACTERS]).lower().translate(_UMLAUTS)
    plain = re.sub(r"[^\w\s]", " ", _DRAWN_OUT.sub(r"\1\1", lowered))
    plain = re.sub(r"\s+", " ", plain)
    for pattern in figurative:
        plain = pattern.sub(" ", plain)
    found = {kind for kind, pattern in rules if pattern.search(plain)}
    return next((kind for kind in GRAVEST_FIRST if kind in found), None)


@cache
def _rules() -> tuple[list[re.Pattern[str]], list[tuple[str, re.Pattern[str]]]]:
    data = _read("lookup")
    figurative = [re.compile(pattern) for pattern in data["figurative"]]
    sure = [rule for rule in data["rules"] if rule.get("sure")]
    return figurative, [(rule["kind"], re.compile(pattern)) for rule in sure for pattern in rule["patterns"]]


@cache
def _responses() -> dict[str, Any]:
    responses: dict[str, Any] = _read("domain")["responses"]
    return responses


def _read(folder: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((BOT / folder / "crisis.yml").read_text(encoding="utf-8"))
    return data
