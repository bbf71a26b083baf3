"""What of the directory anyone may see: without weak facts, without who confirmed or changed what."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services_db.exchange import nested
from services_db.exchange.nested import Json
from services_db.exchange.store import read_rows
from services_db.exchange.tables import table
from services_db.index import SHOWN
from services_db.models import Attribute, Organization, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm
from services_db.search import Query, search
from services_db.sources import weak_fields

MOST_PER_PAGE = 100
_HIDDEN = {"phones": "phones", "email": "email", "url": "url", "hours": "schedules", "address": "service_at_locations"}
"""What is left out of a service where the source of a fact is weak."""


def services(
    session: Session,
    page: int = 1,
    per_page: int = 20,
    *,
    words: str = "",
    taxonomy_term_id: str | None = None,
    organization_id: str | None = None,
) -> Json:
    """Returns a page of services with all that belongs to them.

    Args:
        session: an open session.
        page: from 1 on.
        per_page: at most 100.
        words: free text.
        taxonomy_term_id: only services of this need.
        organization_id: only services of this organization.
    """
    conditions: list[ColumnElement[bool]] = [Service.status.in_(SHOWN)]
    if taxonomy_term_id:
        of_need = select(Attribute.link_id).where(Attribute.taxonomy_term_id == taxonomy_term_id)
        conditions.append(Service.id.in_(of_need))
    if organization_id:
        conditions.append(Service.organization_id == organization_id)
    if words:
        found = search(session, Query(text=words, limit=1000))
        conditions.append(Service.id.in_([hit.id for hit in found]))
    ids, frame = _page(session, Service, conditions, page, per_page)
    return {**frame, "contents": [_public(item) for item in nested.services(read_rows(session, ids))]}


def service(session: Session, service_id: str) -> Json | None:
    """Returns a service with all that belongs to it, or None."""
    row = session.get(Service, service_id)
    if row is None or row.status not in SHOWN:
        return None
    return _public(nested.services(read_rows(session, [service_id]))[0])


def service_at_locations(session: Session, page: int = 1, per_page: int = 20) -> Json:
    """Returns a page of which service is offered where."""
    shown = select(Service.id).where(Service.status.in_(SHOWN))
    ids, frame = _page(session, ServiceAtLocation, [ServiceAtLocation.service_id.in_(shown)], page, per_page)
    of_services = select(ServiceAtLocation.service_id).where(ServiceAtLocation.id.in_(ids))
    rows = read_rows(session, list(session.scalars(of_services)))
    whole = {item["id"]: _public(item) for item in nested.services(rows)}
    contents = []
    for link in nested.service_at_locations(rows):
        of_service = whole[link["service"]["id"]]
        # Where the address is weak, the public service has no location any more.
        if link["id"] in ids and of_service.get("service_at_locations"):
            plain = {key: value for key, value in of_service.items() if not isinstance(value, list)}
            contents.append({**link, "service": plain})
    return {**frame, "contents": contents}


def entries(session: Session, name: str, page: int = 1, per_page: int = 20) -> Json:
    """Returns a page of organizations, taxonomies or taxonomy terms.

    Args:
        session: an open session.
        name: ``organizations``, ``taxonomies`` or ``taxonomy_terms``.
        page: from 1 on.
        per_page: at most 100.
    """
    model = _ENTRIES[name]
    ids, frame = _page(session, model, [], page, per_page)
    return {**frame, "contents": _read(session, name, ids)}


def entry(session: Session, name: str, key: str) -> Json | None:
    """Returns one organization, taxonomy, taxonomy term or service at a location, or None."""
    if name == "service_at_locations":
        link = session.get(ServiceAtLocation, key)
        found = service_at_locations_of(session, link.service_id) if link else []
        return next((item for item in found if item["id"] == key), None)
    return next(iter(_read(session, name, [key])), None)


def service_at_locations_of(session: Session, service_id: str) -> list[Json]:
    """Returns where one service is offered; nothing where its address is weak."""
    item = service(session, service_id)
    if item is None:
        return []
    plain = {key: value for key, value in item.items() if not isinstance(value, list)}
    return [{**link, "service": plain} for link in item.get("service_at_locations", [])]


_ENTRIES: dict[str, type[Organization] | type[Taxonomy] | type[TaxonomyTerm]] = {
    "organizations": Organization,
    "taxonomies": Taxonomy,
    "taxonomy_terms": TaxonomyTerm,
}
_MAKE = {
    "organizations": nested.organizations,
    "taxonomies": nested.taxonomies,
    "taxonomy_terms": nested.taxonomy_terms,
}


def _read(session: Session, name: str, ids: Sequence[str]) -> list[Json]:
    own = _ENTRIES[name].__tablename__
    needed = {own, "taxonomy"}
    rows: dict[str, list[Any]] = {}
    for table_name in needed:
        columns = table(table_name)
        query = select(columns).order_by(columns.c.id)
        if table_name == own:
            query = query.where(columns.c.id.in_(ids))
        rows[table_name] = [dict(row) for row in session.execute(query).mappings()]
    return _MAKE[name](rows)


def _page(
    session: Session, model: Any, conditions: list[ColumnElement[bool]], page: int, per_page: int
) -> tuple[list[str], Json]:
    size = min(max(per_page, 1), MOST_PER_PAGE)
    total = session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
    pages = max(ceil(total / size), 1)
    number = min(max(page, 1), pages)
    query = select(model.id).where(*conditions).order_by(model.id).limit(size).offset((number - 1) * size)
    ids = list(session.scalars(query))
    frame = {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(ids),
        "first_page": number == 1,
        "last_page": number == pages,
        "empty": not ids,
    }
    return ids, frame


def _public(item: Json) -> Json:
    sources = item.get("sources", [])
    weak = weak_fields((source["confidence"], source["fields"]) for source in sources)
    hidden = {_HIDDEN[name] for name in weak if name in _HIDDEN} | {"metadata", "assurer_email"}
    shown = {key: value for key, value in item.items() if key not in hidden}
    if sources:
        shown["sources"] = [source for source in sources if source["confidence"] != "low"]
    return shown
