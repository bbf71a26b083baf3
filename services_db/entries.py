"""An entry as people write it: in a seed file, or as a row of the spreadsheet; what is wrong is said in German."""

import re
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, field_validator, model_validator
from pydantic_core import PydanticCustomError

from services_db.phones import InvalidPhoneError, format_phone

DAYS = dict(zip(("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
"""Days as they are written in the files, and as HSDS (iCalendar) writes them."""
_DAY = "|".join(DAYS)
_OPENING = re.compile(rf"(?P<days>täglich|(?:{_DAY})(?:[-,](?:{_DAY}))*) (?P<opens>[\d:]+)-(?P<closes>[\d:]+)")
_CLOCK = re.compile(r"([01]?\d|2[0-4])(?::([0-5]\d))?")

Area = Annotated[str, Field(pattern=r"^(DE|\d{2}|\d{5})$")]
"""``DE``, an official key (``06`` Hessen, ``06535`` Vogelsbergkreis) or a PLZ."""
Fact = Literal["existence", "address", "phones", "email", "url", "hours", "required_documents"]


class Strict(BaseModel):
    """A model that knows no other fields."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class OrganizationEntry(Strict):
    """An organization; `key` is its name in the files."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    name: str = Field(min_length=2)
    description: str
    website: HttpUrl | None = None


class AddressEntry(Strict):
    """An address; without `address_1` only the town is known."""

    address_1: str = ""
    postal_code: str = Field(pattern=r"^\d{5}$")
    city: str = Field(min_length=2)
    note: str | None = None


class SourceEntry(Strict):
    """Where facts come from: page(s), date of the page as it states it, how sure."""

    fields: list[Fact] = Field(min_length=1)
    url: HttpUrl | list[HttpUrl]
    date: str = Field(min_length=1)
    confidence: Literal["high", "medium", "low"]

    @property
    def urls(self) -> list[str]:
        """All pages as text."""
        return [str(url) for url in (self.url if isinstance(self.url, list) else [self.url])]


class ServiceFacts(Strict):
    """What is known of a service; every fact it states (address, phones, …) must have a source.

    How ``organization`` and ``through`` (whose phone reaches it) are named is up to the file: by key, name or id.
    """

    name: str = Field(min_length=2)
    organization: str
    description: str = Field(min_length=10)
    topics: dict[str, int]
    area: list[Area] = Field(min_length=1)
    address: AddressEntry | None = None
    phones: list[str] = Field(default_factory=list)
    email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")
    url: HttpUrl | None = None
    hours: str | None = None
    opening: list[str] = Field(default_factory=list)
    languages: list[str] = Field(default_factory=list)
    free_of_charge: bool = False
    minimum_age: int | None = Field(default=None, ge=0, le=120)
    maximum_age: int | None = Field(default=None, ge=0, le=120)
    status: Literal["active", "inactive", "defunct", "temporarily closed"] = "active"
    alert: str | None = None
    required_documents: list[str] = Field(default_factory=list)
    through: str | None = None
    sources: list[SourceEntry] = Field(min_length=1)
    source_note: str | None = None

    @field_validator("area", mode="before")
    @classmethod
    def _one_area_is_enough(cls, area: object) -> object:
        return [area] if isinstance(area, str) else area

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
    def _every_fact_has_a_source(self) -> "ServiceFacts":
        sourced = {name for source in self.sources for name in source.fields}
        stated = (name for name in get_args(Fact) if name != "existence" and getattr(self, name))
        missing = [name for name in stated if name not in sourced]
        if missing:
            names = ", ".join(missing)
            raise PydanticCustomError("unsourced", "ohne Quelle: {names} (unter „sources“ eintragen)", {"names": names})
        if not (self.phones or self.email or self.url or self.address or self.through):
            raise PydanticCustomError("no_way", "kein Weg dorthin: Telefon, Mail, Seite, Adresse oder „through“ fehlt")
        return self


class ServiceEntry(ServiceFacts):
    """A service in a seed file; `key` is its name there, from which its id is made."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")


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
