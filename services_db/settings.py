"""Reads settings.yml, the one file a district changes, as one typed object."""

import os
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

PATH = Path(__file__).parent.parent / "settings.yml"


class SettingsError(Exception):
    """settings.yml is wrong; the text names the field and the reason."""


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

    host: str
    port: int = Field(ge=1, le=65535)
    url: str = Field(default="http://localhost:8080", pattern=r"^https?://[^\s/]+")
    embedded_on: list[Annotated[str, Field(pattern=r"^https?://[^\s/*]+$")]] = Field(default_factory=list)
    """Origins of the pages that may embed the widget, e.g. ``https://www.alsfeld.de``."""


class Settings(_Section):
    """All settings of a district."""

    region: Region
    page: Page
    server: Server


@cache
def settings() -> Settings:
    """Returns the settings, read once.

    The environment variable LOTSE_SETTINGS names another file; LOTSE_PORT another port.

    Raises:
        SettingsError: if the file is missing or a value is wrong.
    """
    path = Path(os.environ.get("LOTSE_SETTINGS", PATH))
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        if port := os.environ.get("LOTSE_PORT"):
            data["server"]["port"] = port
        return Settings.model_validate(data)
    except OSError as error:
        raise SettingsError(f"Die Datei {path} ist nicht lesbar: {error.strerror}") from error
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise SettingsError(f"{path} ist kein gültiges YAML: {error}") from error
    except ValidationError as error:
        lines = (f"{path}: {'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise SettingsError("\n".join(lines)) from error
