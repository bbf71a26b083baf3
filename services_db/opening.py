"""Whether a service is open: computed from its schedules, in Europe/Berlin, and honest where nobody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import holidays
import yaml
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday, weekdays

from services_db.models import Schedule

WORDS = Path(__file__).parent / "lookup" / "opening.yml"
BERLIN = ZoneInfo("Europe/Berlin")
LOOK_AHEAD_DAYS = 14
STATE_OF_HOLIDAYS = "HE"
"""Public holidays are Hessen's: the offices in the directory are there, or follow no holiday at all."""
ALWAYS = ("00:00", "24:00")

State = Literal["open", "closed", "by_appointment", "unknown"]
_DAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), weekdays, strict=True))


@dataclass(frozen=True)
class OpenState:
    """Whether a service is open, and until when or from when on (in Berlin) where that is known.

    ``holiday`` is the name of the public holiday that closes it today.
    """

    state: State
    until: dt.datetime | None = None
    opens: dt.datetime | None = None
    holiday: str | None = None


def today() -> dt.date:
    """Returns the day it is in Germany, wherever the server's clock stands."""
    return dt.datetime.now(BERLIN).date()


def open_state(schedules: Sequence[Schedule], now: dt.datetime) -> OpenState:
    """Returns whether a service with these schedules is open.

    Args:
        schedules: of the service; those without times say nothing that can be computed with.
        now: with a time zone.

    Raises:
        ValueError: if ``now`` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    here = now.astimezone(BERLIN)
    timed = [schedule for schedule in schedules if schedule.freq and schedule.opens_at and schedule.closes_at]
    if not timed:
        words = " ".join(schedule.description or "" for schedule in schedules).lower()
        return OpenState("by_appointment" if words.strip().startswith("nach termin") else "unknown")
    spans = sorted(span for schedule in timed for span in _spans(schedule, here.date() - dt.timedelta(days=1)))
    end = None
    for start, stop in spans:
        if start <= here < stop or (end is not None and start <= end < stop):
            end = stop  # spans that touch are one: open all night, or a break that is none
    if end is not None:
        return OpenState("open", until=None if end - here > dt.timedelta(days=2) else end)
    holiday = _holidays().get(here.date())
    opens = next((start for start, _ in spans if start > here), None)
    return OpenState("closed", opens=opens, holiday=holiday)


def in_words(state: OpenState, now: dt.datetime) -> str:
    """Returns a short German sentence for a state; empty when nothing is known.

    Args:
        state: as `open_state` returned it.
        now: the same moment.
    """
    words = _words()
    if state.state == "open":
        return str(words["open_until"].format(time=_clock(state.until)) if state.until else words["always"])
    if state.state != "closed":
        return str(words.get(state.state, ""))
    closed = str(words["holiday"].format(holiday=state.holiday) if state.holiday else words["closed"])
    if state.opens is None:
        return closed
    days = (state.opens.date() - now.astimezone(BERLIN).date()).days
    weekday_name = words["weekdays"][state.opens.weekday()]
    day = {0: words["today"], 1: words["tomorrow"]}.get(days, weekday_name)
    date = f", {state.opens:%d.%m.}," if days >= 7 else ""
    return f"{closed} {words['opens'].format(day=day + date, time=_clock(state.opens))}"


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return words


def _clock(moment: dt.datetime | None) -> str:
    if moment is None:
        return ""
    return f"{moment.hour}:{moment:%M}" if moment.minute else str(moment.hour)


def _spans(schedule: Schedule, first: dt.date) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yields the opening times of a schedule as moments in Berlin, from a day on."""
    days = [_weekday(day) for day in (schedule.byday or "").split(",") if day]
    start = schedule.dtstart or schedule.valid_from or dt.date(2024, 1, 1)
    if schedule.freq == "WEEKLY" and (schedule.interval or 1) == 1:
        start = max(start, first)  # every week is like the others: no need to count from the beginning
    rule = rrule(
        WEEKLY if schedule.freq == "WEEKLY" else MONTHLY,
        dtstart=dt.datetime.combine(start, dt.time()),
        interval=schedule.interval or 1,
        byweekday=days or None,
        bymonthday=[int(day) for day in schedule.bymonthday.split(",")] if schedule.bymonthday else None,
        wkst=_DAYS[schedule.wkst] if schedule.wkst else None,
    )
    last = first + dt.timedelta(days=LOOK_AHEAD_DAYS)
    around_the_clock = (schedule.opens_at, schedule.closes_at) == ALWAYS
    for moment in rule.between(dt.datetime.combine(first, dt.time()), dt.datetime.combine(last, dt.time()), inc=True):
        day = moment.date()
        if (schedule.valid_from and day < schedule.valid_from) or (schedule.valid_to and day > schedule.valid_to):
            continue
        if day in _holidays() and not around_the_clock and len(days) < len(_DAYS):
            continue  # who is there on all seven days is there on holidays too
        opens, closes = _moment(day, schedule.opens_at or ""), _moment(day, schedule.closes_at or "")
        yield opens, closes if closes > opens else closes + dt.timedelta(days=1)


def _weekday(day: str) -> weekday:
    """Returns ``TU`` or ``1TU`` (the first Tuesday of a month) as dateutil knows it."""
    return _DAYS[day[-2:]](int(day[:-2])) if day[:-2] else _DAYS[day]


def _moment(day: dt.date, clock: str) -> dt.datetime:
    hour, minute = (int(part) for part in clock.split(":")[:2])
    return dt.datetime.combine(day + dt.timedelta(days=hour // 24), dt.time(hour % 24, minute), BERLIN)


@cache
def _holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("DE", subdiv=STATE_OF_HOLIDAYS, language="de")
