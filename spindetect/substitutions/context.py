"""How well a span suits the words around it, by word vectors: the same measure on both sides.

This is the simple model of context: a word is near its neighbours in meaning, or it is not. It knows
nothing of order and grammar.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.substitutions.arrays import Floats, Ints
from spindetect.substitutions.reading import Reading

# Tokens to either side, within the sentence, that make the surroundings of a span.
WINDOW_TOKENS = 8
# Content words farther away than this are not beside the span.
BESIDE_TOKENS = 3
_WIDTHS = (BESIDE_TOKENS, WINDOW_TOKENS)
LEAST_LENGTH = 1e-3
# The fit that any word is expected to have, and how far below the expected one counts fully. In 500 train
# sentences of MultiMWA people's words fit with .41 beside and .45 around on average, a tenth of them under
# .16 and .21; half of the words put in blind to sense fit under .26 and .33, a twentieth under -.08 and -.04.
# So the expectation lies on the low side: what is honest is seldom charged.
USUAL_FIT, FULL_MISFIT = 0.25, 0.5


@dataclass(frozen=True, slots=True)
class Fit:
    """How spans suit their places.

    Attributes
    ----------
    meaning : array of float32, shape (n, d)
        Unit sum of the vectors of the span's content words; zeros where there is none.
    beside, around : array of float32, shape (n,)
        Cosine with the content words on both sides, and with the window; NaN where unknown.
    """

    meaning: Floats
    beside: Floats
    around: Floats


def fit(reading: Reading, start: Ints, end: Ints) -> Fit:
    """Measure how well the token ranges [start, end) suit the words around them."""
    first, last = reading.first[start], reading.last[end - 1]
    # Row 0 is the span itself, the others the windows that hold it, less the span.
    low = np.array([start, *(np.maximum(start - width, first) for width in _WIDTHS)])
    high = np.array([end, *(np.minimum(end + width, last) for width in _WIDTHS)])
    before, meaning = reading.content_before, reading.meaning_before
    sums = meaning[before[high]]
    sums -= meaning[before[low]]
    sums[1:] -= sums[0]
    length = np.sqrt(np.einsum("ijk,ijk->ij", sums, sums))
    # Sums that cancel leave rounding behind; it is no direction.
    length[length < LEAST_LENGTH] = np.inf
    sums[0] /= length[0, :, None]
    fits = np.einsum("jk,ijk->ij", sums[0], sums[1:])
    fits /= length[1:]
    fits[fits == 0] = np.nan
    return Fit(sums[0], fits[0], fits[1])


def cosine(a: Floats, b: Floats) -> Floats:
    """Return the cosine of unit rows, NaN where a row is zero; shape (n,)."""
    dot: Floats = np.einsum("ij,ij->i", a, b)
    # Unit rows that are exactly orthogonal do not occur; a zero says that a row is missing.
    dot[dot == 0] = np.nan
    return dot


def misfit(source: Floats, suspect: Floats, trust: float) -> Floats:
    """Return how far the suspect's fit stays below what the source's makes one expect, 0 to 1.

    One cosine is a noisy measure of fit, so the source's own is drawn towards the usual one, keeping the
    share `trust` of its difference. 0 where either is unknown.
    """
    expected = np.float32(USUAL_FIT * (1 - trust)) + np.float32(trust) * source
    return share((expected - suspect) / np.float32(FULL_MISFIT))


def share(values: Floats) -> Floats:
    """Return values cut to 0 to 1, 0 for NaN."""
    cut: Floats = np.fmin(np.fmax(values, np.float32(0)), np.float32(1))
    return cut
