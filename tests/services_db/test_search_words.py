"""Free text and filters, on both databases with the same answers."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from services_db.index import refresh
from services_db.models import Accessibility, Language, Service
from services_db.opening import BERLIN
from services_db.places import find_municipality
from services_db.search import Query, search
from services_db.words import SYNONYMS, alternatives, stems

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=BERLIN)
NIGHT = dt.datetime(2026, 11, 23, 3, 0, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Wohnungsamt", "Wohngeldstelle"),
        ("wohngeld", "Wohngeldstelle"),
        ("Schuldner", "Schuldnerberatung"),
        ("Pflegestuetzpunkt", "Pflegestützpunkt"),
        ("Pflegestützpunkte", "Pflegestützpunkt"),
        ("Rathaus Alsfeld", "Stadtverwaltung Alsfeld"),
        ("telefonseelsorge", "TelefonSeelsorge"),
    ],
)
def test_words_find_what_is_meant(session: Session, words: str, expected: str) -> None:
    names = [hit.name for hit in search(session, Query(text=words, limit=5), MONDAY)]
    assert any(expected in name for name in names), names


def test_a_name_comes_before_a_description(session: Session) -> None:
    hits = search(session, Query(text="Kinder", limit=50), MONDAY)
    tiers = [hit.why[0] for hit in hits]
    assert tiers == sorted(tiers, reverse=True)
    assert {"title", "text"} == set(tiers)


def test_words_need_and_place_together(session: Session) -> None:
    place = find_municipality(session, "36304")
    hits = search(session, Query(("authorities",), place, text="Verwaltung Stadt", limit=10), MONDAY)
    assert hits
    assert all("Homberg" not in hit.name for hit in hits)


@pytest.mark.parametrize(
    "words", ["", "   ", "der die das", "xyzzy", "'; DROP TABLE service; --", '" OR 1', "*", "NEAR("]
)
def test_words_that_say_nothing_or_harm(session: Session, words: str) -> None:
    found = search(session, Query(text=words, limit=5), MONDAY)
    assert not found or not stems(words)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(max_size=60))
def test_any_text_can_be_searched_for(session: Session, words: str) -> None:
    search(session, Query(text=words, limit=2), MONDAY)


def test_open_now(session: Session) -> None:
    def names(moment: dt.datetime) -> set[str]:
        return {hit.name for hit in search(session, Query(("pflegegrad",), open_at=moment, limit=9))}

    assert any("Pflegetelefon" in name for name in names(MONDAY))
    assert not any("Pflegetelefon" in name for name in names(NIGHT))


def test_pages_of_open_services_do_not_overlap(session: Session) -> None:
    first = search(session, Query(("crisis_suicide",), open_at=NIGHT, limit=1))
    second = search(session, Query(("crisis_suicide",), open_at=NIGHT, limit=1, offset=1))
    assert first and second
    assert first[0].id != second[0].id


def test_filters(session: Session) -> None:
    place = find_municipality(session, "36304")
    everything = search(session, Query(("pflegegrad",), place, limit=50), MONDAY)
    service = session.get(Service, next(hit.id for hit in everything if hit.address))
    assert service is not None
    service.minimum_age, service.maximum_age = 18, 27
    session.add(Language(id="l-1", service_id=service.id, code="tr"))
    location_id = service.at_locations[0].location_id
    session.add(Accessibility(id="a-1", location_id=location_id, description="ohne Stufen"))
    refresh(session, [service.id])

    def ids(**more: Any) -> set[str]:
        query = replace(Query(("pflegegrad",), place, limit=50), **more)
        return {hit.id for hit in search(session, query, MONDAY)}

    assert ids(language="tr") == {service.id}
    assert service.id in ids(accessible=True)
    assert service.id in ids(age=20)
    assert service.id not in ids(age=17) | ids(age=28)
    assert service.id in ids(remote=False)
    assert all(hit.address for hit in everything if hit.id in ids(remote=False))
    assert ids(free_of_charge=True) < {hit.id for hit in everything}


def test_every_hit_says_why(session: Session) -> None:
    place = find_municipality(session, "36304")
    for hit in search(session, Query(("debt",), place, limit=20), MONDAY):
        assert [reason.split(":")[0] for reason in hit.why][:2] == ["rank", "area"]


def test_stems_are_the_same_however_umlauts_are_typed() -> None:
    assert stems("Pflegestützpunkte") == stems("Pflegestuetzpunkt")
    assert alternatives("der die") == []
    assert len(alternatives("Wohnungsamt")[0]) > 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Hartz IV", "KVA"),
        ("Harz 4", "KVA"),
        ("ALG II", "KVA"),
        ("Arbeitslosengeld 1", "Agentur für Arbeit"),
        ("Sozialamt", "Kreisverwaltung"),
        ("Erziehungsberatung", "Beratungszentrum Vogelsberg"),
        ("Einwohnermeldeamt", "Alsfeld"),
        ("P-Konto", "chuld"),
    ],
)
def test_old_names_and_everyday_names_find_the_office_of_today(session: Session, words: str, expected: str) -> None:
    place = find_municipality(session, "36304")
    names = [hit.name for hit in search(session, Query(text=words, municipality=place, limit=5), MONDAY)]
    assert any(expected in name for name in names), names


def test_job_centre_and_employment_agency_are_kept_apart(session: Session) -> None:
    place = find_municipality(session, "36304")
    assert "KVA" in search(session, Query(text="Jobcenter", municipality=place), MONDAY)[0].name
    assert "Agentur für Arbeit" in search(session, Query(text="Arbeitsamt", municipality=place), MONDAY)[0].name


def test_synonyms_are_single_words() -> None:
    groups = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))
    assert [word for group in groups for word in group if len(stems(word)) != 1] == []
