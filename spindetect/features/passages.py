"""Stretches of the suspect that come from one stretch of the source: what can have a label of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.features.columns import Columns, Ints
from spindetect.features.tally import Tally

# Sentences without a counterpart that may stand inside a stretch: a human insertion or a missed one.
BRIDGED = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """Token ranges [start, end) of both texts and the counted words of the suspect's."""

    source: tuple[int, int]
    suspect: tuple[int, int]
    words: int


def stretches(columns: Columns, counts: Tally) -> tuple[list[Stretch], list[Stretch]]:
    """Return runs of aligned sentences with their counterpart: the suspect's, and as seen from the source.

    Each in the order of its text; borders are sentence borders. A text copied as a whole, even shuffled, is
    one stretch.
    """
    picked = counts.aligned.nonzero()[0]
    if not len(picked):
        return [], []
    split, sentence = columns.split, columns.sentence
    # Sentences without words (a line of marks) do not part a run; the border of the two texts does.
    number = (counts.words > 0).cumsum()
    number[columns.sentences :] += BRIDGED + 1
    number = number[picked]
    apart = (number[1:] - number[:-1] > BRIDGED + 1).nonzero()[0].tolist()
    starts, ends = picked[[0, *(i + 1 for i in apart)]], picked[[*apart, -1]]
    begin = sentence.searchsorted(starts).tolist()
    end = sentence.searchsorted(ends, side="right").tolist()
    of_suspect, of_source = [], []
    for b, e in zip(begin, end, strict=True):
        there = _range_of(columns, columns.partner[b:e], 0 if b >= split else split)
        if b >= split:
            of_suspect.append(Stretch(there, (b - split, e - split), _words(columns, b, e)))
        else:
            of_source.append(Stretch((b, e), there, _words(columns, split + there[0], split + there[1])))
    return of_suspect, of_source


def _words(columns: Columns, start: int, end: int) -> int:
    return int(np.count_nonzero(columns.counted[start:end]))


def _range_of(columns: Columns, partner: Ints, offset: int) -> tuple[int, int]:
    """Return the range that partners lie in, whole sentences, without the stray twentieth at either edge."""
    linked = partner[partner >= 0]
    linked.sort()
    if not len(linked):
        return 0, 0
    stray, sentence = len(linked) // 20, columns.sentence
    first, last = sentence[linked[stray]], sentence[linked[len(linked) - 1 - stray]]
    start, end = sentence.searchsorted(first), sentence.searchsorted(last, side="right")
    return int(start) - offset, int(end) - offset
