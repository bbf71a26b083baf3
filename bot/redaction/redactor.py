"""Finds personal data in a message and puts a word for its kind in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.redaction.names import NameFinder
from bot.redaction.numbers import find_numbers

MODEL = "de_core_news_sm"
PLACEHOLDERS = {
    "person": "[Name]",
    "phone": "[Telefon]",
    "email": "[E-Mail]",
    "iban": "[IBAN]",
    "insurance": "[Versicherung]",
    "tax": "[Steuer]",
    "address": "[Adresse]",
    "birth_date": "[Geburtstag]",
}


@dataclass(frozen=True)
class Span:
    """Personal data in a text: from character ``start`` up to ``end`` (exclusive), and its kind (`PLACEHOLDERS`)."""

    start: int
    end: int
    kind: str


class Redactor:
    """Redacts names, phone numbers, mail addresses, IBANs, insurance and tax numbers, addresses and birth dates.

    Names of persons are found by what stands before them and by lists; with spaCy's German model also by its reading.

    Args:
        words: a file of ordinary words, one a line (bot/models/words.txt); without one fewer names are found.
        recogniser: a spaCy pipeline that marks persons, or None.
    """

    def __init__(self, words: Path | None = None, recogniser: Callable[[str], Any] | None = None) -> None:
        self._names = NameFinder(words)
        self._recogniser = recogniser

    def spans(self, text: str) -> list[Span]:
        """Returns what is personal in a text, in order, without overlaps.

        Args:
            text: a message as written.
        """
        found = [Span(*span) for span in find_numbers(text)]
        # A name finder must not read the letters of a mail address or a street as names.
        hidden = _hide(text, found)
        found += [Span(start, end, "person") for start, end in self._names.find(hidden)]
        if self._recogniser:
            persons = (item for item in self._recogniser(hidden).ents if item.label_ == "PER")
            found += [Span(item.start_char, item.end_char, "person") for item in persons]
        return _merged(found)

    def redact(self, text: str) -> str:
        """Returns a text with a placeholder for each piece of personal data.

        Args:
            text: a message as written.
        """
        parts, end = [], 0
        for span in self.spans(text):
            parts += [text[end : span.start], PLACEHOLDERS[span.kind]]
            end = span.end
        return "".join([*parts, text[end:]])


def load_recogniser() -> Callable[[str], Any] | None:
    """Returns spaCy's small German model, as far as it finds persons; None where it is not installed."""
    import spacy

    if not spacy.util.is_package(MODEL):
        return None
    return spacy.load(MODEL, enable=["tok2vec", "ner"])


def _hide(text: str, spans: Iterable[Span]) -> str:
    for span in spans:
        text = text[: span.start] + "·" * (span.end - span.start) + text[span.end :]
    return text


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda item: (item.start, -item.end)):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Span(last.start, max(last.end, span.end), last.kind)
        else:
            merged.append(span)
    return merged
