"""From cell scores to swaps: which words of a gap stand for which."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.align.gaps import Cells
from spindetect.align.sides import PUNCT, Numbered

Span = tuple[int, int, int, int]

# A cell at or above this is a link; chosen with the weights, see models/aligner.
LINK = 0.4
# A word inside a swap whose best score is below this speaks against the swap; a deleted or inserted word
# costs as much, so that a word without a partner joins the swap beside it ("address" -> "deal with").
AGAINST = 0.3
ALONE = 0.3
LONGEST = 4  # words on one side of a swap: the lexicon's longest phrase
# In a gap of up to this many words a side, words that nothing links are paired by position.
SMALL = 5
# Score of a cell that must not be paired: punctuation opposite a word, or an equal pair.
NEVER = -9.0


def swaps(cells: Cells, score: NDArray[np.float32], numbered: Numbered) -> list[Span]:
    """Pair words and phrases inside the gaps of a document.

    Parameters
    ----------
    cells : Cells
        Gaps; no rectangle overlaps another in either text.
    score : ndarray of float32, shape (len(cells),)
        Probability that two words stand for each other.

    Returns
    -------
    list of (source_start, source_end, suspect_start, suspect_end)
        Sorted by the suspect; disjoint. Words left out are deleted or inserted.
    """
    allowed = np.where(_impossible(cells, numbered), np.float32(NEVER), score)
    single = np.diff(cells.start) == 1
    first = cells.start[:-1][single]
    fine = allowed[first] > NEVER
    spans = [tuple(box) for box in cells.boxes[single][fine].tolist()]
    flat, starts = allowed.tolist(), cells.start.tolist()
    for index in np.flatnonzero(~single).tolist():
        s0, s1, t0, t1 = cells.boxes[index].tolist()
        table = flat[starts[index] : starts[index + 1]]
        spans += [(s0 + a, s0 + b, t0 + c, t0 + d) for a, b, c, d in _segment(table, s1 - s0, t1 - t0)]
    spans = [span for span in spans if _all_differ(span, numbered)]
    return sorted(spans, key=lambda span: span[2])


def _impossible(cells: Cells, numbered: Numbered) -> NDArray[np.bool_]:
    first, second = numbered.source[cells.row], numbered.suspect[cells.column]
    mark_first, mark_second = numbered.kind[first] >= PUNCT, numbered.kind[second] >= PUNCT
    bad: NDArray[np.bool_] = (mark_first != mark_second) | (first == second)
    return bad


def _all_differ(span: Span, numbered: Numbered) -> bool:
    """Whether no word stands on both sides of a span."""
    s0, s1, t0, t1 = span
    if s1 - s0 == 1 == t1 - t0:
        return bool(numbered.source[s0] != numbered.suspect[t0])
    return set(numbered.source[s0:s1].tolist()).isdisjoint(numbered.suspect[t0:t1].tolist())


def _segment(score: list[float], high: int, wide: int) -> list[Span]:
    """Find the best way to cut one gap into swaps, deletions and insertions, in order.

    The value of a swap is the sum over its words of (best score inside the swap - AGAINST); a word
    outside costs ALONE. Dynamic programming over (words of the source, words of the suspect) used.
    """
    alone = ALONE if high <= SMALL and wide <= SMALL else 0.0
    rows = [score[i * wide : (i + 1) * wide] for i in range(high)]
    best = [[0.0] * (wide + 1) for _ in range(high + 1)]
    step: list[list[tuple[int, int]]] = [[(0, 0)] * (wide + 1) for _ in range(high + 1)]
    for i in range(high + 1):
        for j in range(wide + 1):
            if not i and not j:
                continue
            top, how = -1e9, (0, 0)
            if i:
                top, how = best[i - 1][j] - alone, (1, 0)
            if j and best[i][j - 1] - alone > top:
                top, how = best[i][j - 1] - alone, (0, 1)
            for p in range(1, min(i, LONGEST) + 1):
                for q in range(1, min(j, LONGEST) + 1):
                    if p > 1 and q > 1 and p + q > 5:
                        continue
                    value = best[i - p][j - q] + _worth(rows, i - p, i, j - q, j)
                    if value > top:
                        top, how = value, (p, q)
            best[i][j], step[i][j] = top, how
    return _trace(step, high, wide)


def _worth(rows: list[list[float]], i0: int, i1: int, j0: int, j1: int) -> float:
    part = [row[j0:j1] for row in rows[i0:i1]]
    total = sum(map(max, part))
    total += sum(map(max, zip(*part, strict=True))) if len(part) > 1 else sum(part[0])
    return total - AGAINST * (i1 - i0 + j1 - j0)


def _trace(step: list[list[tuple[int, int]]], i: int, j: int) -> list[Span]:
    found = []
    while i or j:
        p, q = step[i][j]
        if p and q:
            found.append((i - p, i, j - q, j))
        i, j = i - p, j - q
    return found[::-1]
