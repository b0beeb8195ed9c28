"""Sentences that no rare word placed: paired by all their words and their meaning, where a copy is proved."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.align.sides import Numbered, Side
from spindetect.align.words import Words

Floats = NDArray[np.float64]
Span = tuple[int, int, int, int]

# Beyond this many sentences a side the longest are compared: a matrix of 40,000 pairs takes 2 ms.
MOST_UNITS = 200
LEAST_WORDS = 3
# Score that a pair needs, and by how much it must lie above the next best of either sentence. The score
# is the mean of the shared weight of words and the cosine of meanings; sentences of one text that do not
# belong together lie at 0.35 on average.
LEAST_SCORE, LEAST_LEAD = 0.5, 0.1


def leftover_pairs(
    source: Side,
    suspect: Side,
    free_source: NDArray[np.bool_],
    free_suspect: NDArray[np.bool_],
    numbered: Numbered,
    words: Words,
    weight: Floats,
) -> list[Span]:
    """Pair free sentences, or free parts of sentences, one to one.

    Returns
    -------
    list of (source_start, source_end, suspect_start, suspect_end)
        Disjoint token ranges.
    """
    rows = _units(source, free_source)
    columns = _units(suspect, free_suspect)
    if not len(rows) or not len(columns):
        return []
    first = _table(rows, numbered.source, weight)
    second = _table(columns, numbered.suspect, weight)
    score = (_shared(first, second, weight) + _alike(first, second, words, weight)) / 2
    score *= _like_lengths(rows, columns)
    found = []
    for row, column in _mutual(score):
        found.append((*rows[row].tolist(), *columns[column].tolist()))
    return found


def _units(side: Side, free: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return free stretches, cut at sentence borders, of LEAST_WORDS and more: rows (start, end)."""
    cut = np.zeros(len(free) + 1, np.bool_)
    cut[side.sentence_start] = True
    padded = np.concatenate([[False], free, [False]])
    change = padded[1:] != padded[:-1]
    edges = np.flatnonzero(change | (cut & (padded[1:] | padded[:-1])))
    start, end = edges[:-1], edges[1:]
    keep = free[np.minimum(start, len(free) - 1)] & (end - start >= LEAST_WORDS)
    units = np.stack([start[keep], end[keep]], axis=1)
    longest = np.argsort(units[:, 0] - units[:, 1], kind="stable")[:MOST_UNITS]
    return units[np.sort(longest)]


def _table(units: NDArray[np.int64], text: NDArray[np.int32], weight: Floats) -> Floats:
    """Return which words each stretch holds, shape (n_units, n_words)."""
    table = np.zeros((len(units), len(weight)))
    for index, (start, end) in enumerate(units.tolist()):
        table[index, text[start:end]] = 1.0
    return table


def _shared(first: Floats, second: Floats, weight: Floats) -> Floats:
    """Return the weight of shared words over that of the lighter stretch."""
    total = np.minimum((first @ weight)[:, None], (second @ weight)[None, :])
    shared: Floats = (first * weight) @ second.T / np.maximum(total, 1e-9)
    return shared


def _alike(first: Floats, second: Floats, words: Words, weight: Floats) -> Floats:
    """Return the cosine of the weighted means of the words' vectors."""
    u, v = (first * weight) @ words.vector, (second * weight) @ words.vector
    u /= np.maximum(np.linalg.norm(u, axis=1, keepdims=True), 1e-9)
    v /= np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-9)
    return np.maximum(u @ v.T, 0.0)


def _like_lengths(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    """Return the root of the ratio of lengths."""
    high, wide = rows[:, 1] - rows[:, 0], columns[:, 1] - columns[:, 0]
    ratio: Floats = np.sqrt(np.minimum.outer(high, wide) / np.maximum.outer(high, wide))
    return ratio


def _mutual(score: Floats) -> list[tuple[int, int]]:
    """Return pairs that are each other's best by a lead, best first taken away."""
    score = score.copy()
    found = []
    while True:
        best_column, best_row = score.argmax(axis=1), score.argmax(axis=0)
        taken = 0
        for row, column in enumerate(best_column.tolist()):
            value = score[row, column]
            if value < LEAST_SCORE or best_row[column] != row:
                continue
            rest = max(
                np.delete(score[row], column).max(initial=0.0),
                np.delete(score[:, column], row).max(initial=0.0),
            )
            if value - rest >= LEAST_LEAD:
                found.append((row, column))
                taken += 1
        for row, column in found[len(found) - taken :]:
            score[row], score[:, column] = 0.0, 0.0
        if not taken:
            return found
