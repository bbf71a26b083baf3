"""Pages to take away, dates, contacts and letters, through the real application on the seed directory."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from services_db.database import migrate, open_engine
from services_db.knowledge.read import knowledge
from services_db.models import Service
from services_db.seed.load import load
from web import hsds
from web.app import create_app
from web.tokens import Tokens


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    url = f"sqlite:///{tmp_path_factory.mktemp('db')}/lotse.db"
    engine = open_engine(url)
    migrate(engine)
    with Session(engine) as session:
        load(session)
        session.commit()
    patch = pytest.MonkeyPatch()
    patch.setenv("DATABASE_URL", url)
    hsds.engine.cache_clear()
    with TestClient(create_app(tokens=Tokens("x" * 32))) as client:
        yield client
    hsds.engine().dispose()
    hsds.engine.cache_clear()
    engine.dispose()
    patch.undo()


@pytest.fixture(scope="module")
def office(client: TestClient) -> str:
    with Session(hsds.engine()) as session:
        return session.scalars(select(Service.id).where(Service.name.startswith("Pflegestützpunkt"))).all()[0]


@pytest.mark.parametrize("key", sorted(knowledge().guides))
def test_every_guide_is_a_page(client: TestClient, key: str) -> None:
    page = client.get(f"/zettel/{key}?plz=36304")
    assert page.status_code == 200
    assert knowledge().guides[key].title.replace("–", "").split()[0] in page.text
    assert "Fulder Tor 28" in page.text
    assert 'href="tel:' in page.text
    assert "<script" not in page.text
    assert not re.search(r"\{\w+(\[\d\])?\}", page.text)


def test_a_page_names_contact_phone_papers_words_and_source(client: TestClient) -> None:
    text = client.get("/zettel/pflegegrad/worse?plz=36329").text
    for expected in (
        "Romrod",
        "tel:066419772095",
        "Pflegetagebuch",
        "Guten Tag, ich möchte",
        "§ 33 SGB XI",
        "code.svg",
    ):
        assert expected in text
    assert "Noch nicht bestätigt" in text


def test_a_date_is_shown_and_goes_into_the_calendar(client: TestClient) -> None:
    assert "12.12.2026" in client.get("/zettel/forms/widerspruch?plz=36304&tag=2026-12-12").text
    calendar = client.get("/termin.ics?tag=2026-12-12&was=widerspruch")
    assert calendar.headers["content-type"].startswith("text/calendar")
    lines = calendar.text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20261212" in lines
    assert all(len(line.encode()) <= 75 for line in lines)


def test_a_contact_goes_into_the_address_book(client: TestClient, office: str) -> None:
    card = client.get(f"/kontakt/{office}.vcf")
    assert card.headers["content-type"].startswith("text/vcard")
    assert "TEL;TYPE=WORK:066419772095" in card.text
    assert card.text.startswith("BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert all(len(line.encode()) <= 75 for line in card.text.split("\r\n"))


def test_the_code_is_a_picture(client: TestClient) -> None:
    code = client.get("/zettel/pflegegrad/new/code.svg?plz=36304")
    assert code.headers["content-type"] == "image/svg+xml"
    assert 'xmlns="http://www.w3.org/2000/svg"' in code.text


@pytest.mark.parametrize("key", sorted(knowledge().letters))
def test_a_letter_may_not_open_any_connection(client: TestClient, key: str) -> None:
    page = client.get(f"/brief/{key}")
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'none'" in policy
    assert "connect-src" not in policy
    assert "img-src" not in policy
    assert "keine Rechtsberatung" in page.text
    assert "<form" in page.text
    assert "action=" not in page.text
    assert " name=" not in page.text.replace('<meta name="viewport"', "")


@pytest.mark.parametrize(
    "path",
    [
        "/zettel/nothing/here",
        "/zettel/pflegegrad/..%2f..%2fetc",
        "/brief/unknown",
        "/kontakt/00000000.vcf",
        "/zettel/pflegegrad/new?plz=x",
        "/zettel/pflegegrad/new?tag=gestern",
        "/termin.ics?tag=2026-12-12&was=anything",
        "/termin.ics",
    ],
)
def test_what_is_not_there_is_said_in_german(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert "<script" not in answer.text


def test_hostile_values_do_not_reach_the_page(client: TestClient) -> None:
    page = client.get('/zettel/pflegegrad/new?plz=36304&x="><script>alert(1)</script>')
    assert "<script>alert" not in page.text


def test_pages_hold_nothing_from_elsewhere() -> None:
    folder = Path(__file__).parents[2] / "web"
    for path in [*(folder / "templates").glob("*.j2"), *(folder / "static").glob("*.*")]:
        assert not re.search(r"(src|href)=\"https?://", path.read_text(encoding="utf-8")), path


def test_the_numbers_of_the_widget_stand_in_the_directory() -> None:
    root = Path(__file__).parents[2]
    seed = "".join(path.read_text(encoding="utf-8") for path in (root / "services_db" / "seed").glob("*.yml"))
    said = (root / "widget" / "src" / "texts.ts").read_text(encoding="utf-8")
    numbers = set(re.findall(r"\b11[0256]\b(?: ?\d{3})?|\b0\d{3,4} \d[\d-]+", said))
    assert {"112", "110", "115", "116 123", "06641 977-0"} <= numbers
    assert [number for number in numbers if number.replace(" ", "") not in seed.replace(" ", "")] == []
