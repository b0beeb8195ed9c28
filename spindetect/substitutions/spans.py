"""The alignment's replaced spans, made ready to be judged, and longer phrases beside them.

Punctuation at the edges is cut off, and spans without a word on both sides are left out. An article that
only follows its noun ("a" to "an" before a swapped word) is left out: it is a consequence, not a swap.

An insertion or deletion beside a word may be part of a phrase: "brand" put before an unchanged "new" is
"brand new" in the place of "new". Such phrases are listed here as candidates; the lexicon decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from spindetect.align import DocumentAlignment
from spindetect.substitutions.arrays import Bools, Codes, Ints
from spindetect.substitutions.kinds import READ_AS
from spindetect.substitutions.reading import Reading
from spindetect.text import NUMBER, PUNCT, WORD, Tokens

# The lexicon holds phrases of up to four words.
LONGEST_PHRASE = 4

_MARK = np.array([PUNCT], dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase that may be one swap: token ranges, and the rows that it would replace."""

    source_start: int
    source_end: int
    suspect_start: int
    suspect_end: int
    rows: tuple[int, ...] = ()

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Return the token ranges."""
        return self.source_start, self.source_end, self.suspect_start, self.suspect_end


def replaced_rows(source: Tokens, suspect: Tokens, alignment: DocumentAlignment) -> Ints:
    """Return the token ranges of replaced spans, shape (n, 4), in the suspect's order.

    The columns are source start, source end, suspect start, suspect end.
    """
    flat = np.fromiter(chain.from_iterable(alignment.pairs), np.int64, 4 * len(alignment.pairs))
    rows = _trim(flat.reshape(-1, 4), source, suspect)
    if (rows[1:, 2] >= rows[:-1, 2]).all():
        return rows
    return rows[np.argsort(rows[:, 2], kind="stable")]


def join_keys(keys: Sequence[str], start: Ints, end: Ints) -> list[str]:
    """Return the keys of each range, joined by spaces."""
    joined = list(map(keys.__getitem__, start.tolist()))
    several = (end - start > 1).nonzero()[0]
    for row, a, b in zip(several.tolist(), start[several].tolist(), end[several].tolist(), strict=True):
        joined[row] = " ".join(keys[a:b])
    return joined


def _trim(rows: Ints, source: Tokens, suspect: Tokens) -> Ints:
    # Only the edges matter, and nearly all of them are words.
    edges = np.zeros(len(rows), dtype=np.bool_)
    for tokens, start, end in ((source, rows[:, 0], rows[:, 1]), (suspect, rows[:, 2], rows[:, 3])):
        edges |= (tokens.kind[start] > NUMBER) | (tokens.kind[end - 1] > NUMBER)
    if not edges.any():
        return rows
    rows = rows.copy()
    for row in edges.nonzero()[0].tolist():
        s0, s1, t0, t1 = rows[row].tolist()
        rows[row] = (*_trim_one(source, s0, s1), *_trim_one(suspect, t0, t1))
    return rows[(rows[:, 0] < rows[:, 1]) & (rows[:, 2] < rows[:, 3])]


def _trim_one(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    while start < end and not _is_word(tokens, start):
        start += 1
    while start < end and not _is_word(tokens, end - 1):
        end -= 1
    return start, end


def _is_word(tokens: Tokens, at: int) -> bool:
    return bool(tokens.kind[at] <= NUMBER) or tokens.keys[at] in READ_AS


def without_articles(rows: Ints, reading: Reading, alignment: DocumentAlignment) -> Ints:
    """Leave out the rows of an article that only follows its noun: "a" to "an" before a swapped word."""
    articles = reading.articles
    if (articles < 0).any():
        return rows  # one of the two is in no text
    old, new = reading.words[rows[:, 0]], reading.words[rows[:, 2] + reading.n_source]
    kept = np.ones(len(rows), dtype=np.bool_)
    for row in ((old + new == articles.sum()) & ((old == articles[0]) | (old == articles[1]))).nonzero()[0]:
        s0, s1, t0, t1 = rows[row].tolist()
        if t1 - t0 == s1 - s0 == 1 and t1 < len(alignment.source_of) and alignment.source_of[t1] != s1:
            kept[row] = False
    return rows[kept]


def joined_phrases(rows: Ints, content: Bools) -> list[Candidate]:
    """List the phrases that two neighbouring rows make: "at least" opposite "no less than".

    Parameters
    ----------
    content : array of bool, shape (n,)
        Rows of one content word on both sides. Two of them are left to `phrases.pairs_to_merge`.
    """
    beside = ~(content[:-1] & content[1:])
    beside &= (rows[:-1, 1] == rows[1:, 0]) & (rows[:-1, 3] == rows[1:, 2])
    beside &= (rows[1:, 1] - rows[:-1, 0] <= LONGEST_PHRASE) & (rows[1:, 3] - rows[:-1, 2] <= LONGEST_PHRASE)
    first = beside.nonzero()[0]
    starts, ends = rows[first].tolist(), rows[first + 1].tolist()
    return [
        Candidate(s0, s1, t0, t1, (row, row + 1))
        for row, (s0, _, t0, _), (_, s1, _, t1) in zip(first.tolist(), starts, ends, strict=True)
    ]


def longer_phrases(
    source: Tokens, suspect: Tokens, alignment: DocumentAlignment, rows: Ints
) -> list[Candidate]:
    """List the phrases that inserted or deleted words make with the word or the span beside them."""
    # Both texts end to end with a mark between them: no run of words crosses it.
    shift = len(source) + 1
    kind = np.concatenate((source.kind, _MARK, suspect.kind))
    linked = np.full(len(kind), -1, dtype=np.int64)
    linked[shift:] = alignment.source_of
    at = (alignment.source_of >= 0).nonzero()[0]
    linked[alignment.source_of[at]] = at
    own = np.concatenate((rows[:, :2], rows[:, 2:] + shift))
    starts, ends = _free_runs(kind, linked, own)
    if not len(starts):
        return []
    other = np.concatenate((rows[:, 2:], rows[:, :2]))
    found: list[Candidate] = []
    for o0, o1, p0, p1, row in _beside(kind, linked, own, other, starts, ends):
        replaced = (row % len(rows),) if row >= 0 else ()
        if o1 - o0 > LONGEST_PHRASE or p1 - p0 > LONGEST_PHRASE:
            continue
        inserted = o0 >= shift
        found.append(
            Candidate(p0, p1, o0 - shift, o1 - shift, replaced)
            if inserted
            else Candidate(o0, o1, p0, p1, replaced)
        )
    return found


def _free_runs(kind: Codes, linked: Ints, own: Ints) -> tuple[Ints, Ints]:
    """Return the borders of runs of one to three words that are neither linked nor in a row."""
    edges = np.bincount(own[:, 0], minlength=len(kind) + 1)
    edges -= np.bincount(own[:, 1], minlength=len(kind) + 1)
    free = np.zeros(len(kind) + 2, dtype=np.bool_)
    free[1:-1] = (linked < 0) & (kind == WORD) & (np.cumsum(edges)[:-1] == 0)
    border = (free[1:] != free[:-1]).nonzero()[0]
    starts, ends = border[::2], border[1::2]
    short = ends - starts < LONGEST_PHRASE
    return starts[short], ends[short]


def _beside(
    kind: Codes, linked: Ints, own: Ints, other: Ints, starts: Ints, ends: Ints
) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield each run with the span or the linked word after it, and before it: (own, other, row or -1)."""
    row_from, row_to = np.full((2, len(kind) + 1), -1, dtype=np.int64)
    row_from[own[:, 0]] = row_to[own[:, 1]] = np.arange(len(own))
    for start, end, after, before in zip(
        starts.tolist(), ends.tolist(), row_from[ends].tolist(), row_to[starts].tolist(), strict=True
    ):
        if after >= 0:
            yield start, int(own[after, 1]), int(other[after, 0]), int(other[after, 1]), after
        elif end < len(kind) and kind[end] == WORD and (at := int(linked[end])) >= 0:
            yield start, end + 1, at, at + 1, -1
        if before >= 0:
            yield int(own[before, 0]), end, int(other[before, 0]), int(other[before, 1]), before
        elif start > 0 and kind[start - 1] == WORD and (at := int(linked[start - 1])) >= 0:
            yield start - 1, end, at, at + 1, -1
