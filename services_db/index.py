"""What search looks things up in: one narrow row for each need and area of a service, and its words.

Both tables hold nothing that is not elsewhere; they are written anew whenever services change.
"""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services_db.models import (
    Attribute,
    Base,
    Location,
    Organization,
    SearchEntry,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceWords,
    TaxonomyTerm,
)
from services_db.progress import progress
from services_db.words import stems_with_parts

SHOWN = ("active", "temporarily closed")
BATCH = 5000


def refresh(session: Session, service_ids: Sequence[str] | None = None) -> None:
    """Writes the rows of some services anew, or of all.

    Args:
        session: an open session; its changes are flushed.
        service_ids: those that changed; None for all.
    """
    session.flush()
    for ids in progress(_batches(session, service_ids), "Suche"):
        session.execute(delete(SearchEntry).where(SearchEntry.service_id.in_(ids)))
        session.execute(delete(ServiceWords).where(ServiceWords.service_id.in_(ids)))
        _write_entries(session, ids)
        _write_words(session, ids)


def _batches(session: Session, service_ids: Sequence[str] | None) -> list[Sequence[str]]:
    ids = session.scalars(select(Service.id)).all() if service_ids is None else service_ids
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def _write_entries(session: Session, ids: Sequence[str]) -> None:
    found = (
        select(
            TaxonomyTerm.code,
            ServiceArea.extent,
            Attribute.value,
            Service.id,
            Service.name,
            Location.latitude,
            Location.longitude,
        )
        .join(Attribute, Attribute.link_id == Service.id)
        .join(TaxonomyTerm, TaxonomyTerm.id == Attribute.taxonomy_term_id)
        .join(ServiceArea, ServiceArea.service_id == Service.id)
        .outerjoin(ServiceAtLocation, ServiceAtLocation.service_id == Service.id)
        .outerjoin(Location, Location.id == ServiceAtLocation.location_id)
        .where(Service.id.in_(ids), Service.status.in_(SHOWN))
    )
    rows = {
        (code, extent, service_id): {
            "topic": code,
            "extent": extent,
            "need_rank": rank,
            "service_id": service_id,
            "name": name,
            "latitude": latitude,
            "longitude": longitude,
        }
        for code, extent, rank, service_id, name, latitude, longitude in session.execute(found)
    }
    if rows:
        session.execute(Base.metadata.tables["search_entry"].insert(), list(rows.values()))


def _write_words(session: Session, ids: Sequence[str]) -> None:
    found = (
        select(Service.id, Service.name, Service.alternate_name, Service.description, Organization.name)
        .join(Organization, Organization.id == Service.organization_id)
        .where(Service.id.in_(ids), Service.status.in_(SHOWN))
    )
    marks = _marks(session, ids)
    rows = [
        {
            "service_id": service_id,
            "marks": " ".join(sorted(marks.get(service_id, ()))),
            "title": " ".join(stems_with_parts(f"{name} {alternate or ''} {organization}")),
            "body": " ".join(stems_with_parts(description or "")),
        }
        for service_id, name, alternate, description, organization in session.execute(found)
    ]
    if rows:
        session.execute(Base.metadata.tables["service_words"].insert(), rows)


def _marks(session: Session, ids: Sequence[str]) -> dict[str, set[str]]:
    entries = select(SearchEntry.service_id, SearchEntry.topic, SearchEntry.extent).where(
        SearchEntry.service_id.in_(ids)
    )
    marks: dict[str, set[str]] = {}
    for service_id, topic, extent in session.execute(entries):
        marks.setdefault(service_id, set()).update((topic_mark(topic), area_mark(extent)))
    return marks


def topic_mark(topic: str) -> str:
    """Returns the word that stands for a need among a service's marks."""
    return "t" + topic.replace("_", "")


def area_mark(extent: str) -> str:
    """Returns the word that stands for an area among a service's marks."""
    return "x" + extent.lower()
