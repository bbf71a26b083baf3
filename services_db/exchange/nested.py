"""HSDS as nested JSON: services with all that belongs to them, as its API and its examples show them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from services_db.exchange.store import as_text
from services_db.exchange.tables import Rows

Json = dict[str, Any]

CHILDREN = {
    "phones": "phone",
    "schedules": "schedule",
    "service_areas": "service_area",
    "languages": "language",
    "cost_options": "cost_option",
    "required_documents": "required_document",
    "contacts": "contact",
    "sources": "source",
}
"""Lists in a service and the table of their entries; ``sources`` is an extension."""
OF_LOCATION = {"addresses": "address", "accessibility": "accessibility"}


def services(rows: Rows) -> list[Json]:
    """Returns all services with everything that belongs to them, in the order of their ids.

    Args:
        rows: of all exchanged tables (services_db.exchange.store.read_rows).
    """
    organizations = {row["id"]: row for row in rows["organization"]}
    children = {name: _by(rows[table], "service_id") for name, table in CHILDREN.items()}
    attributes, at_locations = _by(rows["attribute"], "link_id"), _by(rows["service_at_location"], "service_id")
    terms = {row["id"]: row for row in rows["taxonomy_term"]}
    taxonomies = {row["id"]: _plain(row) for row in rows["taxonomy"]}
    nested_locations = {item["id"]: item for item in locations(rows)}
    history = _by(rows["metadata"], "resource_id")
    found = []
    for row in rows["service"]:
        item = _plain(row)
        item["organization"] = _plain(organizations[row["organization_id"]])
        for name, of_service in children.items():
            item[name] = [_plain(child, "service_id") for child in of_service[row["id"]]]
        item["service_at_locations"] = [
            {"id": link["id"], "location": nested_locations[link["location_id"]]} for link in at_locations[row["id"]]
        ]
        item["attributes"] = [_attribute(child, terms, taxonomies) for child in attributes[row["id"]]]
        item["metadata"] = [_plain(change) for change in history[row["id"]]]
        found.append({name: value for name, value in item.items() if value != []})
    return found


def organizations(rows: Rows) -> list[Json]:
    """Returns all organizations."""
    return [_plain(row) for row in rows["organization"]]


def locations(rows: Rows) -> list[Json]:
    """Returns all locations with addresses and accessibility."""
    children = {name: _by(rows[table], "location_id") for name, table in OF_LOCATION.items()}
    found = []
    for row in rows["location"]:
        item = _plain(row)
        for name, of_location in children.items():
            if entries := of_location[row["id"]]:
                item[name] = [_plain(child, "location_id") for child in entries]
        found.append(item)
    return found


def service_at_locations(rows: Rows) -> list[Json]:
    """Returns which service is offered where, each with both."""
    of_service = {row["id"]: _plain(row) for row in rows["service"]}
    of_location = {item["id"]: item for item in locations(rows)}
    return [
        {"id": row["id"], "service": of_service[row["service_id"]], "location": of_location[row["location_id"]]}
        for row in rows["service_at_location"]
    ]


def taxonomies(rows: Rows) -> list[Json]:
    """Returns all taxonomies."""
    return [_plain(row) for row in rows["taxonomy"]]


def taxonomy_terms(rows: Rows) -> list[Json]:
    """Returns all terms, each with its taxonomy."""
    parents = {row["id"]: _plain(row) for row in rows["taxonomy"]}
    return [
        {**_plain(row, "taxonomy_id"), "taxonomy_detail": parents[row["taxonomy_id"]]} for row in rows["taxonomy_term"]
    ]


def flatten(items: Iterable[Json]) -> dict[str, list[Json]]:
    """Returns the rows of nested services by table, each id once: the way back from `services`.

    Args:
        items: services as HSDS nests them.
    """
    found: dict[str, dict[str, Json]] = defaultdict(dict)

    def keep(table: str, item: Json, **parent: str) -> str:
        row = {name: value for name, value in item.items() if not isinstance(value, (list, dict))} | parent
        key = str(row.get("id") or f"ohne id {len(found[table])}")
        found[table].setdefault(key, row)
        return key

    for item in items:
        parent = {"organization_id": keep("organization", item["organization"])} if item.get("organization") else {}
        service_id = keep("service", item, **parent)
        for name, table in CHILDREN.items():
            for child in item.get(name) or []:
                keep(table, child, service_id=service_id)
        for link in item.get("service_at_locations") or []:
            place = link.get("location")
            if place is None:
                continue
            location_id = keep("location", place)
            keep("service_at_location", {"id": link.get("id")}, service_id=service_id, location_id=location_id)
            for name, table in OF_LOCATION.items():
                for child in place.get(name) or []:
                    keep(table, child, location_id=location_id)
        for child in item.get("attributes") or []:
            term = child.get("taxonomy_term") or {}
            taxonomy = term.get("taxonomy_detail") or {}
            if not term or not taxonomy:
                continue
            keep("taxonomy", taxonomy)
            term_id = keep("taxonomy_term", term, taxonomy_id=taxonomy["id"])
            keep("attribute", child, link_id=service_id, taxonomy_term_id=term_id)
        for change in item.get("metadata") or []:
            keep("metadata", {"resource_id": service_id, "resource_type": "service", **change})
    return {table: list(rows.values()) for table, rows in found.items()}


def _attribute(row: Json, terms: dict[str, Json], taxonomies: dict[str, Json]) -> Json:
    term = terms[row["taxonomy_term_id"]]
    shown = {**_plain(term, "taxonomy_id"), "taxonomy_detail": taxonomies[term["taxonomy_id"]]}
    return {**_plain(row, "taxonomy_term_id"), "value": str(row["value"]), "taxonomy_term": shown}


def _by(rows: list[Json], column: str) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _plain(row: Json, *without: str) -> Json:
    """Returns a row without what is empty and without the given columns, dates as text."""
    return {
        name: as_text(value) if isinstance(value, dt.date) else value
        for name, value in row.items()
        if value is not None and name not in without
    }
