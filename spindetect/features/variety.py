"""How various the swaps are: a spinner puts many different words in, a rule the same few everywhere.

A mask, another tense, other pronouns or one word for another throughout a text swap as many words as a
spinner does, and no synonym is among them; texts filled in on one template exchange words of one stock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.features.breaks import lengths
from spindetect.features.catalogue import PRIOR, TYPICAL

# Ordered pairs of swaps that are imagined beside the real ones: as many as three swaps make.
_PAIRS = 6.0
# Makes one number of two; the product of a random odd number wraps round, so that hardly any two pairs meet.
_MIX = np.int64(0x2545F4914F6CDD1D)


@dataclass(frozen=True, slots=True)
class Variety:
    """How various the swaps of a pair are.

    Attributes
    ----------
    taken, given : int
        Different words (or phrases) of the source that were replaced; different words put in.
    repeated : float
        Square root of the chance that two swaps put the same word in, or take the same word out, whichever
        is likelier. The root sets apart what is rare: .1 in a spun text, .5 where five words take turns.
    exchanged : float
        Share of swaps whose new word stands in an old one's place elsewhere, the mean of both directions.
    unsteady : float
        Further words that a word is swapped for, beyond the first, to the number of swaps; the mean of both
        directions.
    """

    taken: int
    given: int
    repeated: float
    exchanged: float
    unsteady: float


def variety(old: NDArray[np.int64], new: NDArray[np.int64]) -> Variety:
    """Count how various swaps are.

    Parameters
    ----------
    old, new : array of int64, shape (n,)
        What each swap takes out of the source and puts into the suspect, as one number for each phrase; one
        numbering for both.
    """
    n = len(old)
    if not n:
        return Variety(0, 0, math.sqrt(TYPICAL["same"]), TYPICAL["exchanged"], TYPICAL["unsteady"])
    taken, given, both = np.sort(old), np.sort(new), np.sort(old * _MIX + new)
    out, put, pairs = _runs(taken), _runs(given), len(_runs(both))
    same = max(int(out @ out), int(put @ put)) - n
    exchanged = (_among(new, taken) + _among(old, given)) / 2
    unsteady = pairs - (len(out) + len(put)) / 2
    return Variety(
        len(out),
        len(put),
        math.sqrt((same + _PAIRS * TYPICAL["same"]) / (n * (n - 1) + _PAIRS)),
        (exchanged + PRIOR * TYPICAL["exchanged"]) / (n + PRIOR),
        (unsteady + PRIOR * TYPICAL["unsteady"]) / (n + PRIOR),
    )


def _runs(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how often each of some sorted numbers occurs."""
    return lengths((numbers[1:] != numbers[:-1]).nonzero()[0], len(numbers))


def _among(numbers: NDArray[np.int64], known: NDArray[np.int64]) -> int:
    """Return how many numbers are among the sorted ones."""
    at = known.searchsorted(numbers)
    return int(np.count_nonzero(known.take(at, mode="clip") == numbers))
