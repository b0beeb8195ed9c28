"""Where two texts share rare words, in whatever order: seeds, and clusters of seeds along a diagonal."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.align.sides import Numbered

Ints = NDArray[np.int64]

# A word, or a pair of neighbouring words, that makes more pairs of places than this between the two texts
# says nothing about which belong together, and would cost quadratic time.
MAX_PAIRS_OF_KEY = 16
# Two seeds belong together when they lie at most so many words apart in both texts, and their distances
# differ by no more than DRIFT: phrases of four words for one, and the other way round.
WINDOW, DRIFT = 10, 4
# "from the" may be rare in a short text and leads nowhere: least weights of a word, of both of a pair.
LEAST_WORD, LEAST_PAIR = 0.35, 0.5
LOOK_BACK = 48  # seeds compared with each: the last WINDOW words hold no more in ordinary texts
LEAST_SCORE = 1.4  # two rare words


def seeds(numbered: Numbered, weight: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """Return places (source, suspect) of rare equal words and of words in rare equal pairs of words.

    Sorted by the suspect, then the source; distinct.
    """
    source, suspect = numbered.source.astype(np.int64), numbered.suspect.astype(np.int64)
    size = len(numbered.vocabulary)
    at, to = _equal_places(source, suspect)
    at, to = _worth(at, to, weight[source[at]], LEAST_WORD)
    pair_at, pair_to = _equal_places(source[:-1] * size + source[1:], suspect[:-1] * size + suspect[1:])
    both_weights = weight[source[pair_at]] + weight[source[pair_at + 1]]
    pair_at, pair_to = _worth(pair_at, pair_to, both_weights, LEAST_PAIR)
    at, to = np.concatenate([at, pair_at, pair_at + 1]), np.concatenate([to, pair_to, pair_to + 1])
    both = np.unique(to * len(source) + at)
    return both % max(len(source), 1), both // max(len(source), 1)


def _worth(at: Ints, to: Ints, weight: NDArray[np.float64], least: float) -> tuple[Ints, Ints]:
    return at[weight >= least], to[weight >= least]


def _equal_places(source: Ints, suspect: Ints) -> tuple[Ints, Ints]:
    """Return all pairs of places of the keys that make at most MAX_PAIRS_OF_KEY of them."""
    by_source, by_suspect = np.argsort(source, kind="stable"), np.argsort(suspect, kind="stable")
    first, second = source[by_source], suspect[by_suspect]
    low, high = np.searchsorted(second, first, "left"), np.searchsorted(second, first, "right")
    count_source = np.searchsorted(first, first, "right") - np.searchsorted(first, first, "left")
    count = np.where(count_source * (high - low) <= MAX_PAIRS_OF_KEY, high - low, 0)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(by_source, count), by_suspect[np.repeat(low, count) + step]


def clusters(at: Ints, to: Ints, weight: NDArray[np.float64]) -> list[tuple[float, int, int, int, int]]:
    """Group seeds that follow each other along a diagonal.

    Parameters
    ----------
    at, to : ndarray of int64
        From `seeds`.
    weight : ndarray of float64
        What each seed is worth.

    Returns
    -------
    list of (score, source_start, source_end, suspect_start, suspect_end)
        Best first; those worth LEAST_SCORE. They may overlap.
    """
    if not len(at):
        return []
    root = _roots(_parents(at, to))
    score = np.bincount(root, weight, len(root))
    top = np.flatnonzero(score >= LEAST_SCORE)
    low_at, low_to = np.full(len(root), at.max()), np.full(len(root), to.max())
    high_at, high_to = np.zeros(len(root), np.int64), np.zeros(len(root), np.int64)
    for low, high, place in ((low_at, high_at, at), (low_to, high_to, to)):
        np.minimum.at(low, root, place)
        np.maximum.at(high, root, place)
    top = top[np.argsort(-score[top], kind="stable")]
    columns = (score[top], low_at[top], high_at[top] + 1, low_to[top], high_to[top] + 1)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _parents(at: Ints, to: Ints) -> Ints:
    """Return for each seed the earlier seed it follows best, itself where there is none."""
    parent = np.arange(len(at))
    cost = np.full(len(at), np.inf)
    for back in range(1, min(LOOK_BACK, len(at) - 1) + 1):
        step_s, step_t = at[back:] - at[:-back], to[back:] - to[:-back]
        drift = np.abs(step_s - step_t)
        near = (step_s > 0) & (step_t > 0) & (step_s <= WINDOW) & (step_t <= WINDOW) & (drift <= DRIFT)
        price = np.where(near, step_t + 3.0 * drift, np.inf)
        better = np.flatnonzero(price < cost[back:]) + back
        parent[better], cost[better] = better - back, price[better - back]
        if not (step_t <= WINDOW).any():
            break
    return parent


def _roots(parent: Ints) -> Ints:
    """Follow parents to the first seed of each cluster (pointer doubling)."""
    while True:
        above = parent[parent]
        if np.array_equal(above, parent):
            return parent
        parent = above
