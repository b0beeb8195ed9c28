"""Phrases of the lexicon inside a rectangle: "according to" opposite "based on"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spindetect.align.frame import PADDED_WORDS, Frame
from spindetect.align.gaps import Cells
from spindetect.align.words import Words

if TYPE_CHECKING:
    from spindetect.lexicon import Lexicon

LONGEST_PHRASE = 4  # words; the lexicon holds no longer ones
_NONE = 6  # relation code 'none'

Places = NDArray[np.int64]
Table = NDArray[np.int64]
Pairs = tuple[Table, Table]
_PADDING = np.zeros(PADDED_WORDS, np.bool_)  # is no word
NOTHING: Table = np.empty((0, 4), np.int64)


def phrase_pairs(cells: Cells, frame: Frame, words: Words, lexicon: Lexicon, vocabulary: list[str]) -> Pairs:
    """Return pairs of known spans that lie opposite each other in a rectangle, one of them a phrase.

    Returns
    -------
    (ndarray, ndarray) of int64, shape (k, 4)
        Rectangle, first place in the frame, number of words, number in the lexicon: of the source's and
        the suspect's span.
    """
    large = (cells.start[1:] - cells.start[:-1] > 1).nonzero()[0]
    spans, phrases = _spans(cells, frame, large, words)
    if not len(phrases):
        return NOTHING, NOTHING
    names = _names(phrases, frame.text, vocabulary)
    phrases[:, 3] = lexicon.ids(names)
    phrases = phrases[phrases[:, 3] >= 0]
    if not len(phrases):
        return NOTHING, NOTHING
    # Only single words beside a phrase can make a pair.
    beside = np.zeros(len(cells.boxes), np.bool_)
    beside[phrases[:, 0]] = True
    spans = spans[beside[spans[:, 0]]]
    spans[:, 3] = words.lexicon_id[frame.text[spans[:, 1]]]
    return _opposite(np.concatenate((spans[spans[:, 3] >= 0], phrases)), frame)


def phrase_channels(
    cells: Cells,
    pairs: Pairs,
    frame: Frame,
    kind: NDArray[np.uint8],
    commonness: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return for each cell whether it lies in a pair of related phrases, and how common that relation is.

    Parameters
    ----------
    pairs
        From `phrase_pairs`.
    kind, commonness
        What the lexicon says of them.

    Returns
    -------
    ndarray of float32, shape (len(cells), 2)
    """
    out = np.zeros((len(cells), 2), np.float32)
    rows, columns = pairs
    related = (kind != _NONE).nonzero()[0]
    for row, column, common in zip(
        rows[related].tolist(), columns[related].tolist(), commonness[related].tolist(), strict=True
    ):
        box, s0, high, _ = row
        _, t0, wide, _ = column
        _mark(out, cells, box, (s0 - frame.source_start, high), (t0 - frame.suspect_start, wide), common)
    return out


def _spans(cells: Cells, frame: Frame, large: Places, words: Words) -> tuple[Table, Table]:
    """Return single words, and longer spans from word to word: rows (box, start, length, 0)."""
    boxes = cells.boxes.take(large, axis=0).astype(np.int64)
    first = np.concatenate((boxes[:, 0] + frame.source_start, boxes[:, 2] + frame.suspect_start))
    last = np.concatenate((boxes[:, 1] + frame.source_start, boxes[:, 3] + frame.suspect_start))
    size = last - first
    start = (first - size.cumsum() + size).repeat(size) + np.arange(size.sum())
    end, owner = last.repeat(size), np.concatenate((large, large)).repeat(size)
    word = np.concatenate((~words.mark, _PADDING)).take(frame.text)
    fine = word.take(start).nonzero()[0]
    start, end, owner = start.take(fine), end.take(fine), owner.take(fine)
    parts = [_rows(owner, start, 1)]
    for length in range(2, LONGEST_PHRASE + 1):
        fine = ((start + length <= end) & word.take(start + (length - 1))).nonzero()[0]
        parts.append(_rows(owner.take(fine), start.take(fine), length))
    return parts[0], np.concatenate(parts[1:])


def _rows(owner: Places, start: Places, length: int) -> Table:
    out = np.zeros((len(start), 4), np.int64)
    out[:, 0], out[:, 1], out[:, 2] = owner, start, length
    return out


def _names(spans: Table, text: NDArray[np.int32], vocabulary: list[str]) -> list[str]:
    join, word = " ".join, vocabulary.__getitem__
    numbers = text.tolist()
    return [join(map(word, numbers[start : start + length])) for _, start, length, _ in spans.tolist()]


def _opposite(spans: Table, frame: Frame) -> Pairs:
    """Return all pairs of a source's and a suspect's span in the same box, at least one of them a phrase."""
    spans = spans[spans[:, 0].argsort(kind="stable")]
    of_source = spans[:, 1] < frame.suspect_start
    rows, columns = spans[of_source], spans[~of_source]
    low = columns[:, 0].searchsorted(rows[:, 0], side="left")
    size = columns[:, 0].searchsorted(rows[:, 0], side="right") - low
    left = np.arange(len(rows)).repeat(size)
    right = np.arange(len(left)) + (low - size.cumsum() + size).repeat(size)
    several = ((rows[left, 2] > 1) | (columns[right, 2] > 1)).nonzero()[0]
    return rows[left[several]], columns[right[several]]


def _mark(
    out: NDArray[np.float32],
    cells: Cells,
    box: int,
    row: tuple[int, int],
    column: tuple[int, int],
    commonness: float,
) -> None:
    (s0, high), (t0, wide) = row, column
    base_s, _, base_t, end_t = cells.boxes[box].tolist()
    width = end_t - base_t
    for down in range(high):
        begin = int(cells.start[box]) + (s0 - base_s + down) * width + t0 - base_t
        part = out[begin : begin + wide]
        part[:, 0] = 1.0
        np.maximum(part[:, 1], commonness, out=part[:, 1])
