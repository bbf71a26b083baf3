"""Days as people write them."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.journeys.dates import one_month_after, read_date

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
    ],
)
def test_days_that_are_understood(text: str, expected: str) -> None:
    assert read_date(text, TODAY) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize("text", ["31.02.2026", "1.1.2030", "keine Ahnung", "5", "", "99.99.", "1.1.1980", "x" * 500])
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


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=70))
def test_any_text_is_read_without_harm_and_never_into_the_future(text: str) -> None:
    found = read_date(text, TODAY)
    assert found is None or found <= TODAY
