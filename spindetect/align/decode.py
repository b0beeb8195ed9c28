"""From cell scores to swaps: which words of a gap stand for which."""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, combinations

import numpy as np
from numpy.typing import NDArray

from spindetect.align.gaps import Cells
from spindetect.align.sides import PUNCT, Numbered

Span = tuple[int, int, int, int]

# The value of a swap is the sum of its cells' log-odds, each held within this bound (P = 0.05 to 0.95), so
# that one very sure cell does not outweigh several. A word outside every swap costs as much: a word without
# a partner joins the swap beside it ("address" -> "deal with"), and two words that nothing links are paired.
BOUND = 3.0
_LOW = 1.0 / (1.0 + math.exp(BOUND))
LONGEST = 4  # words on one side of a swap: the lexicon's longest phrase
# In a longer gap nothing is paired by position: words outside swaps cost nothing there.
SMALL = 5
# Log-odds of a cell that must not be paired: punctuation opposite a word, or an equal pair.
NEVER = -100.0


def parted(gaps: Iterable[Span], numbered: Numbered) -> tuple[list[Span], list[Span]]:
    """Part gaps into those that are one swap whatever their scores, and the others.

    One word opposite up to LONGEST of them is settled, for there `segment` leaves none out: a word outside
    the swap costs as much as the worst cell. But no word is paired with a mark, and none with itself.

    Returns
    -------
    (list, list) of (source_start, source_end, suspect_start, suspect_end)
        Settled gaps, open gaps; each in the order given.
    """
    source, suspect = numbered.source.tolist(), numbered.suspect.tolist()
    mark = numbered.kind >= PUNCT
    source_marks, suspect_marks = (mark.take(side).tobytes() for side in (numbered.source, numbered.suspect))
    settled: list[Span] = []
    others: list[Span] = []
    for gap in gaps:
        s0, s1, t0, t1 = gap
        high, wide = s1 - s0, t1 - t0
        if high == 1 and wide <= LONGEST:
            alike = suspect_marks.count(source_marks[s0], t0, t1) == wide
            fits = alike and source[s0] not in suspect[t0:t1]
        elif wide == 1 and high <= LONGEST:
            alike = source_marks.count(suspect_marks[t0], s0, s1) == high
            fits = alike and suspect[t0] not in source[s0:s1]
        else:
            fits = False
        (settled if fits else others).append(gap)
    return settled, others


def swaps(cells: Cells, logit: NDArray[np.float32], numbered: Numbered) -> list[Span]:
    """Pair words and phrases inside the open gaps of a document.

    Parameters
    ----------
    cells : Cells
        Gaps; no rectangle overlaps another in either text.
    logit : ndarray of float32, shape (len(cells),)
        Log-odds that two words stand for each other.

    Returns
    -------
    list of (source_start, source_end, suspect_start, suspect_end)
        Disjoint, in no particular order. Words left out are deleted or inserted. No word stands on both
        sides: leaving all words of a span out costs 24 at most, one cell that is NEVER costs more than the
        other 15 can bring.
    """
    if not len(cells):
        return []
    odds = bounded(logit, cells, numbered)
    found: list[Span] = []
    shelf: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for start, (s0, s1, t0, t1) in zip(cells.start.tolist(), cells.boxes.tolist(), strict=False):
        high, wide = s1 - s0, t1 - t0
        if high <= LONGEST and wide <= LONGEST:
            shelf[high, wide].append((start, s0, t0))
        else:
            inside = segment(odds[start : start + high * wide].tolist(), high, wide)
            found += [(s0 + a, s0 + b, t0 + c, t0 + d) for a, b, c, d in inside]
    for shape, gaps in shelf.items():
        found += _segment_alike(odds, gaps, _cuts(*shape))
    return found


@dataclass(frozen=True, eq=False)
class _Cuts:
    """Every way to cut a gap of one shape: its swaps, which cells they hold, what the words outside cost."""

    spans: list[tuple[Span, ...]]
    cells: NDArray[np.float64]  # shape (n_cells, n_cuts)
    cost: NDArray[np.float64]


@functools.cache
def _cuts(high: int, wide: int) -> _Cuts:
    """List the cuts for a shape of up to LONGEST words a side: 11 for 2 x 2, 376 for 4 x 4."""
    # Ties are common, for a word outside costs as much as the worst cell: they fall as in `segment`.
    spans = sorted(_all_cuts(high, wide), key=lambda cut: _steps_back(cut, high, wide))
    inside = [
        [any(a <= i < b and c <= j < d for a, b, c, d in cut) for cut in spans]
        for i in range(high)
        for j in range(wide)
    ]
    outside = [high + wide - sum(b - a + d - c for a, b, c, d in cut) for cut in spans]
    cost = BOUND * np.array(outside, np.float64)
    return _Cuts(spans, np.array(inside, np.float64), cost)


def _steps_back(cut: tuple[Span, ...], i: int, j: int) -> list[tuple[int, int, int]]:
    """Return a cut's steps from its end, each as its rank among those that `segment` tries at one place."""
    out = []
    for s0, s1, t0, t1 in [*reversed(cut), (0, 0, 0, 0)]:
        out += [(0, 0, 0)] * (i - s1) + [(1, 0, 0)] * (j - t1) + [(2, s1 - s0, t1 - t0)]
        i, j = s0, t0
    return out


@functools.cache
def _all_cuts(high: int, wide: int) -> frozenset[tuple[Span, ...]]:
    """Return all sets of swaps in order within the first words of both sides."""
    out: set[tuple[Span, ...]] = {()}
    for s0, s1 in combinations(range(high + 1), 2):
        for t0, t1 in combinations(range(wide + 1), 2):
            out.update((*before, (s0, s1, t0, t1)) for before in _all_cuts(s0, t0))
    return frozenset(out)


def _segment_alike(odds: NDArray[np.float64], gaps: list[tuple[int, int, int]], cuts: _Cuts) -> list[Span]:
    """Do as `segment` for gaps of one shape at once; nearly all gaps of a spun text are of three shapes."""
    first = np.array([start for start, _, _ in gaps])[:, None] + np.arange(len(cuts.cells))
    best = (odds.take(first) @ cuts.cells - cuts.cost).argmax(axis=1)
    return [
        (s0 + a, s0 + b, t0 + c, t0 + d)
        for (_, s0, t0), cut in zip(gaps, best.tolist(), strict=True)
        for a, b, c, d in cuts.spans[cut]
    ]


def log_odds(score: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the log-odds of probabilities, which may be 0 and 1, within a little more than `BOUND`."""
    inside = np.clip(score.astype(np.float64), _LOW / 2, 1.0 - _LOW / 2)
    return np.asarray(np.log(inside / (1.0 - inside)), np.float32)


def bounded(logit: NDArray[np.float32], cells: Cells, numbered: Numbered) -> NDArray[np.float64]:
    """Return the log-odds of each cell within `BOUND`, NEVER where two words must not be paired."""
    # In double precision: odds of many cells at the bound are added, and must tie exactly.
    odds = np.minimum(np.maximum(logit, -BOUND), BOUND).astype(np.float64)
    odds[impossible(cells, numbered)] = NEVER
    return odds


def impossible(cells: Cells, numbered: Numbered) -> NDArray[np.bool_]:
    """Whether two words must not be paired: a mark opposite a word, or an equal pair."""
    first, second = numbered.source.take(cells.row), numbered.suspect.take(cells.column)
    mark = numbered.kind >= PUNCT
    bad: NDArray[np.bool_] = (mark.take(first) != mark.take(second)) | (first == second)
    return bad


def all_differ(span: Span, numbered: Numbered) -> bool:
    """Whether no word stands on both sides of a span."""
    s0, s1, t0, t1 = span
    if s1 - s0 == 1 == t1 - t0:
        return bool(numbered.source[s0] != numbered.suspect[t0])
    return set(numbered.source[s0:s1].tolist()).isdisjoint(numbered.suspect[t0:t1].tolist())


def segment(odds: list[float], high: int, wide: int) -> list[Span]:
    """Find the best way to cut one gap into swaps, deletions and insertions, in order.

    Dynamic programming over (words of the source, words of the suspect) used: the value is the log-odds of
    all cells inside swaps, minus `BOUND` for each word outside.

    Parameters
    ----------
    odds : list of float
        From `log_odds`, row by row.
    high, wide : int
        Words of the source and of the suspect.
    """
    alone = BOUND if high <= SMALL and wide <= SMALL else 0.0
    total = _prefix_sums(odds, high, wide)
    best = [[-alone * (i + j) for j in range(wide + 1)] for i in range(high + 1)]
    step = [[(1, 0) if i else (0, 1) for _ in range(wide + 1)] for i in range(high + 1)]
    for i in range(1, high + 1):
        for j in range(1, wide + 1):
            top, how = best[i - 1][j] - alone, (1, 0)
            if best[i][j - 1] - alone > top:
                top, how = best[i][j - 1] - alone, (0, 1)
            for p in range(1, min(i, LONGEST) + 1):
                upper, upper_best = total[i - p], best[i - p]
                right = total[i][j] - upper[j]
                for q in range(1, min(j, LONGEST) + 1):
                    value = right - total[i][j - q] + upper[j - q] + upper_best[j - q]
                    if value > top:
                        top, how = value, (p, q)
            best[i][j], step[i][j] = top, how
    return _trace(step, high, wide)


def _prefix_sums(odds: list[float], high: int, wide: int) -> list[list[float]]:
    """Return sums over the cells above and left of each corner."""
    total = [[0.0] * (wide + 1)]
    for i in range(high):
        row = accumulate(odds[i * wide : (i + 1) * wide], initial=0.0)
        total.append([above + left for above, left in zip(total[-1], row, strict=True)])
    return total


def _trace(step: list[list[tuple[int, int]]], i: int, j: int) -> list[Span]:
    found = []
    while i or j:
        p, q = step[i][j]
        if p and q:
            found.append((i - p, i, j - q, j))
        i, j = i - p, j - q
    return found[::-1]
