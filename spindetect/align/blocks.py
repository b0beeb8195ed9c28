"""Which stretch of the suspect comes from which stretch of the source, in order or moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align.anchors import increasing
from spindetect.align.sides import Numbered, Side

Ints = NDArray[np.int32]

# A key that stands in more pairs of sentences than this says nothing about which belong together, and
# would cost quadratic time: 64 is 8 sentences of each text.
MAX_PAIRS_OF_KEY = 64
# Cosine of idf weights below which two sentences are not compared further. Sentences of independent texts
# on one event stay under 0.15 (99 in 100), a sentence spun at a dose of 60 % lies at 0.25 and more.
LEAST_SIMILAR = 0.2
NEIGHBOUR_BONUS = 0.25  # of the similarity of the sentences before and after, when they agree
BRIDGED = 3  # sentences of a block may lie so far apart: a split, merged or unrecognisable one between
_PAIR_HASH = np.int64(1_000_003)


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


def moved_ranges(source: Side, suspect: Side, numbered: Numbered) -> list[tuple[int, int, int, int]]:
    """Find passages that stand out of order, by the rare words their sentences share.

    Returns
    -------
    list of (source_start, source_end, suspect_start, suspect_end)
        Token ranges on sentence borders, candidates still to be proved; they may overlap.
    """
    rows, columns, weights = similar_sentences(source, suspect, numbered)
    picked = _pick(rows, columns, weights, len(source.sentence_start) - 1)
    return _moved(_chains(picked), source, suspect)


def similar_sentences(
    source: Side, suspect: Side, numbered: Numbered
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return pairs of sentences (source, suspect) with the cosine of their idf-weighted keys.

    Keys are words and neighbouring pairs of words; an inverted index, never a dense matrix.
    """
    n_rows, n_columns = len(source.sentence_start) - 1, len(suspect.sentence_start) - 1
    first, first_row = _keys(numbered.source, source.sentence_start)
    second, second_row = _keys(numbered.suspect, suspect.sentence_start)
    keys, coded = np.unique(np.concatenate([first, second]), return_inverse=True)
    first, second = coded[: len(first)], coded[len(first) :]
    count_first = np.bincount(first, minlength=len(keys))
    count_second = np.bincount(second, minlength=len(keys))
    idf2 = np.log((n_rows + n_columns + 1.0) / np.maximum(count_first + count_second, 1)) ** 2
    norm_first = np.sqrt(np.bincount(first_row, idf2[first], n_rows))
    norm_second = np.sqrt(np.bincount(second_row, idf2[second], n_columns))
    use = (count_first > 0) & (count_second > 0) & (count_first * count_second <= MAX_PAIRS_OF_KEY)
    rows, columns, values = _cross(first, first_row, second, second_row, use, idf2)
    cells, inverse = np.unique(rows * n_columns + columns, return_inverse=True)
    dot = np.bincount(inverse, values, len(cells))
    rows, columns = cells // max(n_columns, 1), cells % max(n_columns, 1)
    cosine = dot / np.maximum(norm_first[rows] * norm_second[columns], 1e-9)
    keep = cosine >= LEAST_SIMILAR
    return rows[keep], columns[keep], cosine[keep]


def _keys(words: Ints, sentence_start: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return distinct (key, sentence) of words and of neighbouring pairs within a sentence."""
    sentences = np.repeat(np.arange(len(sentence_start) - 1), np.diff(sentence_start))
    wide = words.astype(np.int64)
    inside = sentences[1:] == sentences[:-1]
    pairs = -(wide[:-1] * _PAIR_HASH + wide[1:])[inside] - 1
    key = np.concatenate([wide, pairs])
    row = np.concatenate([sentences, sentences[1:][inside]])
    order = np.lexsort((row, key))
    key, row = key[order], row[order]
    new = np.ones(len(key), np.bool_)
    new[1:] = (key[1:] != key[:-1]) | (row[1:] != row[:-1])
    return key[new], row[new]


def _cross(
    first: NDArray[np.int64],
    first_row: NDArray[np.int64],
    second: NDArray[np.int64],
    second_row: NDArray[np.int64],
    use: NDArray[np.bool_],
    value: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Join two sorted (key, row) lists on the keys to use: every pair of rows, with the key's value."""
    start = np.searchsorted(second, np.arange(len(use) + 1))
    kept = np.flatnonzero(use[first])
    key = first[kept]
    size = start[key + 1] - start[key]
    left = np.repeat(kept, size)
    step = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    right = np.repeat(start[key], size) + step
    return first_row[left], second_row[right], value[first[left]]


def _pick(
    rows: NDArray[np.int64], columns: NDArray[np.int64], weight: NDArray[np.float64], n_rows: int
) -> list[tuple[int, int, float]]:
    """Choose for each sentence at most one other, the most similar first; neighbours speak for each other."""
    if not len(rows):
        return []
    width = int(columns.max()) + 3
    cells = (rows + 1) * width + columns + 1
    order = np.argsort(cells)
    cells, rows, columns, weight = cells[order], rows[order], columns[order], weight[order]
    support = weight.copy()
    for step in (-width - 1, width + 1):
        at = np.minimum(np.searchsorted(cells, cells + step), len(cells) - 1)
        support += NEIGHBOUR_BONUS * np.where(cells[at] == cells + step, weight[at], 0.0)
    used_rows, used_columns = bytearray(n_rows), bytearray(width)
    picked = []
    best = np.argsort(-support, kind="stable")
    for row, column, value in zip(
        rows[best].tolist(), columns[best].tolist(), weight[best].tolist(), strict=True
    ):
        if not used_rows[row] and not used_columns[column]:
            used_rows[row] = used_columns[column] = 1
            picked.append((column, row, value))
    return sorted(picked)


def _chains(picked: list[tuple[int, int, float]]) -> list[list[tuple[int, int]]]:
    """Join picked pairs, in the suspect's order, whose sentences follow each other on both sides."""
    chains: list[list[tuple[int, int]]] = []
    for column, row, _ in picked:
        last = chains[-1][-1] if chains else (0, 0)
        if chains and 0 < row - last[0] <= BRIDGED and 0 < column - last[1] <= BRIDGED:
            chains[-1].append((row, column))
        else:
            chains.append([(row, column)])
    return chains


def _moved(
    chains: list[list[tuple[int, int]]], source: Side, suspect: Side
) -> list[tuple[int, int, int, int]]:
    """Return the token ranges of the chains that are not part of the heaviest chain in order."""
    bounds = [(c[0][0], c[-1][0] + 1, c[0][1], c[-1][1] + 1) for c in chains]
    s, t = source.sentence_start.tolist(), suspect.sentence_start.tolist()
    ranges = [(s[a], s[b], t[c], t[d]) for a, b, c, d in bounds]
    weight = np.array([min(b - a, d - c) for a, b, c, d in ranges], np.float64)
    in_order = set(increasing(np.array([a for a, *_ in ranges], np.int64), weight).tolist())
    return [box for index, box in enumerate(ranges) if index not in in_order]
