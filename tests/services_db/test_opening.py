import datetime as dt

import pytest

from services_db.models import Schedule
from services_db.opening import BERLIN, in_words, open_state


def _schedule(byday: str, opens: str, closes: str, **more: object) -> Schedule:
    return Schedule(freq="WEEKLY", byday=byday, opens_at=opens, closes_at=closes, **more)


OFFICE = [_schedule("MO,TU,WE,TH", "08:00", "16:30"), _schedule("FR", "08:00", "12:00")]
ALWAYS = [_schedule("MO,TU,WE,TH,FR,SA,SU", "00:00", "24:00")]
NIGHT = [_schedule("FR,SA", "20:00", "02:00")]


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("schedules", "moment", "words"),
    [
        (OFFICE, "2026-11-23 09:00", "Jetzt geöffnet bis 16:30 Uhr."),
        (OFFICE, "2026-11-23 07:59", "Jetzt geschlossen. Wieder offen heute ab 8 Uhr."),
        (OFFICE, "2026-11-23 16:30", "Jetzt geschlossen. Wieder offen morgen ab 8 Uhr."),
        (OFFICE, "2026-11-27 13:00", "Jetzt geschlossen. Wieder offen am Montag ab 8 Uhr."),
        (OFFICE, "2026-12-25 10:00", "Heute ist Feiertag (Erster Weihnachtstag). Wieder offen am Montag ab 8 Uhr."),
        (OFFICE, "2026-06-04 10:00", "Heute ist Feiertag (Fronleichnam). Wieder offen morgen ab 8 Uhr."),
        (ALWAYS, "2026-12-25 03:00", "Immer erreichbar."),
        (NIGHT, "2026-11-28 01:00", "Jetzt geöffnet bis 2 Uhr."),
        (NIGHT, "2026-11-28 02:00", "Jetzt geschlossen. Wieder offen heute ab 20 Uhr."),
        ([], "2026-11-23 09:00", ""),
        ([Schedule(description="nach Termin")], "2026-11-23 09:00", "Nur mit Termin."),
        ([Schedule(description="manchmal vormittags")], "2026-11-23 09:00", ""),
    ],
)
def test_what_is_said(schedules: list[Schedule], moment: str, words: str) -> None:
    now = _at(moment)
    assert in_words(open_state(schedules, now), now) == words


def test_clocks_that_change_are_those_of_berlin() -> None:
    # On 25 October 2026 clocks go back: 8 o'clock in Berlin is 6 UTC the week before and 7 UTC the week after.
    for utc, state in (("2026-10-19T06:30+00:00", "open"), ("2026-10-26T06:30+00:00", "closed")):
        assert open_state(OFFICE, dt.datetime.fromisoformat(utc)).state == state


def test_once_a_month() -> None:
    first_tuesday = Schedule(freq="MONTHLY", byday="1TU", opens_at="10:00", closes_at="12:00")
    assert open_state([first_tuesday], _at("2026-12-01 11:00")).state == "open"
    assert open_state([first_tuesday], _at("2026-12-08 11:00")).state == "closed"


def test_a_schedule_counts_only_while_it_is_valid() -> None:
    summer = _schedule("MO", "08:00", "12:00", valid_from=dt.date(2026, 6, 1), valid_to=dt.date(2026, 8, 31))
    assert open_state([summer], _at("2026-07-06 09:00")).state == "open"
    assert open_state([summer], _at("2026-11-23 09:00")).state == "closed"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        open_state(OFFICE, dt.datetime(2026, 11, 23))
