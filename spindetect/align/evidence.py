"""How much a stretch of matched words proves: a copied passage, or only the words all texts share."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from spindetect.align.anchors import Run
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
    runs: Sequence[Run], gain: NDArray[np.float64], enough: float, cuts: Collection[int] = ()
) -> list[tuple[int, int, float]]:
    """Cut a chain of matched words into the stretches that prove something.

    Parameters
    ----------
    runs : sequence of (int, int, int)
        Where matched words that are neighbours in both texts begin, and how many; increasing.
    gain : ndarray of float64, shape (words of all runs,)
        What each match is worth.
    enough : float
        See `needed`.
    cuts : collection of int
        Runs before which no stretch may go on: other passages were taken out there.

    Returns
    -------
    list of (int, int, float)
        Ranges [first, last) into the chain of words with their points, in order: those worth `enough`, and
        those worth `ENOUGH_BESIDE` in a chain that has one of the first kind.
    """
    if not runs:
        return []
    found = _stretches(runs, gain, cuts)
    strong = any(points >= enough for _, _, points in found)
    limit = min(enough, ENOUGH_BESIDE) if strong else enough
    return [stretch for stretch in found if stretch[2] >= limit]


def _stretches(
    runs: Sequence[Run], gain: NDArray[np.float64], cuts: Collection[int]
) -> list[tuple[int, int, float]]:
    """Return maximal-scoring stretches with their points (an X-drop scan over runs of equal words)."""
    edges = [0, *accumulate([size for _, _, size in runs])]
    starts = np.array(edges[:-1])
    points = np.add.reduceat(gain, starts).tolist()
    in_long_run = np.add.reduceat(np.maximum(gain, RUN_FLOOR), starts).tolist()
    found: list[tuple[int, int, float]] = []
    first = last = end_s = end_t = 0
    score = best = 0.0
    for index, (at, to, size) in enumerate(runs):
        # Unmatched words between a run and the next.
        step_s, step_t = at - end_s, to - end_t
        shorter = step_s if step_s < step_t else step_t
        score -= COST_EXTRA * (step_s + step_t) + (COST_SWAP - 2 * COST_EXTRA) * shorter
        if score <= 0.0 or score < best - DROP or index in cuts:
            if best > 0.0:
                found.append((edges[first], edges[last + 1], best))
            first, score, best = index, 0.0, 0.0
        score += in_long_run[index] if size >= LONG_RUN else points[index]
        if score >= best:
            best, last = score, index
        end_s, end_t = at + size, to + size
    if score > 0.0:
        found.append((edges[first], edges[last + 1], best))
    return found
