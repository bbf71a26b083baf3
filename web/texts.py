"""The gateway's own sentences, from texts.yml."""

from functools import cache
from pathlib import Path

import yaml


@cache
def _texts() -> dict[str, str]:
    texts: dict[str, str] = yaml.safe_load((Path(__file__).parent / "texts.yml").read_text(encoding="utf-8"))
    return texts


def text(key: str) -> str:
    """Returns a sentence of texts.yml.

    Raises:
        KeyError: if there is none of this name.
    """
    return _texts()[key]
