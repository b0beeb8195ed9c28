"""Exact bounds on a rate of which k of n were seen: Clopper and Pearson (1934), with numpy alone."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

CONFIDENCE: Final = 0.95
"""Of the one-sided upper bounds that are stated: as the project's issue asks for."""

_STEPS = 60  # halvings of [0, 1]: beyond the last digit of a float


def upper_bound(reached: int, of: int, confidence: float = CONFIDENCE) -> float:
    """Return the greatest rate at which so few could still have been seen.

    Exact (Clopper-Pearson, one-sided): the rate at which `reached` or fewer of `of` come with a probability
    of 1 - `confidence`.

    Parameters
    ----------
    reached, of : int
        k of n, 0 <= k <= n.
    confidence : float
        In (0, 1).

    Returns
    -------
    float
        In [0, 1]; 1 where all were reached or nothing was looked at.

    >>> round(upper_bound(0, 2995), 7)  # nought of n: 1 - 0.05 ** (1 / n)
    0.0009997
    """
    if reached >= of:
        return 1.0
    if reached == 0:
        return float(-np.expm1(math.log1p(-confidence) / of))
    # The smaller tail is summed: rounding then never eats what is looked for.
    is_lower = 2 * reached < of
    places = np.arange(reached + 1) if is_lower else np.arange(reached + 1, of + 1)
    ways = _log_ways(of)[places]
    wanted = 1.0 - confidence if is_lower else confidence
    low, high = reached / of, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        tail = _sum(ways, places, of, middle)
        is_above = tail < wanted if is_lower else tail > wanted
        low, high = (low, middle) if is_above else (middle, high)
    return high


def most_reached(of: int, rate: float, confidence: float = CONFIDENCE) -> int:
    """Return how many of `of` may be reached with the upper bound still within a rate, or -1 if none may.

    Parameters
    ----------
    of : int
    rate : float
        In (0, 1).
    """
    places = np.arange(of + 1)
    tail = np.cumsum(np.exp(_log_ways(of) + places * math.log(rate) + (of - places) * math.log1p(-rate)))
    return int(np.searchsorted(tail, 1.0 - confidence, side="right")) - 1


def needed(rate: float, confidence: float = CONFIDENCE) -> int:
    """Return of how many at least none may be reached, for the upper bound to be within a rate in (0, 1).

    >>> needed(0.001), needed(0.01)
    (2995, 299)
    """
    return math.ceil(math.log1p(-confidence) / math.log1p(-rate))


def _log_ways(of: int) -> NDArray[np.float64]:
    """Return the logs of the numbers of ways to choose 0 to `of` of `of`."""
    at = np.arange(1, of + 1, dtype=np.float64)
    return np.concatenate(([0.0], np.cumsum(np.log((of - at + 1) / at))))


def _sum(ways: NDArray[np.float64], places: NDArray[np.int64], of: int, rate: float) -> float:
    """Return the probability that the number reached is one of `places`."""
    if rate >= 1.0:
        return float(places[-1] == of)
    return float(np.exp(ways + places * math.log(rate) + (of - places) * math.log1p(-rate)).sum())
