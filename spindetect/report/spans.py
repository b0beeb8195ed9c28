"""Ranges of a text by place: which one holds a place, which borders lie in a part."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from spindetect.records import Span, Zone, ZoneKind

V = TypeVar("V")

IN_ZONE: dict[ZoneKind, str] = {
    "quotation": "in a quotation",
    "reference": "in a list of references",
    "table": "in a table",
    "code": "in code",
    "caption": "in a caption",
    "byline": "in a byline",
    "share-line": "in a share line",
    "boilerplate": "in boilerplate",
    "background": "in what a background text explains",
}


class Spans(Generic[V]):
    """Ranges [start, end) with a value each, looked up in logarithmic time.

    Where ranges overlap, which no program wrote, the one that begins first keeps what it covers and the
    next begins behind it.

    Parameters
    ----------
    ranges : iterable of (int, int, V)
        In any order; empty ones hold nothing.
    """

    def __init__(self, ranges: Iterable[tuple[int, int, V]]) -> None:
        self.start: list[int] = []
        self.end: list[int] = []
        self.value: list[V] = []
        at = -1
        for start, end, value in sorted(ranges, key=lambda found: (found[0], -found[1])):
            if end > max(start, at):
                self.start.append(max(start, at))
                self.end.append(end)
                self.value.append(value)
                at = end

    def at(self, place: int) -> V | None:
        """Return the value of the range that holds a place."""
        n = bisect_right(self.start, place) - 1
        return self.value[n] if n >= 0 and place < self.end[n] else None

    def touching(self, start: int, end: int) -> V | None:
        """Return the value of the last range that shares something with [start, end)."""
        n = bisect_left(self.start, end) - 1
        return self.value[n] if n >= 0 and self.end[n] > start else None

    def borders(self, start: int, end: int) -> Iterator[int]:
        """Yield where ranges that touch [start, end) begin and end, inside it or not."""
        for n in range(max(bisect_right(self.start, start) - 1, 0), bisect_left(self.start, end)):
            yield self.start[n]
            yield self.end[n]

    def beginning_in(self, start: int, end: int) -> list[V]:
        """Return the values of the ranges that begin in [start, end)."""
        return self.value[bisect_left(self.start, start) : bisect_left(self.start, end)]


def zone_spans(zones: Iterable[Zone], side: str) -> Spans[ZoneKind]:
    """Return the left-out parts of a side, in code points."""
    return Spans((zone.start, zone.end, zone.kind) for zone in zones if zone.side == side)


def zone_note(zones: Spans[ZoneKind], span: Span) -> str:
    """Return "in a quotation, not counted", or '' for what touches no left-out part."""
    kind = zones.touching(span.start, span.end)
    return f"{IN_ZONE[kind]}, not counted" if kind else ""
