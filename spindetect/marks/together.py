"""What stood in marked places near each other, judged together.

Each word's originals are ranked between what a spinner left beside it. Where two marked words share a trigram
that ranking is wrong about both: here whole lines of originals are followed, by how likely the n-gram model
finds them, and the word that stands there may stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.context import Originals
from spindetect.context.inputs import Columns, Floats, Ids
from spindetect.language import Ngrams
from spindetect.language.numbering import BOUNDARY

CHOICES: Final = 8
"""Originals of each place that are followed; more are seldom right."""

_REACH: Final = 2  # tokens between two places that share a trigram, and one more
_PLACES: Final = 6  # in one line; a longer row of marked words is cut
_WIDTH: Final = 32  # lines followed at once
_TRUST: Final = np.float32(0.4 * np.log(10))
"""Nats for each log10 by which neighbours' originals change what the n-gram model says."""

_NEVER: Final = np.float32(-1e9)
_AT_ONCE: Final = 256  # rows of places


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines of originals for one row of k places.

    Attributes
    ----------
    first : int
        Number of its first place among all marked ones.
    weight : array of float64, shape (lines,)
        They add up to 1.
    choice : array of int64, shape (lines, k)
        Of each place: 0 for the word that stands there, else 1 + the column of `Originals`.
    """

    first: int
    weight: NDArray[np.float64]
    choice: NDArray[np.int64]


def lines(
    at: NDArray[np.intp],
    probability: NDArray[np.float64],
    found: Originals,
    columns: Columns,
    number: Ids,
    ngrams: Ngrams,
) -> dict[int, Lines]:
    """Return the likely lines of originals of all places that have another one near, by place.

    Parameters
    ----------
    at : array of intp, shape (m,)
        Marked tokens, ascending.
    probability : array of float64, shape (m,)
        P(a spinner put it there) of each.
    found : Originals
        Of these.
    number : array of int32
        Of each row of the vectors in the n-gram model.
    """
    rows = _rows(at, columns.sentence_start)
    out: dict[int, Lines] = {}
    if not rows:
        return out
    rows.sort(key=lambda row: at[row[1] - 1] - at[row[0]], reverse=True)  # those that end go out last
    text = _Text(at, probability, found, columns, number)
    for start in range(0, len(rows), _AT_ONCE):
        for told in _followed(rows[start : start + _AT_ONCE], text, ngrams):
            out |= dict.fromkeys(range(told.first, told.first + told.choice.shape[1]), told)
    return out


def _rows(at: NDArray[np.intp], sentence_start: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return rows of two to `_PLACES` places of one sentence, each near the next: [first, last)."""
    sentence = sentence_start.searchsorted(at, side="right")
    apart = (np.diff(at) > _REACH) | (np.diff(sentence) > 0)
    edges = [0, *(np.flatnonzero(apart) + 1).tolist(), len(at)]
    cut = [
        (first, min(first + _PLACES, end))
        for begin, end in pairwise(edges)
        for first in range(begin, end, _PLACES)
    ]
    return [(first, last) for first, last in cut if last - first > 1]


class _Text:
    """A text as a line of words with boundaries, and what may stand in its marked places.

    Attributes
    ----------
    line : array of int32
    place : array of intp, shape (m,)
        Of each marked token in the line.
    words : array of int32, shape (m, 1 + CHOICES)
        The word itself and its originals.
    score : array of float32, shape (m, 1 + CHOICES)
        How likely each is, in nats, without what the n-gram model says.
    """

    def __init__(
        self,
        at: NDArray[np.intp],
        probability: NDArray[np.float64],
        found: Originals,
        columns: Columns,
        number: Ids,
    ) -> None:
        start = columns.sentence_start
        place = np.arange(2, len(columns) + 2) + np.repeat(np.arange(len(start) - 1), np.diff(start))
        self.line = np.full(len(columns) + len(start) + 4, BOUNDARY, np.int32)
        self.line[place] = columns.number
        self.place = place[at]
        row, share, fit = found.row[:, :CHOICES], found.share[:, :CHOICES], found.fit[:, :CHOICES]
        own = columns.number[at][:, None]
        self.words = np.concatenate((own, np.where(row >= 0, number.take(row, mode="clip"), own)), axis=1)
        p = np.clip(probability, 1e-6, 1 - 1e-6)[:, None]
        with np.errstate(divide="ignore"):
            taken = np.where(share > 0, np.log(p * share) - _TRUST * fit, _NEVER)
        self.score: Floats = np.concatenate((np.log1p(-p), taken), axis=1).astype(np.float32)

    def options(
        self, where: NDArray[np.intp], place: NDArray[np.intp], marked: NDArray[np.bool_]
    ) -> tuple[Ids, Floats]:
        """Return what may stand at some words of the line, with its score; shape (n, 1 or all options).

        Parameters
        ----------
        where : array of intp, shape (n,)
            In the line.
        place : array of intp, shape (n,)
            Which marked place each is, if it is one.
        marked : array of bool, shape (n,)
        """
        width = self.words.shape[1] if marked.any() else 1
        words = np.repeat(self.line[where][:, None], width, axis=1)
        score = np.full(words.shape, _NEVER, np.float32)
        score[:, 0] = 0
        if width > 1:
            words[marked], score[marked] = self.words[place[marked]], self.score[place[marked]]
        return words, score


def _followed(rows: list[tuple[int, int]], text: _Text, ngrams: Ngrams) -> list[Lines]:
    """Follow the likeliest lines of some rows, the longest first, all of them at once."""
    first, last = np.array(rows).T
    begin = text.place[first]
    length = text.place[last - 1] + 3 - begin  # two words more are told by the last place
    n, most = len(rows), int((last - first).max())
    score = np.full((n, _WIDTH), _NEVER, np.float32)
    score[:, 0] = 0
    choice = np.zeros((n, _WIDTH, most), np.int64)
    before = np.repeat(text.line[begin - 1][:, None], _WIDTH, axis=1)
    before_that = np.repeat(text.line[begin - 2][:, None], _WIDTH, axis=1)
    done = np.zeros(n, np.int64)  # places of each row that were passed
    for step in range(int(length.max())):
        going = int((length > step).sum())
        here = slice(0, going)
        where = begin[here] + step
        own = np.minimum(first[here] + done[here], last[here] - 1)
        marked = (done[here] < (last - first)[here]) & (text.place[own] == where)
        words, plain = text.options(where, own, marked)
        told = ngrams.log10_p(words[:, None], before[here, :, None], before_that[here, :, None])
        told = told + ngrams.log10_class_share(words)[:, None]
        total = (score[here, :, None] + plain[:, None] + _TRUST * told).reshape(going, -1)
        best = np.argpartition(-total, _WIDTH - 1, axis=1)[:, :_WIDTH]
        line, taken = np.divmod(best, words.shape[1])
        score[here] = np.take_along_axis(total, best, axis=1)
        choice[here] = np.take_along_axis(choice[here], line[:, :, None], axis=1)
        at = np.flatnonzero(marked)
        choice[at, :, done[at]] = taken[at]
        done[at] += 1
        before_that[here] = np.take_along_axis(before[here], line, axis=1)
        before[here] = np.take_along_axis(words, taken, axis=1)
    weight = np.exp(score.astype(np.float64) - score.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    return [Lines(f, weight[at], choice[at, :, : e - f]) for at, (f, e) in enumerate(rows)]
