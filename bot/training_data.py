"""Checks the training files before a training: what is wrong is named with file, line and reason."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

_EXAMPLE = re.compile(r"^\s*- (.*\S)\s*$")
# The loader written in C reads the same ten times as fast; not every installation has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NEW_INTENT = re.compile(r"^- intent: (\S+)\s*$")


@dataclass(frozen=True)
class Example:
    """One training message: its text, intent and style, the second need if it holds two, and where it stands."""

    text: str
    intent: str
    style: str | None
    path: Path
    line: int
    also: str | None = None


class TrainingDataError(Exception):
    """Training files are wrong; each line of the text names file, line and reason."""


def read_examples(folder: Path) -> Iterator[Example]:
    """Yields the examples of all files below a folder, in a fixed order.

    Args:
        folder: holds Rasa NLU files.

    Raises:
        TrainingDataError: if a file is no YAML, or a line among the examples is no example.
    """
    for path in sorted(folder.rglob("*.yml")):
        try:
            blocks = yaml.load(path.read_text(encoding="utf-8"), _LOADER).get("nlu", [])  # noqa: S506 - both are safe loaders
        except (yaml.YAMLError, AttributeError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise TrainingDataError(f"{path}:{line}: kein gültiges YAML ({error})") from error
        yield from _examples_of(path, blocks)


def write_words(examples: Iterable[Example], path: Path) -> None:
    """Writes the words that people use: those of at least two messages, in lower case, one a line.

    Args:
        examples: the training messages.
        path: the file; what is no such word may be a name (bot/redaction).
    """
    counts = Counter(word for example in examples for word in set(re.findall(r"[^\W\d_]+", example.text.lower())))
    path.write_text("\n".join(sorted(word for word, count in counts.items() if count > 1)) + "\n", encoding="utf-8")


def _examples_of(path: Path, blocks: list[dict[str, object]]) -> Iterator[Example]:
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines, start=1) if _NEW_INTENT.match(line)]
    if len(starts) != len(blocks):
        raise TrainingDataError(f"{path}:1: jeder Block muss mit „- intent: name“ beginnen")
    for block, start in zip(blocks, starts, strict=True):
        metadata = block.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        style, also = metadata.get("style"), metadata.get("also")
        # `examples: |` is some lines below `- intent:`; the text begins on the line after it.
        offset = next((n for n in range(start, len(lines)) if lines[n].strip().startswith("examples:")), start)
        for number, line in enumerate(str(block.get("examples") or "").splitlines(), start=offset + 2):
            match = _EXAMPLE.match(line)
            if match:
                yield Example(match.group(1), str(block["intent"]), style, path, number, also)
            elif line.strip():
                raise TrainingDataError(f"{path}:{number}: ein Beispiel beginnt mit „- “, gefunden: {line.strip()!r}")


def check(folder: Path, domain: Path) -> list[Example]:
    """Returns all examples when nothing is wrong with them.

    Args:
        folder: holds the training files.
        domain: holds the domain files, which name the intents.

    Raises:
        TrainingDataError: for an intent that no domain file names, a message under two intents, a message twice.
    """
    intents: set[str] = set()
    for path in domain.rglob("*.yml"):
        intents.update(yaml.safe_load(path.read_text(encoding="utf-8")).get("intents", []))
    examples = list(read_examples(folder))
    problems = []
    seen: dict[str, Example] = {}
    for example in examples:
        place = f"{example.path}:{example.line}"
        if example.intent not in intents:
            problems.append(f"{place}: der Intent „{example.intent}“ steht in keiner Domain-Datei")
        if example.also is not None and (example.also not in intents or example.also == example.intent):
            problems.append(f"{place}: „also: {example.also}“ ist kein zweites Anliegen einer Domain-Datei")
        first = seen.setdefault(example.text.lower(), example)
        if first is not example:
            other = "auch unter" if first.intent != example.intent else "schon in"
            problems.append(f"{place}: „{example.text}“ steht {other} {first.path}:{first.line} ({first.intent})")
    if problems:
        raise TrainingDataError("\n".join(problems))
    return examples
