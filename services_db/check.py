"""What staff should look at: old, unsourced, unreachable entries, needs without help, and gaps in the guides."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services_db.index import SHOWN
from services_db.knowledge.read import knowledge
from services_db.models import Phone, Place, SearchEntry, Service, ServiceAtLocation, Source, TaxonomyTerm
from services_db.places import areas_of
from services_db.reports import reported

MAX_AGE_DAYS = 365
"""An entry that nobody has confirmed for longer is old."""

REPORTED_DAYS = 90
"""Reports of citizens count for so long."""

Kind = Literal["dead_end", "unreachable", "unsourced", "reported", "gap", "stale", "unconfirmed"]


@dataclass(frozen=True)
class Finding:
    """One thing to look at: its kind, the service or need it is about, and details."""

    kind: Kind
    subject: str
    detail: str


def check(session: Session, today: dt.date, max_age_days: int = MAX_AGE_DAYS) -> list[Finding]:
    """Returns all findings, the gravest first.

    Args:
        session: an open session.
        today: the day on which age is counted.
        max_age_days: after how many days without confirmation an entry is old.
    """
    return [
        *_dead_ends(session),
        *_unreachable(session),
        *_unsourced(session),
        *_reported(session, today - dt.timedelta(days=REPORTED_DAYS)),
        *(Finding("gap", f"{gap.guide} ({gap.title})", gap.detail) for gap in knowledge().gaps()),
        *_old(session, today - dt.timedelta(days=max_age_days)),
    ]


def as_json(findings: list[Finding]) -> list[dict[str, Any]]:
    """Returns the findings as plain data."""
    return [asdict(finding) for finding in findings]


def _dead_ends(session: Session) -> Iterator[Finding]:
    """Yields each need for which somewhere in Germany nobody is named, with the places (the first ten by name)."""
    covered: dict[str, set[str]] = defaultdict(set)
    for topic, extent in session.execute(select(SearchEntry.topic, SearchEntry.extent).distinct()):
        covered[topic].add(extent)
    places = session.execute(select(Place.municipality, Place.plz, Place.area).where(Place.district == "")).all()
    for topic in session.scalars(select(TaxonomyTerm.code).order_by(TaxonomyTerm.code)):
        # A contact point for everything exists in few places; 115 stands in for it elsewhere.
        extents = covered[topic] | (covered["switchboard"] if topic == "contact_point" else set())
        if "DE" in extents:
            continue
        without = [f"{name} ({plz})" for name, plz, area in places if not extents.intersection(areas_of(plz, area))]
        if without:
            more = f" und {len(without) - 10} weitere" if len(without) > 10 else ""
            yield Finding("dead_end", topic, ", ".join(sorted(without)[:10]) + more)


def _unreachable(session: Session) -> Iterator[Finding]:
    ways = (
        exists().where(Phone.service_id == Service.id)
        | exists().where(ServiceAtLocation.service_id == Service.id)
        | Service.email.is_not(None)
        | Service.url.is_not(None)
        | Service.reached_through_id.is_not(None)
    )
    for service_id, name in session.execute(_shown().where(~ways)):
        yield Finding("unreachable", name, f"{service_id}: weder Telefon noch Adresse, Mail oder Internetseite")


def _unsourced(session: Session) -> Iterator[Finding]:
    for service_id, name in session.execute(_shown().where(~exists().where(Source.service_id == Service.id))):
        yield Finding("unsourced", name, f"{service_id}: keine Quelle")


def _reported(session: Session, since: dt.date) -> Iterator[Finding]:
    for service_id, name, count in reported(session, since):
        yield Finding("reported", name, f"{service_id}: {count}-mal gemeldet, dass etwas nicht stimmt")


def _old(session: Session, before: dt.date) -> Iterator[Finding]:
    for service_id, name, date in session.execute(
        _shown().add_columns(Service.assured_date).where(Service.assured_date < before)
    ):
        yield Finding("stale", name, f"{service_id}: zuletzt bestätigt am {date:%d.%m.%Y}")
    for service_id, name in session.execute(_shown().where(Service.assured_date.is_(None))):
        yield Finding("unconfirmed", name, f"{service_id}: noch von niemandem bestätigt")


def _shown() -> Any:
    return select(Service.id, Service.name).where(Service.status.in_(SHOWN)).order_by(Service.name)
