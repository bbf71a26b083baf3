"""What changed in the directory: field by field, for the preview before loading and for the history afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, selectinload

from services_db.models import Attribute, Location, Metadata, Service, ServiceAtLocation

Snapshot = dict[str, dict[str, str]]
"""The fields of each service as text, by its id."""
BATCH = 500
Kind = Literal["create", "update", "delete"]


@dataclass(frozen=True)
class Change:
    """One field of one service that is different; a new or removed service is one change of its name."""

    service_id: str
    name: str
    kind: Kind
    field: str
    before: str
    after: str


def loaded_services(session: Session, service_ids: Sequence[str] | None = None) -> Iterator[Service]:
    """Yields all services, or some, with everything that belongs to them, as it stands in the database now.

    Args:
        session: an open session.
        service_ids: only these; None for all.
    """
    query = select(Service).options(
        selectinload(Service.organization),
        selectinload(Service.phones),
        selectinload(Service.schedules),
        selectinload(Service.service_areas),
        selectinload(Service.required_documents),
        selectinload(Service.languages),
        selectinload(Service.cost_options),
        selectinload(Service.sources),
        selectinload(Service.attributes).selectinload(Attribute.term),
        selectinload(Service.at_locations).selectinload(ServiceAtLocation.location).selectinload(Location.addresses),
    )
    query = query.execution_options(populate_existing=True)
    ids = session.scalars(select(Service.id)).all() if service_ids is None else service_ids
    for start in range(0, len(ids), BATCH):
        yield from session.scalars(query.where(Service.id.in_(ids[start : start + BATCH])))


def snapshot(session: Session, service_ids: Sequence[str] | None = None) -> Snapshot:
    """Returns the fields of all services, or of some, in the words people know them by.

    Args:
        session: an open session.
        service_ids: only these; those that are not there are left out.
    """
    return {service.id: dict(_fields(service)) for service in loaded_services(session, service_ids)}


def _fields(service: Service) -> Iterator[tuple[str, str]]:
    for column in Service.__table__.columns:
        if column.name not in {"id", "organization_id"}:
            value = getattr(service, column.name)
            yield column.name, "" if value is None else str(value)
    yield "organization", service.organization.name
    yield "phones", ", ".join(phone.number for phone in service.phones)
    yield (
        "schedules",
        "; ".join(sorted(_words(item, "description", "byday", "opens_at", "closes_at") for item in service.schedules)),
    )
    yield "service_areas", ", ".join(sorted(area.extent for area in service.service_areas))
    yield "required_documents", ", ".join(sorted(item.document for item in service.required_documents))
    yield "languages", ", ".join(sorted(item.code or item.name or "" for item in service.languages))
    yield "cost_options", ", ".join(sorted(_words(item, "option", "amount") for item in service.cost_options))
    yield "attributes", ", ".join(sorted(f"{item.term.code}:{item.value}" for item in service.attributes))
    addresses = (address for at in service.at_locations for address in at.location.addresses)
    yield "addresses", "; ".join(sorted(_words(address, "address_1", "postal_code", "city") for address in addresses))
    yield (
        "sources",
        "; ".join(sorted(_words(item, "fields", "url", "source_date", "confidence") for item in service.sources)),
    )


def _words(item: object, *names: str) -> str:
    return " ".join(str(value) for name in names if (value := getattr(item, name)) is not None)


def differences(before: Snapshot, after: Snapshot) -> list[Change]:
    """Returns what is different, service by service.

    Args:
        before: the directory as it was.
        after: the directory as it is.
    """
    found = [
        Change(key, after[key]["name"], "create", "name", "", after[key]["name"])
        for key in after.keys() - before.keys()
    ]
    found += [
        Change(key, before[key]["name"], "delete", "name", before[key]["name"], "")
        for key in before.keys() - after.keys()
    ]
    for key in before.keys() & after.keys():
        found += [
            Change(key, after[key]["name"], "update", field, before[key][field], new)
            for field, new in after[key].items()
            if before[key][field] != new
        ]
    return sorted(found, key=lambda change: (change.kind, change.name, change.field))


def record(session: Session, changes: list[Change], who: str, when: dt.datetime) -> None:
    """Writes changes to the history (HSDS metadata).

    Args:
        session: an open session.
        changes: as `differences` returned them.
        who: by what name colleagues know the person, or which command it was.
        when: with a time zone.
    """
    rows = [
        {
            "resource_id": change.service_id,
            "resource_type": "service",
            "last_action_date": when,
            "last_action_type": change.kind,
            "field_name": change.field,
            "previous_value": change.before,
            "replacement_value": change.after,
            "updated_by": who,
        }
        for change in changes
    ]
    if rows:
        session.execute(insert(Metadata), rows)


def history(session: Session, service_id: str) -> list[Metadata]:
    """Returns all recorded changes of a service, the newest first."""
    query = select(Metadata).where(Metadata.resource_type == "service", Metadata.resource_id == service_id)
    return list(session.scalars(query.order_by(Metadata.last_action_date.desc(), Metadata.field_name)))


class UnknownServiceError(LookupError):
    """There is no service with this id."""


def confirm(session: Session, service_id: str, who: str, when: dt.datetime) -> Service:
    """Notes that a person made sure today that all facts of a service are right; nothing else sets `assured_date`.

    Args:
        session: an open session; the caller commits.
        service_id: the service.
        who: the person, by a mail address or a name that colleagues know.
        when: the moment, with a time zone.

    Raises:
        UnknownServiceError: if there is no such service.
        ValueError: if nobody is named.
    """
    if not who.strip():
        raise ValueError("Wer hat es bestätigt? Bitte eine Mail-Adresse oder ein Kürzel angeben.")
    service = session.get(Service, service_id)
    if service is None:
        raise UnknownServiceError(service_id)
    before = snapshot(session, [service_id])
    service.assured_date = when.date()
    service.assurer_email = who.strip()
    session.flush()
    record(session, differences(before, snapshot(session, [service_id])), who.strip(), when)
    return service
