"""Which stretch of the suspect comes from which stretch of the source, in order or moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align.seeds import clusters, seeds
from spindetect.align.sides import Numbered

Ints = NDArray[np.int32]
Span = tuple[int, int, int, int]
Scored = tuple[float, int, int, int, int]  # score, then a Span

# A cluster that shares more of its range with better ones than this is an echo of them: a repeated phrase.
MOST_SHARED = 0.3
# Clusters that follow each other so closely in both texts are one passage; as far may a passage reach
# beyond its outermost seed, into words that nobody claims.
BRIDGED, BEYOND = 20, 12
UNEVEN = 8  # by how much the two distances between them may differ


@dataclass(frozen=True)
class Block:
    """A passage of the source and the passage of the suspect that was made from it; token ranges.

    Attributes
    ----------
    moved : bool
        Whether it stands out of the source's order.
    """

    source_start: int
    source_end: int
    suspect_start: int
    suspect_end: int
    moved: bool


@dataclass(frozen=True, eq=False)
class Region:
    """Tokens of both texts to be compared in order; the positions need not be contiguous."""

    source: Ints
    suspect: Ints
    moved: bool

    @classmethod
    def free(cls, free_source: NDArray[np.bool_], free_suspect: NDArray[np.bool_]) -> Region:
        """Return what nobody took of both texts, in order."""
        return cls(
            np.flatnonzero(free_source).astype(np.int32), np.flatnonzero(free_suspect).astype(np.int32), False
        )


def candidate_ranges(numbered: Numbered, weight: NDArray[np.float64]) -> list[Span]:
    """Find pairs of passages, in whatever order, by the rare words that both texts share.

    Parameters
    ----------
    weight : ndarray of float64, shape (len(vocabulary),)
        What a match of each word is worth.

    Returns
    -------
    list of (source_start, source_end, suspect_start, suspect_end)
        Candidates still to be proved, in the suspect's order; neighbours may overlap at their borders.
    """
    at, to = seeds(numbered, weight)
    boxes = _distinct(clusters(at, to, weight[numbered.source[at]]), numbered)
    boxes = _joined(sorted(boxes, key=lambda box: box[3]))
    return _widened(boxes, numbered)


def _distinct(found: list[Scored], numbered: Numbered) -> list[Scored]:
    """Keep, best first, the clusters whose ranges are mostly their own in both texts."""
    taken_source = np.zeros(len(numbered.source), np.bool_)
    taken_suspect = np.zeros(len(numbered.suspect), np.bool_)
    kept = []
    for box in found:
        _, s0, s1, t0, t1 = box
        if max(taken_source[s0:s1].mean(), taken_suspect[t0:t1].mean()) <= MOST_SHARED:
            taken_source[s0:s1] = True
            taken_suspect[t0:t1] = True
            kept.append(box)
    return kept


def _joined(boxes: list[Scored]) -> list[Scored]:
    """Join neighbours in the suspect's order that are neighbours in the source too."""
    joined: list[Scored] = []
    for box in boxes:
        if joined:
            score, s0, s1, t0, t1 = joined[-1]
            gap_s, gap_t = box[1] - s1, box[3] - t1
            if -2 <= gap_s <= BRIDGED and -2 <= gap_t <= BRIDGED and abs(gap_s - gap_t) <= UNEVEN:
                joined[-1] = (score + box[0], s0, max(s1, box[2]), t0, max(t1, box[4]))
                continue
        joined.append(box)
    return joined


def _widened(boxes: list[Scored], numbered: Numbered) -> list[Span]:
    """Let each range reach up to BEYOND words into what no cluster holds."""
    held_source = np.zeros(len(numbered.source), np.bool_)
    held_suspect = np.zeros(len(numbered.suspect), np.bool_)
    for _, s0, s1, t0, t1 in boxes:
        held_source[s0:s1] = True
        held_suspect[t0:t1] = True
    return [(*_reach(s0, s1, held_source), *_reach(t0, t1, held_suspect)) for _, s0, s1, t0, t1 in boxes]


def _reach(start: int, end: int, held: NDArray[np.bool_]) -> tuple[int, int]:
    before, after = held[max(0, start - BEYOND) : start][::-1], held[end : end + BEYOND]
    left = int(before.argmax()) if before.any() else len(before)
    right = int(after.argmax()) if after.any() else len(after)
    return start - left, end + right
