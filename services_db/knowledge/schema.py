"""What the files of the knowledge may hold; a sentence with a figure needs a source."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_/-]*$")]
FORM_PARTS = ("responsible", "where", "bring", "deadline", "mistakes")
"""What a citizen must know of a form; what is missing or weak is a gap."""
COMMON_MISTAKES = 3
# A figure that states something: not a paragraph, a PLZ, the number of a form or a number to call.
_FIGURE = re.compile(r"(?<![\d{\[])\d+(?![\d\]}])")
_NO_CLAIM = re.compile(r"§+ ?\d+\w*( Abs\. \d+)?|\b11[0256](?: ?\d{3})?\b|\b\d{5} [A-Z]|Formblatt \d|\(\d\)|Form [AB]")


class Strict(BaseModel):
    """A model that knows no other fields and does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reference(Strict):
    """Where a sentence comes from; ``date`` is the state of the text that was read."""

    name: str
    url: str = Field(pattern=r"^https://")
    date: str
    confidence: Literal["high", "medium", "low"]


class Amount(Strict):
    """Amounts of one kind, by grade or age, in ``unit``, valid since a month."""

    unit: str
    values: dict[int, int | float]
    since: str
    reference: str


class Line(Strict):
    """One sentence or two; ``simple`` says the same more simply, ``refs`` name the sources."""

    text: str = Field(min_length=3)
    simple: str | None = None
    refs: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _figures_have_a_source(self) -> Line:
        figures = _FIGURE.findall(_NO_CLAIM.sub("", self.text))
        if figures and not self.refs:
            raise ValueError(f"ohne Quelle, aber mit der Angabe {figures[0]}: „{self.text}“")
        return self


class Guide(Strict):
    """The way on in one situation, or with one form.

    ``unknown`` says what no source was found for; ``social``: § 16 SGB I holds, a wrong office must pass it on;
    ``state``: the one German state it is true for.
    """

    key: Key
    title: str
    steps: list[Line] = Field(min_length=1)
    responsible: Line | None = None
    where: Line | None = None
    deadline: Line | None = None
    money: Line | None = None
    bring: list[Line] = Field(default_factory=list)
    mistakes: list[Line] = Field(default_factory=list)
    remedy: Literal["widerspruch", "einspruch", "belehrung"] | None = None
    say: str
    letters: list[Key] = Field(default_factory=list)
    topic: Key
    form: bool = False
    urgent: bool = False
    social: bool = False
    state: str | None = None
    unknown: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_step_has_a_simpler_way(self) -> Guide:
        missing = [step.text for step in self.steps if not step.simple]
        if missing:
            raise ValueError(f"{self.key}: ohne einfachere Fassung: „{missing[0]}“")
        return self

    @property
    def lines(self) -> Iterator[Line]:
        """All sentences of the guide."""
        yield from self.steps
        yield from filter(None, (self.responsible, self.where, self.deadline, self.money))
        yield from self.bring
        yield from self.mistakes


class LetterField(Strict):
    """A blank of a letter, as the form on the page names it."""

    label: str
    lines: int = 1
    choices: list[str] = Field(default_factory=list)
    optional: bool = False


class Letter(Strict):
    """A letter with blanks in braces; ``legal`` names what its form was checked against."""

    key: Key
    title: str
    when: str
    legal: list[str] = Field(min_length=1)
    to: str
    subject: str
    fields: list[str]
    body: str

    @model_validator(mode="after")
    def _blanks_are_fields(self) -> Letter:
        blanks = {
            name for text in (self.subject, self.body) for _, name, _, _ in string.Formatter().parse(text) if name
        }
        if blanks - set(self.fields):
            raise ValueError(f"{self.key}: kein Feld für {sorted(blanks - set(self.fields))}")
        return self


class GuideFile(Strict):
    """A file in guides/."""

    guides: list[Guide]


class LetterFile(Strict):
    """The file letters.yml."""

    letters: list[Letter]
    fields: dict[str, LetterField]
