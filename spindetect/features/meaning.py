"""What swapped words have to do with each other, asked of no dictionary: a spinner's own may be unknown.

A spinner puts in words that are related to those it takes out, though seldom in the sense that is meant.
Forms that are filled in otherwise, masks, slips and codes put in what has nothing to do with it, or is no
word at all; a rule changes small words, and each of them wherever it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.features.catalogue import PRIOR, TYPICAL
from spindetect.features.content import Vocabulary

Ints = NDArray[np.int64]
# Cosine below which two words are as near as any two: of random pairs of the ten thousand commonest words the
# middle one has .08, and one in ten has .33.
UNRELATED = 0.15
_LAST = np.int64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the swapped words of a pair have to do with each other.

    Attributes
    ----------
    related : float
        Mean cosine of the two words' vectors; of a phrase its last word's.
    unrelated : float
        Share of swaps with a cosine below `UNRELATED`, of two words that have a vector.
    unknown : float
        Share of swaps in which a word has no vector: it is rare, a name, a slip, or no word.
    small : float
        Share of swaps of a small word for a small word.
    everywhere : float
        Share of the places of swapped words at which they are swapped; the mean of both directions.
    """

    related: float
    unrelated: float
    unknown: float
    small: float
    everywhere: float


def meaning(
    old: Ints, new: Ints, source: NDArray[np.int32], suspect: NDArray[np.int32], known: Vocabulary
) -> Meaning:
    """Measure what swapped words have to do with each other.

    Parameters
    ----------
    old, new : array of int64, shape (n,)
        What each swap takes out and puts in: its first and its last word, as `SwapColumns` has them.
    source, suspect : array of int32
        Words of the two texts that count, by their numbers in `known`.
    known : Vocabulary
    """
    n = len(old)
    if not n or not len(known.root):
        return _typical()
    last = old & _LAST, new & _LAST
    one, other = (known.vector.take(words, axis=0) for words in last)
    has = (one.any(axis=1)) & (other.any(axis=1))
    cosine = np.einsum("nd,nd->n", one, other)
    small = (known.root.take(last[0]) == 0) & (known.root.take(last[1]) == 0)
    total = n + PRIOR
    counts = {
        "related": float(cosine.sum(dtype=np.float64)),
        "unrelated": int(np.count_nonzero(has & (cosine < UNRELATED))),
        "unknown": n - int(np.count_nonzero(has)),
        "small": int(np.count_nonzero(small)),
    }
    shares = {name: (count + PRIOR * TYPICAL[name]) / total for name, count in counts.items()}
    wide = _everywhere(old, source, len(known.root)) + _everywhere(new, suspect, len(known.root))
    return Meaning(**shares, everywhere=wide / 2)


def _everywhere(spans: Ints, text: NDArray[np.int32], words: int) -> float:
    """Return at how many of the places of the swapped single words a swap stands."""
    alone = (spans & _LAST)[(spans >> 32) == (spans & _LAST)]
    places = np.bincount(text, minlength=words)
    places[np.bincount(alone, minlength=words) == 0] = 0
    return (len(alone) + PRIOR * TYPICAL["everywhere"]) / (max(int(places.sum()), len(alone)) + PRIOR)


def _typical() -> Meaning:
    return Meaning(*(TYPICAL[name] for name in ("related", "unrelated", "unknown", "small", "everywhere")))
