"""Days that people write ("12.11.", "gestern", "der Brief kam vor zwei Wochen"), and the end of a month's time."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

import dateparser
import holidays
from dateutil.relativedelta import relativedelta

_MONTHS = (
    r"jan(?:uar)?|jänner|feb(?:ruar)?|märz|mrz|april|apr|mai|juni?|juli?|aug(?:ust)?|sept?(?:ember)?|okt(?:ober)?"
    r"|nov(?:ember)?|dez(?:ember)?"
)
_DAY = re.compile(
    r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)"
    r"|(?<![\d.])(?P<day>\d{1,2})\s?[./]\s?(?P<month>\d{1,2})(?:\s?[./]\s?(?P<year>\d{4}|\d{2})(?!\d)|(?![\d./]*\d))"
    rf"|(?<!\d)(?P<named>\d{{1,2}}\.?\s?(?:{_MONTHS})\b\.?(?:\s\d{{4}})?)"
    rf"|\b(?P<part>anfang|mitte|ende)\s(?P<month_name>{_MONTHS})\b"
)
_WORDS = re.compile(
    r"\b(?P<week>(?:letzte|vergangene|vorige)\w? woche)\b"
    r"|\b(?P<said>heute|vorgestern|gestern|vor (?:\w+ )?(?:tag|woche|monat)\w*"
    r"|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\b)"
)
_FIRST_OF = {"anfang": 1, "mitte": 11, "ende": 21}
LONGEST_AGO = dt.timedelta(days=5 * 366)
LONGEST_TEXT, LONGEST_SAYING = 200, 60
"""So many characters are looked through for a date, and so many for words such as "gestern"."""


def read_date(text: str, today: dt.date) -> dt.date | None:
    """Returns the day a text names, or None when it names none, or one that cannot be meant.

    Of several days the last one counts ("am 20., nein, am 21.11."). Where a time is named and no day ("letzte Woche",
    "Ende Oktober"), it is the first day of it: a deadline counted from there is never too late.

    Args:
        text: a sentence; day before month.
        today: the day from which is counted; a day later than it cannot be meant.
    """
    words = " ".join(text.lower().split())[:LONGEST_TEXT]
    found = [_numbered(match, today) for match in _DAY.finditer(words)]
    if found:
        return found[-1]
    if len(words) > LONGEST_SAYING:
        return None
    said = list(_WORDS.finditer(words))
    if not said:
        return None
    if said[-1]["week"]:
        return today - dt.timedelta(days=today.weekday() + 7)
    return _parsed(said[-1]["said"], today)


def _numbered(match: re.Match[str], today: dt.date) -> dt.date | None:
    if match["iso"]:
        return _parsed(match["iso"], today)
    if match["part"]:
        return _parsed(f"{_FIRST_OF[match['part']]}. {match['month_name']}", today)
    if match["named"]:
        return _parsed(match["named"], today)
    if int(match["month"]) > 12:  # dateparser would take it for the day
        return None
    if match["year"]:
        return _parsed(f"{match['day']}.{match['month']}.{match['year']}", today)
    this_year = _parsed(f"{match['day']}.{match['month']}.{today.year}", today)
    return this_year or _parsed(f"{match['day']}.{match['month']}.{today.year - 1}", today)


def _parsed(words: str, today: dt.date) -> dt.date | None:
    found: dt.datetime | None = dateparser.parse(
        words,
        languages=["de"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "past",
            "RELATIVE_BASE": dt.datetime.combine(today, dt.time(12)),
        },
    )
    if found is None or found.date() > today or today - found.date() > LONGEST_AGO:
        return None
    return found.date()


def one_month_after(received: dt.date) -> dt.date:
    """Returns the last day of one month's time (§ 188 Abs. 2, 3 BGB), not moved on when it is a Sunday or a holiday.

    Args:
        received: the day on which a decision was received.
    """
    return received + relativedelta(months=1)


def last_safe_day(received: dt.date, today: dt.date) -> dt.date:
    """Returns the day to name as the last one for an objection; one before ``today`` means that the time is over.

    The law moves an end on a weekend or a holiday to the next working day (§ 64 Abs. 3 SGG). The working day before is
    the safer one to name, as long as it is not past.

    Args:
        received: the day on which a decision was received.
        today: the day on which it is asked.
    """
    end = one_month_after(received)
    moved_on = _working_day(end, +1)
    if moved_on < today:
        return end
    safe = _working_day(end, -1)
    return safe if safe >= today else moved_on


def _working_day(day: dt.date, step: int) -> dt.date:
    while day.weekday() > 4 or day in _national_holidays():
        day += dt.timedelta(days=step)
    return day


@cache
def _national_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("DE")
