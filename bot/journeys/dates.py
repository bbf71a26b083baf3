"""Days that people write ("12.11.", "gestern", "vor zwei Wochen"), and the end of a month's time."""

from __future__ import annotations

import datetime as dt
import re

import dateparser
from dateutil.relativedelta import relativedelta

_DAY_AND_MONTH = re.compile(r"(\d{1,2})\. ?(\d{1,2})")
_BEFORE_A_DAY = re.compile(r"^(?:am )?(?:(?:letzt|vergangen|dies)en )?")
_SAYS_A_DAY = re.compile(
    r"\d\. ?\d|\d{4}-\d|heute|gestern|vor|letzt|tag|montag|woch|monat|jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez"
)
LONGEST_AGO = dt.timedelta(days=5 * 366)


def read_date(text: str, today: dt.date) -> dt.date | None:
    """Returns the day a text names, or None when it names none, or one that cannot be meant.

    Args:
        text: a few words; day before month.
        today: the day from which is counted; a day later than it cannot be meant.
    """
    words = text.strip(" .,!?").lower()
    words = _BEFORE_A_DAY.sub("", words)
    if len(words) > 60 or not _SAYS_A_DAY.search(words):
        return None
    if short := _DAY_AND_MONTH.fullmatch(words):
        words = f"{short[1]}.{short[2]}.{today.year}"
        if _parsed(words, today) is None:
            words = f"{short[1]}.{short[2]}.{today.year - 1}"
    return _parsed(words, today)


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

    The law moves such an end to the next working day (§ 64 Abs. 3 SGG); the earlier day is the safer one to name.

    Args:
        received: the day on which a decision was received.
    """
    return received + relativedelta(months=1)
