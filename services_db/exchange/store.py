"""Reads rows from the database and writes checked ones into it."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select
from sqlalchemy.orm import Session

from services_db.exchange.tables import FILES, Rows, table
from services_db.index import refresh
from services_db.models import Base, Service, ServiceAtLocation
from services_db.progress import progress

BATCH = 5000


def read_rows(session: Session, service_ids: Sequence[str] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Returns all rows of the exchanged tables, each table in the order of its ids.

    Args:
        session: an open session.
        service_ids: only these services, what belongs to them, and the taxonomies; None for all.
    """
    return {
        name: [
            dict(row)
            for row in session.execute(
                select(table(name)).where(*_belongs(name, service_ids)).order_by(table(name).c.id)
            ).mappings()
        ]
        for name in FILES
    }


def _belongs(name: str, service_ids: Sequence[str] | None) -> Iterator[ColumnElement[bool]]:
    if service_ids is None:
        return
    columns, service, link = table(name).c, table("service").c, table("service_at_location").c
    places = select(link.location_id).where(link.service_id.in_(service_ids))
    if name == "service":
        yield columns.id.in_(service_ids)
    elif name == "organization":
        yield columns.id.in_(select(service.organization_id).where(service.id.in_(service_ids)))
    elif name == "location":
        yield columns.id.in_(places)
    elif name in {"address", "accessibility"}:
        yield columns.location_id.in_(places)
    elif name == "attribute":
        yield columns.link_id.in_(service_ids)
    elif name == "metadata":
        yield columns.resource_id.in_(service_ids)
    elif "service_id" in columns:
        yield columns.service_id.in_(service_ids)


def known_ids(session: Session) -> dict[str, set[str]]:
    """Returns the ids that are in the database, by table."""
    return {name: set(session.scalars(select(table(name).c.id))) for name in FILES}


def write_rows(session: Session, rows: Rows) -> None:
    """Writes rows: those with a new id are added, those with a known one replaced; the caller commits.

    Args:
        session: an open session.
        rows: checked (services_db.exchange.check).
    """
    known = known_ids(session)
    for name, values in rows.items():
        new = [row for row in values if row["id"] not in known[name]]
        # A service that another is reached through must be there before it.
        new.sort(key=lambda row: row.get("reached_through_id") is not None)
        for start in progress(range(0, len(new), BATCH), FILES[name]):
            session.execute(insert(table(name)), new[start : start + BATCH])
        changed = table(name).update().where(table(name).c.id == bindparam("of_id"))
        old = [{"of_id": row["id"], **row} for row in values if row["id"] in known[name]]
        if old:
            session.execute(changed.values({key: bindparam(key) for key in values[0]}), old)
    session.expire_all()
    refresh(session, sorted(_touched(session, rows)))


def _touched(session: Session, rows: Rows) -> set[str]:
    """Returns the services whose words, needs or places may be others now."""
    touched = {row["id"] for row in rows.get("service", ())}
    for values in rows.values():
        for key in ("service_id", "link_id"):
            touched.update(row[key] for row in values if row.get(key))
    for name, column in (("organization", Service.organization_id), ("location", ServiceAtLocation.location_id)):
        ids = [row["id"] for row in rows.get(name, ())]
        owner = Service.id if name == "organization" else ServiceAtLocation.service_id
        for start in range(0, len(ids), BATCH):
            touched.update(session.scalars(select(owner).where(column.in_(ids[start : start + BATCH]))))
    return touched


def as_text(value: Any) -> str:
    """Returns a value of the database as it stands in a file: dates in ISO 8601, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def column_names(name: str) -> Iterator[str]:
    """Yields the columns of a table in their order."""
    yield from (column.name for column in Base.metadata.tables[name].columns)
