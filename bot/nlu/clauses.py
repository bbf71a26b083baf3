"""Splits a message into clauses, so that a second need in it can be seen."""

import re

MIN_WORDS = 3
MAX_CLAUSES = 5

_ADDED = "außerdem|ausserdem|dazu|zudem|nebenbei|gleichzeitig|obendrein"
_SPLIT = re.compile(
    rf"(?<=[.!?;])\s+|\s[–-]\s|:\s|,\s+(?=(?:und|aber|ach|jetzt|noch|{_ADDED})\b)|\s+(?=(?:und|plus|sowie|{_ADDED})\b)",
    re.IGNORECASE,
)


def split_clauses(text: str) -> list[str]:
    """Returns the clauses of at least three words each; an empty list when there are not at least two.

    Args:
        text: a message, cleaned.
    """
    clauses = [clause.strip(" ,.") for clause in _SPLIT.split(text) if len(clause.split()) >= MIN_WORDS]
    return clauses[:MAX_CLAUSES] if len(clauses) >= 2 else []
