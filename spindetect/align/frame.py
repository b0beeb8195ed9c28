"""Where the words of some cells stand: both texts laid end to end, with room around each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align.gaps import Cells

Ints = NDArray[np.int32]
Places = NDArray[np.int64]

ROOM = 8  # entries of padding on each side of a text: as far as anything looks from a cell
WINDOW = 2  # words on each side that one context layer sees
PADDED_WORDS = 2  # numbers past the vocabulary that padding holds: before a text, behind a text


@dataclass(frozen=True, eq=False)
class Frame:
    """Both texts as one sequence of word numbers, and the places in it that cells are made of.

    Attributes
    ----------
    text : ndarray of int32, shape (n_source + n_suspect + 4 * ROOM,)
        Word numbers; outside the texts `n_words` before one of them, and `n_words + 1` behind it.
    n_words : int
        Words of the vocabulary.
    source_start, suspect_start : int
        The place of each text's first word.
    row, column : ndarray of int64, shape (n_cells,)
        The place of each cell's source word and suspect word.
    first, second : ndarray of int32, shape (n_cells,)
        Their numbers.
    places : ndarray of int64, shape (n_places,)
        All places that cells are made of, each once, in order.
    at, to : ndarray of int64, shape (n_cells,)
        Which of `places` a cell's row and column are.
    """

    text: Ints
    n_words: int
    source_start: int
    suspect_start: int
    row: Ints
    column: Ints
    first: Ints
    second: Ints
    places: Places
    at: Places
    to: Places

    @classmethod
    def of(cls, cells: Cells, source: Ints, suspect: Ints, n_words: int) -> Frame:
        """Lay out two texts of word numbers, and some cells of them."""
        before, behind = np.full(ROOM, n_words, np.int32), np.full(ROOM, n_words + 1, np.int32)
        text = np.concatenate((before, source, behind, before, suspect, behind))
        suspect_start = len(source) + 3 * ROOM
        row, column = cells.row + np.int32(ROOM), cells.column + np.int32(suspect_start)
        used = np.zeros(len(text), np.bool_)
        used[row] = used[column] = True
        number = used.cumsum() - 1
        return cls(
            text,
            n_words,
            ROOM,
            suspect_start,
            row,
            column,
            text.take(row),
            text.take(column),
            used.nonzero()[0],
            number.take(row),
            number.take(column),
        )

    def around(self, places: Places, steps: Places) -> Ints:
        """Return the words so many steps from each place, shape (len(places), len(steps))."""
        return self.text.take(places[:, None] + steps)

    def windows(self) -> tuple[Ints, Places]:
        """Return the words that the context of `places` is made of, in two layers.

        Returns
        -------
        words : ndarray of int32, shape (n_seen, 2 * WINDOW + 1)
            The words around each place that stands within WINDOW of one of `places`.
        seen : ndarray of int64, shape (n_places, 2 * WINDOW + 1)
            Which of those rows stand around each of `places`.
        """
        around = self.places[:, None] + _WINDOW
        near = np.zeros(len(self.text), np.bool_)
        near[around] = True
        number = near.cumsum() - 1
        return self.around(near.nonzero()[0], _WINDOW), number.take(around)


_WINDOW = np.arange(2 * WINDOW + 1) - WINDOW
