"""How well probabilities tell yes from no (ROC), and whether they are as often right as they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.evaluation.intervals import TAILS, Resamples
from spindetect.evaluation.records import AtRate, Bin, Estimate, Point

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

RATES: Final = (0.001, 0.005, 0.01, 0.05)
"""False-positive rates at which it is said what is found."""

BINS: Final = 10
MOST_POINTS: Final = 200  # of a curve that is drawn and stored; more cannot be told apart on paper
NEVER: Final = -1.0
"""The score of a pair that is never called, at any threshold."""
# A probability of 0 or 1 that was wrong would make the loss infinite.
_LEAST: Final = 1e-15


@dataclass(frozen=True, eq=False)
class Ranked:
    """Pairs by falling score, ready to be counted with weights.

    Attributes
    ----------
    score : array of float64, shape (n,)
        Falling.
    yes : array of bool, shape (n,)
    last : array of intp, shape (blocks,)
        Where each block of equal scores ends: only there a threshold can stand.
    order : array of intp, shape (n,)
        Places among the rows.
    """

    score: Floats
    yes: Bools
    last: Ints
    order: Ints

    @classmethod
    def of(cls, score: Floats, yes: Bools, among: Bools) -> Ranked:
        """Rank the rows in `among`."""
        rows = np.flatnonzero(among)
        order = rows[np.argsort(-score[rows], kind="stable")]
        ranked = score[order]
        last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)) if len(ranked) else rows
        return cls(ranked, yes[order], last, order)

    def counted(self, weight: Floats) -> tuple[Floats, Floats]:
        """Return the weight of positives and of negatives up to the end of each block."""
        return np.cumsum(weight * self.yes)[self.last], np.cumsum(weight * ~self.yes)[self.last]


def area(true: Floats, false: Floats) -> float:
    """Return the area under the ROC curve; a tie counts half."""
    x, y = np.append(0.0, false / false[-1]), np.append(0.0, true / true[-1])
    return float(((x[1:] - x[:-1]) * (y[1:] + y[:-1])).sum() / 2)


def found_at(true: Floats, false: Floats, rate: float) -> tuple[float, int]:
    """Return the true-positive rate where at most `rate` is called wrongly, and the block; -1 if none."""
    # A millionth of a pair: sums of weights are not exact.
    block = int(np.searchsorted(false, rate * false[-1] + 1e-6, side="right")) - 1
    return (float(true[block] / true[-1]) if block >= 0 else 0.0), block


@dataclass(frozen=True, slots=True)
class Curve:
    """A ROC curve: its area, what is found at some rates, and its points."""

    area: Estimate | None
    at_rates: tuple[AtRate, ...]
    points: tuple[Point, ...]

    @classmethod
    def of(cls, score: Floats, yes: Bools, among: Bools, resamples: Resamples) -> Curve:
        """Draw the curve of the rows in `among`, which hold both positives and negatives."""
        ranked = Ranked.of(score, yes, among)
        whole, found = intervals(ranked, resamples)
        return cls(whole, at_rates(ranked, found), points(ranked))


def intervals(ranked: Ranked, resamples: Resamples) -> tuple[Estimate, list[Estimate]]:
    """Return the area, and what is found at each of `RATES`, with intervals by bootstrap over groups."""
    group = resamples.group[ranked.order]
    rows = [_figures(ranked, np.ones(len(group)))]
    for drawn in resamples.weight:
        weight = drawn[group].astype(np.float64)
        if (weight * ranked.yes).any() and (weight * ~ranked.yes).any():
            rows.append(_figures(ranked, weight))
    table = np.array(rows)
    low, high = np.percentile(table[1:] if len(table) > 1 else table, TAILS, axis=0)
    made = [
        Estimate(float(v), float(min(a, v)), float(max(b, v)))
        for v, a, b in zip(table[0], low, high, strict=True)
    ]
    return made[0], made[1:]


def _figures(ranked: Ranked, weight: Floats) -> list[float]:
    true, false = ranked.counted(weight)
    return [area(true, false), *(found_at(true, false, rate)[0] for rate in RATES)]


def at_rates(ranked: Ranked, found: list[Estimate]) -> tuple[AtRate, ...]:
    """Return what is found at each of `RATES`; where the negatives are too few to measure it, nothing."""
    true, false = ranked.counted(np.ones(len(ranked.score)))
    out = []
    for rate, estimate in zip(RATES, found, strict=True):
        needed = round(1 / rate)
        _, block = found_at(true, false, rate)
        if false[-1] < needed:
            out.append(AtRate(rate, needed, None, None))
            continue
        threshold = float(ranked.score[ranked.last[block]]) if block >= 0 else 1.0
        out.append(AtRate(rate, needed, max(threshold, 0.0), estimate))
    return tuple(out)


def points(ranked: Ranked) -> tuple[Point, ...]:
    """Return the curve, its low end in full: thinned to `MOST_POINTS`, evenly on a log axis."""
    true, false = ranked.counted(np.ones(len(ranked.score)))
    called = ranked.score[ranked.last] > NEVER
    x, y = false / max(false[-1], 1.0), true / max(true[-1], 1.0)
    kept = np.flatnonzero(called)
    if len(kept) > MOST_POINTS:
        # Of blocks with the same false positives the last is the highest point: the others lie below it.
        corner = np.append(false[kept][1:] != false[kept][:-1], True)
        kept = kept[corner]
    if len(kept) > MOST_POINTS:
        place = np.geomspace(1, len(kept), MOST_POINTS).round().astype(np.intp) - 1
        kept = kept[np.unique(place)]
    return tuple(
        Point(float(ranked.score[ranked.last[at]]), float(x[at]), float(y[at])) for at in kept.tolist()
    )


def reliability(p: Floats, yes: Bools, among: Bools, resamples: Resamples) -> tuple[Bin, ...]:
    """Return the pairs by what was said of them, in `BINS` bins of equal width; empty ones are left out."""
    number = np.minimum((p * BINS).astype(np.int64), BINS - 1)
    out = []
    for n in range(BINS):
        here = among & (number == n)
        if here.any():
            seen = resamples.rate(yes, here)
            out.append(Bin(n / BINS, (n + 1) / BINS, int(here.sum()), float(p[here].mean()), seen))
    return tuple(out)


def calibration_error(found: tuple[Bin, ...]) -> float | None:
    """Return the mean distance of said and seen over the bins, weighted by pairs; None without any."""
    pairs = sum(one.pairs for one in found)
    if not pairs:
        return None
    gaps = (one.pairs * abs(one.said - (one.seen.value or 0.0)) for one in found)
    return sum(gaps) / pairs


def losses(p: Floats, yes: Bools) -> tuple[float | None, float | None]:
    """Return the log loss and the Brier score; None without pairs."""
    if not len(p):
        return None, None
    of_truth = np.clip(np.where(yes, p, 1.0 - p), _LEAST, 1.0)
    return float(-np.log(of_truth).mean()), float(((p - yes) ** 2).mean())
