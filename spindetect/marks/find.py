"""Which words are marked: those that a spinner likelier put there than not, and listed phrases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.phrases import Found
from spindetect.text import Tokens

LISTED_LOG_ODDS: Final = np.float32(4.0)
"""Log-odds of each content word of a listed phrase, at least: a P(swapped) of .98 before anything else."""

_LONGEST: Final = 4  # words of a phrase; a longer run of marked words is cut


class Mark(NamedTuple):
    """A marked word or phrase.

    Attributes
    ----------
    first, last : int
        Tokens [first, last).
    probability : float
        P(a spinner put it there), the greatest of its words'.
    expected : tuple of str
        What a list expects in its place; empty for a mark of the model.
    counted : bool
    """

    first: int
    last: int
    probability: float
    expected: tuple[str, ...]
    counted: bool


Marks = tuple[Mark, ...]


def find_marks(
    tokens: Tokens,
    probability: NDArray[np.float64],
    threshold: float,
    listed: Sequence[Found],
    allowed: NDArray[np.bool_] | None,
) -> Marks:
    """Return the marks of a text in order, none overlapping another.

    Parameters
    ----------
    tokens : Tokens
    probability : array of float64, shape (n,)
        P(swapped) of every token; 0 for what is never marked.
    threshold : float
        Probability from which on a word is marked. Marked neighbours are one mark.
    listed : sequence of Found
        Listed phrases: marked whatever the model says.
    allowed : array of bool, shape (n,), optional
        Tokens never to be marked, not even by a list.
    """
    free = np.ones(len(tokens), np.bool_) if allowed is None else ~allowed
    marks = []
    for first, last, expected in listed:
        if free[first : last + 1].all():
            free[first : last + 1] = False
            greatest = max(float(probability[first : last + 1].max()), _listed_probability())
            counted = bool(tokens.counted[first : last + 1].any())
            marks.append(Mark(first, last + 1, greatest, expected, counted))
    odd = np.flatnonzero((probability >= threshold) & free)
    for first, last in _runs(odd, tokens):
        greatest = float(probability[first:last].max())
        marks.append(Mark(first, last, greatest, (), bool(tokens.counted[first:last].any())))
    return tuple(sorted(marks))


def _listed_probability() -> float:
    return float(1.0 / (1.0 + np.exp(-LISTED_LOG_ODDS)))


def _runs(odd: NDArray[np.intp], tokens: Tokens) -> list[tuple[int, int]]:
    """Return neighbours of one sentence, both counted or neither, as ranges of at most `_LONGEST` tokens."""
    out: list[tuple[int, int]] = []
    sentence, counted = tokens.sentence, tokens.counted
    for at in odd.tolist():
        if out and out[-1][1] == at and at - out[-1][0] < _LONGEST:
            before = at - 1
            if sentence[before] == sentence[at] and counted[before] == counted[at]:
                out[-1] = (out[-1][0], at + 1)
                continue
        out.append((at, at + 1))
    return out
