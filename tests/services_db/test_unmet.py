"""Unmet needs are counted by need, municipality and day; few are never shown."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_db.models import UnmetNeed
from services_db.unmet import MOST_A_DAY, Unmet, count_unmet, forget_unmet, unmet

TODAY = dt.date(2026, 11, 29)


def test_few_are_not_shown(session: Session) -> None:
    for _ in range(4):
        count_unmet(session, "debt", "36304", TODAY)
        session.flush()
    assert unmet(session, TODAY) == [Unmet("Schulden", "Alsfeld", None)]
    count_unmet(session, "debt", "36304", TODAY - dt.timedelta(days=1))
    session.flush()
    assert unmet(session, TODAY - dt.timedelta(days=7)) == [Unmet("Schulden", "Alsfeld", 5)]


def test_what_was_not_understood_and_where_is_counted_too(session: Session) -> None:
    for _ in range(6):
        count_unmet(session, None, None, TODAY)
        session.flush()
    assert unmet(session, TODAY) == [Unmet("nicht verstanden", "ohne Ort", 6)]


def test_a_row_holds_a_need_a_place_a_day_and_a_count(session: Session) -> None:
    assert [column.name for column in UnmetNeed.__table__.columns] == ["topic", "plz", "day", "count"]


def test_nobody_can_count_without_end(session: Session) -> None:
    for _ in range(MOST_A_DAY + 5):
        count_unmet(session, "debt", "36304", TODAY)
    session.flush()
    assert session.scalars(select(UnmetNeed.count)).all() == [MOST_A_DAY]


def test_old_counts_can_be_deleted(session: Session) -> None:
    count_unmet(session, "debt", "36304", TODAY)
    count_unmet(session, "debt", "36304", TODAY - dt.timedelta(days=400))
    session.flush()
    assert forget_unmet(session, TODAY - dt.timedelta(days=365)) == 1
    assert session.scalars(select(UnmetNeed.day)).all() == [TODAY]
