"""What the files in content/ may hold."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

UNKNOWN = "unknown"
"""The answer "I don't know", "I'd rather not say": every question takes it."""


def _compiles(pattern: str) -> str:
    re.compile(pattern)
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
Conditions = dict[str, list[str]]


class Strict(BaseModel):
    """A model that knows no other fields and does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Strict):
    """An answer: the button's title, and patterns that mean it; ``says`` is a dialogue act that means it too."""

    key: str
    title: str = Field(max_length=40)
    words: list[Pattern] = Field(default_factory=list)
    says: Literal["affirm", "deny"] | None = None


class Question(Strict):
    """A question, asked where ``only_if`` and ``not_if`` allow it (``only_for``: for one kind of person only)."""

    key: str
    ask: str
    help: str
    kind: Literal["options", "age", "date"] = "options"
    options: list[Option] = Field(default_factory=list)
    shown: list[str] = Field(default_factory=list)
    levels: bool = False
    only_if: Conditions = Field(default_factory=dict)
    not_if: Conditions = Field(default_factory=dict)
    only_for: str | None = None
    unknown: str | None = None


class Result(Strict):
    """The guide for certain answers; the first that fits counts."""

    guide: str
    if_: Conditions = Field(default_factory=dict, alias="if")


class Choice(Strict):
    """A guide among several: what it needs, what speaks for it, and how much."""

    guide: str
    needs: Conditions = Field(default_factory=dict)
    likes: Conditions = Field(default_factory=dict)
    under: int | None = None
    points: int = 1
    alone: bool = False


class Choose(Strict):
    """At most so many guides, those with most points first."""

    most: int
    from_: list[Choice] = Field(alias="from")


class Case(Strict):
    """A guide for what a first message says."""

    guide: str
    words: list[Pattern]


class Link(Strict):
    """A button below the result."""

    title: str
    payload: str


class AskBack(Strict):
    """When a message fits two needs: it holds one of ``words`` and none of ``unless``, and is short."""

    words: list[Pattern]
    unless: list[Pattern]
    most_words: int = 12
    response: str


class Journey(Strict):
    """The way from a need to a guide.

    ``private``: the answers are forgotten when it ends. ``cases``: nothing is asked, the first message decides.
    """

    key: str
    topic: str
    intro: str | None = None
    private: bool = False
    questions: list[Question] = Field(default_factory=list)
    levels: list[Option] = Field(default_factory=list)
    unknown: str = "Weiß nicht"
    results: list[Result] = Field(default_factory=list)
    choose: Choose | None = None
    cases: list[Case] = Field(default_factory=list)
    default: str | None = None
    more: list[Link] = Field(default_factory=list)
    ask_back: AskBack | None = None


class JourneyFile(Strict):
    """A file that holds several journeys."""

    journeys: list[Journey]
