"""The directory at 10 thousand to a million services: `python -m bench.directory --help`.

Made-up services are spread over Germany's PLZ, most of them local, some for a district, a state, all of Germany. Each
search runs beside a naive one (LIKE over the descriptions, distances in Python) and, for need and place, beside one
hand-written SQL statement that returns the same rows. The SQLite file is removed afterwards.
"""

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from services_db.database import migrate, open_engine
from services_db.index import refresh
from services_db.models import (
    Address,
    Attribute,
    Base,
    Location,
    Organization,
    Phone,
    Place,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    TaxonomyTerm,
)
from services_db.places import Municipality, distance_km, find_municipality
from services_db.search import Query, search
from services_db.seed.load import load

SIZES = (10_000, 100_000, 1_000_000)
REPEATS = 60
CHUNK = 20_000
WORDS = (
    "Beratung Pflege Wohnung Arbeit Schulden Kinder Familie Sucht Antrag Rente Sprache Schule Miete Betreuung".split()
)
HEADS = "stelle hilfe büro verein treff dienst kontakt netz haus forum kreis werk".split()
NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


def fill(session: Session, size: int) -> float:
    """Adds so many services and returns how many a second, index included."""
    rng = random.Random(42)
    places = session.execute(
        select(Place.plz, Place.area, Place.latitude, Place.longitude).where(Place.district == "")
    ).all()
    terms = session.scalars(select(TaxonomyTerm.id).where(TaxonomyTerm.code.not_like("crisis%"))).all()
    session.execute(insert(Organization), [{"id": "o", "name": "Träger", "description": ""}])
    started = time.perf_counter()
    for start in range(0, size, CHUNK):
        rows: dict[Any, list[dict[str, Any]]] = {}
        for number in range(start, min(start + CHUNK, size)):
            for table, row in _service(f"s{number:07}", rng, places, terms):
                rows.setdefault(table, []).append(row)
        for table, values in rows.items():
            session.execute(Base.metadata.tables[table.__tablename__].insert(), values)
        session.execute(text("ANALYZE"))  # else PostgreSQL plans as if the tables were empty
        refresh(session, [row["id"] for row in rows[Service]])
        session.commit()
    return size / (time.perf_counter() - started)


def _service(key: str, rng: random.Random, places: Any, terms: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    plz, area, latitude, longitude = rng.choice(places)
    name = f"{rng.choice(WORDS)}s{rng.choice(HEADS)} {rng.choice(WORDS)} {key}"
    description = f"Hilft bei {rng.choice(WORDS)}, {rng.choice(WORDS)} und {rng.choice(WORDS)}."
    yield Service, {"id": key, "organization_id": "o", "name": name, "description": description, "status": "active"}
    yield Attribute, {"id": key, "link_id": key, "taxonomy_term_id": rng.choice(terms), "value": rng.randint(1, 3)}
    kind = rng.random()
    state = area[:2] if area != "DE" else f"{rng.randint(1, 16):02}"
    district = f"{state}{rng.randint(0, 39):03}"
    extent = plz if kind < 0.7 else district if kind < 0.9 else state if kind < 0.99 else "DE"
    yield ServiceArea, {"id": key, "service_id": key, "extent": extent, "extent_type": "plz"}
    yield Location, {"id": key, "location_type": "physical", "latitude": latitude, "longitude": longitude}
    yield ServiceAtLocation, {"id": key, "service_id": key, "location_id": key}
    yield Address, {"id": key, "location_id": key, "city": "Ort", "state_province": "", "postal_code": plz}
    yield Phone, {"id": key, "service_id": key, "number": "0800 0000000", "position": 0}
    days = rng.choice(["MO,TU,WE,TH,FR", "MO,WE", "TU,TH", "SA,SU"])
    times = {"freq": "WEEKLY", "byday": days, "opens_at": "09:00", "closes_at": "16:00"}
    yield Schedule, {"id": key, "service_id": key, **times}


BY_HAND = """
SELECT e.service_id, s.name, s.description, s.url, s.email, o.name, p.number, h.byday, h.opens_at, h.closes_at,
       a.address_1, a.postal_code, a.city, l.latitude, l.longitude
FROM search_entry e
JOIN service s ON s.id = e.service_id JOIN organization o ON o.id = s.organization_id
LEFT JOIN phone p ON p.service_id = s.id LEFT JOIN schedule h ON h.service_id = s.id
LEFT JOIN service_at_location sl ON sl.service_id = s.id LEFT JOIN location l ON l.id = sl.location_id
LEFT JOIN address a ON a.location_id = l.id
WHERE e.topic = :topic AND e.extent IN (:a0, :a1, :a2, :a3)
ORDER BY e.need_rank, CASE e.extent WHEN :a0 THEN 0 WHEN :a1 THEN 0 WHEN :a2 THEN 2 ELSE 3 END,
         (e.latitude - :lat) * (e.latitude - :lat) + (e.longitude - :lon) * (e.longitude - :lon) * 0.4, e.name
LIMIT 3
"""


def by_hand(session: Session, topic: str, place: Municipality) -> list[Any]:
    """Returns the three best services for need and place by one statement."""
    areas = [*place.areas, "DE", "DE", "DE"][:4]
    values: dict[str, Any] = {f"a{position}": area for position, area in enumerate(areas)}
    return list(
        session.execute(text(BY_HAND), {"topic": topic, "lat": place.latitude, "lon": place.longitude, **values})
    )


def naive(session: Session, topic: str, word: str, place: Municipality) -> list[Any]:
    """Returns the three nearest services whose description holds a word, as a first draft would find them."""
    rows = session.execute(
        text(
            "SELECT s.id, s.name, l.latitude, l.longitude FROM service s JOIN attribute a ON a.link_id = s.id "
            "JOIN taxonomy_term t ON t.id = a.taxonomy_term_id JOIN service_at_location sl ON sl.service_id = s.id "
            "JOIN location l ON l.id = sl.location_id "
            "WHERE t.code = :topic AND (lower(s.description) LIKE :word OR lower(s.name) LIKE :word)"
        ),
        {"topic": topic, "word": f"%{word.lower()}%"},
    ).all()
    here = (place.latitude or 0.0, place.longitude or 0.0)
    return sorted(rows, key=lambda row: distance_km(*here, row.latitude or 0.0, row.longitude or 0.0))[:3]


def timed(run: Callable[[], Any], repeats: int = REPEATS) -> str:
    """Returns median and 95th percentile in milliseconds, as text."""
    values = []
    for _ in range(repeats):
        before = time.perf_counter()
        run()
        values.append((time.perf_counter() - before) * 1000)
    values.sort()
    return f"{statistics.median(values):.1f} / {values[int(len(values) * 0.95)]:.1f}"


def measure(engine: Engine, size: int) -> None:
    """Fills a database and prints one line of the table."""
    migrate(engine)
    with Session(engine) as session:
        load(session)
        rate = fill(session, size)
        session.execute(text("ANALYZE"))
        session.commit()
        stored = (
            session.scalar(text("SELECT pg_database_size(current_database())"))
            if engine.dialect.name == "postgresql"
            else Path(engine.url.database or "").stat().st_size
        )
        codes = [code for code in session.scalars(select(TaxonomyTerm.code)) if not code.startswith("crisis")]
        plz = session.scalars(select(Place.plz).where(Place.district == "", Place.latitude.is_not(None))).all()
        rng = random.Random(7)

        def some() -> tuple[str, str, Municipality]:
            place = find_municipality(session, rng.choice(plz))
            assert place is not None
            return rng.choice(codes), rng.choice(WORDS), place

        def run(make: Callable[[str, str, Municipality], Any]) -> Callable[[], Any]:
            def once() -> Any:
                topic, word, place = some()
                session.expunge_all()
                return make(topic, word, place)

            return once

        cells = [
            timed(run(lambda topic, _word, place: search(session, Query((topic,), place), NOW))),
            timed(run(lambda topic, _word, place: by_hand(session, topic, place))),
            timed(run(lambda _topic, word, place: search(session, Query(text=word, municipality=place), NOW))),
            timed(run(lambda topic, word, place: search(session, Query((topic,), place, word, open_at=NOW)))),
            timed(run(lambda topic, word, place: naive(session, topic, word, place)), 10),
        ]
    print(
        f"| {engine.dialect.name} | {size:,} | {rate:,.0f} | {(stored or 0) / 2**20:,.0f} | {' | '.join(cells)} |",
        flush=True,
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.directory", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--no-sqlite", action="store_true", help="only PostgreSQL")
    parser.add_argument("--postgresql", help="URL of an empty database for this benchmark; it is emptied")
    options = parser.parse_args()
    print(
        "| database | services | load, services/s | MiB | need + place | the same by hand | words + place "
        "| need + words + open now | naive |\n|---|---|---|---|---|---|---|---|---|"
    )
    for size in options.sizes:
        if not options.no_sqlite:
            with tempfile.TemporaryDirectory() as folder:
                engine = open_engine(f"sqlite:///{folder}/bench.db")
                measure(engine, size)
                engine.dispose()
        if options.postgresql:
            engine = open_engine(options.postgresql)
            with engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
            measure(engine, size)
            engine.dispose()


if __name__ == "__main__":
    main()
