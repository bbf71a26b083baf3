"""Which needs went unmet: counted by need, municipality and day, never as a sentence, and never shown when few."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services_db.models import TaxonomyTerm, UnmetNeed
from services_db.places import find_municipality

UNKNOWN = ""
"""In place of a need or a PLZ that was not known."""
LEAST_SHOWN = 5
"""Smaller counts are not shown: in a small place a few could be known persons."""
MOST_A_DAY = 1000


@dataclass(frozen=True)
class Unmet:
    """How often a need went unmet somewhere; ``count`` is None when it is too small to be shown."""

    topic: str
    place: str
    count: int | None


def count_unmet(session: Session, topic: str | None, plz: str | None, day: dt.date) -> None:
    """Counts one unmet need. The caller commits.

    Args:
        session: an open session.
        topic: the need's key; None when it was not understood.
        plz: of the municipality; None when unknown.
        day: today.
    """
    key = (topic or UNKNOWN, plz or UNKNOWN, day)
    known = session.get(UnmetNeed, key)
    if known is None:
        session.add(UnmetNeed(topic=key[0], plz=key[1], day=day, count=1))
    elif known.count < MOST_A_DAY:
        known.count += 1


def forget_unmet(session: Session, before: dt.date) -> int:
    """Deletes the counts of all days before one, and returns how many rows. The caller commits."""
    gone = session.scalars(delete(UnmetNeed).where(UnmetNeed.day < before).returning(UnmetNeed.topic)).all()
    return len(gone)


def unmet(session: Session, since: dt.date) -> list[Unmet]:
    """Returns what went unmet since a day, most first, without the counts that are too small to be shown.

    Args:
        session: an open session.
        since: the first day that counts.
    """
    total = func.sum(UnmetNeed.count)
    query = (
        select(UnmetNeed.topic, UnmetNeed.plz, total)
        .where(UnmetNeed.day >= since)
        .group_by(UnmetNeed.topic, UnmetNeed.plz)
    )
    terms = session.execute(select(TaxonomyTerm.code, TaxonomyTerm.name))
    topics = {row.code: row.name for row in terms}
    rows = []
    for topic, plz, count in session.execute(query):
        place = find_municipality(session, plz) if plz else None
        rows.append(
            Unmet(
                topics.get(topic) or topic or "nicht verstanden",
                place.name if place else plz or "ohne Ort",
                int(count) if count >= LEAST_SHOWN else None,
            )
        )
    return sorted(rows, key=lambda row: (-(row.count or 0), row.topic, row.place))
