import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_db.models import Place
from services_db.places import Municipality, distance_km, find_municipality
from services_db.search import Hit, Query, search
from services_db.seed.load import SEED

TERMS = yaml.safe_load((SEED / "taxonomy.yml").read_text(encoding="utf-8"))["terms"]
NEEDS = [term["code"] for term in TERMS if not term["code"].startswith("crisis_")]


def _place(session: Session, plz: str) -> Municipality:
    place = find_municipality(session, plz)
    assert place is not None
    return place


def _reachable(hit: Hit) -> bool:
    own = bool(hit.phones or hit.email or hit.url)
    return own or bool(hit.reached_through and hit.reached_through.phones)


def test_the_nearest_pflegestuetzpunkt_comes_first(session: Session) -> None:
    homberg, lauterbach = _place(session, "35315"), _place(session, "36341")
    assert search(session, Query(("pflegegrad",), homberg))[0].name.endswith("Standort Alsfeld")
    assert search(session, Query(("pflegegrad",), lauterbach))[0].name.endswith("Standort Lauterbach")


def test_the_rathaus_of_another_town_is_not_shown(session: Session) -> None:
    names = [hit.name for hit in search(session, Query(("authorities",), _place(session, "36304"), limit=20))]
    assert "Stadtverwaltung Alsfeld" in names
    assert not any("Homberg" in name for name in names)


def test_kult_has_an_address_and_no_phone_and_is_reached_through_the_kreis(session: Session) -> None:
    (kult,) = search(session, Query(("contact_point",), _place(session, "36304")))
    assert kult.address == "Fulder Tor 28, 36304 Alsfeld"
    assert not kult.phones
    assert kult.reached_through is not None
    assert kult.reached_through.phones == ["06641 977-0"]


def test_a_weak_fact_is_kept_back_but_the_contact_is_named(session: Session) -> None:
    hits = search(session, Query(("benefits",), _place(session, "36341"), limit=5))
    kva = next(hit for hit in hits if hit.name.startswith("KVA"))
    assert kva.address is None
    assert _reachable(kva)


@pytest.mark.parametrize("topic", NEEDS)
def test_no_dead_end_anywhere(session: Session, topic: str) -> None:
    local = session.scalars(select(Place.plz).where(Place.area == "06535", Place.district == "")).all()
    places = [_place(session, plz) for plz in [*local, "10115", "80331", "34576"]]
    for place in [None, *places]:
        hits = search(session, Query((topic,), place))
        if topic == "contact_point":
            hits = hits or search(session, Query(("switchboard",), place))
        assert any(_reachable(hit) for hit in hits), (topic, place)


def test_paging_shows_each_service_once(session: Session) -> None:
    place = _place(session, "36304")
    everything = search(session, Query(("family",), place, limit=100))
    pages = [
        hit for start in range(0, 100, 3) for hit in search(session, Query(("family",), place, limit=3, offset=start))
    ]
    assert [hit.id for hit in pages] == [hit.id for hit in everything]
    assert len({hit.id for hit in everything}) == len(everything)


def test_every_hit_says_why(session: Session) -> None:
    hits = search(session, Query(("debt",), _place(session, "36304")))
    assert all(hit.why for hit in hits)


def test_a_plz_that_does_not_exist_is_no_place(session: Session) -> None:
    assert find_municipality(session, "99999") is None


def test_a_shared_plz_gives_the_named_municipality(session: Session) -> None:
    plz, name = "67744", "Homberg"
    found = find_municipality(session, plz, name)
    assert found is not None
    assert found.name == name


def test_distance_alsfeld_lauterbach() -> None:
    assert distance_km(50.7518, 9.2708, 50.6356, 9.3978) == pytest.approx(15.7, abs=0.3)
