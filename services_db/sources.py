"""Which facts may be shown: those of which no source but weak ones are known stay inside."""

from collections.abc import Iterable


def weak_fields(sources: Iterable[tuple[str, str]]) -> set[str]:
    """Returns the names of facts that only sources with low confidence state.

    Args:
        sources: of one service, as (confidence, names of the facts separated by spaces).
    """
    weak: set[str] = set()
    good: set[str] = set()
    for confidence, fields in sources:
        (weak if confidence == "low" else good).update(fields.split())
    return weak - good
