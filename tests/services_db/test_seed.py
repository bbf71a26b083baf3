import re
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services_db.models import Base, Place, Service, Source
from services_db.phones import format_phone
from services_db.seed.load import SEED, load
from services_db.seed.schema import DirectoryFile, SeedError, read_yaml

ROOT = SEED.parent.parent


def _counts(session: Session) -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_loading_twice_changes_nothing(session: Session) -> None:
    before = _counts(session)
    load(session)
    assert _counts(session) == before


def test_all_municipalities_and_their_districts_are_there(session: Session) -> None:
    local = session.scalars(select(Place).where(Place.area == "06535")).all()
    municipalities = {place.municipality for place in local if not place.district}
    assert len(municipalities) == 19
    assert {place.municipality for place in local if place.district} == municipalities


def test_every_service_has_a_source_and_nobody_but_a_person_assured_it(session: Session) -> None:
    services = session.scalars(select(Service)).all()
    assert len(services) >= 63
    assert all(service.sources for service in services)
    assert all(service.assured_date is None for service in services)
    assert all(source.url.startswith("http") and source.source_date for source in session.scalars(select(Source)))


def test_an_assured_date_set_by_a_person_survives_loading(session: Session) -> None:
    change = "UPDATE service SET assured_date = '2026-11-01', assurer_email = 'a@b.de' WHERE name LIKE 'K.U.L.T.%'"
    session.execute(text(change))
    load(session)
    kept = session.scalar(select(Service.assured_date).where(Service.name.like("K.U.L.T.%")))
    assert str(kept) == "2026-11-01"


def test_an_unknown_status_is_refused_by_the_database(session: Session) -> None:
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE service SET status = 'open'"))


def test_a_service_without_organization_is_refused_by_the_database(session: Session) -> None:
    with pytest.raises(IntegrityError):
        session.execute(
            text("INSERT INTO service (id, organization_id, name, status) VALUES ('1', 'x', 'y', 'active')")
        )
        session.commit()


SERVICE = """organizations:
- {key: stadt, name: Stadt, description: Stadt}
services:
- key: amt
  name: Amt
  organization: stadt
  description: Das Amt hilft weiter.
  topics: {debt: 1}
  area: "06535"
  phones: ["115"]
  sources:
  - {fields: [existence, phones], url: "https://example.org/", date: "2026", confidence: high}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('"115"', '"12"', 10, "keine"),
        ("[existence, phones]", "[existence]", 4, "ohne Quelle: phones"),
        ("confidence: high", "confidence: sure", 12, "high"),
        ('"06535"', '"6535x"', 9, "pattern"),
        ("name: Amt", "nam: Amt", 5, "nam"),
        ("services:", "services: [", 4, "YAML"),
    ],
)
def test_a_broken_row_is_named_with_file_line_and_reason(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    path = tmp_path / "kreis.yml"
    path.write_text(SERVICE.replace(old, new), encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        read_yaml(path, DirectoryFile)
    message = str(caught.value)
    assert f"{path}:" in message
    assert reason in message
    assert abs(int(message.split(":")[1]) - line) <= 1


def test_references_to_nothing_are_named(tmp_path: Path, session: Session) -> None:
    for path in (SEED / "taxonomy.yml",):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    broken = SERVICE.replace("organization: stadt", "organization: dorf").replace("{debt: 1}", "{gold: 1}")
    (tmp_path / "kreis.yml").write_text(broken, encoding="utf-8")
    with pytest.raises(SeedError, match=r"(?s)„dorf“.*„gold“"):
        load(session, tmp_path)


def _phones_in(text: str) -> set[str]:
    return {match.strip() for match in re.findall(r"\b(?:11[0-9](?: ?\d{3})?\b|0\d[\d /-]{5,18}\d)", text)}


def test_every_number_in_texts_stands_in_the_directory() -> None:
    known: set[str] = set()
    for path in SEED.glob("*.yml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get("services", []):
            known.update(format_phone(phone) for phone in entry.get("phones", []))
    for path in [*(ROOT / "bot" / "domain").rglob("*.yml"), ROOT / "web" / "texts.yml", ROOT / "web/static/chat.js"]:
        for number in _phones_in(path.read_text(encoding="utf-8")):
            assert format_phone(number) in known, f"{path}: {number}"
