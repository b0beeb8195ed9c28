"""Dates as documents claim them: ISO 8601, as exact as they say, and often missing or made up."""

from __future__ import annotations

import re
from typing import Final

# A year, a month, a day; what follows is the time, which zones make uncertain by a day.
_ISO: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?")


def day_of(published: str | None) -> str | None:
    """Return the day, month or year that a date names, as 'YYYY-MM-DD', 'YYYY-MM' or 'YYYY'; None for none.

    >>> day_of("2019-04-03T10:00:00Z"), day_of("2019-04"), day_of("last spring")
    ('2019-04-03', '2019-04', None)
    """
    found = _ISO.fullmatch(published.strip()) if published else None
    return None if found is None else "-".join(part for part in found.groups() if part)


def is_later(one: str | None, other: str | None) -> bool | None:
    """Say whether one claimed date is later than the other; None where they do not tell.

    Two of one day do not: the hour depends on a zone that few pages state. Nor does '2019' beside '2019-04'.

    >>> is_later("2019-04-03", "2019-04-02"), is_later("2019-04-03T23:00", "2019-04-03")
    (True, None)
    """
    a, b = day_of(one), day_of(other)
    if a is None or b is None:
        return None
    exact = min(len(a), len(b))
    a, b = a[:exact], b[:exact]
    return None if a == b else a > b
