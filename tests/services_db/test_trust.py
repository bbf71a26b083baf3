"""What staff rely on: confirmation by people only, a whole history, and a list of what needs a look."""

import asyncio
import datetime as dt
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from services_db.__main__ import main
from services_db.changes import UnknownServiceError, confirm, differences, history, record, snapshot
from services_db.check import check
from services_db.index import refresh
from services_db.links import find_broken, urls
from services_db.models import Phone, Service, ServiceArea, Source
from services_db.search import Query, search
from services_db.seed.load import load

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def _some_service(session: Session) -> Service:
    service = session.scalars(text("SELECT id FROM service WHERE name LIKE 'K.U.L.T.%'")).one()
    found = session.get(Service, service)
    assert found is not None
    return found


def test_confirming_names_person_and_day_and_is_kept_in_the_history(session: Session) -> None:
    service = _some_service(session)
    confirm(session, service.id, "anna@example.org", NOW)
    assert (service.assured_date, service.assurer_email) == (dt.date(2026, 11, 23), "anna@example.org")
    changes = {item.field_name: item.replacement_value for item in history(session, service.id)}
    assert changes == {"assured_date": "2026-11-23", "assurer_email": "anna@example.org"}


def test_a_confirmation_survives_the_next_loading(session: Session) -> None:
    service = _some_service(session)
    confirm(session, service.id, "anna@example.org", NOW)
    before = snapshot(session)
    load(session)
    assert differences(before, snapshot(session)) == []


def test_nobody_and_nothing_cannot_confirm(session: Session) -> None:
    with pytest.raises(ValueError, match="Wer"):
        confirm(session, _some_service(session).id, " ", NOW)
    with pytest.raises(UnknownServiceError):
        confirm(session, "no-such-id", "anna@example.org", NOW)


def test_every_change_is_named_with_old_and_new(session: Session) -> None:
    service = _some_service(session)
    before = snapshot(session)
    service.description = "Neu beschrieben."
    session.add(Phone(id="p-1", service_id=service.id, number="06631 1"))
    session.flush()
    session.expire_all()
    changes = differences(before, snapshot(session))
    record(session, changes, "anna", NOW)
    assert {(change.kind, change.field, change.after) for change in changes} == {
        ("update", "description", "Neu beschrieben."),
        ("update", "phones", "06631 1"),
    }
    assert {item.previous_value for item in history(session, service.id)} >= {"", changes[0].before}


def test_the_seed_leaves_nobody_without_help_and_is_only_unconfirmed(session: Session) -> None:
    findings = check(session, NOW.date())
    assert {finding.kind for finding in findings} == {"gap", "unconfirmed"}  # gaps of the guides, not of places


def test_what_is_wrong_is_found(session: Session) -> None:
    service = _some_service(session)
    confirm(session, service.id, "anna", NOW - dt.timedelta(days=400))
    session.execute(delete(Source).where(Source.service_id == service.id))
    lonely = session.scalars(text("SELECT service_id FROM service_at_location")).first()
    session.execute(text("DELETE FROM service_at_location WHERE service_id = :id").bindparams(id=lonely))
    session.execute(delete(Phone).where(Phone.service_id == lonely))
    cut_off = update(Service).where(Service.id == lonely).values(email=None, url=None, reached_through_id=None)
    session.execute(cut_off)
    session.execute(update(ServiceArea).where(ServiceArea.extent == "DE").values(extent="06"))
    refresh(session)
    findings = {finding.kind: finding for finding in reversed(check(session, NOW.date()))}
    assert "400" not in findings["stale"].detail and "2025" in findings["stale"].detail
    assert findings["unsourced"].subject == service.name
    assert lonely and lonely in findings["unreachable"].detail
    assert "Aach" in findings["dead_end"].detail


@pytest.mark.parametrize(("status", "found"), [("temporarily closed", True), ("inactive", False), ("defunct", False)])
def test_what_is_closed_for_now_is_shown_as_such(session: Session, status: str, found: bool) -> None:
    service = _some_service(session)
    service.status = status
    refresh(session, [service.id])
    hits = {hit.id: hit for hit in search(session, Query(text="K.U.L.T.", limit=20), NOW)}
    assert (service.id in hits) is found
    assert not found or hits[service.id].closed_for_now


def test_links_are_asked_politely_and_the_broken_ones_named(session: Session) -> None:
    asked: list[tuple[str, str]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append((request.method, str(request.url)))
        if request.url.path == "/gone":
            return httpx2.Response(404)
        if request.url.path == "/only-get" and request.method == "HEAD":
            return httpx2.Response(405)
        if request.url.path == "/away":
            raise httpx2.ConnectError("no")
        return httpx2.Response(200)

    pages = [f"https://example.org/{name}" for name in ("fine", "gone", "only-get", "away")]
    broken = asyncio.run(find_broken(pages, httpx2.MockTransport(answer), pause=0))
    assert {link.url.rpartition("/")[2]: link.reason for link in broken} == {"gone": "HTTP 404", "away": "ConnectError"}
    assert ("GET", "https://example.org/only-get") in asked
    assert len(urls(session)) > 100


@pytest.fixture
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/lotse.db")


def test_the_commands_of_staff(own_database: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load"]) == 0
    assert main(["search", "contact_point", "--plz", "36304", "--ids"]) == 0
    service_id = capsys.readouterr().out.splitlines()[-1].split(" | ")[0]
    assert main(["confirm", service_id, "--by", "anna"]) == 0
    assert main(["history", service_id]) == 0
    assert "anna: assured_date" in capsys.readouterr().out
    assert main(["load", "--dry-run"]) == 0
    assert "Probelauf" in capsys.readouterr().out
    assert main(["check", "--json"]) == 0
    assert '"kind": "unconfirmed"' in capsys.readouterr().out
    assert main(["confirm", "nothing", "--by", "anna"]) == 1
    assert main(["search", "debt", "--plz", "00000"]) == 1


def test_export_and_import(own_database: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load"]) == 0
    assert main(["export", "json", str(tmp_path / "out.json")]) == 0
    assert main(["export", "csv", str(tmp_path / "tables")]) == 0
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    (tmp_path / "out.json").write_text(text.replace("TelefonSeelsorge", "Telefon-Seelsorge"), encoding="utf-8")
    assert main(["import", str(tmp_path / "out.json"), "--dry-run"]) == 0
    assert "geändert: Telefon-Seelsorge: name: „TelefonSeelsorge“" in capsys.readouterr().out
    assert main(["import", str(tmp_path / "tables")]) == 0
    assert "geändert" not in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "[]x", "3", '{"contents": 5}', '[{"organization": 3}]', '[{"id": "x"}]'])
def test_a_broken_file_changes_nothing(
    own_database: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    assert main(["init"]) == 0
    (tmp_path / "in.json").write_text(content, encoding="utf-8")
    assert main(["import", str(tmp_path / "in.json")]) == 1
    assert capsys.readouterr().err
    assert main(["search", "--text", "x"]) == 0
