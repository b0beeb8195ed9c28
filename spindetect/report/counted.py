"""The swaps that count: those outside quotations and whatever else is nobody's own words.

A swap inside a left-out part stays in the record and on the page, marked. It is no example and is in no
count, for it speaks neither for nor against anyone.
"""

from __future__ import annotations

import heapq

from spindetect.records import Substitution, ZoneKind
from spindetect.report.direction import looks_reversed
from spindetect.report.spans import Spans, zone_note, zone_spans
from spindetect.report.wording import count, number
from spindetect.verdict import PairVerdict


class SwapZones:
    """Says of each swap in which left-out part it stands, if in any."""

    def __init__(self, verdict: PairVerdict) -> None:
        self._suspect = zone_spans(verdict.left_out, "suspect")
        numbers = {zone.of_source for zone in verdict.left_out if zone.side == "source"}
        self._sources = {
            n: zone_spans((zone for zone in verdict.left_out if zone.of_source == n), "source")
            for n in numbers
        }

    def _source(self, swap: Substitution) -> Spans[ZoneKind]:
        return self._sources.get(swap.of_source) or Spans(())

    def kind(self, swap: Substitution) -> ZoneKind | None:
        """Return the kind of the part that a swap touches, the suspect's before the source's."""
        one, other = swap.suspect, swap.source
        return self._suspect.touching(one.start, one.end) or self._source(swap).touching(
            other.start, other.end
        )

    def note(self, swap: Substitution) -> str:
        """Return "in a quotation, not counted", or '' for a swap that counts."""
        return zone_note(self._suspect, swap.suspect) or zone_note(self._source(swap), swap.source)


def counted_swaps(verdict: PairVerdict) -> tuple[Substitution, ...]:
    """Return the swaps that stand in nobody's quotation or other left-out part, in their order."""
    if not verdict.left_out:
        return verdict.substitutions
    zones = SwapZones(verdict)
    return tuple(swap for swap in verdict.substitutions if zones.kind(swap) is None)


def oddest_counted(verdict: PairVerdict, n: int) -> tuple[Substitution, ...]:
    """Return the `n` oddest swaps that count, oddest first, ties in the suspect's order."""
    ranked = heapq.nsmallest(n, counted_swaps(verdict), key=lambda s: (-s.oddness, s.suspect.start))
    return tuple(ranked)


def heading_of_oddest(verdict: PairVerdict, shown: int) -> str:
    """Return the words above the swaps that are shown, at most `shown` of them.

    Where the sides look exchanged, oddness is that of the original words and is not named.
    """
    total = len(counted_swaps(verdict))
    if not total:
        return "No swap counts"
    if total <= shown:
        return "The swaps" if looks_reversed(verdict) else "The swaps, oddest first"
    some = "" if shown == 1 else f"{number(shown)} "
    if looks_reversed(verdict):
        return f"{some or 'One '}of {number(total)} swaps"
    return f"The {some}oddest of {number(total)} swaps"


def uncounted_sentence(verdict: PairVerdict) -> str:
    """Return how many swaps stand in left-out parts, or ''."""
    rest = len(verdict.substitutions) - len(counted_swaps(verdict))
    if not rest:
        return ""
    stand = "stands" if rest == 1 else "stand"
    return f"{count(rest, 'more swap')} {stand} in quotations or other parts that do not count."
