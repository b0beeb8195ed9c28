"""Unchanged runs of words, and what stands between neighbouring ones in both texts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from spindetect.features.catalogue import FAR, LONG_RUN, PRIOR, SHORT_RUN, TYPICAL
from spindetect.features.columns import Bools, Columns, Ints

# Gaps of a break from 0 to 4 and more words in either text, as one number; what each such break counts as.
_MORE = 4
_SHAPES = ("one_for_one", "short_for_short", "only_added", "long_rewrites")


def _shape(less: int, more: int) -> tuple[bool, bool, bool, bool]:
    return less == more == 1, less >= 1 and more < _MORE, less == 0, more == _MORE


_SHAPE_OF = np.array(
    [_shape(min(g, h), max(g, h)) for g in range(_MORE + 1) for h in range(_MORE + 1)], np.float64
)
_IMAGINED = np.array([PRIOR * TYPICAL[name] for name in _SHAPES])
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Breaks:
    """Unchanged runs of words in aligned sentences, and the breaks between neighbouring ones.

    Attributes
    ----------
    run : array of int64
        The words of each run, in the order of the text that is followed.
    gap_other, gap_followed : array of int64
        Words between each run and the next one in either text; negative where the order differs.
    longest : int
        Words of the longest run, in any sentence.
    """

    run: Ints
    gap_other: Ints
    gap_followed: Ints
    longest: int

    def shapes(self) -> tuple[list[float], float]:
        """Return the shares of one-for-one, short, one-sided and long changes; then of order broken."""
        first, second = self.gap_other, self.gap_followed
        near = (first >= 0) & (first <= FAR) & (second <= FAR)
        code = np.minimum(first, _MORE) * (_MORE + 1) + np.minimum(second, _MORE)
        counts = np.bincount(code[near], minlength=len(_SHAPE_OF)) @ _SHAPE_OF
        neighbours = int(np.count_nonzero(near))
        jumps = len(first) - neighbours
        shares: list[float] = ((counts + _IMAGINED) / (neighbours + PRIOR)).tolist()
        return shares, jumps / (len(first) + PRIOR)

    def runs(self) -> tuple[float, float, float, float, float]:
        """Return longest, mean and longest-to-expected (logs), and the shares in long and short runs."""
        run = self.run
        if not len(run):
            return 0.0, 0.0, 0.0, 0.0, 0.0
        longest, total = int(run.max()), int(run.sum())
        # Runs between evenly spread changes are geometric: the longest of n is about mean * (ln n + 0.58).
        expected = total / len(run) * (math.log(len(run)) + 0.58)
        return (
            math.log1p(longest),
            float(np.log(run).sum()) / len(run),
            math.log(longest / max(expected, 1.0)),
            int(run[run >= LONG_RUN].sum()) / total,
            int(run[run <= SHORT_RUN].sum()) / total,
        )


def find_breaks(columns: Columns, inside: Bools) -> Breaks:
    """Follow the longer text's counted words and look where each stands in the other.

    Parameters
    ----------
    columns : Columns
    inside : array of bool, shape (n_tokens,)
        Tokens of aligned sentences; runs elsewhere count for the longest alone.
    """
    counted = columns.counted
    own = _followed(columns)
    partner = columns.partner[own]
    token = (counted[own] & (partner >= 0)).nonzero()[0]
    partner = partner[token]
    both = counted[partner]
    if not both.all():
        token, partner = token[both], partner[both]
    if not len(token):
        return Breaks(_NONE, _NONE, _NONE, 0)
    rank = counted.cumsum()
    at, to = rank[partner], rank[own][token]
    found = _runs(at, to)
    longest = int(found[0].max())
    inside = inside[own]
    if inside.all():
        return Breaks(*found, longest)
    kept = inside[token]
    token, at = token[kept], at[kept]
    if not len(token):
        return Breaks(_NONE, _NONE, _NONE, longest)
    return Breaks(*_runs(at, (counted[own] & inside).cumsum()[token]), longest)


def _followed(columns: Columns) -> slice:
    """Return where the longer text lies: whichever is called the suspect, the same one is followed."""
    split, n = columns.split, len(columns)
    later = n - split > split
    if n - split == split:
        word = columns.word
        later = word[:split].tobytes() <= word[split:].tobytes()
    return slice(split, n) if later else slice(0, split)


def _runs(at: Ints, to: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the lengths of runs of neighbours in both texts, and how many words part each from the next."""
    step_other, step_followed = at[1:] - at[:-1], to[1:] - to[:-1]
    cut = ((step_other != 1) | (step_followed != 1)).nonzero()[0]
    return lengths(cut, len(at)), step_other[cut] - 1, step_followed[cut] - 1


def lengths(cut: Ints, n: int) -> Ints:
    """Return the lengths of the runs that `n` things fall into, cut after the places given."""
    edge = np.empty(len(cut) + 2, np.int64)
    edge[0], edge[1:-1], edge[-1] = -1, cut, n - 1
    return edge[1:] - edge[:-1]
