"""What an entry of a seed file may hold; a mistake is reported with file, line and reason."""

from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError, field_validator, model_validator

from services_db.phones import InvalidPhoneError, format_phone

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
