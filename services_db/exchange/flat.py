"""A service of the directory as a row of the spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_db.changes import loaded_services
from services_db.entries import DAYS
from services_db.exchange.spreadsheet import Cells, fields, texts
from services_db.models import Attribute, Schedule, Service, Source, TaxonomyTerm

_HSDS_DAYS = {hsds: german for german, hsds in DAYS.items()}
_OF_ADDRESS = {"address_1": "address_1", "postal_code": "postal_code", "city": "city", "note": "attention"}


def to_cells(session: Session) -> Iterator[Cells]:
    """Yields all services as rows of the spreadsheet, by name.

    Args:
        session: an open session.
    """
    for service in sorted(loaded_services(session), key=lambda service: service.name):
        yield cells(service)


def topic_notes(session: Session) -> list[str]:
    """Returns the lines for the sheet that explains the columns: the needs by name.

    Args:
        session: an open session.
    """
    terms = session.execute(select(TaxonomyTerm.name, TaxonomyTerm.description).order_by(TaxonomyTerm.name))
    return [f"{name}: {description}" for name, description in terms]


def cells(service: Service) -> Cells:
    """Returns one service as a row: text by column, several values one a line."""
    address = next((address for at in service.at_locations for address in at.location.addresses), None)
    assured = f"{service.assured_date} {service.assurer_email}" if service.assured_date else ""
    row = {
        "id": service.id,
        "organization": service.organization.name,
        "topics": _lines(f"{item.term.name} ({item.value})" for item in sorted(service.attributes, key=_rank)),
        "area": _lines(sorted(area.extent for area in service.service_areas)),
        "phones": _lines(phone.number for phone in service.phones),
        "hours": next((item.description for item in service.schedules if item.description), ""),
        "opening": _lines(sorted(_opening(item) for item in service.schedules if item.freq)),
        "languages": _lines(sorted(item.code or "" for item in service.languages)),
        "free_of_charge": texts()["yes"] if any(item.amount == 0 for item in service.cost_options) else "",
        "required_documents": _lines(sorted(item.document for item in service.required_documents)),
        "status": texts()["status"][service.status],
        "through": service.reached_through_id,
        "sources": _lines(sorted(_source(item) for item in service.sources)),
        "assured": assured,
    }
    for name in ("name", "description", "email", "url", "alert", "minimum_age", "maximum_age"):
        row[name] = getattr(service, name)
    for name, column in _OF_ADDRESS.items():
        row[name] = getattr(address, column) if address else ""
    return {name: "" if row[name] is None else str(row[name]).strip() for name in fields()}


def _lines(values: Iterable[str]) -> str:
    return "\n".join(values)


def _rank(attribute: Attribute) -> tuple[int, str]:
    return attribute.value, attribute.term.code


def _opening(schedule: Schedule) -> str:
    days = (schedule.byday or "").split(",")
    simple = schedule.freq == "WEEKLY" and (schedule.interval or 1) == 1 and all(day in _HSDS_DAYS for day in days)
    if not simple or schedule.valid_from or schedule.valid_to:
        return str(texts()["other_rule"])
    opens, closes = (
        (clock or "").removesuffix(":00").removeprefix("0") for clock in (schedule.opens_at, schedule.closes_at)
    )
    return f"{','.join(_HSDS_DAYS[day] for day in days)} {opens or '0'}-{closes or '0'}"


def _source(source: Source) -> str:
    names = ", ".join(texts()["facts"].get(name, name) for name in source.fields.split())
    return f"{source.url} | {source.source_date} | {texts()['confidence'][source.confidence]} | {names}"
