"""Stretches of the suspect that come from one stretch of the source: what can have a label of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.features.columns import Column, Columns, Ints

# Sentences without a counterpart that may stand inside a stretch: a human insertion or a missed one.
BRIDGED = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """Token ranges [start, end) of both texts and the counted words of the suspect's."""

    source: tuple[int, int]
    suspect: tuple[int, int]
    words: int


def stretches(columns: Columns) -> list[Stretch]:
    """Return runs of aligned sentences of the suspect with their source, in the suspect's order.

    Borders are sentence borders. A text copied as a whole, even shuffled, is one stretch.
    """
    suspect, source = columns.suspect, columns.source
    words = suspect.words
    picked = np.flatnonzero(suspect.aligned)
    if not len(picked):
        return []
    # Sentences without words (a line of marks) do not part a stretch.
    gap = np.cumsum(words > 0)
    apart = np.flatnonzero(np.diff(gap[picked]) > BRIDGED + 1) + 1
    starts = np.searchsorted(suspect.sentence, np.arange(len(words) + 1))
    found = []
    for group in np.split(picked, apart):
        t0, t1 = int(starts[group[0]]), int(starts[group[-1] + 1])
        span = _source_of(source, suspect.partner[t0:t1])
        found.append(Stretch(span, (t0, t1), int(words[group[0] : group[-1] + 1].sum())))
    return found


def _source_of(source: Column, partner: Ints) -> tuple[int, int]:
    """Return the source's range, whole sentences, without the stray twentieth at either edge."""
    linked = np.sort(partner[partner >= 0])
    if not len(linked):
        return 0, 0
    stray = len(linked) // 20
    first, last = source.sentence[linked[stray]], source.sentence[linked[len(linked) - 1 - stray]]
    return int(np.searchsorted(source.sentence, first)), int(
        np.searchsorted(source.sentence, last, side="right")
    )
