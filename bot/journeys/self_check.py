"""The arithmetic of § 15 SGB XI: levels of the six areas to points, points to a Pflegegrad.

Source: § 15 Abs. 2, 3 and 7 SGB XI as of 2025-12-22 (services_db/knowledge/references.yml, ``sgb11-15``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST = 4
"""The highest of the five levels of § 15 Abs. 2 (0: no impairment, 4: the most severe)."""
WEIGHTS = {"mobility": 10.0, "mind": 15.0, "behaviour": 15.0, "self_care": 40.0, "therapy": 20.0, "everyday": 15.0}
"""Points at the highest level (percent). Of ``mind`` and ``behaviour`` only the higher counts."""
THRESHOLDS = (12.5, 27.0, 47.5, 70.0, 90.0)
"""From so many points on: Pflegegrad 1, 2, 3, 4, 5."""


@dataclass(frozen=True)
class Orientation:
    """What the answers come to: points of 100, the grade (0: none), and whether an area was left open."""

    points: float
    grade: int
    incomplete: bool


def orientation(levels: Mapping[str, int], infant: bool = False) -> Orientation:
    """Returns points and grade for levels between 0 and 4.

    Args:
        levels: by area (a key of `WEIGHTS`); an area that is missing counts as 0 and makes the result incomplete.
        infant: a child of up to 18 months is one grade higher (§ 15 Abs. 7).

    Raises:
        ValueError: if a level is not between 0 and 4, or an area is unknown.
    """
    if unknown := levels.keys() - WEIGHTS.keys():
        raise ValueError(f"unknown areas: {sorted(unknown)}")
    if not all(0 <= level <= MOST for level in levels.values()):
        raise ValueError("a level is between 0 and 4")
    weighted = {area: WEIGHTS[area] * levels.get(area, 0) / MOST for area in WEIGHTS}
    head = max(weighted.pop("mind"), weighted.pop("behaviour"))
    points = sum(weighted.values()) + head
    grade = sum(points >= threshold for threshold in THRESHOLDS)
    if infant and grade:
        grade = min(grade + 1, len(THRESHOLDS))
    return Orientation(points, grade, incomplete=len(levels) < len(WEIGHTS))
