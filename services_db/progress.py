"""A bar for what takes long; it is drawn only where a person watches (a terminal), never into a file."""

from collections.abc import Sequence
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")


def progress(items: Sequence[Item], label: str) -> "tqdm[Item]":
    """Returns the same items; while they are gone through, a bar shows how far it is.

    Args:
        items: what is gone through.
        label: what is done, in German.
    """
    return tqdm(items, desc=label, leave=False, disable=None, delay=1.0, unit="Schritt")
