"""Which tables are exchanged, under which HSDS names; docs/hsds.md explains what is covered."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table

from services_db.models import Base

Rows = Mapping[str, list[dict[str, Any]]]
"""Plain rows by the name of their table; values are those of the database."""

FILES = {
    "taxonomy": "taxonomies",
    "taxonomy_term": "taxonomy_terms",
    "organization": "organizations",
    "service": "services",
    "location": "locations",
    "service_at_location": "service_at_location",
    "address": "addresses",
    "accessibility": "accessibility",
    "contact": "contacts",
    "phone": "phones",
    "schedule": "schedules",
    "service_area": "service_areas",
    "language": "languages",
    "cost_option": "cost_options",
    "required_document": "required_documents",
    "attribute": "attributes",
    "metadata": "metadata",
    "source": "sources",
}
"""HSDS objects and their files, parents before children; ``sources`` is an extension."""

ENUMS = {
    ("service", "status"): ("active", "inactive", "defunct", "temporarily closed"),
    ("location", "location_type"): ("physical", "postal", "virtual"),
    ("address", "address_type"): ("physical", "postal", "virtual"),
    ("schedule", "freq"): ("WEEKLY", "MONTHLY"),
    ("schedule", "wkst"): ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
    ("source", "confidence"): ("high", "medium", "low"),
}


def table(name: str) -> Table:
    """Returns the table of an HSDS object."""
    return Base.metadata.tables[name]
