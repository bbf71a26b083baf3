"""Reads the knowledge once, checks that everything it names is there, and hands out only what may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from services_db.knowledge.schema import (
    COMMON_MISTAKES,
    FORM_PARTS,
    Amount,
    Guide,
    GuideFile,
    Letter,
    LetterField,
    LetterFile,
    Line,
    Reference,
)

FOLDER = Path(__file__).parent
Model = TypeVar("Model", bound=BaseModel)


class KnowledgeError(Exception):
    """A file of the knowledge is wrong; the text names file, place and reason."""


@dataclass(frozen=True)
class Gap:
    """Something a guide should say and does not know."""

    guide: str
    title: str
    detail: str


@dataclass(frozen=True)
class Knowledge:
    """Guides, letters, amounts and references by their keys."""

    guides: Mapping[str, Guide]
    letters: Mapping[str, Letter]
    letter_fields: Mapping[str, LetterField]
    amounts: Mapping[str, Amount]
    references: Mapping[str, Reference]

    def fill(self, text: str, **words: str) -> str:
        """Returns a text with its amounts (``{pflegegeld[2]}``) and words (``{for_whom}``) put in.

        Args:
            text: of a line.
            words: for the other blanks; a blank that is not named becomes nothing.
        """
        amounts = {name: _Values(amount.values) for name, amount in self.amounts.items()}
        filled = text.format(**({"for_whom": "", "whom": ""} | amounts | words))
        return " ".join(filled.split()).replace(" .", ".").replace(" “", "“").replace(" ,", ",")

    def shown(self, line: Line | None) -> bool:
        """Returns whether a line may be shown: it says something, and no source of it is weak."""
        return line is not None and all(self.references[ref].confidence != "low" for ref in line.refs)

    def gaps(self) -> list[Gap]:
        """Returns what is not known: named by the files, weakly sourced, or missing in a form."""
        found = []
        for guide in self.guides.values():
            found += [Gap(guide.key, guide.title, detail) for detail in guide.unknown]
            found += [Gap(guide.key, guide.title, line.text) for line in guide.lines if not self.shown(line)]
            if guide.form:
                missing = [part for part in FORM_PARTS if not getattr(guide, part)]
                found += [Gap(guide.key, guide.title, f"fehlt: {part}") for part in missing]
                if 0 < len(guide.mistakes) < COMMON_MISTAKES and not guide.unknown:
                    found.append(Gap(guide.key, guide.title, "weniger als drei häufige Fehler"))
        return found


class _Values:
    """Amounts as text: ``347``, ``1.859``."""

    def __init__(self, values: Mapping[int, int | float]) -> None:
        self._values = values

    def __getitem__(self, key: int) -> str:
        return f"{self._values[key]:,}".replace(",", ".")


@cache
def knowledge(folder: Path = FOLDER) -> Knowledge:
    """Returns the knowledge of a folder, read and checked once.

    Raises:
        KnowledgeError: if a file is wrong or names something that is not there.
    """
    references = _read_map(folder / "references.yml", Reference)
    amounts = _read_map(folder / "amounts.yml", Amount)
    guides: dict[str, Guide] = {}
    for path in sorted((folder / "guides").glob("*.yml")):
        for guide in _read(path, GuideFile).guides:
            if guide.key in guides:
                raise KnowledgeError(f"{path}: {guide.key} gibt es zweimal")
            guides[guide.key] = guide
    letter_file = _read(folder / "letters.yml", LetterFile)
    letters = {letter.key: letter for letter in letter_file.letters}
    found = Knowledge(guides, letters, letter_file.fields, amounts, references)
    _check_names(found)
    return found


def _check_names(found: Knowledge) -> None:
    wrong = [
        f"amounts.yml: {amount.reference}"
        for amount in found.amounts.values()
        if amount.reference not in found.references
    ]
    for letter in found.letters.values():
        wrong += [f"letters.yml, {letter.key}: {ref}" for ref in letter.legal if ref not in found.references]
        wrong += [f"letters.yml, {letter.key}: {name}" for name in letter.fields if name not in found.letter_fields]
    for guide in found.guides.values():
        wrong += [f"{guide.key}: {ref}" for line in guide.lines for ref in line.refs if ref not in found.references]
        wrong += [f"{guide.key}: {letter}" for letter in guide.letters if letter not in found.letters]
        for line in guide.lines:
            for text in filter(None, (line.text, line.simple)):
                try:
                    found.fill(text)
                except (KeyError, IndexError, ValueError) as error:
                    wrong.append(f"{guide.key}: „{text}“ ({error})")
    if wrong:
        raise KnowledgeError("das gibt es nicht: " + "; ".join(wrong))


def _read(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(_yaml(path))
    except ValidationError as error:
        raise KnowledgeError(_problems(path, error)) from error


def _read_map(path: Path, model: type[Model]) -> dict[str, Model]:
    try:
        return TypeAdapter(dict[str, model]).validate_python(_yaml(path))  # type: ignore[valid-type]  # a model given at run time
    except ValidationError as error:
        raise KnowledgeError(_problems(path, error)) from error


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{path}: kein gültiges YAML ({error})") from error


def _problems(path: Path, error: ValidationError) -> str:
    return "\n".join(f"{path}: {'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
