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
    found = _runs(columns.suspect, columns.source)
    return [Stretch(source, suspect, _words(columns.suspect, suspect)) for suspect, source in found]


def source_stretches(columns: Columns) -> list[Stretch]:
    """Return runs of aligned sentences of the source with their suspect: the same from the other side."""
    found = _runs(columns.source, columns.suspect)
    return [Stretch(source, suspect, _words(columns.suspect, suspect)) for source, suspect in found]


def _words(column: Column, tokens: tuple[int, int]) -> int:
    return int(np.count_nonzero(column.counted[tokens[0] : tokens[1]]))


def _runs(mine: Column, other: Column) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return (range, range in the other text) of each run of aligned sentences of one text."""
    words = mine.words
    picked = np.flatnonzero(mine.aligned)
    if not len(picked):
        return []
    # Sentences without words (a line of marks) do not part a run.
    number = np.cumsum(words > 0)
    apart = np.flatnonzero(np.diff(number[picked]) > BRIDGED + 1) + 1
    starts = np.searchsorted(mine.sentence, np.arange(len(words) + 1))
    found = []
    for group in np.split(picked, apart):
        first, last = int(starts[group[0]]), int(starts[group[-1] + 1])
        found.append(((first, last), _range_of(other, mine.partner[first:last])))
    return found


def _range_of(column: Column, partner: Ints) -> tuple[int, int]:
    """Return the range that partners lie in, whole sentences, without the stray twentieth at either edge."""
    linked = np.sort(partner[partner >= 0])
    if not len(linked):
        return 0, 0
    stray = len(linked) // 20
    first, last = column.sentence[linked[stray]], column.sentence[linked[len(linked) - 1 - stray]]
    return int(np.searchsorted(column.sentence, first)), int(
        np.searchsorted(column.sentence, last, side="right")
    )
