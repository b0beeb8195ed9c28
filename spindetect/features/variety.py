"""How various the swaps are: a spinner puts many different words in, a rule the same few everywhere.

A mask, another tense, other pronouns or one word for another throughout a text swap as many words as a
spinner does, and no synonym is among them; texts filled in on one template exchange words of one stock.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.features.catalogue import PRIOR, TYPICAL

# Pairs of swaps that are imagined beside the real ones: as many as four swaps make.
_PAIRS = 6.0


@dataclass(frozen=True, slots=True)
class Variety:
    """How various the swaps of a pair are.

    Attributes
    ----------
    different : int
        Different pairs of words that stand in each other's place.
    repeated : float
        Square root of the chance that two swaps put the same word in, or take the same word out, whichever
        is likelier. The root sets apart what is rare: .1 in a spun text, .5 where five words take turns.
    exchanged : float
        Share of swaps whose new word stands in an old one's place elsewhere, the mean of both directions.
    unsteady : float
        Further words that a word is swapped for, beyond the first, to the number of swaps.
    """

    different: int
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
    out, put = old.tolist(), new.tolist()
    n, pairs = len(out), len(set(zip(out, put, strict=True)))
    taken, given = Counter(out), Counter(put)
    both = taken.keys() & given.keys()
    exchanged = sum(taken[word] + given[word] for word in both) / 2
    unsteady = pairs - (len(taken) + len(given)) / 2
    return Variety(
        pairs,
        math.sqrt((max(_same(taken), _same(given)) + _PAIRS * TYPICAL["same"]) / (n * (n - 1) + _PAIRS)),
        (exchanged + PRIOR * TYPICAL["exchanged"]) / (n + PRIOR),
        (unsteady + PRIOR * TYPICAL["unsteady"]) / (n + PRIOR),
    )


def _same(counts: Counter[int]) -> int:
    """Return the ordered pairs of swaps that share a word."""
    return sum([count * count for count in counts.values()]) - counts.total()
