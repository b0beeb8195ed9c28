"""How well two words follow each other, for pairs that the n-grams do not hold."""

from __future__ import annotations

from typing import Final

import numpy as np

from spindetect.phrases.network import Floats
from spindetect.phrases.spelling import ENDINGS
from spindetect.phrases.tables import Numbers

VECTOR_SCALE: Final = np.float32(3)
"""Unit vectors of 50 dimensions have entries of about 0.14; networks start better near 1."""

WIDTH: Final = 50 + 1 + len(ENDINGS)


def inputs(rows: Numbers, vectors: Floats, endings: Floats) -> Floats:
    """Return what the towers take of words, shape [n, WIDTH].

    Parameters
    ----------
    rows : ndarray of int32, shape [n]
        Of the table of vectors: the most frequent word has row 0.
    vectors : ndarray of float32, shape [n, 50]
    endings : ndarray of float32, shape [n, len(ENDINGS)]
    """
    rank = np.log(rows.astype(np.float32) + 10)[:, None] / 5 - np.float32(1.5)
    return np.concatenate((vectors * VECTOR_SCALE, rank, endings), axis=1)
