"""Dates as pages and feeds write them, in ISO 8601 where they can be read in one way only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

MOST: Final = 100
"""Characters of a claimed date that are kept."""

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = r"(?P<month>[a-z]{3,9})\.?"
_NAMED: Final = (
    re.compile(rf"(?:[a-z]+,?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b"),
    re.compile(
        rf"(?:[a-z]+,?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}})\b"
    ),
)
_ZONE: Final = re.compile(r" ?(?:UTC|GMT)$")
_PARTIAL: Final = re.compile(r"(?:1[5-9]|20)\d\d(?:-(?:0[1-9]|1[0-2]))?")
_YEAR_FIRST: Final = re.compile(r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})\b")
_DAY_OR_MONTH_FIRST: Final = re.compile(
    r"(?P<one>\d{1,2})(?P<by>[/.-])(?P<two>\d{1,2})(?P=by)(?P<year>\d{4})\b"
)
# Numbers are seconds since 1970, or thousandths: 1980 to 2100. Years and days do not reach there.
_SECONDS: Final = (315_532_800, 4_102_444_800)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def iso(value: object) -> str | None:
    """Return a claimed date in ISO 8601 where it parses, and as claimed where not.

    Times with a zone are told in UTC. "03/04/2019" stays what it is: it may be March or April.

    Parameters
    ----------
    value : str, int, float, date or datetime
        Of other things there is no date.

    Returns
    -------
    str or None
        At most `MOST` characters.
    """
    if isinstance(value, datetime):
        return _told(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _numbered(value) or str(value)[:MOST]
    if not isinstance(value, str) or not value.strip():
        return None
    text = value.strip()[:MOST]
    return next((found for read in _READ if (found := _tried(read, text))), None) or text


def _tried(read: Callable[[str], str | None], text: str) -> str | None:
    try:
        return read(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _told(when: datetime) -> str:
    if when.tzinfo is not None:
        return f"{when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
    return when.isoformat(timespec="seconds")


def _numbered(number: float) -> str | None:
    low, high = _SECONDS
    for seconds in (number, number / 1000):
        if low <= seconds < high:
            return _told(_EPOCH + timedelta(seconds=int(seconds)))
    return None


def _standard(text: str) -> str | None:
    if _PARTIAL.fullmatch(text):
        return text
    if len(text) == len("2019-03-04") or (len(text) == len("20190304") and text.isdigit()):
        return date.fromisoformat(text).isoformat()
    if len(text) < len("2019-03-04 10:00"):
        return None
    return _told(datetime.fromisoformat(_ZONE.sub("+00:00", text)))


def _stamp(text: str) -> str | None:
    return _numbered(float(text)) if text.isdecimal() and text.isascii() else None


def _mail(text: str) -> str | None:
    return _told(parsedate_to_datetime(text)) if ":" in text else None


def _worded(text: str) -> str | None:
    for pattern in _NAMED:
        found = pattern.match(text.lower())
        if found and found["month"][:3] in _MONTHS:
            month = _MONTHS.index(found["month"][:3]) + 1
            return date(int(found["year"]), month, int(found["day"])).isoformat()
    return None


def _numeric(text: str) -> str | None:
    if found := _YEAR_FIRST.match(text):
        return date(*(int(found[name]) for name in ("year", "month", "day"))).isoformat()
    if found := _DAY_OR_MONTH_FIRST.match(text):
        one, two, year = int(found["one"]), int(found["two"]), int(found["year"])
        if one > 12 or one == two:
            return date(year, two, one).isoformat()
        if two > 12:
            return date(year, one, two).isoformat()
    return None


_READ: Final = (_standard, _stamp, _mail, _worded, _numeric)
