"""Measures redaction and whom a crisis is about, on messages of other hands: `python -m bot.quality.safety`."""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.nlu.crisis import CrisisRules
from bot.redaction import Redactor
from bot.redaction.redactor import load_recogniser

SETS = Path("bot/evaluation/safety")
WORDS = Path("bot/models/words.txt")


@dataclass(frozen=True)
class Redaction:
    """How much was found: spans found and all spans by kind, and which share of other characters went too."""

    found: Counter[str]
    all: Counter[str]
    too_much: float

    @property
    def recall(self) -> float:
        """The share of spans that are hidden whole."""
        return sum(self.found.values()) / sum(self.all.values())


def recall_of_redaction(redactor: Redactor, rows: list[dict[str, Any]]) -> Redaction:
    """Returns how much of what is marked in these messages the redactor hides.

    Args:
        redactor: what is measured.
        rows: ``text`` and ``spans`` (``text``, ``kind``); a span counts when none of its letters or digits is left.
    """
    found: Counter[str] = Counter()
    every: Counter[str] = Counter()
    too_much = others = 0
    for row in rows:
        text = row["text"]
        hidden = {place for span in redactor.spans(text) for place in range(span.start, span.end)}
        marked: set[int] = set()
        end = 0
        for span in row["spans"]:
            start = text.find(span["text"], end)
            start = start if start >= 0 else text.index(span["text"])
            end = start + len(span["text"])
            places = set(range(start, end))
            every[span["kind"]] += 1
            found[span["kind"]] += all(place in hidden for place in places if text[place].isalnum())
            marked |= places
        too_much += len(hidden - marked)
        others += len(text) - len(marked)
    return Redaction(found, every, too_much / max(others, 1))


def right_whom(rules: CrisisRules, rows: list[dict[str, str]]) -> float:
    """Returns the share of crises whose answer speaks to the right one.

    Args:
        rules: what is measured.
        rows: ``text``, ``kind`` and ``who``.
    """
    # For a child in danger the answer to others and to the writer's own are the same.
    said = [rules.who(row["text"], row["kind"]) for row in rows]
    said = ["self" if who == "man" else who for who in said]
    said = ["other" if who == "self" and row["kind"] == "child" else who for who, row in zip(said, rows, strict=True)]
    return sum(who == row["who"] for who, row in zip(said, rows, strict=True)) / len(rows)


def main() -> None:
    """Prints the tables."""
    recogniser = load_recogniser()
    redactors = {"Muster und Listen": Redactor(WORDS)}
    if recogniser:
        redactors["mit de_core_news_sm"] = Redactor(WORDS, recogniser)
    print("| Schwärzen | Satz | gefunden | nach Art | zu viel geschwärzt | ms je Nachricht, Median / p95 |")
    print("|---|---|---|---|---|---|")
    for name, redactor in redactors.items():
        for file in ("redaction_unseen", "redaction", "redaction_tuning", "redaction_tuning2", "redaction_tuning3"):
            rows = _read(file)
            figures = recall_of_redaction(redactor, rows)
            kinds = ", ".join(f"{kind} {figures.found[kind]}/{count}" for kind, count in figures.all.most_common())
            times = sorted(_milliseconds(redactor, row["text"]) for row in rows)
            median, p95 = statistics.median(times), times[int(len(times) * 0.95)]
            shares = f"{figures.recall:.3f} | {kinds} | {figures.too_much:.3f}"
            print(f"| {name} | {file} | {shares} | {median:.2f} / {p95:.2f} |")
    if not recogniser:
        print("\nde_core_news_sm ist nicht installiert; mit Modell wurde nicht gemessen.")
    rules = CrisisRules(yaml.safe_load(Path("bot/lookup/crisis.yml").read_text(encoding="utf-8")))
    print("\n| um wen es geht | richtig |\n|---|---|")
    for file in ("crisis_who", "crisis_who_tuning"):
        print(f"| {file} | {right_whom(rules, _read(file)):.3f} |")


def _milliseconds(redactor: Redactor, text: str) -> float:
    started = time.perf_counter()
    redactor.redact(text)
    return (time.perf_counter() - started) * 1000


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
