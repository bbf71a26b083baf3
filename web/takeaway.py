"""Pages to take away: a guide with its contacts, a date for the calendar, a contact, a letter to fill in.

All of it works without JavaScript once it is open, except that a letter is filled in by a script, on the citizen's
device only: that page may not send anything anywhere (Content-Security-Policy).
"""

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid5

import segno
from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services_db.contact_points import contact_points
from services_db.knowledge.read import knowledge
from services_db.knowledge.schema import Guide
from services_db.models import NAMESPACE
from services_db.opening import today
from services_db.places import find_municipality
from services_db.search import Hit, find_service, search
from services_db.search import Query as Search
from services_db.settings import settings
from web.hsds import Directory
from web.texts import text

MOST_SERVICES = 2
ALARM_DAYS = 3
Plz = Annotated[str, Query(pattern=r"^\d{5}$", description="Postleitzahl")]
Day = Annotated[dt.date, Query(description="A day, ISO 8601.")]

NOTHING_LEAVES = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
}
"""The page of a letter: its script may run, but may not open any connection."""

router = APIRouter(include_in_schema=False)
pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


def tel(number: str) -> str:
    """Returns the target of a tel: link: digits only, so that no dialler stumbles."""
    return "".join(character for character in number if character.isdigit() or character == "+")


def german_date(date: str) -> str:
    """Returns 2026-11-23 as 23.11.2026."""
    return dt.date.fromisoformat(date).strftime("%d.%m.%Y")


pages.filters["tel"] = tel
pages.filters["german_date"] = german_date


@router.get("/zettel/{kind}/{name}", response_class=HTMLResponse)
def sheet(
    request: Request, session: Directory, kind: str, name: str, plz: Plz | None = None, tag: Day | None = None
) -> str:
    """Returns a guide with its contacts as one page to print, save or show."""
    guide = _guide(f"{kind}/{name}")
    known = knowledge()
    place = find_municipality(session, plz) if plz else None
    hits = search(session, Search((guide.topic,), place, limit=MOST_SERVICES))
    query = request.url.query
    return pages.get_template("zettel.html.j2").render(
        settings=settings(),
        guide=guide,
        shown=lambda line: known.fill(line.text) if known.shown(line) else "",
        say=known.fill(guide.say),
        letters=[known.letters[key] for key in guide.letters],
        hits=hits,
        guides=[hit for hit in contact_points(session, place) if hit.id not in {item.id for item in hits}],
        place=place,
        last_day=tag,
        sources=sorted({known.references[ref].name for line in guide.lines for ref in line.refs}),
        today=today(),
        code=f"/zettel/{guide.key}/code.svg" + (f"?{query}" if query else ""),
    )


@router.get("/zettel/{kind}/{name}/code.svg")
def code(kind: str, name: str, plz: Plz | None = None, tag: Day | None = None) -> Response:
    """Returns the QR code of a page, to take it along on a phone."""
    guide = _guide(f"{kind}/{name}")
    values = {"plz": plz, "tag": tag.isoformat() if tag else None}
    query = "&".join(f"{key}={value}" for key, value in values.items() if value)
    address = f"{settings().server.url.rstrip('/')}/zettel/{guide.key}" + (f"?{query}" if query else "")
    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", scale=4, border=4)
    return Response(picture.getvalue(), media_type="image/svg+xml")


@router.get("/termin.ics")
def calendar(tag: Day, was: Annotated[str, Query(pattern="^widerspruch$")]) -> Response:
    """Returns the last safe day of an objection for a calendar, with a reminder three days before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Lotse//DE",
        "BEGIN:VEVENT",
        f"UID:{uuid5(NAMESPACE, f'{was}/{tag}')}",
        f"DTSTAMP:{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{tag:%Y%m%d}",
        f"SUMMARY:{_escaped(text('calendar_title'))}",
        f"DESCRIPTION:{_escaped(text('calendar_text'))}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:-P{ALARM_DAYS}D",
        f"DESCRIPTION:{_escaped(text('calendar_title'))}",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return _download("\r\n".join(map(_folded, lines)) + "\r\n", "text/calendar; charset=utf-8", "frist.ics")


@router.get("/kontakt/{service_id}.vcf")
def contact(session: Directory, service_id: str) -> Response:
    """Returns a contact for the address book."""
    hit = find_service(session, service_id)
    if hit is None:
        raise HTTPException(404, text("not_found"))
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{_escaped(hit.name)}", f"N:{_escaped(hit.name)};;;;"]
    lines.append(f"ORG:{_escaped(hit.organization)}")
    lines += [f"TEL;TYPE=WORK:{tel(number)}" for number in _phones(hit)]
    if hit.address:
        lines.append(f"ADR;TYPE=WORK:;;{_escaped(hit.address)};;;;")
    if hit.email:
        lines.append(f"EMAIL:{_escaped(hit.email)}")
    if hit.url:
        lines.append(f"URL:{_escaped(hit.url)}")
    lines.append("END:VCARD")
    return _download("\r\n".join(map(_folded, lines)) + "\r\n", "text/vcard; charset=utf-8", "kontakt.vcf")


@router.get("/brief/{key}", response_class=HTMLResponse)
def letter(key: str, response: Response) -> str:
    """Returns a letter to fill in and print; what is typed never leaves the browser."""
    known = knowledge()
    found = known.letters.get(key)
    if found is None:
        raise HTTPException(404, text("no_page"))
    response.headers.update(NOTHING_LEAVES)
    fields: dict[str, Any] = {name: known.letter_fields[name] for name in found.fields}
    return pages.get_template("brief.html.j2").render(
        settings=settings(),
        letter=found,
        fields=fields,
        sources=[known.references[ref] for ref in found.legal],
    )


def _guide(key: str) -> Guide:
    guide = knowledge().guides.get(key)
    if guide is None:
        raise HTTPException(404, text("no_page"))
    return guide


def _phones(hit: Hit) -> list[str]:
    return list(hit.phones or (hit.reached_through.phones if hit.reached_through else ()))


def _escaped(value: str) -> str:
    """Returns a text as iCalendar and vCard want it (RFC 5545 3.3.11, RFC 6350 3.4)."""
    one_line = value.replace("\r\n", "\n").replace("\r", "\n")
    for sign in "\\;,":
        one_line = one_line.replace(sign, f"\\{sign}")
    return one_line.replace("\n", "\\n")


def _folded(line: str) -> str:
    """Returns a line folded after at most 75 octets (RFC 5545 3.1)."""
    parts, current = [], ""
    for character in line:
        if len((current + character).encode()) > 74:
            parts.append(current)
            current = ""
        current += character
    return "\r\n ".join([*parts, current])


def _download(content: str, media_type: str, name: str) -> Response:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
