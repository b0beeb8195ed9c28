"""Phrases of the lexicon inside a rectangle: "according to" opposite "based on"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spindetect.align.gaps import Cells
from spindetect.align.sides import Numbered
from spindetect.align.words import Words

if TYPE_CHECKING:
    from spindetect.lexicon import Lexicon

LONGEST_PHRASE = 4  # words; the lexicon holds no longer ones
_NONE = 6  # relation code 'none'

Table = NDArray[np.int64]


def phrase_pairs(cells: Cells, numbered: Numbered, words: Words, lexicon: Lexicon) -> tuple[Table, Table]:
    """Return pairs of known spans that lie opposite each other in a rectangle, one of them a phrase.

    Returns
    -------
    (ndarray, ndarray) of int64, shape (k, 4)
        Rectangle, first word, number of words, number in the lexicon: of the source's and the suspect's span.
    """
    large = np.flatnonzero(np.diff(cells.start) > 1)
    boxes = cells.boxes[large]
    row_spans = _spans(boxes[:, 0], boxes[:, 1], large, numbered.source, words)
    column_spans = _spans(boxes[:, 2], boxes[:, 3], large, numbered.suspect, words)
    rows, columns = _identified(row_spans, column_spans, numbered, words, lexicon)
    left, right = _join(rows, columns)
    several = (rows[left, 2] > 1) | (columns[right, 2] > 1)
    return rows[left[several]], columns[right[several]]


def phrase_channels(
    cells: Cells,
    rows: Table,
    columns: Table,
    kind: NDArray[np.uint8],
    commonness: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return for each cell whether it lies in a pair of related phrases, and how common that relation is.

    Parameters
    ----------
    rows, columns
        From `phrase_pairs`.
    kind, commonness
        What the lexicon says of them.

    Returns
    -------
    ndarray of float32, shape (len(cells), 2)
    """
    out = np.zeros((len(cells), 2), np.float32)
    for index in np.flatnonzero(kind != _NONE).tolist():
        _mark(out, cells, rows[index], columns[index], float(commonness[index]))
    return out


def _spans(
    first: NDArray[np.int32],
    last: NDArray[np.int32],
    box: NDArray[np.int64],
    text: NDArray[np.int32],
    words: Words,
) -> Table:
    """Return spans of at most LONGEST_PHRASE words between words: rows (box, start, length)."""
    size = (last - first).astype(np.int64)
    start = np.repeat(first - np.cumsum(size) + size, size) + np.arange(size.sum())
    room, owner = np.repeat(last, size) - start, np.repeat(box, size)
    length = np.repeat(np.arange(1, LONGEST_PHRASE + 1), len(start))
    start, room, owner = (np.tile(part, LONGEST_PHRASE) for part in (start, room, owner))
    fits = length <= room
    fits &= ~(words.mark[text[start]] | words.mark[text[np.where(fits, start + length - 1, start)]])
    return np.stack([owner[fits], start[fits], length[fits]], axis=1)


def _identified(
    rows: Table, columns: Table, numbered: Numbered, words: Words, lexicon: Lexicon
) -> tuple[Table, Table]:
    """Return the spans that the lexicon knows, by box, with its number as a fourth column."""
    several_rows, several_columns = rows[:, 2] > 1, columns[:, 2] > 1
    names = _names(rows[several_rows], numbered.source, numbered.vocabulary)
    names += _names(columns[several_columns], numbered.suspect, numbered.vocabulary)
    numbers = lexicon.ids(names) if names else np.empty(0, np.int32)
    cut = int(several_rows.sum())
    out = []
    for spans, several, some, text in (
        (rows, several_rows, numbers[:cut], numbered.source),
        (columns, several_columns, numbers[cut:], numbered.suspect),
    ):
        identity = words.lexicon_id[text[spans[:, 1]]].astype(np.int64)
        identity[several] = some
        known = np.flatnonzero(identity >= 0)
        known = known[np.argsort(spans[known, 0], kind="stable")]
        out.append(np.concatenate([spans[known], identity[known, None]], axis=1))
    return out[0], out[1]


def _names(spans: Table, text: NDArray[np.int32], vocabulary: list[str]) -> list[str]:
    names = []
    for _, start, length in spans.tolist():
        names.append(" ".join([vocabulary[word] for word in text[start : start + length].tolist()]))
    return names


def _join(rows: Table, columns: Table) -> tuple[Table, Table]:
    """Return indices of all pairs of spans in the same box, at least one of them a phrase."""
    low = np.searchsorted(columns[:, 0], rows[:, 0], side="left")
    size = np.searchsorted(columns[:, 0], rows[:, 0], side="right") - low
    left = np.repeat(np.arange(len(rows)), size)
    right = np.arange(len(left)) - np.repeat(np.cumsum(size) - size, size) + np.repeat(low, size)
    return left, right


def _mark(out: NDArray[np.float32], cells: Cells, row: Table, column: Table, commonness: float) -> None:
    box, s0, high, _ = row.tolist()
    _, t0, wide, _ = column.tolist()
    base_s, _, base_t, end_t = cells.boxes[box].tolist()
    width = end_t - base_t
    for down in range(high):
        begin = int(cells.start[box]) + (s0 - base_s + down) * width + t0 - base_t
        part = out[begin : begin + wide]
        part[:, 0] = 1.0
        np.maximum(part[:, 1], commonness, out=part[:, 1])
