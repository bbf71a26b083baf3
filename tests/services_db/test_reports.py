"""What citizens report is counted by service and day, and staff see it."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_db.check import check
from services_db.models import Report, Service
from services_db.reports import MOST_A_DAY, report, reported

TODAY = dt.date(2026, 11, 23)


def _some_service(session: Session) -> Service:
    service = session.scalars(select(Service).order_by(Service.name)).first()
    assert service is not None
    return service


def test_reports_are_counted_and_found(session: Session) -> None:
    service = _some_service(session)
    assert report(session, service.id, TODAY)
    assert report(session, service.id, TODAY)
    assert report(session, service.id, TODAY - dt.timedelta(days=1))
    session.flush()
    assert reported(session, TODAY - dt.timedelta(days=7)) == [(service.id, service.name, 3)]
    (finding,) = [item for item in check(session, TODAY) if item.kind == "reported"]
    assert (finding.subject, "3-mal" in finding.detail) == (service.name, True)


def test_old_reports_do_not_count(session: Session) -> None:
    assert report(session, _some_service(session).id, TODAY - dt.timedelta(days=400))
    session.flush()
    assert [item for item in check(session, TODAY) if item.kind == "reported"] == []


def test_an_unknown_service_is_not_counted(session: Session) -> None:
    assert not report(session, "nothing", TODAY)


def test_nobody_can_fill_the_table(session: Session) -> None:
    service = _some_service(session)
    for _ in range(MOST_A_DAY + 20):
        report(session, service.id, TODAY)
    session.flush()
    kept = session.get(Report, (service.id, TODAY))
    assert kept is not None
    assert kept.count == MOST_A_DAY
