"""The alignment's replaced spans, made ready to be judged, and longer phrases beside them.

Punctuation at the edges is cut off, and spans without a word on both sides are left out. An article that
only follows its noun ("a" to "an" before a swapped word) is left out: it is a consequence, not a swap.

An insertion or deletion beside a word may be part of a phrase: "brand" put before an unchanged "new" is
"brand new" in the place of "new". Such phrases are listed here as candidates; the lexicon decides.

Spans are rows of four places in a `Layout`: source start, source end, suspect start, suspect end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from spindetect.substitutions.arrays import Bools, Ints
from spindetect.substitutions.kinds import READ_AS
from spindetect.substitutions.layout import Layout
from spindetect.substitutions.reading import ARTICLES
from spindetect.text import NUMBER, WORD

# The lexicon holds phrases of up to four words.
LONGEST_PHRASE = 4

Box = tuple[int, int, int, int]
# From the ends of a row to its first and last words.
_TO_EDGES = np.array([0, -1, 0, -1])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be one swap: its places, and the rows that it would replace."""

    box: Box
    rows: tuple[int, ...] = ()


def replaced_rows(layout: Layout, pairs: Sequence[Box]) -> Ints:
    """Return the replaced spans as rows of places, shape (n, 4), in the suspect's order.

    Parameters
    ----------
    pairs : sequence of (source start, source end, suspect start, suspect end)
        Token ranges, as an alignment gives them.
    """
    rows = np.fromiter(chain.from_iterable(pairs), np.int64, 4 * len(pairs)).reshape(-1, 4)
    rows[:, 2:] += layout.shift
    rows = _without_articles(_trimmed(rows, layout), layout)
    if (rows[1:, 2] >= rows[:-1, 2]).all():
        return rows
    return rows[rows[:, 2].argsort(kind="stable")]


def join_keys(keys: Sequence[str], start: Ints, end: Ints) -> list[str]:
    """Return the keys of each range, joined by spaces."""
    joined = [keys[at] for at in start.tolist()]
    several = (end - start > 1).nonzero()[0]
    for row, a, b in zip(several.tolist(), start[several].tolist(), end[several].tolist(), strict=True):
        joined[row] = " ".join(keys[a:b])
    return joined


def _trimmed(rows: Ints, layout: Layout) -> Ints:
    # Only the edges matter, and nearly all of them are words.
    edges = layout.kind.take(rows + _TO_EDGES)
    if edges.max(initial=NUMBER) <= NUMBER:
        return rows
    for row in (edges > NUMBER).any(axis=1).nonzero()[0].tolist():
        s0, s1, t0, t1 = rows[row].tolist()
        rows[row] = (*_trim(layout, s0, s1), *_trim(layout, t0, t1))
    return rows[(rows[:, 0] < rows[:, 1]) & (rows[:, 2] < rows[:, 3])]


def _trim(layout: Layout, start: int, end: int) -> tuple[int, int]:
    while start < end and not _is_word(layout, start):
        start += 1
    while start < end and not _is_word(layout, end - 1):
        end -= 1
    return start, end


def _is_word(layout: Layout, at: int) -> bool:
    return bool(layout.kind[at] <= NUMBER) or layout.keys[at] in READ_AS


def _without_articles(rows: Ints, layout: Layout) -> Ints:
    """Leave out the rows of an article that only follows its noun: "a" to "an" before a swapped word."""
    keys, linked = layout.keys, layout.linked
    gone = []
    for row in [row for row, at in enumerate(rows[:, 0].tolist()) if keys[at] in ARTICLES]:
        s0, s1, t0, t1 = rows[row].tolist()
        other = keys[t0] in ARTICLES and keys[t0] != keys[s0]
        if other and s1 - s0 == t1 - t0 == 1 and t1 < layout.end and linked[t1] != s1:
            gone.append(row)
    return np.delete(rows, gone, axis=0) if gone else rows


def joined_phrases(rows: Ints, content: Bools) -> list[Candidate]:
    """List the phrases that two neighbouring rows make: "at least" opposite "no less than".

    Parameters
    ----------
    content : array of bool, shape (n,)
        Rows of one content word on both sides. Two of them are left to `phrases.pairs_to_merge`.
    """
    beside = neighbours(rows)
    beside &= ~(content[:-1] & content[1:])
    found = []
    for row in beside.nonzero()[0].tolist():
        (s0, _, t0, _), (_, s1, _, t1) = rows[row : row + 2].tolist()
        if s1 - s0 <= LONGEST_PHRASE and t1 - t0 <= LONGEST_PHRASE:
            found.append(Candidate((s0, s1, t0, t1), (row, row + 1)))
    return found


def neighbours(rows: Ints) -> Bools:
    """Say which rows stand right before the next one in both texts, shape (n - 1,)."""
    beside: Bools = rows[:-1, 1] == rows[1:, 0]
    beside &= rows[:-1, 3] == rows[1:, 2]
    return beside


def longer_phrases(layout: Layout, rows: Ints) -> list[Candidate]:
    """List the phrases that inserted or deleted words make with the word or the span beside them."""
    starts, ends = _free_runs(layout, rows)
    if not len(starts):
        return []
    found: list[Candidate] = []
    for (o0, o1), (p0, p1), row in _beside(layout, rows, starts, ends):
        if o1 - o0 <= LONGEST_PHRASE and p1 - p0 <= LONGEST_PHRASE:
            inserted = o0 >= layout.shift
            box = (p0, p1, o0, o1) if inserted else (o0, o1, p0, p1)
            found.append(Candidate(box, () if row is None else (row,)))
    return found


def _free_runs(layout: Layout, rows: Ints) -> tuple[Ints, Ints]:
    """Return the borders of runs of one to three words that are neither linked nor in a row."""
    # One place of padding before the first; the last ones are marks, which are not free.
    free = np.zeros(len(layout.kind) + 1, dtype=np.bool_)
    np.less(layout.linked, 0, out=free[1:])
    free[1:] &= layout.kind == WORD
    start, end = rows[:, ::2], rows[:, 1::2]
    free[end] = False  # the last word of each span, as places are shifted by one
    for a, b in zip(*(side[end - start > 1].tolist() for side in (start, end)), strict=True):
        free[a + 1 : b] = False
    border = (free[1:] != free[:-1]).nonzero()[0]
    starts, ends = border[::2], border[1::2]
    short = ends - starts < LONGEST_PHRASE
    return starts[short], ends[short]


def _beside(
    layout: Layout, rows: Ints, starts: Ints, ends: Ints
) -> Iterator[tuple[tuple[int, int], tuple[int, int], int | None]]:
    """Yield each run with the span or the linked word after it, and before it: (own, other, row or None)."""
    kind, linked = layout.kind, layout.linked
    row_from, row_to = np.full((2, len(kind)), -1, dtype=np.int64)
    row_from[rows[:, ::2].T] = row_to[rows[:, 1::2].T] = np.arange(len(rows))
    for start, end, after, before in zip(
        starts.tolist(), ends.tolist(), row_from[ends].tolist(), row_to[starts].tolist(), strict=True
    ):
        here = 2 * (start >= layout.shift)  # columns of the run's own text
        if after >= 0:
            row = rows[after].tolist()
            yield (start, row[here + 1]), (row[2 - here], row[3 - here]), after
        elif kind[end] == WORD and (at := int(linked[end])) >= 0:
            yield (start, end + 1), (at, at + 1), None
        if before >= 0:
            row = rows[before].tolist()
            yield (row[here], end), (row[2 - here], row[3 - here]), before
        elif kind[start - 1] == WORD and (at := int(linked[start - 1])) >= 0:
            yield (start - 1, end), (at, at + 1), None
