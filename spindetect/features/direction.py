"""Which text was made from which: what swaps do to length, rarity and fit, from source to suspect.

Whose words are the odd ones tells most: a spinner puts words where they do not belong, and what stood there
belonged. Length and rarity are no guide: the words of one dictionary are longer and rarer than what they
replace, those of another shorter and more frequent (of texts spun with PPDB alone one in a hundred has more
words, with Moby alone three in four); and oddness, which holds the same evidence, adds nothing to it.

Every value changes its sign when the two texts are exchanged, and so does the evidence.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from spindetect.features.columns import SwapColumns

DIRECTION_FEATURES = ("fits_worse", "one_sided")
# A swap speaks for a side when its span is three times likelier in both places together.
_SPEAKS = 0.5


def direction_features(swaps: SwapColumns) -> NDArray[np.float64]:
    """Return what speaks for one side, over the root of the number of swaps, so that evidence adds up.

    In two copies of a third text some swaps are one copy's and some the other's. They may add up to much, if
    one holds more, but not nearly all of them speak for one side. (Of 652 such copies 34 are decided at .9
    with both features, 46 with the first alone; of 1,286 texts and their own copies 57 %, and 37 %.)

    Returns
    -------
    array of float64, shape (len(DIRECTION_FEATURES),)
        Log10 of how much less likely the suspect's spans are than the source's, in both places; and the
        cube of the share of swaps that speak for the source less the share that speak for the suspect.
    """
    n = len(swaps)
    if not n:
        return np.zeros(len(DIRECTION_FEATURES))
    worse = swaps.likelier[0].astype(np.float64) - swaps.likelier[1]
    one_sided = (np.count_nonzero(worse > _SPEAKS) - np.count_nonzero(worse < -_SPEAKS)) / n
    return np.array([worse.sum() / math.sqrt(n), math.sqrt(n) * one_sided**3])
