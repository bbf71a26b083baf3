"""Reads settings.yml, the one file a district changes, and the environment, as one typed object."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, YamlConfigSettingsSource

ROOT = Path(__file__).parent.parent
PATH = ROOT / "settings.yml"


class SettingsError(Exception):
    """The settings are wrong; the text names the field and the reason."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Region(_Section):
    """The district: its name, its official area key (AGS) and how its Anlaufstelle is called."""

    name: str = Field(min_length=2)
    area: str = Field(pattern=r"^\d{2,5}$")
    contact_point: str = Field(min_length=2)


class Page(_Section):
    """The citizen's page: title and main colour."""

    title: str = Field(min_length=1)
    color: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")


class Server(_Section):
    """Where the public door listens, and under which address citizens reach it (for links in answers)."""

    host: str = Field(pattern=r"^[\w.-]+$")
    """An IPv4 address of this machine, or its name (for IPv6: a web server before the door)."""
    port: int = Field(ge=1, le=65535)
    url: str = Field(default="http://localhost:8080", pattern=r"^https?://[^\s/]+")
    embedded_on: list[Annotated[str, Field(pattern=r"^https?://[^\s/*]+$")]] = Field(default_factory=list)
    """Origins of the pages that may embed the widget, e.g. ``https://www.alsfeld.de``."""
    proxies: list[str] = Field(default_factory=lambda: ["127.0.0.1", "::1"])
    """Addresses of the reverse proxies before the door: only they are believed who the caller is."""
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    """Where figures for the monitoring are read, on 127.0.0.1 only; None: nowhere."""


class Privacy(_Section):
    """What is kept of a conversation, and how long."""

    keep_hours: float = Field(default=24, gt=0, le=48)
    """Hours after the last message until a conversation is deleted."""
    notice: str = Field(default="", pattern=r"^(https?://[^\s\"<>]+)?$")
    """Address of the privacy notice (Art. 13 GDPR) of the public body; docs/privacy/art13.md is a text to adapt."""
    conversations: str = ""
    """SQLAlchemy URL of the database of conversations; empty: the file var/conversations.db."""


class Limits(_Section):
    """How much may be sent. Addresses are wide: a school or an office may share one."""

    messages_per_minute: int = Field(default=30, ge=1)
    """Of one conversation."""
    requests_per_minute: int = Field(default=300, ge=1)
    """Of one address."""
    conversations_per_minute: int = Field(default=60, ge=1)
    """New ones from one address."""
    at_once: int = Field(default=64, ge=1)
    """Messages of all conversations that are being answered at the same time."""


class Settings(BaseSettings):
    """All settings. A field may also come from the environment, e.g. ``LOTSE_SERVER__PORT=8081``."""

    model_config = SettingsConfigDict(
        env_prefix="LOTSE_", env_nested_delimiter="__", extra="forbid", frozen=True, populate_by_name=True
    )

    region: Region
    page: Page
    server: Server
    privacy: Privacy = Privacy()
    limits: Limits = Limits()
    database: str = Field(default="", validation_alias=AliasChoices("database", "DATABASE_URL"))
    """SQLAlchemy URL of the directory; empty: the file var/lotse.db."""
    model: Path = ROOT / "bot" / "models" / "lotse.tar.gz"
    """The trained assistant."""
    rasa_url: str = Field(default="http://127.0.0.1:5005", validation_alias=AliasChoices("rasa_url", "RASA_URL"))
    """Where Rasa listens; set by the launcher."""
    action_url: str = Field(default="http://127.0.0.1:5055", validation_alias=AliasChoices("action_url", "ACTION_URL"))
    """Where the action server listens; set by the launcher."""
    wall_key: SecretStr = Field(default=SecretStr(""), validation_alias=AliasChoices("wall_key", "WALL_KEY"))
    """Opens Rasa's door for the gateway; made anew by the launcher at each start."""
    logs: Path = ROOT / "var" / "log"
    """The folder of the logs of `make run`; each is at most 2 MB, with one older one."""
    secret: SecretStr | None = Field(default=None, validation_alias="LOTSE_SECRET", min_length=32)
    """Signs the tokens, from the environment only; else the file var/secret."""

    @property
    def conversations_url(self) -> str:
        """SQLAlchemy URL of the database of conversations."""
        return self.privacy.conversations or f"sqlite:///{ROOT / 'var' / 'conversations.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Returns where values come from: the environment before the file."""
        return (env_settings, YamlConfigSettingsSource(settings_cls, yaml_file=settings_path()))


def settings_path() -> Path:
    """Returns the file of settings: settings.yml, or what the environment variable LOTSE_SETTINGS names."""
    return Path(os.environ.get("LOTSE_SETTINGS", PATH))


def settings() -> Settings:
    """Returns the settings; read once, and again only when the environment changes.

    Raises:
        SettingsError: if the file is missing or a value is wrong.
    """
    return _read(tuple(sorted(item for item in os.environ.items() if item[0].startswith(_NAMES))))


_NAMES = ("LOTSE_", "DATABASE_URL", "RASA_URL", "ACTION_URL", "WALL_KEY")


@lru_cache(maxsize=8)
def _read(_environment: tuple[tuple[str, str], ...]) -> Settings:
    path = settings_path()
    try:
        with path.open(encoding="utf-8"):
            return Settings()  # type: ignore[call-arg]  # its values come from the file
    except OSError as error:
        raise SettingsError(f"Die Datei {path} ist nicht lesbar: {error.strerror}") from error
    except ValidationError as error:
        raise SettingsError("\n".join(_told(item, path) for item in error.errors())) from error
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise SettingsError(f"{path} (oder ein Wert der Umgebung) ist nicht zu lesen: {error}") from error


_REASONS = {
    "missing": "fehlt",
    "extra_forbidden": "gibt es nicht, vielleicht ein Tippfehler",
    "int_parsing": "muss eine ganze Zahl sein",
    "int_type": "muss eine ganze Zahl sein",
    "float_parsing": "muss eine Zahl sein",
    "string_type": "muss ein Text sein",
    "string_too_short": "ist zu kurz, mindestens {min_length} Zeichen",
    "too_short": "ist zu kurz, mindestens {min_length} Zeichen",
    "string_pattern_mismatch": "hat nicht die richtige Form ({pattern})",
    "greater_than_equal": "muss mindestens {ge} sein",
    "greater_than": "muss größer als {gt} sein",
    "less_than_equal": "darf höchstens {le} sein",
    "list_type": "muss eine Liste sein",
}


def _told(error: ErrorDetails, path: Path) -> str:
    """Returns what is wrong in German; never the value itself, which may be a secret."""
    known = _REASONS.get(error["type"])
    reason = known.format(**error.get("ctx", {})) if known else error["msg"]
    return f"{'.'.join(map(str, error['loc']))} {reason} ({path} oder Umgebung)"
