"""Where the words of some cells stand: both texts laid end to end, with room around each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align.gaps import Cells
from spindetect.align.shapes import SHORT

Ints = NDArray[np.int32]
Places = NDArray[np.int64]

WINDOW = 2  # words on each side that one context layer sees
REACH = 2 * WINDOW  # and both together
ROOM = 8  # entries of padding on each side of a text: as far as anything looks from a cell, and further
PADDED_WORDS = 2  # numbers past the vocabulary that padding holds: before a text, behind a text


@dataclass(frozen=True, eq=False)
class Frame:
    """Both texts as one sequence of word numbers, and the pieces of it that cells are made of.

    Every side of a rectangle is a piece, a side of more than `SHORT` words is several. All pieces are of
    one length, so that they make one table; what that adds to the shorter ones is not looked at.

    Attributes
    ----------
    text : ndarray of int32, shape (n_source + n_suspect + 4 * ROOM,)
        Word numbers; outside the texts `n_words` before one of them, and `n_words + 1` behind it.
    source_start, suspect_start : int
        The place of each text's first word.
    cell : ndarray of int32, shape (2, n_cells)
        The places of each cell's source word and suspect word.
    first, second : ndarray of int32, shape (n_cells,)
        Their numbers.
    pieces : ndarray of int32, shape (n_pieces, length + 2 * REACH)
        Word numbers of each piece, with REACH words on both sides.
    at, to : ndarray of int32, shape (n_cells,)
        Which word of the pieces, counted through all of them without what is on their sides, a cell's
        source word and suspect word are.
    """

    text: Ints
    source_start: int
    suspect_start: int
    cell: Ints
    first: Ints
    second: Ints
    pieces: Ints
    at: Ints
    to: Ints

    @classmethod
    def of(cls, cells: Cells, source: Ints, suspect: Ints, n_words: int) -> Frame:
        """Lay out two texts of word numbers, and some cells of them."""
        before, behind = np.full(ROOM, n_words, np.int32), np.full(ROOM, n_words + 1, np.int32)
        text = np.concatenate((before, source, behind, before, suspect, behind))
        suspect_start = len(source) + 3 * ROOM
        shift = np.array([[ROOM], [suspect_start]], np.int32)
        cell = cells.places + shift
        first, second = text.take(cell)
        start, length, which = _pieces(cells)
        start += shift
        steps: Ints = np.arange(-REACH, length + REACH, dtype=np.int32)
        around: Ints = start[:, :, None] + steps
        # What is added to the last piece may lie behind all padding.
        pieces = text.take(around.reshape(-1, len(steps)), mode="clip")
        return cls(text, ROOM, suspect_start, cell, first, second, pieces, which[0], which[1])


def _pieces(cells: Cells) -> tuple[Ints, int, Ints]:
    """Return where pieces begin in the texts, shape (2, k), their length, and which of their words cells are.

    The source's pieces come first.
    """
    start, (_, longest, large) = cells.boxes[:, ::2].T, cells.shapes
    if not large:
        which = cells.box * np.int32(longest) + cells.inside
        which[1] += longest * start.shape[1]
        return start.copy(), longest, which
    # As many pieces for each rectangle as its longer side needs.
    sides = cells.boxes[:, 1::2] - cells.boxes[:, ::2]
    number = -(-sides.max(axis=1) // SHORT)
    before = number.cumsum(dtype=np.int32) - number
    which = (before * np.int32(SHORT)).take(cells.box) + cells.inside
    which[1] += SHORT * number.sum()
    step = np.arange(number.sum(), dtype=np.int32) - before.repeat(number)
    return start.repeat(number, axis=1) + step * np.int32(SHORT), SHORT, which
