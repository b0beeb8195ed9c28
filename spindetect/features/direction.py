"""Which text was made from which: what swaps do to length and rarity, seen from source to suspect.

Every value changes its sign when the two texts are exchanged, but for oddness, which is of the suspect's
words alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import Lexicon
from spindetect.records import Substitution

DIRECTION_FEATURES = ("more_words", "longer", "rarer", "oddness")
# A swap of one word for a phrase of four says no more than one for a phrase of three.
_MOST_WORDS = 2


def direction_features(substitutions: Sequence[Substitution], lexicon: Lexicon) -> NDArray[np.float64]:
    """Return sums over swaps divided by the root of their number, so that evidence adds up.

    Parameters
    ----------
    substitutions : sequence of Substitution
    lexicon : Lexicon
        Asked for frequencies.

    Returns
    -------
    array of float64, shape (len(DIRECTION_FEATURES),)
        Words more than the source; log of the ratio of letters; zipf less than the source's; oddness.
    """
    if not substitutions:
        return np.zeros(len(DIRECTION_FEATURES))
    first = [s.source.text.lower() for s in substitutions]
    second = [s.suspect.text.lower() for s in substitutions]
    words = np.array([b.count(" ") - a.count(" ") for a, b in zip(first, second, strict=True)])
    letters = np.array([(len(a), len(b)) for a, b in zip(first, second, strict=True)], np.float64)
    zipf = lexicon.zipf(lexicon.ids(first + second)).astype(np.float64)
    before, after = zipf[: len(first)], zipf[len(first) :]
    rarer = np.where((before > 0) & (after > 0), before - after, 0.0)
    values = np.stack(
        [
            np.clip(words, -_MOST_WORDS, _MOST_WORDS),
            np.log(letters[:, 1] / letters[:, 0]),
            rarer,
            np.array([s.oddness for s in substitutions]) - 0.5,
        ]
    )
    return np.asarray(values.sum(axis=1) / np.sqrt(len(substitutions)), np.float64)
