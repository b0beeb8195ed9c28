"""How well a span suits the words around it, by word vectors: the same measure on both sides.

This is the simple model of context: a word is near its neighbours in meaning, or it is not. It knows
nothing of order and grammar.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from spindetect.substitutions.arrays import Bools, Floats, Ints
from spindetect.substitutions.reading import Reading, meaning_before

# Tokens to either side, within the sentence, that make the surroundings of a span.
WINDOW_TOKENS = 8
# Content words farther away than this are not beside the span.
BESIDE_TOKENS = 3
_WIDTHS = np.array((0, BESIDE_TOKENS, WINDOW_TOKENS))[:, None, None]  # the span itself comes first
LEAST_LENGTH = 1e-3
# The fit that any word is expected to have, and how far below the expected one counts fully. In 500 train
# sentences of MultiMWA people's words fit with .41 beside and .45 around on average, a tenth of them under
# .16 and .21; half of the words put in blind to sense fit under .26 and .33, a twentieth under -.08 and -.04.
# So the expectation lies on the low side: what is honest is seldom charged.
USUAL_FIT, FULL_MISFIT = 0.25, 0.5


# How far the source's own fit raises or lowers what is expected: in a logistic regression of swaps made blind
# to sense against human ones its coefficient beside is .3 of the suspect's (measured twice, .28 and .34).
# Around, the ratio moved from .85 to .27 with the definition of the window; the greater is kept, so that a
# word that fitted badly from the start is not held against its replacement.
TRUST_BESIDE, TRUST_AROUND = 0.3, 0.8
_TRUST = np.array((TRUST_BESIDE, TRUST_AROUND), dtype=np.float32)[:, None, None]
_EXPECTED = np.float32(USUAL_FIT) * (np.float32(1) - _TRUST)


class Fit(NamedTuple):
    """How spans suit their places.

    Attributes
    ----------
    near : array of float32, shape (n,)
        Cosine of the meaning of source and suspect, 0 where one is unknown.
    places : array of float32, shape (2, 2, n)
        Cosine with the content words on both sides, and with the window, of the source's spans and of the
        suspect's; NaN where unknown.
    wordless : array of bool, shape (2, n)
        Which spans hold no content word.
    """

    near: Floats
    places: Floats
    wordless: Bools


def fit(reading: Reading, start: Ints, end: Ints) -> Fit:
    """Measure how well the spans [start, end), places of shape (2, n), suit the words around them."""
    low = np.maximum(start - _WIDTHS, reading.first.take(start))
    high = np.minimum(end + _WIDTHS, reading.last.take(end - 1))
    low, high = reading.content_before.take(low), reading.content_before.take(high)
    before = meaning_before(reading)
    sums = before.take(high, axis=0)
    sums -= before.take(low, axis=0)
    meaning, around = sums[0], sums[1:]
    around -= meaning
    # Sums that cancel leave rounding behind; it is no direction.
    length = np.sqrt(np.einsum("ijkd,ijkd->ijk", sums, sums))
    length[length < LEAST_LENGTH] = np.inf
    meaning /= length[0, :, :, None]
    fits = np.einsum("jkd,ijkd->ijk", meaning, around)
    fits /= length[1:]
    fits[fits == 0] = np.nan
    # Unit rows that are exactly orthogonal do not occur; a zero says that a row is missing.
    return Fit(np.einsum("jd,jd->j", meaning[0], meaning[1]), fits, low[0] == high[0])


def misfits(places: Floats, out: Floats) -> None:
    """Enter how far each fit stays below what that of the other text makes one expect, not yet cut to 0 to 1.

    One cosine is a noisy measure of fit, so the other's own is drawn towards the usual one, keeping a share
    of its difference. NaN where either is unknown.

    Parameters
    ----------
    places : array of float32, shape (2, 2, n)
        See `Fit`.
    out : array of float32, shape (2, 2, n)
        Beside and around, of the suspect's spans in the source's places, and the reverse.
    """
    np.multiply(_TRUST, places, out=out)
    out += _EXPECTED
    out -= places[:, ::-1]
    out *= np.float32(1 / FULL_MISFIT)


def share(values: Floats) -> Floats:
    """Return values cut to 0 to 1, 0 for NaN; in place."""
    np.fmax(values, np.float32(0), out=values)
    np.fmin(values, np.float32(1), out=values)
    return values
