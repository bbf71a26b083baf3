"""German words for free-text search: the same stems on every database, so that all give the same answers."""

import re
import unicodedata
from functools import cache
from pathlib import Path

import snowballstemmer
import yaml

SYNONYMS = Path(__file__).parent / "lookup" / "synonyms.yml"
PHRASES = Path(__file__).parent / "lookup" / "phrases.yml"
HEADS = Path(__file__).parent / "lookup" / "compound_heads.yml"
_WORD = re.compile(r"[a-z0-9]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_STOP = frozenset(
    "aber als am an auch auf aus bei bin bis das dass dem den der des die du durch ein eine einem einen einer es fuer "
    "hat ich ihr im in ist man mein meine mit nach nicht oder sich sie sind so und uns vom von was wer wie wir wo zu "
    "zum zur brauche suche hilfe beratung".split()
)


def stems(text: str) -> list[str]:
    """Returns the stems of the words of a text that say something, in their order.

    Args:
        text: any German text; umlauts may be written as two letters.
    """
    return [_stem(word) for word in _words(text) if word not in _STOP]


def stems_with_parts(text: str) -> list[str]:
    """Returns the stems of a text, and those of the two parts of each compound ("Stadtverwaltung": Stadt, Verwaltung).

    Args:
        text: what is to be found by its words.
    """
    parts = [part for word in _words(text) for part in _parts(word)]
    return [*stems(text), *stems(" ".join(parts))]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).lower().translate(_UMLAUTS)
    phrases, pattern = _phrases()
    return pattern.sub(lambda match: phrases[match[0]], " ".join(_WORD.findall(plain))).split()


@cache
def _phrases() -> tuple[dict[str, str], re.Pattern[str]]:
    phrases: dict[str, str] = yaml.safe_load(PHRASES.read_text(encoding="utf-8"))
    longest_first = sorted(phrases, key=len, reverse=True)
    return phrases, re.compile(rf"\b(?:{'|'.join(longest_first)})\b")


def _parts(word: str) -> tuple[str, ...]:
    for head in _heads():
        front = word.removesuffix(head)
        if front != word and len(front) >= 3:
            return front, head
    return ()


@cache
def _heads() -> list[str]:
    heads: list[str] = yaml.safe_load(HEADS.read_text(encoding="utf-8"))
    return sorted(heads, key=len, reverse=True)


def alternatives(text: str) -> list[list[str]]:
    """Returns for each word of a query the stems that will do: its own, and those of its synonyms.

    Args:
        text: what someone searches for.
    """
    groups = _synonyms()
    return [list(dict.fromkeys([stem, *groups.get(stem, ())])) for stem in dict.fromkeys(stems(text))]


@cache
def _stem(word: str) -> str:
    found: str = _stemmer().stemWord(word)
    return found


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("german")


@cache
def _synonyms() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for group in yaml.safe_load(SYNONYMS.read_text(encoding="utf-8")):
        of_group = [stem for word in group for stem in stems(word)]
        for stem in of_group:
            groups.setdefault(stem, []).extend(of_group)
    return groups
