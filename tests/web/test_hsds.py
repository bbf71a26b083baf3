"""The directory for other programs, over HTTP."""

import json
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import jsonschema
import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.orm import Session

from services_db.database import migrate, open_engine
from services_db.seed.load import load
from tests.web.stand_in import away
from web import hsds
from web.app import create_app
from web.tokens import Tokens

HSDS = Path(os.environ.get("HSDS_FOLDER") or Path(__file__).parents[3] / "shared" / "data" / "hsds-3.0")
_engine = hsds.engine
NAMES = ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('db')}/lotse.db"
    engine = open_engine(url)
    migrate(engine)
    with Session(engine) as session:
        load(session)
        session.execute(
            text("UPDATE service SET assured_date = '2026-11-01', assurer_email = 'anna@x.de' WHERE name LIKE 'K.U%'")
        )
        session.commit()
    engine.dispose()
    return url


@pytest.fixture
def client(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("DATABASE_URL", url)
    _engine.cache_clear()
    rasa = away()
    with TestClient(create_app(rasa, Tokens("secret"))) as client:
        yield client
    _engine().dispose()
    _engine.cache_clear()


@pytest.mark.parametrize("name", NAMES)
def test_every_entry_is_on_one_page_and_has_its_own_address(client: TestClient, name: str) -> None:
    first = client.get(f"/hsds/{name}?per_page=7").json()
    ids = []
    for page in range(1, first["total_pages"] + 1):
        reply = client.get(f"/hsds/{name}?per_page=7&page={page}").json()
        ids += [item["id"] for item in reply["contents"]]
    assert len(ids) == len(set(ids))
    assert 0 < len(ids) <= first["total_items"]
    one = client.get(f"/hsds/{name}/{ids[0]}")
    assert one.json()["id"] == ids[0]


@pytest.mark.skipif(not HSDS.is_dir(), reason=f"the published schemas of HSDS are not in {HSDS}")
@pytest.mark.parametrize(("name", "schema"), [("services", "service"), ("service_at_locations", "service_at_location")])
def test_what_is_sent_fits_the_published_schema(client: TestClient, name: str, schema: str) -> None:
    published = json.loads((HSDS / "schema" / "compiled" / f"{schema}.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(published)
    for item in client.get(f"/hsds/{name}?per_page=100").json()["contents"]:
        assert not [error.message for error in validator.iter_errors(item)]


def test_who_confirmed_and_what_is_weak_stays_inside(client: TestClient) -> None:
    text_of_all = client.get("/hsds/services?per_page=100").text + client.get("/hsds/services?per_page=100&page=2").text
    assert "anna@x.de" not in text_of_all
    assert '"2026-11-01"' in text_of_all
    assert '"low"' not in text_of_all
    kva = client.get("/hsds/services?search=KVA").json()["contents"][0]
    assert "service_at_locations" not in kva


def test_search_and_filters(client: TestClient) -> None:
    found = client.get("/hsds/services?search=Wohnungsamt").json()
    assert [item["name"] for item in found["contents"]] == ["Wohngeldstelle des Vogelsbergkreises"]
    terms = client.get("/hsds/taxonomy_terms?per_page=100").json()["contents"]
    debt = next(term["id"] for term in terms if term["code"] == "debt")
    of_need = client.get(f"/hsds/services?taxonomy_term_id={debt}&per_page=100").json()
    assert 0 < of_need["total_items"] < 103


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/hsds/services/none", 404),
        ("/hsds/people", 422),
        ("/hsds/services?page=0", 422),
        ("/hsds/services?per_page=1000", 422),
        ("/hsds/services?page=99999", 200),
        ("/hsds/service_at_locations/none", 404),
        ("/hsds/", 200),
        ("/openapi.json", 200),
    ],
)
def test_odd_requests(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_a_lost_database_is_said_plainly(client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = open_engine(f"sqlite:///{tmp_path}/nothing.db")
    monkeypatch.setattr(hsds, "engine", lambda: broken)
    reply = client.get("/hsds/services")
    broken.dispose()
    assert reply.status_code == 503
    assert "115" in reply.json()["messages"][0]["text"]


def test_the_template_of_the_staff_can_be_downloaded(client: TestClient) -> None:
    answer = client.get("/hsds/template.xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="vorlage.xlsx"'
    assert load_workbook(BytesIO(answer.content)).sheetnames == ["Angebote", "Erklärung"]


def test_a_report_needs_a_conversation_and_a_service(client: TestClient) -> None:
    service = client.get("/hsds/services?per_page=1").json()["contents"][0]["id"]
    assert client.post("/api/reports", json={"service_id": service}).status_code == 401
    _, token = Tokens("secret").new()
    headers = {"Authorization": f"Bearer {token}"}
    assert client.post("/api/reports", json={"service_id": service}, headers=headers).status_code == 204
    assert client.post("/api/reports", json={"service_id": "nothing"}, headers=headers).status_code == 404
    assert client.post("/api/reports", json={"service_id": "x" * 99}, headers=headers).status_code == 422
