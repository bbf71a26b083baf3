"""Days as people write them."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.journeys.dates import last_safe_day, one_month_after, read_date

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.11.", "2026-11-12"),
        ("am 12.11.2026", "2026-11-12"),
        ("12.11.26", "2026-11-12"),
        ("3. November", "2026-11-03"),
        ("gestern", "2026-11-22"),
        ("heute", "2026-11-23"),
        ("vor zwei Wochen", "2026-11-09"),
        ("am Montag", "2026-11-16"),
        ("letzten Freitag", "2026-11-20"),
        ("24.12.", "2025-12-24"),
        ("Der Brief kam am 10.11.2026 an", "2026-11-10"),
        ("vom 10.11.2026", "2026-11-10"),
        ("ich habe ihn am 10.11. bekommen", "2026-11-10"),
        ("Das Datum ist der 20. November 2026", "2026-11-20"),
        ("am 20.11., nein, am 21.11.", "2026-11-21"),
        ("gestern abend", "2026-11-22"),
        ("letzte Woche", "2026-11-16"),
        ("Ende Oktober", "2026-10-21"),
        ("Anfang November", "2026-11-01"),
        ("2026-11-20", "2026-11-20"),
    ],
)
def test_days_that_are_understood(text: str, expected: str) -> None:
    assert read_date(text, TODAY) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    ["31.02.2026", "1.1.2030", "keine Ahnung", "5", "", "99.99.", "1.1.1980", "x" * 500, "3.13.2025", "am 31.2."],
)
def test_days_that_cannot_be_meant(text: str) -> None:
    assert read_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2026-11-12", "2026-12-12"),
        ("2026-01-31", "2026-02-28"),
        ("2024-01-31", "2024-02-29"),
        ("2026-12-05", "2027-01-05"),
    ],
)
def test_a_months_time_ends_as_the_civil_code_says(received: str, last: str) -> None:
    assert one_month_after(dt.date.fromisoformat(received)) == dt.date.fromisoformat(last)


@pytest.mark.parametrize(
    ("received", "today", "named"),
    [
        ("2026-11-12", "2026-11-23", "2026-12-11"),  # the 12th is a Saturday: the Friday before is safer
        ("2026-10-28", "2026-11-29", "2026-11-30"),  # ended on Saturday, so it still runs until Monday
        ("2026-10-28", "2026-12-01", "2026-11-28"),  # over
        ("2026-11-25", "2026-11-29", "2026-12-24"),  # Christmas Day
        ("2026-11-25", "2026-12-25", "2026-12-28"),  # after Christmas comes a weekend
        ("2026-11-10", "2026-11-23", "2026-12-10"),
    ],
)
def test_the_day_named_is_safe_and_the_time_is_not_called_over_before_it_is(
    received: str, today: str, named: str
) -> None:
    day = dt.date.fromisoformat
    assert last_safe_day(day(received), day(today)) == day(named)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=70))
def test_any_text_is_read_without_harm_and_never_into_the_future(text: str) -> None:
    found = read_date(text, TODAY)
    assert found is None or found <= TODAY
