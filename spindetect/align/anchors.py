"""Equal words in order: the longest common subsequence, in bounded time and memory."""

from __future__ import annotations

from itertools import chain, pairwise
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

Ints = NDArray[np.int32]
_RUN = attrgetter("a", "b", "size")  # of a matching block

# RapidFuzz keeps one bit a cell: 6e8 cells are 75 MB and about 0.1 s, 24,000 x 24,000 words.
MAX_CELLS = 600_000_000
# Longer inputs are cut at runs of this many words that occur once in each text; 6, then 4, 3, 2, 1.
ANCHOR_LENGTHS = (6, 4, 3, 2, 1)
ANCHOR_SPACING = 8192  # source words between two cuts: 8,192 x 8,192 cells take about 10 ms
_HASH = np.uint64(0x9E3779B97F4A7C15)  # odd multiplier of Fibonacci hashing


def common_subsequence(source: Ints, suspect: Ints) -> Ints:
    """Return the positions of a longest common subsequence of two number sequences.

    Parameters
    ----------
    source, suspect : ndarray of int32
        Word numbers.

    Returns
    -------
    ndarray of int32, shape (2, n)
        Positions in the source and in the suspect, both strictly increasing. Beyond `MAX_CELLS` the
        texts are first cut at words that are rare in both, so the result may be shorter than the longest.
    """
    return places(common_runs(source, suspect))


def common_runs(source: Ints, suspect: Ints) -> Ints:
    """Return what `common_subsequence` does as runs of words that are neighbours in both sequences.

    Returns
    -------
    ndarray of int32, shape (3, k)
        Where each run begins in the source and in the suspect, and its length.
    """
    if len(source) * len(suspect) <= MAX_CELLS:
        return _runs(source, suspect)
    empty = np.empty((3, 0), np.int32)
    pieces = [
        _runs(source[s0:s1], suspect[t0:t1]) + np.array([[s0], [t0], [0]], np.int32)
        for s0, s1, t0, t1 in _pieces(source, suspect)
    ]
    return runs_of(places(np.concatenate((empty, *pieces), axis=1)))


def _runs(source: Ints, suspect: Ints) -> Ints:
    blocks = LCSseq.editops(source.tolist(), suspect.tolist()).as_matching_blocks()
    rows = np.fromiter(chain.from_iterable(map(_RUN, blocks)), np.int32, 3 * len(blocks)).reshape(-1, 3)
    # The last block marks the end and is empty.
    return rows[:-1].T


def runs_of(matched: Ints) -> Ints:
    """Return the runs of matched places of shape (2, n); `places` undoes it."""
    breaks = np.flatnonzero((np.diff(matched) != 1).any(axis=0)) + 1
    start = np.concatenate(([0], breaks)) if matched.size else breaks
    size = np.diff(start, append=matched.shape[1])
    return np.concatenate((matched[:, start], size[None]), dtype=np.int32)


def places(runs: Ints) -> Ints:
    """Return the places of all words of some runs in the source and in the suspect, shape (2, n)."""
    size = runs[2]
    end = size.cumsum(dtype=np.int32)
    out: Ints = (runs[:2] - end + size).repeat(size, axis=1)
    out += np.arange(out.shape[1], dtype=np.int32)
    return out


def _pieces(source: Ints, suspect: Ints) -> list[tuple[int, int, int, int]]:
    """Cut two texts into stretches in order, none of more than MAX_CELLS cells.

    A stretch that holds no word that is unique in both is cut at equal shares of its length: texts that
    repeat themselves so long are compared place by place, as far as they keep step.
    """
    todo = [(0, len(source), 0, len(suspect), 0)]
    done: list[tuple[int, int, int, int]] = []
    while todo:
        s0, s1, t0, t1, level = todo.pop()
        if (s1 - s0) * (t1 - t0) <= MAX_CELLS:
            done.append((s0, s1, t0, t1))
        elif level < len(ANCHOR_LENGTHS):
            at, to = _unique_runs(source[s0:s1], suspect[t0:t1], ANCHOR_LENGTHS[level])
            s_cuts, t_cuts = [s0, *(at + s0).tolist(), s1], [t0, *(to + t0).tolist(), t1]
            todo += [
                (a, b, c, d, level + 1)
                for (a, b), (c, d) in zip(pairwise(s_cuts), pairwise(t_cuts), strict=True)
            ]
        else:
            parts = -(-max(s1 - s0, t1 - t0) // ANCHOR_SPACING)
            s_cuts = [s0 + (s1 - s0) * part // parts for part in range(parts + 1)]
            t_cuts = [t0 + (t1 - t0) * part // parts for part in range(parts + 1)]
            done += [(a, b, c, d) for (a, b), (c, d) in zip(pairwise(s_cuts), pairwise(t_cuts), strict=True)]
    return sorted(done)


def _unique_runs(source: Ints, suspect: Ints, length: int) -> tuple[Ints, Ints]:
    """Return starts of runs of `length` words that occur once in each text, longest chain in order."""
    first, second = _run_hashes(source, length), _run_hashes(suspect, length)
    a, a_at, a_count = np.unique(first, return_index=True, return_counts=True)
    b, b_at, b_count = np.unique(second, return_index=True, return_counts=True)
    _, x, y = np.intersect1d(a[a_count == 1], b[b_count == 1], assume_unique=True, return_indices=True)
    at, to = a_at[a_count == 1][x], b_at[b_count == 1][y]
    order = np.argsort(at)
    at, to = at[order], to[order]
    keep = increasing(to, np.ones(len(to)))
    keep = keep[np.unique(at[keep] // ANCHOR_SPACING, return_index=True)[1]]
    return at[keep].astype(np.int32), to[keep].astype(np.int32)


def _run_hashes(numbers: Ints, length: int) -> NDArray[np.uint64]:
    size = max(0, len(numbers) - length + 1)
    out = np.zeros(size, np.uint64)
    for offset in range(length):
        out = out * _HASH + numbers[offset : offset + size].astype(np.uint64) + np.uint64(1)
    return out


def increasing(values: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the indices of the heaviest strictly increasing subsequence.

    O(n log n) with a Fenwick tree of prefix maxima; equal weights give the classic longest one.
    """
    n = len(values)
    if n < 2 or ((values[1:] > values[:-1]).all() and weight.min() > 0.0):
        return np.arange(n)
    rank = (np.unique(values, return_inverse=True)[1] + 1).tolist()
    size = max(rank) + 1
    best, owner = [0.0] * size, [-1] * size
    previous, total = [-1] * n, [0.0] * n
    for index, (at, gain) in enumerate(zip(rank, weight.tolist(), strict=True)):
        top, who, node = 0.0, -1, at - 1
        while node > 0:
            if best[node] > top:
                top, who = best[node], owner[node]
            node &= node - 1
        previous[index], total[index] = who, top + gain
        node = at
        while node < size:
            if total[index] > best[node]:
                best[node], owner[node] = total[index], index
            node += node & -node
    index = max(range(n), key=total.__getitem__)
    chain = []
    while index >= 0:
        chain.append(index)
        index = previous[index]
    return np.array(chain[::-1], np.int64)
