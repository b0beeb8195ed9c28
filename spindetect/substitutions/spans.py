"""The alignment's replaced spans, made ready to be judged, and longer phrases beside them.

Punctuation at the edges is cut off, and spans without a word on both sides are left out. An article that
only follows its noun ("a" to "an" before a swapped word) is left out: it is a consequence, not a swap.

An insertion or deletion beside a word may be part of a phrase: "brand" put before an unchanged "new" is
"brand new" in the place of "new". Such phrases are listed here as candidates; the lexicon decides.

Spans are rows of four places in a `Layout`: source start, source end, suspect start, suspect end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from spindetect.substitutions.arrays import Bools, Ints
from spindetect.substitutions.kinds import READ_AS
from spindetect.substitutions.layout import Layout
from spindetect.text import NUMBER, WORD
from spindetect.text.letters import ARTICLES

# The lexicon holds phrases of up to four words.
LONGEST_PHRASE = 4

Box = tuple[int, int, int, int]
# From the ends of a row to its first and last words.
_TO_EDGES = np.array([0, -1, 0, -1])


class Candidate(NamedTuple):
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
    keys, shift = layout.keys, layout.shift
    pairs = [pair for pair in pairs if keys[pair[0]] not in ARTICLES or not _follows_its_noun(layout, *pair)]
    rows = np.fromiter(chain.from_iterable(pairs), np.int64, 4 * len(pairs)).reshape(-1, 4)
    rows[:, 2:] += shift
    # Only the edges matter, and nearly all of them are words.
    edges = layout.kind.take(rows + _TO_EDGES)
    if edges.max(initial=NUMBER) > NUMBER:
        rows = _trimmed(rows, (edges > NUMBER).any(axis=1), layout)
    if (rows[1:, 2] >= rows[:-1, 2]).all():
        return rows
    return rows[rows[:, 2].argsort(kind="stable")]


def _trimmed(rows: Ints, edged: Bools, layout: Layout) -> Ints:
    """Cut marks off the edges of some rows, and leave out those of which nothing stays."""
    gone = []
    for row in edged.nonzero()[0].tolist():
        s0, s1, t0, t1 = rows[row].tolist()
        (s0, s1), (t0, t1) = _trim(layout, s0, s1), _trim(layout, t0, t1)
        rows[row] = s0, s1, t0, t1
        pair = (s0, s1, t0 - layout.shift, t1 - layout.shift)
        if s0 == s1 or t0 == t1 or _follows_its_noun(layout, *pair):
            gone.append(row)
    return np.delete(rows, gone, axis=0)


def _trim(layout: Layout, start: int, end: int) -> tuple[int, int]:
    while start < end and not _is_word(layout, start):
        start += 1
    while start < end and not _is_word(layout, end - 1):
        end -= 1
    return start, end


def _is_word(layout: Layout, at: int) -> bool:
    return bool(layout.kind[at] <= NUMBER) or layout.keys[at] in READ_AS


def _follows_its_noun(layout: Layout, s0: int, s1: int, t0: int, t1: int) -> bool:
    """Say whether an article was exchanged for the other one before a swapped word, by token ranges."""
    if not s1 - s0 == t1 - t0 == 1:
        return False
    t0, t1 = t0 + layout.shift, t1 + layout.shift
    old, new = layout.keys[s0], layout.keys[t0]
    if old not in ARTICLES or new not in ARTICLES or old == new:
        return False
    # The places after the last tokens have no key: no noun follows there.
    return bool(layout.keys[s1] and layout.keys[t1] and layout.linked[t1] != s1)


def joined_phrases(rows: Ints, beside: Bools, content: Bools) -> list[Candidate]:
    """List the phrases that two neighbouring rows make: "at least" opposite "no less than".

    Parameters
    ----------
    beside : array of bool, shape (n - 1,)
        Which rows stand right before the next one in both texts.
    content : array of bool, shape (n,)
        Rows of one content word on both sides. Two of them are left to `phrases.pairs_to_merge`.
    """
    first = (beside > (content[:-1] & content[1:])).nonzero()[0]
    found = []
    one, other = rows.take(first, axis=0).tolist(), rows.take(first + 1, axis=0).tolist()
    for row, (s0, _, t0, _), (_, s1, _, t1) in zip(first.tolist(), one, other, strict=True):
        if s1 - s0 <= LONGEST_PHRASE and t1 - t0 <= LONGEST_PHRASE:
            found.append(Candidate((s0, s1, t0, t1), (row, row + 1)))
    return found


def longer_phrases(layout: Layout, rows: Ints) -> list[Candidate]:
    """List the phrases that inserted or deleted words make with the word or the span beside them."""
    runs = _free_runs(layout, rows)
    if not runs:
        return []
    found: list[Candidate] = []
    for (o0, o1), (p0, p1), replaced in _beside(layout, rows, runs):
        if o1 - o0 <= LONGEST_PHRASE and p1 - p0 <= LONGEST_PHRASE:
            inserted = o0 >= layout.shift
            found.append(Candidate((p0, p1, o0, o1) if inserted else (o0, o1, p0, p1), replaced))
    return found


def _free_runs(layout: Layout, rows: Ints) -> list[tuple[int, int]]:
    """Return the borders of runs of one to three words that are neither linked nor in a row."""
    words = layout.linked < 0
    words &= layout.kind == WORD
    start, last = rows[:, ::2], rows[:, 1::2] - 1
    words[start] = words[last] = False
    size = last - start
    if size.max(initial=0) > 1:
        for a, b in zip(start[size > 1].tolist(), last[size > 1].tolist(), strict=True):
            words[a:b] = False
    free = words.tobytes()
    runs = []
    begin = free.find(1)
    while begin >= 0:
        end = free.find(0, begin)  # the last places are marks, which are not free
        if end - begin < LONGEST_PHRASE:
            runs.append((begin, end))
        begin = free.find(1, end)
    return runs


def _beside(
    layout: Layout, rows: Ints, runs: Sequence[tuple[int, int]]
) -> Iterator[tuple[tuple[int, int], tuple[int, int], tuple[int, ...]]]:
    """Yield each run with the span or the linked word after it, and before it: (own, other, rows)."""
    kind, linked = layout.kind, layout.linked
    # The rows by the places where they begin and end: of two at one place the later one.
    row_at = np.full((2, len(kind)), -1, np.int64)
    row_at[0][rows[:, ::2]] = row_at[1][rows[:, 1::2]] = np.arange(len(rows))[:, None]
    borders = np.array(runs)
    after, before = row_at[0].take(borders[:, 1]).tolist(), row_at[1].take(borders[:, 0]).tolist()
    for (start, end), from_end, to_start in zip(runs, after, before, strict=True):
        own = 2 * (start >= layout.shift)  # columns of the run's own text, and of the other
        other = 2 - own
        if from_end >= 0:
            row = rows[from_end].tolist()
            yield (start, row[own + 1]), (row[other], row[other + 1]), (from_end,)
        elif kind[end] == WORD and (at := int(linked[end])) >= 0:
            yield (start, end + 1), (at, at + 1), ()
        if to_start >= 0:
            row = rows[to_start].tolist()
            yield (row[own], end), (row[other], row[other + 1]), (to_start,)
        elif kind[start - 1] == WORD and (at := int(linked[start - 1])) >= 0:
            yield (start - 1, end), (at, at + 1), ()
