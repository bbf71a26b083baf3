"""The one search over the directory."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from math import cos, radians
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, false, func, literal, literal_column, or_, select, table
from sqlalchemy import column as sql_column
from sqlalchemy.orm import Session, joinedload, selectinload

from services_db.index import area_mark, topic_mark
from services_db.models import (
    Accessibility,
    CostOption,
    Language,
    Location,
    Phone,
    SearchEntry,
    Service,
    ServiceAtLocation,
    ServiceWords,
)
from services_db.opening import OpenState, in_words, open_state
from services_db.places import Municipality, distance_km
from services_db.sources import weak_fields
from services_db.words import alternatives

DEFAULT_LIMIT = 3
OPEN_NOW_BATCH = 40
NO_DISTANCE = 1e9


@dataclass(frozen=True)
class Query:
    """What someone looks for; what is left empty does not matter to them.

    Args:
        topics: taxonomy codes: needs such as ``debt``, ``crisis_violence``, or a role such as ``contact_point``.
        municipality: where the person lives who needs help.
        text: words that name, organization or description hold, or synonyms of theirs.
        open_at: only services that are open at this moment (with a time zone).
        language: only services offered in this language (ISO 639-1).
        accessible: only services at a place of which something is said about access.
        free_of_charge: only services that cost nothing, as far as is stated.
        age: only services for people of this age, in years.
        remote: True: only services one can call, write to or visit online; False: only those with an address.
        limit: at most so many hits.
        offset: how many of the best to leave out.
    """

    topics: Sequence[str] = ()
    municipality: Municipality | None = None
    text: str = ""
    open_at: dt.datetime | None = None
    language: str | None = None
    accessible: bool = False
    free_of_charge: bool = False
    age: int | None = None
    remote: bool | None = None
    limit: int = DEFAULT_LIMIT
    offset: int = 0


@dataclass(frozen=True)
class Hit:
    """A service that fits, as a citizen may see it: facts whose source is weak (``low``) are left out.

    ``distance_km`` is None when the service or the place has no coordinates; ``reached_through`` is the service whose
    phone reaches this one; ``why`` names the reasons for its rank; ``sources`` are (url, date) of what is shown;
    ``closed_for_now`` and ``alert`` say what one should know before going there.
    """

    id: str
    name: str
    organization: str
    description: str
    phones: Sequence[str]
    address: str | None
    postal_code: str | None
    email: str | None
    url: str | None
    hours: str | None
    opening: OpenState
    opening_words: str
    languages: Sequence[str]
    distance_km: float | None
    application_process: str | None
    required_documents: Sequence[str]
    assured_date: str | None
    sources: Sequence[tuple[str, str]]
    alert: str | None = None
    closed_for_now: bool = False
    reached_through: "Hit | None" = None
    why: Sequence[str] = field(default=())


def search(session: Session, query: Query, now: dt.datetime | None = None) -> list[Hit]:
    """Returns the services that fit, best first; each says in ``why`` what placed it where it is.

    Ranking, each step only where the one before is equal:

    1. ``title``: all words searched for stand in the name (only with ``text``);
    2. ``rank``: how well the service fits the need, as the directory says (1 = first choice);
    3. ``area``: the smallest area that contains the place: municipality and district count alike, then the state, then
       Germany;
    4. ``km``: the distance to the place, as the crow flies; what has no address comes last;
    5. the name.

    A need without a place finds only what is there for all of Germany, because nothing local may be guessed; words
    without a place find everything. Services that are temporarily closed are found and say so.

    Args:
        session: an open session.
        query: what is looked for.
        now: the moment for which the opening state is told; the default is this moment.
    """
    moment = query.open_at or now or dt.datetime.now(dt.UTC)
    if query.open_at is None:
        rows = session.execute(_ranking(session, query).limit(query.limit).offset(query.offset)).all()
        return _hits(session, rows, query, moment)
    wanted = query.offset + query.limit
    open_hits: list[Hit] = []
    for page in count(step=OPEN_NOW_BATCH):
        rows = session.execute(_ranking(session, query).limit(OPEN_NOW_BATCH).offset(page)).all()
        open_hits += [hit for hit in _hits(session, rows, query, moment) if hit.opening.state == "open"]
        if len(open_hits) >= wanted or len(rows) < OPEN_NOW_BATCH:
            break
    return open_hits[query.offset : wanted]


def find_service(session: Session, service_id: str, now: dt.datetime | None = None) -> Hit | None:
    """Returns the service with this id as a hit without a place, or None."""
    service = session.scalar(select(Service).where(Service.id == service_id).options(*_FACTS))
    return to_hit(service, now or dt.datetime.now(dt.UTC)) if service else None


def to_hit(service: Service, now: dt.datetime, distance: float | None = None, why: Sequence[str] = ()) -> Hit:
    """Returns what a citizen may see of a service.

    Args:
        service: with its relations loaded.
        now: the moment for which the opening state is told.
        distance: kilometres from the citizen's municipality.
        why: the reasons for its rank.
    """
    hidden = weak_fields((source.confidence, source.fields) for source in service.sources)
    location = service.at_locations[0].location if service.at_locations else None
    address = location.addresses[0] if location and location.addresses and "address" not in hidden else None
    through = service.reached_through
    phones = [] if "phones" in hidden else [phone.number for phone in service.phones]
    schedules = [] if "hours" in hidden else service.schedules
    lines = (address.address_1, f"{address.postal_code} {address.city}") if address else ()
    return Hit(
        id=service.id,
        name=service.name,
        organization=service.organization.name,
        description=service.description or "",
        phones=phones,
        address=", ".join(filter(None, lines)) or None,
        postal_code=address.postal_code if address else None,
        email=None if "email" in hidden else service.email,
        url=None if "url" in hidden else service.url,
        hours=next((schedule.description for schedule in schedules if schedule.description), None),
        opening=(opening := open_state(schedules, now)),
        opening_words=in_words(opening, now),
        languages=[language.code for language in service.languages if language.code],
        distance_km=None if distance is None or not address else round(distance, 1),
        application_process=service.application_process,
        required_documents=[document.document for document in service.required_documents],
        assured_date=service.assured_date.isoformat() if service.assured_date else None,
        sources=[(source.url, source.source_date) for source in service.sources if source.confidence != "low"],
        alert=service.alert,
        closed_for_now=service.status == "temporarily closed",
        reached_through=to_hit(through, now) if through and not phones else None,
        why=why,
    )


_FACTS = (
    joinedload(Service.organization),
    selectinload(Service.phones),
    selectinload(Service.schedules),
    selectinload(Service.required_documents),
    selectinload(Service.languages),
    selectinload(Service.sources),
    selectinload(Service.at_locations).joinedload(ServiceAtLocation.location).selectinload(Location.addresses),
)


def _ranking(session: Session, query: Query) -> Select[Any]:
    """Returns the statement that ranks: (service id, title tier, need rank, area width, squared distance)."""
    entry = SearchEntry
    areas = list(query.municipality.areas) if query.municipality else []
    # The municipality and its district count as equally local; wider areas follow in order.
    local = areas[:2] if len(areas) > 2 else areas[:1]
    widths = {key: 0 if key in local else position for position, key in enumerate(areas)}
    width = func.min(case(widths, value=entry.extent, else_=len(areas)) if widths else literal(0))
    rank = func.min(entry.need_rank) if query.topics else literal(0)
    near = func.min(_squared_distance(query.municipality))
    tier: ColumnElement[int] = literal(0)
    statement = select(entry.service_id)
    if query.topics:
        statement = statement.where(entry.topic.in_(query.topics))
    if areas or not query.text:
        statement = statement.where(entry.extent.in_(areas or ["DE"]))
    if query.text:
        found = _words_found(session, query, areas)
        in_title = _words_found(session, query, areas, only_title=True)
        statement = statement.where(entry.service_id.in_(found))
        tier = case((entry.service_id.in_(in_title), 0), else_=1)
    statement = statement.where(*_filters(query)).group_by(entry.service_id, entry.name)
    name = entry.name.collate("C") if session.get_bind().dialect.name == "postgresql" else entry.name
    columns = (tier.label("tier"), rank.label("rank"), width.label("width"), near.label("near"))
    return statement.add_columns(*columns).order_by(*columns, name, entry.service_id)


def _squared_distance(place: Municipality | None) -> ColumnElement[float]:
    """Returns a number that grows with the distance; near enough to order by, and needs no trigonometry in SQL."""
    if place is None or place.latitude is None or place.longitude is None:
        return literal(0.0)
    north = SearchEntry.latitude - place.latitude
    east = (SearchEntry.longitude - place.longitude) * cos(radians(place.latitude))
    return func.coalesce(north * north + east * east, NO_DISTANCE)


def _filters(query: Query) -> Iterator[ColumnElement[bool]]:
    service_id = SearchEntry.service_id
    if query.language:
        yield exists().where(Language.service_id == service_id, Language.code == query.language)
    if query.free_of_charge:
        yield exists().where(CostOption.service_id == service_id, CostOption.amount == 0)
    if query.accessible:
        yield exists().where(
            ServiceAtLocation.service_id == service_id, Accessibility.location_id == ServiceAtLocation.location_id
        )
    if query.age is not None:
        yield exists().where(
            Service.id == service_id,
            func.coalesce(Service.minimum_age, 0) <= query.age,
            func.coalesce(Service.maximum_age, query.age) >= query.age,
        )
    if query.remote is True:
        has_phone = exists().where(Phone.service_id == Service.id)
        yield exists().where(
            Service.id == service_id, or_(has_phone, Service.email.is_not(None), Service.url.is_not(None))
        )
    if query.remote is False:
        yield exists().where(ServiceAtLocation.service_id == service_id)


def _words_found(session: Session, query: Query, areas: Sequence[str], only_title: bool = False) -> Select[Any]:
    """Returns a statement for the ids of services that hold a form of each word, by the database's full-text index."""
    words = alternatives(query.text)
    if not words:
        return select(ServiceWords.service_id).where(false())
    marks = [[topic_mark(topic) for topic in query.topics], [area_mark(area) for area in areas]]
    if session.get_bind().dialect.name == "postgresql":
        weight = "A" if only_title else "AB"
        groups = [[f"{form}:*{weight}" for form in forms] for forms in words]
        groups += [[f"{mark}:C" for mark in group] for group in marks if group]
        expression = " & ".join(f"({' | '.join(group)})" for group in groups)
        matches = literal_column("service_words.found").op("@@")(func.to_tsquery("simple", expression))
        return select(ServiceWords.service_id).where(matches)
    columns = "title" if only_title else "title body"
    groups = [[f'{{{columns}}}: "{form}" *' for form in forms] for forms in words]
    groups += [[f'marks: "{mark}"' for mark in group] for group in marks if group]
    expression = " AND ".join(f"({' OR '.join(group)})" for group in groups)
    index = table("service_fts", sql_column("rowid"))
    matches = literal_column("service_fts").op("MATCH")(expression)
    return select(ServiceWords.service_id).where(ServiceWords.number.in_(select(index.c.rowid).where(matches)))


def _hits(session: Session, rows: Sequence[Any], query: Query, now: dt.datetime) -> list[Hit]:
    ids = [row.service_id for row in rows]
    services = {item.id: item for item in session.scalars(select(Service).where(Service.id.in_(ids)).options(*_FACTS))}
    return [
        to_hit(
            services[row.service_id],
            now,
            distance := _distance(services[row.service_id], query.municipality),
            _why(row, query, distance),
        )
        for row in rows
    ]


def _why(row: Any, query: Query, distance: float | None) -> list[str]:
    why = [f"rank:{row.rank}"] if query.topics else []
    if query.text:
        why.append("title" if row.tier == 0 else "text")
    if query.municipality:
        areas = query.municipality.areas
        why.append(f"area:{areas[row.width] if row.width else areas[min(1, len(areas) - 2)]}")
    if distance is not None:
        why.append(f"km:{distance:.0f}")
    return why


def _distance(service: Service, municipality: Municipality | None) -> float | None:
    if municipality is None or municipality.latitude is None or municipality.longitude is None:
        return None
    here = (municipality.latitude, municipality.longitude)
    points = (at.location for at in service.at_locations)
    distances = [
        distance_km(*here, point.latitude, point.longitude)
        for point in points
        if point.latitude is not None and point.longitude is not None
    ]
    return min(distances, default=None)
