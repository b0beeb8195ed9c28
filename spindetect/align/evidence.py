"""How much a stretch of matched words proves: a copied passage, or only the words all texts share."""

from __future__ import annotations

from collections.abc import Sequence

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
    weight = np.subtract(ZIPF_FREE, zipf, dtype=np.float32)
    weight /= ZIPF_SPAN
    weight = np.minimum(np.maximum(weight, WEIGHT_FLOOR), 1.0, dtype=np.float64)
    weight[numbered.kind >= PUNCT] = WEIGHT_PUNCT
    return weight


def needed(weight: NDArray[np.float64], numbered: Numbered) -> float:
    """Return the points that make a passage, for these two texts."""
    shorter = min(len(numbered.source), len(numbered.suspect))
    if shorter * (SHORT_SHARE * WEIGHT_PUNCT) > ENOUGH + 1.0:  # whatever its words are
        return ENOUGH
    most = min(weight.take(numbered.source).sum(), weight.take(numbered.suspect).sum())
    return min(ENOUGH, SHORT_SHARE * float(most))


def passages(
    runs: Ints, gain: NDArray[np.float64], enough: float, cuts: Sequence[int] = ()
) -> list[tuple[int, int, float]]:
    """Cut a chain of matched words into the stretches that prove something.

    Parameters
    ----------
    runs : ndarray of int32, shape (3, k)
        Where matched words that are neighbours in both texts begin, and how many; increasing.
    gain : ndarray of float64, shape (words of all runs,)
        What each match is worth.
    enough : float
        See `needed`.
    cuts : sequence of int
        Runs before which no stretch may go on: other passages were taken out there.

    Returns
    -------
    list of (int, int, float)
        Ranges [first, last) into the chain of words with their points, in order: those worth `enough`, and
        those worth `ENOUGH_BESIDE` in a chain that has one of the first kind.
    """
    if not runs.size:
        return []
    found = _stretches(runs, gain, cuts)
    strong = any(points >= enough for _, _, points in found)
    limit = min(enough, ENOUGH_BESIDE) if strong else enough
    return [stretch for stretch in found if stretch[2] >= limit]


def _stretches(runs: Ints, gain: NDArray[np.float64], cuts: Sequence[int]) -> list[tuple[int, int, float]]:
    """Return maximal-scoring stretches with their points (an X-drop scan over runs of equal words)."""
    size = runs[2]
    end = size.cumsum()
    starts = end - size
    in_long_run = np.add.reduceat(np.maximum(gain, RUN_FLOOR), starts)
    points = np.where(size >= LONG_RUN, in_long_run, np.add.reduceat(gain, starts)).tolist()
    # Unmatched words between a run and the next.
    step_s, step_t = runs[:2, 1:] - runs[:2, :-1] - size[:-1]
    shorter = np.minimum(step_s, step_t)
    price = COST_EXTRA * (step_s + step_t) + (COST_SWAP - 2 * COST_EXTRA) * shorter
    for cut in cuts:
        price[cut - 1] = np.inf
    edges = [0, *end.tolist()]
    return [(edges[a], edges[b + 1], best) for a, b, best in _dropped(points, [0.0, *price.tolist()])]


def _dropped(points: list[float], price: list[float]) -> list[tuple[int, int, float]]:
    """Return stretches (first run, last run, points), given what each run is worth, and costs before it."""
    found: list[tuple[int, int, float]] = []
    first = last = 0
    score = best = 0.0
    for run, (worth, cost) in enumerate(zip(points, price, strict=True)):
        score -= cost
        if score <= 0.0 or score < best - DROP:
            if best > 0.0:
                found.append((first, last, best))
            first, score, best = run, 0.0, 0.0
        score += worth
        if score >= best:
            best, last = score, run
    if score > 0.0:
        found.append((first, last, best))
    return found
