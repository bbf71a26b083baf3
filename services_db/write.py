"""Writes one service with all that belongs to it, as an entry states it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services_db.entries import AddressEntry, ServiceFacts, read_opening
from services_db.models import (
    Address,
    Attribute,
    Base,
    CostOption,
    Language,
    Location,
    Phone,
    Place,
    RequiredDocument,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Source,
    stable_id,
)

STATES = dict(
    zip(
        ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16"),
        (
            "Schleswig-Holstein",
            "Hamburg",
            "Niedersachsen",
            "Bremen",
            "Nordrhein-Westfalen",
            "Hessen",
            "Rheinland-Pfalz",
            "Baden-Württemberg",
            "Bayern",
            "Saarland",
            "Berlin",
            "Brandenburg",
            "Mecklenburg-Vorpommern",
            "Sachsen",
            "Sachsen-Anhalt",
            "Thüringen",
        ),
        strict=True,
    )
)
"""Official keys of the states, the first two digits of an AGS."""

TABLES = {
    "topics": Attribute,
    "phones": Phone,
    "schedules": Schedule,
    "languages": Language,
    "free_of_charge": CostOption,
    "area": ServiceArea,
    "required_documents": RequiredDocument,
    "sources": Source,
}
"""Facts that have a table of their own; ``schedules`` are the hours in words and those to compute with."""
COLUMNS = ("name", "description", "url", "email", "status", "alert", "minimum_age", "maximum_age")
PARTS = frozenset({*TABLES, *COLUMNS, "organization", "through", "address"})


@dataclass(frozen=True)
class Ids:
    """The service, the organization behind it, and the service whose phone reaches it."""

    service: str
    organization: str
    through: str | None = None


def write_service(session: Session, facts: ServiceFacts, ids: Ids, parts: frozenset[str] = PARTS) -> None:
    """Adds a service or changes it; `assured_date`, and what an entry does not know of, stay as they are.

    Args:
        session: an open session; the caller flushes the organization before, refreshes the index and commits.
        facts: what is known.
        ids: which rows are meant.
        parts: only these facts are written; a service that is not there yet takes all.
    """
    service = session.get(Service, ids.service)
    if service is None:
        service = Service(id=ids.service)
        session.add(service)
        parts = PARTS
    for name in parts.intersection(COLUMNS):
        value = getattr(facts, name)
        setattr(service, name, str(value) if name == "url" and value else value)
    if "organization" in parts:
        service.organization_id = ids.organization
    if "through" in parts:
        service.reached_through_id = ids.through
    session.flush()
    for name in parts & TABLES.keys():
        _rewrite(session, TABLES[name], name, facts, ids.service)
    if "address" in parts:
        _write_location(session, facts.area[0], facts.address, ids.service)
    session.flush()
    session.expire(service)


def _rewrite(session: Session, table: type[Base], name: str, facts: ServiceFacts, service_id: str) -> None:
    owner = Attribute.link_id if table is Attribute else table.service_id  # type: ignore[attr-defined]  # all of TABLES but Attribute have it
    session.execute(delete(table).where(owner == service_id))
    session.add_all(_MAKERS[name](session, facts, service_id))


def _attributes(_session: Session, facts: ServiceFacts, service_id: str) -> Iterator[Base]:
    for code, rank in facts.topics.items():
        yield Attribute(
            id=stable_id("attribute", service_id, code),
            link_id=service_id,
            taxonomy_term_id=stable_id("taxonomy_term", code),
            value=rank,
        )


def _phones(_session: Session, facts: ServiceFacts, service_id: str) -> Iterator[Base]:
    for position, number in enumerate(facts.phones):
        yield Phone(id=stable_id("phone", service_id, number), service_id=service_id, number=number, position=position)


def _schedules(_session: Session, facts: ServiceFacts, service_id: str) -> Iterator[Base]:
    if facts.hours:
        yield Schedule(id=stable_id("schedule", service_id), service_id=service_id, description=facts.hours)
    for opening in facts.opening:
        days, opens, closes = read_opening(opening)
        yield Schedule(
            id=stable_id("schedule", service_id, opening),
            service_id=service_id,
            freq="WEEKLY",
            byday=days,
            opens_at=opens,
            closes_at=closes,
        )


def _languages(_session: Session, facts: ServiceFacts, service_id: str) -> Iterator[Base]:
    for code in facts.languages:
        yield Language(id=stable_id("language", service_id, code), service_id=service_id, code=code)


def _costs(_session: Session, facts: ServiceFacts, service_id: str) -> Iterator[Base]:
    if facts.free_of_charge:
        cost_id = stable_id("cost_option", service_id)
        yield CostOption(id=cost_id, service_id=service_id, option="kostenfrei", currency="EUR", amount=0)


def _areas(session: Session, facts: ServiceFacts, service_id: str) -> Iterator[Base]:
    for area in facts.area:
        yield ServiceArea(
            id=stable_id("service_area", service_id, area),
            service_id=service_id,
            extent=area,
            extent_type="country" if area == "DE" else "plz" if _place(session, area) else "ags",
        )


def _documents(_session: Session, facts: ServiceFacts, service_id: str) -> Iterator[Base]:
    for document in facts.required_documents:
        document_id = stable_id("required_document", service_id, document)
        yield RequiredDocument(id=document_id, service_id=service_id, document=document)


def _sources(_session: Session, facts: ServiceFacts, service_id: str) -> Iterator[Base]:
    for position, source in enumerate(facts.sources):
        for url in source.urls:
            yield Source(
                id=stable_id("source", service_id, str(position), url),
                service_id=service_id,
                fields=" ".join(source.fields),
                url=url,
                source_date=source.date,
                confidence=source.confidence,
            )


_MAKERS = {
    "topics": _attributes,
    "phones": _phones,
    "schedules": _schedules,
    "languages": _languages,
    "free_of_charge": _costs,
    "area": _areas,
    "required_documents": _documents,
    "sources": _sources,
}


def _place(session: Session, plz: str) -> Place | None:
    return session.scalars(select(Place).where(Place.plz == plz, Place.district == "").limit(1)).first()


def _write_location(session: Session, area: str, address: AddressEntry | None, service_id: str) -> None:
    """Gives a service its one address, in the location it has, unless that belongs to others too."""
    links = session.scalars(select(ServiceAtLocation).where(ServiceAtLocation.service_id == service_id)).all()
    own = next((link.location_id for link in links if _users(session, link.location_id) == 1), None)
    if address is None or own is None:
        session.execute(delete(ServiceAtLocation).where(ServiceAtLocation.service_id == service_id))
    if address is None:
        return
    location_id = own or stable_id("location", service_id)
    # Coordinates are those of the municipality: good for "which is nearer", not for a map.
    place = _place(session, address.postal_code)
    key = place.area if place and place.area != "DE" else area
    session.merge(
        Location(
            id=location_id,
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
        )
    )
    known = session.scalars(select(Address.id).where(Address.location_id == location_id).limit(1)).first()
    session.merge(
        Address(
            id=known or stable_id("address", service_id),
            location_id=location_id,
            attention=address.note,
            address_1=address.address_1,
            city=address.city,
            state_province=STATES.get(key[:2], ""),
            postal_code=address.postal_code,
        )
    )
    session.flush()
    if own is None:
        link_id = stable_id("service_at_location", service_id)
        session.add(ServiceAtLocation(id=link_id, service_id=service_id, location_id=location_id))


def _users(session: Session, location_id: str) -> int:
    count = select(func.count()).select_from(ServiceAtLocation).where(ServiceAtLocation.location_id == location_id)
    return session.scalar(count) or 0
