"""Turns services into what a citizen reads: one text, and the same facts as data for the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services_db.search import Hit

# The templates make plain text; the page escapes it. There is no HTML to escape here.
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=False,  # noqa: S701
    trim_blocks=True,
    undefined=StrictUndefined,
)
_BLANK_LINES = re.compile(r"\n{3,}")


_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def as_of(date: str) -> str:
    """Returns the first day, month or year that the date of a source names ("ca. 2025-07 / 2010"), as Germans write it.

    Args:
        date: of a source, as it stands in services_db/seed.
    """
    match = _DATE.search(date)
    parts = [part for part in match.groups() if part] if match else []
    return ".".join(reversed(parts)) or "unbekannt"


_TEMPLATES.filters["as_of"] = as_of


def write(template: str, **values: object) -> str:
    """Returns the text of a template in bot/actions/templates, without blank lines in excess.

    Args:
        template: name without its ending, e.g. ``services``.
        values: what the template speaks of.
    """
    return _BLANK_LINES.sub("\n\n", _TEMPLATES.get_template(f"{template}.txt.j2").render(**values)).strip()


def services_data(hits: Sequence[Hit]) -> dict[str, Any]:
    """Returns the ``custom`` part of a message that shows services, as the HTTP contract names its fields."""
    return {"type": "services", "services": [_service(hit) for hit in hits]}


def _service(hit: Hit) -> dict[str, Any]:
    url, date = hit.sources[0] if hit.sources else (None, None)
    return {
        "id": hit.id,
        "name": hit.name,
        "organization": hit.organization,
        "description": hit.description,
        "phones": list(hit.phones or (hit.reached_through.phones if hit.reached_through else ())),
        "phone_of": hit.reached_through.name if hit.reached_through and not hit.phones else None,
        "address": hit.address,
        "email": hit.email,
        "url": hit.url,
        "distance_km": hit.distance_km,
        "open_state": {"state": hit.opening.state, "text": hit.opening_words, "hours": hit.hours},
        "next_step": write("next_step", hit=hit),
        "required_documents": list(hit.required_documents),
        "languages": list(hit.languages),
        "alert": hit.alert,
        "closed_for_now": hit.closed_for_now,
        "assured_date": hit.assured_date,
        "source": {"url": url, "date": date},
    }
