"""The way through a journey: which question is next, what an answer means, which guides it leads to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml

from bot.journeys.dates import read_date
from bot.journeys.person import MAX_AGE, read_age
from bot.journeys.schema import UNKNOWN, Choice, Conditions, Journey, JourneyFile, Option, Question
from bot.journeys.text import plain

CONTENT = Path(__file__).parent / "content"
Answers = Mapping[str, str]
"""What was answered, by question: the key of an option, an age in years, a date in ISO 8601, or ``unknown``."""

_NO_IDEA = re.compile(
    r"^(das )?(weiss|weis) (ich |ick |i )?(das |es )?(leider |auch |noch )?(nicht|net|nich|ned)\b"
    r"|^kei?ne? (ahnung|plan|idee)|^(ka|kp|egal|weiter|ueberspringen|nix|weissnich)\b|^\?+$"
    r"|^sag ich nicht|^moechte ich nicht"
)


@cache
def journeys() -> dict[str, Journey]:
    """Returns all journeys by their keys; several needs have one of their own name."""
    found = []
    for path in sorted(CONTENT.glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += JourneyFile.model_validate(data).journeys if "journeys" in data else [Journey.model_validate(data)]
    return {journey.key: journey for journey in found}


def journey(key: str) -> Journey:
    """Returns the journey of this key; a need without one gets an empty one, which leads straight to the services."""
    return journeys().get(key) or Journey(key=key, topic=key)


def ask_back(text: str) -> str | None:
    """Returns the response that asks which need is meant, if a message fits two alike, else None.

    Args:
        text: the message, as it was written.
    """
    words = plain(text)
    for journey in journeys().values():
        rule = journey.ask_back
        if rule and _any(rule.words, words) and not _any(rule.unless, words) and len(words.split()) <= rule.most_words:
            return rule.response
    return None


def form_named(text: str) -> str | None:
    """Returns the guide of the form that a message names ("Unterlagen für Elterngeld"), or None.

    Args:
        text: the message, as it was written.
    """
    forms = journey("forms")
    answers = infer(forms, text)
    return guides(forms, answers)[0] if answers.get("which") else None


def options(journey: Journey, question: Question) -> list[Option]:
    """Returns the answers a question takes, except "I don't know"."""
    return journey.levels if question.levels else question.options


def question(journey: Journey, key: str) -> Question | None:
    """Returns the question with this key, or None."""
    return next((item for item in journey.questions if item.key == key), None)


def infer(journey: Journey, text: str) -> dict[str, str]:
    """Returns the answers that a first message already gives.

    Args:
        journey: about to begin.
        text: the message, as it was written.
    """
    words = plain(text)
    if journey.cases:
        found = next((case.guide for case in journey.cases if _any(case.words, words)), None)
        return {"case": found} if found else {}
    answers = {}
    for item in journey.questions:
        if item.kind == "options" and not item.levels:
            option = _option_in(item.options, words)
            if option:
                answers[item.key] = option.key
        if item.kind == "age" and (age := read_age(text)) is not None:
            answers[item.key] = str(age)
    return answers


def next_question(journey: Journey, answers: Answers, kind_of_person: str | None = None) -> Question | None:
    """Returns the first question that is open and makes a difference, or None when all is said.

    Args:
        journey: under way.
        answers: so far.
        kind_of_person: who needs help, by kind (``child``, ``old`` …).
    """
    return next((item for item in _asked(journey, answers, kind_of_person) if item.key not in answers), None)


def open_questions(journey: Journey, answers: Answers, kind_of_person: str | None = None) -> int:
    """Returns how many questions are still to be put, as far as is known now."""
    return sum(item.key not in answers for item in _asked(journey, answers, kind_of_person))


def _asked(journey: Journey, answers: Answers, kind_of_person: str | None) -> Iterator[Question]:
    for item in journey.questions:
        if item.only_for and item.only_for != kind_of_person:
            continue
        if _fits(item.only_if, answers, open_fits=False) and not (item.not_if and _fits(item.not_if, answers, False)):
            yield item


def read_answer(journey: Journey, item: Question, text: str, act: str, today: dt.date) -> str | None:
    """Returns what a message means as the answer to a question, or None when it is none.

    Args:
        journey: under way.
        item: the open question.
        text: the message, as it was written.
        act: its intent, e.g. ``affirm``.
        today: the day on which "yesterday" is counted.
    """
    words = plain(text)
    if item.kind == "age":
        age = read_age(text, alone=True)
        if age is not None:
            return str(age)
    if item.kind == "date":
        date = read_date(text, today)
        if date is not None:
            return date.isoformat()
    option = _option_in(options(journey, item), words)
    if option is None:
        option = next((found for found in options(journey, item) if found.says and found.says == act), None)
    if option is not None:
        return option.key
    if act == "skip" or _NO_IDEA.search(words):
        return UNKNOWN
    return None


def is_answer(journey: Journey, item: Question, value: str) -> bool:
    """Returns whether a value (from a button) is an answer to this question."""
    if value == UNKNOWN:
        return True
    if item.kind == "age":
        return value.isdigit() and int(value) <= MAX_AGE
    return any(option.key == value for option in options(journey, item))


def guides(journey: Journey, answers: Answers) -> list[str]:
    """Returns the keys of the guides that the answers lead to, best first.

    Args:
        journey: at its end.
        answers: all of them; what is missing counts as ``unknown``.
    """
    if journey.default:
        return [answers.get("case") or journey.default]
    if journey.choose:
        fitting = [choice for choice in journey.choose.from_ if _is_open(choice, answers)]
        alone = [choice for choice in fitting if choice.alone]
        ranked = sorted(alone or fitting, key=lambda choice: -_points(choice, answers))
        names = list(dict.fromkeys(choice.guide for choice in ranked))
        if names:
            return names[: journey.choose.most]
    return [result.guide for result in journey.results if _fits(result.if_, answers, open_fits=False)][:1]


def _is_open(choice: Choice, answers: Answers) -> bool:
    age = answers.get("age", "")
    too_old = choice.under is not None and age.isdigit() and int(age) >= choice.under
    return not too_old and _fits(choice.needs, answers, open_fits=True)


def _points(choice: Choice, answers: Answers) -> int:
    return choice.points + sum(2 for key, values in choice.likes.items() if answers.get(key) in values)


def _fits(conditions: Conditions, answers: Answers, open_fits: bool) -> bool:
    """Returns whether the answers meet all conditions; ``open_fits`` says what holds for a question never asked."""
    return all(open_fits if key not in answers else answers[key] in values for key, values in conditions.items())


def _option_in(choices: list[Option], words: str) -> Option | None:
    exact = next((option for option in choices if plain(option.title) == words), None)
    return exact or next((option for option in choices if _any(option.words, words)), None)


def _any(patterns: list[str], words: str) -> bool:
    return any(re.search(pattern, words) for pattern in patterns)
