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

DIRECTION_FEATURES = ("fits_worse",)


def direction_features(swaps: SwapColumns) -> NDArray[np.float64]:
    """Return sums over swaps divided by the root of their number, so that evidence adds up.

    Returns
    -------
    array of float64, shape (len(DIRECTION_FEATURES),)
        Log10 of how much less likely the suspect's spans are than the source's, in both places.
    """
    if not len(swaps):
        return np.zeros(len(DIRECTION_FEATURES))
    return np.array([float(swaps.fitter.sum(dtype=np.float64))]) / math.sqrt(len(swaps))
