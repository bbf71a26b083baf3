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
MOST_CHARACTERS, OVERLAP = 2000, 200
"""A long message is read in parts of so many characters, each with the end of the one before."""
GRAVEST_FIRST = ("suicide", "medical", "child", "violence")
"""Where rules of several kinds fire, no classifier is there to choose between them."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


def crisis_answer(text: str) -> MessageOut | None:
    """Returns the answer to a message that surely shows a crisis, or None.

    Args:
        text: the message, cleaned (web.messages.clean_text).
    """
    found = crisis(text)
    if found is None:
        return None
    kind, who = found
    variants = _responses()[f"utter_crisis_{kind}"]
    chosen = next((item for item in variants if _is_for(item, who)), variants[-1])
    return MessageOut(text=chosen["text"].strip(), custom=chosen["custom"])


def emergency_numbers() -> MessageOut:
    """Returns the emergency numbers, as the assistant shows them behind their button."""
    response = _responses()["utter_emergency_numbers"][0]
    return MessageOut(text=response["text"].strip(), custom=response["custom"])


def crisis(text: str) -> tuple[str, str] | None:
    """Returns kind (``suicide`` …) and whom it is about (``self``, ``other``, ``child``, ``man``), or None.

    Args:
        text: a message of any length; what stands far behind counts as much as its beginning.
    """
    step = MOST_CHARACTERS - OVERLAP
    parts = [_words(text[start : start + MOST_CHARACTERS]) for start in range(0, max(len(text) - OVERLAP, 1), step)]
    rules = _rules()
    found = {kind: part for part in reversed(parts) for kind in rules.kinds(part)}
    kind = next((kind for kind in GRAVEST_FIRST if kind in found), None)
    return (kind, rules.whom(found[kind], kind)) if kind else None


def _words(text: str) -> str:
    lowered = unicodedata.normalize("NFC", text).lower().translate(_UMLAUTS)
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", _DRAWN_OUT.sub(r"\1\1", lowered)))


def _is_for(variant: dict[str, Any], who: str) -> bool:
    return any(condition.get("value") == who for condition in variant.get("condition", []))


class _Rules:
    def __init__(self, data: dict[str, Any]) -> None:
        self._figurative = [re.compile(pattern) for pattern in data["figurative"]]
        self._certain, self._sure = (
            [
                (rule["kind"], re.compile(pattern))
                for rule in data["rules"]
                if rule.get(mark)
                for pattern in rule["patterns"]
            ]
            for mark in ("certain", "sure")
        )
        self._who = [(rule["who"], rule.get("kinds"), re.compile("|".join(rule["patterns"]))) for rule in data["who"]]

    def kinds(self, words: str) -> set[str]:
        certain = next((kind for kind, pattern in self._certain if pattern.search(words)), None)
        if certain:
            return {certain}
        for pattern in self._figurative:
            words = pattern.sub(" ", words)
        return {kind for kind, pattern in self._sure if pattern.search(words)}

    def whom(self, words: str, kind: str) -> str:
        fits = (who for who, kinds, pattern in self._who if (not kinds or kind in kinds) and pattern.search(words))
        return next(fits, "self")


@cache
def _rules() -> _Rules:
    return _Rules(_read("lookup"))


@cache
def _responses() -> dict[str, Any]:
    responses: dict[str, Any] = _read("domain")["responses"]
    return responses


def _read(folder: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((BOT / folder / "crisis.yml").read_text(encoding="utf-8"))
    return data
