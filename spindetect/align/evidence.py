"""How much a stretch of matched words proves: a copied passage, or only the words all texts share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.align.sides import PUNCT, Numbered

Ints = NDArray[np.int32]

# One matched word of zipf 4.2 or rarer counts 1, 'the' (zipf 7.7) about 0.1: bits of surprise, scaled, so
# that independent texts, which share three words in ten, nearly all function words, stay below zero in sum.
ZIPF_FREE, ZIPF_SPAN, WEIGHT_FLOOR, WEIGHT_PUNCT = 8.2, 4.0, 0.1, 0.05
# Independent texts share few runs of this many words; in one, the commonest word counts so much.
LONG_RUN, RUN_FLOOR = 4, 0.35
# What a gap between two matched words costs: a word opposite a word may be a swap, a word opposite
# nothing is not. With these, a text spun at a dose of 60 % still gains, an independent pair loses.
COST_SWAP, COST_EXTRA = 0.2, 0.45
# A stretch ends where it fell this far below its best, about 14 unmatched words: one sentence.
DROP = 6.0
# Points that make a passage of its own, and that suffice beside one that is (same order, same region).
ENOUGH, ENOUGH_BESIDE = 7.0, 3.0
# What a passage needs where rare words led to it, if all passages together prove a copy.
ENOUGH_MOVED = 2.0
# A text too short to reach ENOUGH needs this share of the points it could reach at most.
SHORT_SHARE = 0.4


def word_weights(numbered: Numbered, zipf: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return what a match of each distinct word is worth, 0.05 to 1.

    Parameters
    ----------
    numbered : Numbered
    zipf : ndarray of float32, shape (len(vocabulary),)
        Log10 of occurrences in a billion words; 0 where unknown, which counts as rare.
    """
    weight: NDArray[np.float64] = np.clip((ZIPF_FREE - zipf) / ZIPF_SPAN, WEIGHT_FLOOR, 1.0).astype(
        np.float64
    )
    weight[numbered.kind >= PUNCT] = WEIGHT_PUNCT
    return weight


def needed(weight_source: NDArray[np.float64], weight_suspect: NDArray[np.float64]) -> float:
    """Return the points that make a passage, for these two texts."""
    return min(ENOUGH, SHORT_SHARE * float(min(weight_source.sum(), weight_suspect.sum())))


def passages(
    at: Ints, to: Ints, gain: NDArray[np.float64], enough: float, cut: NDArray[np.bool_]
) -> list[tuple[int, int, float]]:
    """Cut a chain of matched words into the stretches that prove something.

    Parameters
    ----------
    at, to : ndarray of int32, shape (k,)
        Positions in source and suspect, strictly increasing.
    gain : ndarray of float64, shape (k,)
        What each match is worth.
    enough : float
        See `needed`.
    cut : ndarray of bool, shape (k - 1,)
        Where no stretch may go on: other passages were taken out between a match and the next.

    Returns
    -------
    list of (int, int, float)
        Ranges [first, last) into the chain with their points, in order: those worth `enough`, and
        those worth `ENOUGH_BESIDE` in a chain that has one of the first kind.
    """
    if not len(at):
        return []
    found = _stretches(at, to, gain, cut)
    strong = any(points >= enough for _, _, points in found)
    limit = min(enough, ENOUGH_BESIDE) if strong else enough
    return [stretch for stretch in found if stretch[2] >= limit]


def _stretches(
    at: Ints, to: Ints, gain: NDArray[np.float64], cut: NDArray[np.bool_]
) -> list[tuple[int, int, float]]:
    """Return maximal-scoring stretches with their points (an X-drop scan over runs of equal words)."""
    # Unmatched words between a match and the next; where there are none on either side, a run goes on.
    step_s, step_t = at[1:] - at[:-1] - 1, to[1:] - to[:-1] - 1
    apart = step_s + step_t
    breaks = ((apart > 0) | cut).nonzero()[0]
    shorter = np.minimum(step_s, step_t).take(breaks)
    price = COST_EXTRA * apart.take(breaks) + (COST_SWAP - 2 * COST_EXTRA) * shorter
    cost = np.where(cut.take(breaks), np.inf, price).tolist()
    starts = np.concatenate(([0], breaks + 1))
    gain = _with_runs(gain, np.concatenate(([0], (apart > 0).nonzero()[0] + 1)))
    points = np.add.reduceat(gain, starts).tolist()
    edges = [*starts.tolist(), len(at)]
    return _dropped(points, cost, edges)


def _with_runs(gain: NDArray[np.float64], start: NDArray[np.int64]) -> NDArray[np.float64]:
    """Raise the gain of common words that stand in a long run of equal words, runs given by their starts."""
    size = np.empty_like(start)
    size[:-1] = start[1:] - start[:-1]
    size[-1] = len(gain) - start[-1]
    return np.where((size >= LONG_RUN).repeat(size), np.maximum(gain, RUN_FLOOR), gain)


def _dropped(points: list[float], cost: list[float], edges: list[int]) -> list[tuple[int, int, float]]:
    """Scan runs with their points, and between each and the next its cost; `edges` are their borders."""
    found: list[tuple[int, int, float]] = []
    first = last = 0
    score = best = 0.0
    for run, worth in enumerate(points):
        if score <= 0.0:
            first, score, best = run, 0.0, 0.0
        score += worth
        if score >= best:
            best, last = score, run
        if run < len(cost):
            score -= cost[run]
            if score <= 0.0 or score < best - DROP:
                found.append((edges[first], edges[last + 1], best))
                score = 0.0
    if score > 0.0:
        found.append((edges[first], edges[last + 1], best))
    return found
