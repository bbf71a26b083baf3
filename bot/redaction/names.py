"""Finds names of persons: by what stands before them, by lists of names, by words that nobody else uses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from pathlib import Path

import yaml

LOOKUP = Path(__file__).parent.parent / "lookup"
PLACES = Path(__file__).parent.parent.parent / "services_db" / "seed" / "places"
_TOKEN = re.compile(r"[^\W\d_]+(?:['’`-][^\W\d_]+)*['’]?")
_FOREIGN = re.compile(r"[\u0370-\u1fff\u0600-\u06ff]")
_UNGERMAN = re.compile(r"[^\W\d_a-zäöüßé'’`-]", re.IGNORECASE)
_INITIAL = re.compile(r" [A-ZÄÖÜ]\.(?!\w)")
_BEFORE = re.compile(r"(?<![\w.])(?:[A-ZÄÖÜ]\.[ -]?){1,3}$|\b(?:von|van|zu|de|al|el)(?: der| den| dem)? $")
_NOBLE = re.compile(r" (?:von|van|de|al|el|bin|zu)(?: der| den| dem)? (?=[A-ZÄÖÜ\u0600-\u06ff]|[^\W\d_]{4})")
_WITHOUT_MARKS = str.maketrans("ıłđøœæ", "ildooa")
MOST_WORDS = 3
LONGEST_ABBREVIATION = 4
SHORTEST_NOUN = 8
NOUN_ENDINGS = ("ung", "ungen", "heit", "keit", "schaft", "tion", "tionen", "ität", "nummer", "empfänger")
"""What ends so and is long enough is a noun, whether or not anybody wrote it in an example."""


class Cue(Enum):
    """What stands before a name: "Frau", "ich heiße" (or a greeting at the end), "mein Sohn"."""

    TITLE = auto()
    INTRODUCTION = auto()
    RELATION = auto()


class NameFinder:
    """Finds names of persons.

    Args:
        words: a file of ordinary words, one a line; without one only cues and lists count.
    """

    def __init__(self, words: Path | None = None) -> None:
        cues = yaml.safe_load((LOOKUP / "name_cues.yml").read_text(encoding="utf-8"))
        self._titles = _cue(cues["titles"])
        self._introductions = _cue([*cues["introductions"], *cues["closings"]])
        self._relations = _cue(cues["relations"], cues["between"])
        self._afterwards = re.compile(cues["afterwards"], re.IGNORECASE)
        self._never = frozenset(" ".join(cues["never"]).split())
        self._prepositions = frozenset(cues["prepositions"].split())
        self._conjunctions = frozenset(cues["conjunctions"].split())
        self._verbs = frozenset(cues["verbs"].split())
        self._also_words = frozenset(" ".join(cues["also_words"]).split())
        self._given = _lines("given_names.txt") | _lines("more_names.txt")
        self._surnames = _lines("surnames.txt")
        self._places = _place_words()
        known = words is not None and words.is_file()
        self._words = frozenset(words.read_text(encoding="utf-8").split()) - self._given if known else frozenset()

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yields start and end of each name.

        Args:
            text: a message; what was found to be something else is hidden behind dots.
        """
        tokens = list(_TOKEN.finditer(text))
        titles, introductions, relations = (
            {match.end() for match in cue.finditer(text)}
            for cue in (self._titles, self._introductions, self._relations)
        )
        last = -1
        for number, token in enumerate(tokens):
            start = token.start()
            cue = Cue.TITLE if start in titles else Cue.INTRODUCTION if start in introductions else None
            cue = cue or (Cue.RELATION if start in relations else None)
            if number <= last or not self._begins_name(text, tokens, number, cue):
                continue
            last = self._end(text, tokens, number)
            before = _BEFORE.search(text[max(0, start - 8) : start])
            after = _INITIAL.match(text, tokens[last].end())
            yield start - len(before.group()) if before else start, after.end() if after else tokens[last].end()

    def _begins_name(self, text: str, tokens: list[re.Match[str]], number: int, cue: Cue | None) -> bool:
        token = tokens[number]
        word = token.group()
        lower = word.lower().rstrip("'’")
        if lower in self._never or len(lower) < 2:
            return False
        capital = word[0].isupper()
        strange = self._is_strange(lower)
        if _FOREIGN.search(word):  # lists alone would take ordinary words for names
            before = tokens[number - 1] if number else None
            beside = before or (tokens[number + 1] if number + 1 < len(tokens) else None)
            amid_latin = beside is not None and not _FOREIGN.search(beside.group())
            amid_sentence = before is not None and "." not in text[before.end() : token.start()]
            return cue is not None or amid_latin or (capital and (amid_sentence or self._is_given(lower)))
        listed = lower in self._surnames or self._is_given(lower)
        if cue is Cue.TITLE:
            return capital or listed or strange or not (self._words and lower in self._words)
        if self._afterwards.match(text, token.end()):
            return capital or listed or strange
        surrounded = capital and self._is_surrounded(tokens, number)
        if cue is Cue.INTRODUCTION:
            return self._is_given(lower) or strange or surrounded or (capital and listed)
        if cue is Cue.RELATION:
            return (
                self._is_given(lower) or surrounded or (capital and listed) or (strange and (capital or len(lower) > 3))
            )
        if self._is_given(lower):
            return lower not in self._also_words or surrounded
        # A word that nobody else uses: with a capital, or with letters that German has not.
        is_abbreviation = word.isupper() and len(word) <= LONGEST_ABBREVIATION
        looks_like_one = capital or bool(_UNGERMAN.search(word)) or self._acts(text, tokens, number)
        return strange and looks_like_one and not is_abbreviation

    def _acts(self, text: str, tokens: list[re.Match[str]], number: int) -> bool:
        """Returns whether a word stands where somebody is spoken of without capitals: "weil fiete will", "bei ayla"."""
        token = tokens[number]
        before = tokens[number - 1].group().lower() if number else ""
        if number and text[tokens[number - 1].end() : token.start()].strip(" "):
            before = ""  # a sentence or a part of one begins here
        if before in self._prepositions:
            return True
        after = tokens[number + 1].group().lower() if number + 1 < len(tokens) else ""
        return (not before or before in self._conjunctions) and after in self._verbs

    def _is_given(self, lower: str) -> bool:
        parts = [_plain(part) for part in re.split(r"-", re.split(r"['’`]", lower)[0]) if part]
        return bool(parts) and all(
            part in self._given or (part.endswith("s") and part[:-1] in self._given and part not in self._words)
            for part in parts
        )

    def _is_strange(self, lower: str) -> bool:
        """Returns whether a word is no ordinary one, and no compound or inflection of ordinary ones."""
        if not self._words:
            return False
        return not all(self._is_ordinary(part) for part in re.split(r"['’`-]", lower) if part)

    def _is_ordinary(self, part: str) -> bool:
        if part in self._words or part in self._places:
            return True
        if len(part) >= SHORTEST_NOUN and part.endswith(NOUN_ENDINGS) and part not in self._surnames:
            return True
        if any(
            part[: -len(end)] in self._words
            for end in ("e", "n", "s", "en", "er", "es", "em", "t", "st", "te")
            if part.endswith(end)
        ):
            return True
        return any(
            part[cut:] in self._words and (part[:cut] in self._words or part[: cut - 1] in self._words)
            for cut in range(4, len(part) - 3)
        )

    def _is_surrounded(self, tokens: list[re.Match[str]], number: int) -> bool:
        """Returns whether a surname follows, so that "Rose Müller" is a person and "Rose" a flower."""
        following = tokens[number + 1].group() if number + 1 < len(tokens) else ""
        lower = following.lower()
        return following[:1].isupper() and (lower in self._surnames or self._is_strange(lower))

    def _end(self, text: str, tokens: list[re.Match[str]], number: int) -> int:
        """Returns the number of the last token of a name that begins here."""
        last = number
        while last + 1 < len(tokens) and last - number < MOST_WORDS:
            gap = text[tokens[last].end() : tokens[last + 1].start()]
            word = tokens[last + 1].group()
            lower = word.lower()
            if gap not in (" ", "-", " - "):
                break
            noble = _NOBLE.match(text, tokens[last].end())
            behind = [n for n in range(last + 1, len(tokens)) if noble and tokens[n].start() >= noble.end()]
            if behind:
                last = behind[0]
                continue
            both_capital = word[0].isupper() and tokens[last].group()[0].isupper()
            inside = both_capital and self._is_surrounded(tokens, last + 1)  # "Elif Nur Kaya"
            if not inside and (lower in self._never or not (both_capital or self._may_go_on(lower))):
                break
            last += 1
        return last

    def _may_go_on(self, lower: str) -> bool:
        if lower in self._also_words or lower in self._places:
            return False
        return self._is_given(lower) or lower in self._surnames or self._is_strange(lower)


def _plain(lower: str) -> str:
    """Returns a word without marks on letters that German has not: ayşe as ayse."""
    if not _UNGERMAN.search(lower) or _FOREIGN.search(lower):
        return lower
    letters = unicodedata.normalize("NFKD", lower.translate(_WITHOUT_MARKS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _cue(patterns: list[str], between: str = "") -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)}){between}\W{{0,4}}", re.IGNORECASE)


def _lines(name: str) -> frozenset[str]:
    lines = (LOOKUP / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _place_words() -> frozenset[str]:
    words = (
        word.lower()
        for path in PLACES.glob("*.csv")
        for line in path.read_text(encoding="utf-8").splitlines()[1:]
        for word in re.findall(r"[^\W\d_]{4,}", line.partition(",")[0])
    )
    return frozenset(words)
