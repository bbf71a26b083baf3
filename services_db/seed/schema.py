"""What a seed file may hold; a mistake is reported with file, line and reason."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError

from services_db.entries import OrganizationEntry, ServiceEntry, Strict


class SeedError(Exception):
    """Something in a seed file is wrong; each line of the text names file, line, field and reason."""


class TermEntry(Strict):
    """A taxonomy term."""

    code: str = Field(pattern=r"^[a-z_]+$")
    name: str
    description: str


class TaxonomyFile(Strict):
    """The file taxonomy.yml."""

    name: str
    description: str
    terms: list[TermEntry]


class DirectoryFile(Strict):
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
