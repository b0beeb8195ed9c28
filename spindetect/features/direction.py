"""Which text was made from which: what swaps do to length, rarity and fit, from source to suspect.

Every value changes its sign when the two texts are exchanged, and so does the evidence.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from spindetect.features.columns import SwapColumns

DIRECTION_FEATURES = ("more_words", "rarer", "odder")
# A phrase of four in the place of a word says no more than a phrase of three.
_MOST_WORDS = 2


def direction_features(swaps: SwapColumns) -> NDArray[np.float64]:
    """Return sums over swaps divided by the root of their number, so that evidence adds up.

    Returns
    -------
    array of float64, shape (len(DIRECTION_FEATURES),)
        Words more than the source; zipf less than the source's; oddness more than the reverse's.
    """
    if not len(swaps):
        return np.zeros(len(DIRECTION_FEATURES))
    words = np.minimum(np.maximum(swaps.words, -_MOST_WORDS), _MOST_WORDS)
    odder = swaps.odd - swaps.reverse
    sums = float(words.sum()), -float(swaps.zipf.sum(dtype=np.float64)), float(odder.sum(dtype=np.float64))
    return np.array(sums) / math.sqrt(len(swaps))
