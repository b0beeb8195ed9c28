"""Which words are marked: those that a spinner likelier put there than not, and listed phrases.

Which marked neighbours are one phrase is said later, when their originals are known: see `suggest`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.marks.amounts import amounts
from spindetect.phrases import Found
from spindetect.text import Tokens

LISTED_LOG_ODDS: Final = np.float32(4.0)
"""Log-odds of each content word of a listed phrase, at least: a P(swapped) of .98 before anything else."""


class Mark(NamedTuple):
    """A marked word, or a listed phrase.

    Attributes
    ----------
    first, last : int
        Tokens [first, last).
    probability : float
        P(a spinner put it there), of a phrase the greatest of its words'.
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
    """Return the marks of a text in order, none overlapping another; amounts are marked only by a list.

    Parameters
    ----------
    tokens : Tokens
    probability : array of float64, shape (n,)
        P(swapped) of every token; 0 for what is never marked.
    threshold : float
        Probability from which on a word is marked.
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
    odd = odd[~amounts(tokens)[odd]]
    columns = odd.tolist(), probability[odd].tolist(), tokens.counted[odd].tolist()
    marks += [Mark(at, at + 1, p, (), counted) for at, p, counted in zip(*columns, strict=True)]
    return tuple(sorted(marks))


def _listed_probability() -> float:
    return float(1.0 / (1.0 + np.exp(-LISTED_LOG_ODDS)))
