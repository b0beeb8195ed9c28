"""Features of a text without a source: how the words' log-odds of having been swapped are spread."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

TEXT_FEATURES_VERSION: Final = 1

_QUANTILES: Final = (0.1, 0.25, 0.5, 0.75, 0.85, 0.9, 0.95, 0.98)
_LEVELS: Final = (0.3, 0.5, 0.7, 0.9)
_TOP: Final = 8  # words
LEAST_WORDS: Final = 5
"""Words below which nothing can be said of a text at all."""

TEXT_FEATURES: tuple[str, ...] = (
    *(f"log_odds_{round(100 * share)}" for share in _QUANTILES),
    "log_odds_mean",
    "share_expected",
    *(f"share_above_{round(100 * level)}" for level in _LEVELS),
    "words",
    "oddest_mean",
)
"""Names of the features: quantiles and mean of the words' log-odds, the mean of their probabilities, the
share of words whose probability is above a level, log of the number of words, and the mean probability of
the eight oddest."""


MOST_ALIKE: Final = 2
"""Occurrences of one word that are scored among `ALIKE_WITHIN` words."""

ALIKE_WITHIN: Final = 120


def scored_places(word: NDArray[np.int32], classes: int) -> NDArray[np.intp]:
    """Return which words of a text are scored: of one that comes again and again, not every occurrence.

    A term of the text, or an abbreviation of the house, is as odd the twentieth time as the first; counted
    each time it would accuse the text of twenty swaps.

    Parameters
    ----------
    word : array of int32, shape (n,)
        Number of each word.
    classes : int
        Numbers below stand for classes of words, of which nothing is known to be alike.

    Returns
    -------
    array of intp
        Places in `word`, ascending.
    """
    order = np.argsort(word, kind="stable")
    alike = np.zeros(len(word), np.bool_)
    same = word[order[MOST_ALIKE:]] == word[order[:-MOST_ALIKE]]
    near = order[MOST_ALIKE:] - order[:-MOST_ALIKE] <= ALIKE_WITHIN
    alike[order[MOST_ALIKE:]] = same & near & (word[order[MOST_ALIKE:]] >= classes)
    return np.flatnonzero(~alike)


def text_features(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the features of texts of equally many words.

    Parameters
    ----------
    logits : array of float32, shape (texts, words)
        Log-odds of the counted words that are no function words; at least `LEAST_WORDS`.

    Returns
    -------
    array of float64, shape (texts, len(TEXT_FEATURES))
    """
    ordered = np.sort(logits.astype(np.float64), axis=1)
    share = 0.5 + 0.5 * np.tanh(ordered / 2)  # the logistic function; never overflows
    n = ordered.shape[1]
    place = np.array(_QUANTILES) * (n - 1)
    low = place.astype(np.intp)
    high = np.minimum(low + 1, n - 1)
    quantiles = ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low])
    above = [(share > level).mean(axis=1) for level in _LEVELS]
    rest = (ordered.mean(axis=1), share.mean(axis=1), *above, np.full(len(ordered), np.log(n)))
    return np.column_stack((quantiles, *rest, share[:, -_TOP:].mean(axis=1)))
