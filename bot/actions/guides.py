"""Guides as a citizen reads them: one text, and the same as data for the page."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from bot.actions.cards import write
from bot.journeys.person import Person
from services_db.knowledge.read import knowledge
from services_db.knowledge.schema import Guide, Line
from services_db.opening import today
from services_db.places import Municipality
from services_db.settings import settings


def guide_text(
    key: str,
    who: Person,
    municipality: Municipality | None,
    brief: bool = False,
    received: str = "",
    last_day: dt.date | None = None,
) -> str:
    """Returns a guide as text.

    Args:
        key: of the guide.
        who: the person it is about.
        municipality: where help is needed, for the page to take away.
        brief: leaves out all but steps and deadline.
        received: the day a decision was received (ISO 8601), or nothing.
        last_day: the last safe one for an objection (bot.journeys.dates.last_safe_day).
    """
    guide = knowledge().guides[key]
    return write(
        "guide",
        guide=guide,
        shown=lambda line: _shown(line, who),
        brief=brief,
        elsewhere=municipality is not None and settings().region.area not in municipality.areas,
        say=_fill(guide.say, who),
        letters=[(knowledge().letters[name].title, f"{_base()}/brief/{name}") for name in guide.letters],
        page=_base() + page_path(key, municipality, last_day),
        received=dt.date.fromisoformat(received) if last_day else None,
        last_day=last_day,
        calendar=f"{_base()}/termin.ics?{urlencode({'tag': last_day, 'was': 'widerspruch'})}" if last_day else "",
        over=last_day is not None and last_day < today(),
    )


def simple_text(keys: list[str], who: Person) -> str:
    """Returns guides in simpler words.

    Args:
        keys: of the guides shown last.
        who: the person they are about.
    """
    guides = [knowledge().guides[key] for key in keys if key in knowledge().guides]
    parts = [
        (guide.title, list(dict.fromkeys(_fill(line.simple or line.text, who) for line in _simple_lines(guide))))
        for guide in guides[:1]
    ]
    return write("simple", guides=parts)


def guide_data(key: str, who: Person, municipality: Municipality | None, last_day: dt.date | None) -> dict[str, Any]:
    """Returns the ``custom`` part of a message that shows a guide."""
    guide = knowledge().guides[key]
    return {
        "type": "steps",
        "guide": key,
        "title": guide.title,
        "steps": [_shown(line, who) for line in guide.steps if _shown(line, who)],
        "deadline": _shown(guide.deadline, who),
        "required_documents": [_shown(line, who) for line in guide.bring if _shown(line, who)],
        "say": _fill(guide.say, who),
        "letters": [{"title": knowledge().letters[name].title, "url": f"/brief/{name}"} for name in guide.letters],
        "page": page_path(key, municipality, last_day),
    }


def required_papers(keys: list[str], who: Person) -> tuple[str, list[str]] | None:
    """Returns title and papers of the first guide that names some, or None.

    Args:
        keys: of the guides shown last.
        who: the person they are about.
    """
    for key in keys:
        guide = knowledge().guides.get(key)
        papers = [text for line in guide.bring if (text := _shown(line, who))] if guide else []
        if guide and papers:
            return guide.title, papers
    return None


def page_path(key: str, municipality: Municipality | None, last_day: dt.date | None) -> str:
    """Returns where the page to take away is: it names the guide and the PLZ, nothing of the person."""
    still_open = last_day is not None and last_day >= today()
    query = {
        "plz": municipality.plz if municipality else None,
        "tag": last_day.isoformat() if last_day and still_open else None,
    }
    known = urlencode({name: value for name, value in query.items() if value})
    return f"/zettel/{key}" + (f"?{known}" if known else "")


def _simple_lines(guide: Guide) -> list[Line]:
    deadline = [guide.deadline] if guide.deadline and guide.deadline.simple else []
    return [line for line in [*guide.steps, *deadline] if knowledge().shown(line)]


def _shown(line: Line | None, who: Person) -> str:
    return _fill(line.text, who) if line is not None and knowledge().shown(line) else ""


def _fill(text: str, who: Person) -> str:
    return knowledge().fill(text, for_whom=who.mine, whom=who.yours)


def _base() -> str:
    return settings().server.url.rstrip("/")
