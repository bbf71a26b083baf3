"""What an entry of a seed file may hold; a mistake is reported with file, line and reason."""

import re
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, field_validator, model_validator

from services_db.phones import InvalidPhoneError, format_phone

DAYS = dict(zip(("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
"""Days as they are written in the files, and as HSDS (iCalendar) writes them."""
_DAY = "|".join(DAYS)
_OPENING = re.compile(rf"(?P<days>täglich|(?:{_DAY})(?:[-,](?:{_DAY}))*) (?P<opens>[\d:]+)-(?P<closes>[\d:]+)")
_CLOCK = re.compile(r"([01]?\d|2[0-4])(?::([0-5]\d))?")

Fact = Literal["existence", "address", "phones", "email", "url", "hours", "required_documents"]


class SeedError(Exception):
    """Something in a seed file is wrong; each line of the text names file, line, field and reason."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class OrganizationEntry(_Strict):
    """An organization; `key` is its name in the files."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str = Field(min_length=2)
    description: str
    website: HttpUrl | None = None


class AddressEntry(_Strict):
    """An address; without `address_1` only the town is known."""

    address_1: str = ""
    postal_code: str = Field(pattern=r"^\d{5}$")
    city: str = Field(min_length=2)
    note: str | None = None


class SourceEntry(_Strict):
    """Where facts come from: page(s), date of the page as it states it, how sure."""

    fields: list[Fact] = Field(min_length=1)
    url: HttpUrl | list[HttpUrl]
    date: str = Field(min_length=1)
    confidence: Literal["high", "medium", "low"]

    @property
    def urls(self) -> list[str]:
        """All pages as text."""
        return [str(url) for url in (self.url if isinstance(self.url, list) else [self.url])]


class ServiceEntry(_Strict):
    """A service; every fact it states (address, phones, …) must have a source."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str = Field(min_length=2)
    organization: str
    description: str = Field(min_length=10)
    topics: dict[str, int]
    area: str = Field(pattern=r"^(DE|\d{2}|\d{5})$")
    address: AddressEntry | None = None
    phones: list[str] = Field(default_factory=list)
    email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")
    url: HttpUrl | None = None
    hours: str | None = None
    opening: list[str] = Field(default_factory=list)
    languages: list[str] = Field(default_factory=list)
    free_of_charge: bool = False
    required_documents: list[str] = Field(default_factory=list)
    through: str | None = None
    sources: list[SourceEntry] = Field(min_length=1)
    source_note: str | None = None

    @field_validator("phones")
    @classmethod
    def _format_phones(cls, phones: list[str]) -> list[str]:
        try:
            return [format_phone(phone) for phone in phones]
        except InvalidPhoneError as error:
            raise ValueError(str(error)) from error

    @field_validator("opening")
    @classmethod
    def _opening_can_be_computed_with(cls, opening: list[str]) -> list[str]:
        for text in opening:
            read_opening(text)
        return opening

    @field_validator("languages")
    @classmethod
    def _languages_are_codes(cls, languages: list[str]) -> list[str]:
        for code in languages:
            if not re.fullmatch(r"[a-z]{2}", code):
                raise ValueError(f"„{code}“ ist kein Sprachkürzel nach ISO 639-1 (zum Beispiel de, en, tr)")
        return languages

    @model_validator(mode="after")
    def _every_fact_has_a_source(self) -> "ServiceEntry":
        sourced = {name for source in self.sources for name in source.fields}
        stated = (name for name in get_args(Fact) if name != "existence" and getattr(self, name))
        missing = [name for name in stated if name not in sourced]
        if missing:
            raise ValueError(f"ohne Quelle: {', '.join(missing)} (unter „sources“ eintragen)")
        if not (self.phones or self.email or self.url or self.address or self.through):
            raise ValueError("kein Weg dorthin: Telefon, Mail, Internetseite, Adresse oder „through“ fehlt")
        return self


def read_opening(text: str) -> tuple[str, str, str]:
    """Returns what an opening such as ``Mo-Do 9-17:30`` or ``täglich 0-24`` means.

    Args:
        text: days, a space, from when to when.

    Returns:
        The days as HSDS writes them (``MO,TU,WE,TH``), and the times as ``HH:MM``.

    Raises:
        ValueError: if it is written otherwise.
    """
    match = _OPENING.fullmatch(text.strip())
    times = [_CLOCK.fullmatch(match[name]) for name in ("opens", "closes")] if match else []
    if not match or not all(times):
        raise ValueError(f"„{text}“: bitte so schreiben: Mo-Do 9-17:30, oder Mo,Mi 9-12, oder täglich 0-24")
    names = list(DAYS)
    chosen: list[str] = []
    for part in ["Mo-So"] if match["days"] == "täglich" else match["days"].split(","):
        first, _, last = part.partition("-")
        start, end = names.index(first), names.index(last or first)
        if end < start:
            raise ValueError(f"„{text}“: {last} liegt vor {first}")
        chosen += names[start : end + 1]
    opens, closes = (f"{int(time[1]):02}:{time[2] or '00'}" for time in times if time)
    return ",".join(DAYS[name] for name in chosen), opens, closes


class TermEntry(_Strict):
    """A taxonomy term."""

    code: str = Field(pattern=r"^[a-z_]+$")
    name: str
    description: str


class TaxonomyFile(_Strict):
    """The file taxonomy.yml."""

    name: str
    description: str
    terms: list[TermEntry]


class DirectoryFile(_Strict):
    """A directory file: organizations and services."""

    organizations: list[OrganizationEntry] = Field(default_factory=list)
    services: list[ServiceEntry]


Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path, model: type[Model]) -> Model:
    """Returns the checked content of a seed file.

    Args:
        path: a YAML file.
        model: what it must hold.

    Raises:
        SeedError: with one line per problem: file, line, where in the entry, reason.
    """
    text = path.read_text(encoding="utf-8")
    try:
        root = yaml.compose(text)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise SeedError(f"{path}:{line}: kein gültiges YAML ({getattr(error, 'problem', error)})") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        lines = [
            f"{path}:{_line_of(root, item['loc'])}: {'.'.join(map(str, item['loc'])) or 'Datei'}: {item['msg']}"
            for item in error.errors()
        ]
        raise SeedError("\n".join(lines)) from error


def _line_of(node: Any, location: tuple[int | str, ...]) -> int:
    line = 1
    for step in location:
        if isinstance(node, yaml.MappingNode):
            line = node.start_mark.line + 1
            node = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            break
        if node is None:
            break
        line = node.start_mark.line + 1
    return line
