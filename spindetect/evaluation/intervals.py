"""Intervals of 95 %: Wilson's for a share of independent rows, and a bootstrap over groups."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.evaluation.records import Rate

Z: Final = 1.959963984540054  # standard normal quantile of 0.975
RESAMPLES: Final = 1000  # the ends then rest on 25 resamples each; at 4,000 they move in the third digit
_MOST_CELLS: Final = 100_000_000  # of the table of resamples, one byte each
_FEWEST_RESAMPLES: Final = 200
TAILS: Final = (2.5, 97.5)

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def wilson(hits: float, of: float) -> tuple[float, float]:
    """Return Wilson's interval for a share; (0, 1) where nothing was seen.

    Source: Wilson, E. B. (1927), JASA 22, 209-212. It covers well also at 0 of n, where the usual
    approximation has no width.
    """
    if of <= 0:
        return 0.0, 1.0
    p, extra = hits / of, Z * Z / of
    middle, scale = p + extra / 2, 1 + extra
    half = Z * math.sqrt(p * (1 - p) / of + extra / (4 * of))
    low, high = max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)
    # At either end the formula gives 0 or 1, and rounding something beside it.
    return 0.0 if hits == 0 else low, 1.0 if hits == of else high


@dataclass(frozen=True, eq=False)
class Resamples:
    """How often each group is drawn in each resample.

    Attributes
    ----------
    weight : array of uint8, shape (resamples, groups)
    group : array of int64, shape (rows,)
        Of each row.
    """

    weight: NDArray[np.uint8]
    group: Ints

    @classmethod
    def of(cls, group: Ints, *, seed: int = 0) -> Resamples:
        """Draw whole groups, as many as there are, with replacement; the same seed gives the same draws."""
        groups = int(group.max(initial=-1)) + 1
        rng = np.random.default_rng(seed)
        times = max(_FEWEST_RESAMPLES, min(RESAMPLES, _MOST_CELLS // max(groups, 1)))
        weight = np.empty((times, groups), np.uint8)
        for row in weight:
            row[:] = np.bincount(rng.integers(0, max(groups, 1), groups), minlength=groups).clip(max=255)
        return cls(weight, group)

    def rate(self, hit: Bools, among: Bools) -> Rate:
        """Return the share of hits among some rows, with its interval.

        Wilson's interval where every row is a group of its own. Rows of one group may go together: then the
        interval is widened to that of the bootstrap over groups, and at 0 of n or n of n, where a bootstrap
        has no width, to Wilson's for as many rows as there are groups.

        Parameters
        ----------
        hit, among : array of bool, shape (rows,)
        """
        of, hits = int(among.sum()), int((hit & among).sum())
        if not of:
            return Rate(0, 0, None, None, None)
        low, high = wilson(hits, of)
        seen, place = np.unique(self.group[among], return_inverse=True)
        if len(seen) < of:
            other = self._by_groups(hit[among], seen, place)
            low, high = min(low, other[0]), max(high, other[1])
        return Rate(hits, of, hits / of, low, high)

    def _by_groups(self, hit: Bools, seen: Ints, place: NDArray[np.intp]) -> tuple[float, float]:
        if hit.all() or not hit.any():
            return wilson(len(seen) * float(hit[0]), len(seen))
        hits = np.bincount(place, weights=hit, minlength=len(seen))
        of = np.bincount(place, minlength=len(seen)).astype(np.float64)
        drawn = self.weight[:, seen].astype(np.float32)
        sums, totals = drawn @ hits.astype(np.float32), drawn @ of.astype(np.float32)
        low, high = np.percentile(sums[totals > 0] / totals[totals > 0], TAILS).tolist()
        return low, high
