"""Who needs help and how old they are, as a message says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.journeys.text import plain

PERSONS = Path(__file__).parent / "persons.yml"
MAX_AGE = 120
_POSSESSIVE = r"(?:mei|mein\w*|unser\w*|unsre\w*)(?: \w+){0,2}? "
_NOT_ME = re.compile(r"\b(nicht|net|nich) (fuer )?(mich|fuer mich)\b")
_ME = re.compile(r"\b(fuer mich( selbst| selber)?|ich selbst|ich selber|um mich)\b")
_AGE = re.compile(
    r"\b(?P<years>\d{1,3})(?:-| )?(?:jahre?n?\b|jaehrig\w*|j\b\.?)|\b(?:bin|ist|wird|werde|werd|wurde|sind|mit)"
    r"(?: (?:erst|schon|jetzt|bald|gerade|grad|grade|fast))*"
    r" (?P<bare>\d{1,2})\b"
    r"(?! ?(?:uhr|euro|prozent|monat|woche|tage?\b|kinder|personen|leute|punkt|stunden"
    r"|km|jahren? (?:verheiratet|hier)))"
)
_ALONE = re.compile(r"^\D{0,20}(?P<years>\d{1,3})\D{0,20}$")


@dataclass(frozen=True)
class Person:
    """Somebody a citizen speaks of: "Ihre Mutter" (`yours`), "für Ihre Mutter", "für meine Mutter" (`mine`)."""

    key: str
    kind: str
    yours: str
    for_whom: str
    mine: str


ME = Person("me", "me", "Sie", "", "")


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(PERSONS.read_text(encoding="utf-8"))
    return data


@cache
def _persons() -> list[tuple[Person, re.Pattern[str]]]:
    found = []
    for item in _data()["persons"]:
        words = "|".join(item["words"])
        start = rf"\b(?:{_POSSESSIVE})?" if item.get("alone") else rf"\b{_POSSESSIVE}|\bfuer (?:die|den|das|mei|mein) "
        person = Person(item["key"], item["kind"], item["yours"], item["for_whom"], item["mine"])
        found.append((person, re.compile(rf"(?:{start})(?:{words})\b")))
    return found


def person(key: str | None) -> Person:
    """Returns the person with this key; the citizen where it is unknown."""
    return next((item for item, _ in _persons() if item.key == key), ME)


def read_person(text: str, topic: str | None) -> Person | None:
    """Returns who needs help according to a message, or None when it does not say.

    Args:
        text: as it was written.
        topic: the need; it decides who is meant when several are named.
    """
    words = plain(text)
    named = [item for item, pattern in _persons() if pattern.search(words)]
    # "nein, nicht für meine Mutter, für meinen Vater": whoever stands after "nicht" is not meant.
    denied = [
        item for item in named if re.search(rf"\b(nicht|net) (um |fuer )?(mein|unser)\w* ({_words(item)})\b", words)
    ]
    named = [item for item in named if item not in denied] or ([] if denied else named)
    if _ME.search(words) and not _NOT_ME.search(words) and (not named or denied):
        return ME
    order = _data()["prefer"].get(topic) or _data()["prefer"]["default"]
    ranked = sorted(named, key=lambda item: order.index(item.kind) if item.kind in order else len(order))
    return ranked[0] if ranked else None


def _words(wanted: Person) -> str:
    return "|".join(next(item["words"] for item in _data()["persons"] if item["key"] == wanted.key))


def read_age(text: str, alone: bool = False) -> int | None:
    """Returns an age in years that a message states, or None.

    Args:
        text: as it was written.
        alone: whether a bare number is an age, because it was asked for.
    """
    words = plain(text)
    match = _AGE.search(words) or (_ALONE.search(words) if alone else None)
    if match:
        groups = match.groupdict()
        years = int(groups.get("years") or groups.get("bare") or -1)
        return years if 0 <= years <= MAX_AGE else None
    numbers: dict[str, int] = _data()["numbers"]
    for name, value in numbers.items():
        if re.search(rf"\b(bin|ist|wird|werde|mit) (erst |schon |jetzt )?{name}\b|\b{name} jahre?\b", words):
            return value
        if alone and words == name:
            return value
    return None
