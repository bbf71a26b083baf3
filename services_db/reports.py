"""What citizens report: "Stimmt etwas nicht?" counts a day and a service, nothing of who said it."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services_db.models import Report, Service

MOST_A_DAY = 100
"""More are not counted: nobody reads them, and somebody may be playing."""


def report(session: Session, service_id: str, day: dt.date) -> bool:
    """Counts one report; returns whether there is such a service. The caller commits.

    Args:
        session: an open session.
        service_id: the service of which something is not right.
        day: today.
    """
    if session.get(Service, service_id) is None:
        return False
    known = session.get(Report, (service_id, day))
    if known is None:
        session.add(Report(service_id=service_id, day=day, count=1))
    elif known.count < MOST_A_DAY:
        known.count += 1
    return True


def reported(session: Session, since: dt.date) -> list[tuple[str, str, int]]:
    """Returns id, name and number of reports of the services reported since a day, most first.

    Args:
        session: an open session.
        since: the first day that counts.
    """
    total = func.sum(Report.count)
    query = (
        select(Service.id, Service.name, total)
        .join(Report, Report.service_id == Service.id)
        .where(Report.day >= since)
        .group_by(Service.id, Service.name)
        .order_by(total.desc(), Service.name)
    )
    return [(service_id, name, int(count)) for service_id, name, count in session.execute(query)]
