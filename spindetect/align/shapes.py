"""What depends on the shape of a rectangle alone: made once for every cell of every short shape.

The cells of all short shapes lie one after another, 441 of them, and each table has an entry for each. So
one look-up serves all cells of a document's gaps, of which few are larger than 3 x 3.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

# The eight neighbours and the cell itself, in the order of a kernel's blocks.
STEPS: tuple[tuple[int, int], ...] = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1))
SHORT = 6  # words on either side of a short rectangle, at most
NOWHERE = 1 << 40  # lies past the last cell whatever is added to it
STEP_SCALE = 8.0  # words off the diagonal that count as far

_SHAPES = [(high, wide) for high in range(1, SHORT + 1) for wide in range(1, SHORT + 1)]


class Shapes(NamedTuple):
    """Which entry of the tables belongs to each of some cells.

    Attributes
    ----------
    entry : ndarray of int64, shape (n_cells,)
        Entry 0, that of a rectangle of one cell, for the cells of large rectangles.
    longest : int
        Words on the longest side of a short rectangle.
    large : list of (int, int, int)
        First cell, height and width of the rectangles with a side of more than SHORT.
    """

    entry: Places
    longest: int
    large: list[tuple[int, int, int]]

    @classmethod
    def of(
        cls, high: NDArray[np.int32], wide: NDArray[np.int32], start: Places, box: NDArray[np.int32]
    ) -> Shapes:
        """Look at the shapes of rectangles, given their heights and widths; see `Cells` for the others."""
        first = _FIRST.take(high * (SHORT + 1) + wide, mode="clip")
        first -= start[:-1]
        entry = first.take(box)
        entry += np.arange(len(box))
        side = np.maximum(high, wide)
        longest = int(side.max(initial=1))
        if longest <= SHORT:
            return cls(entry, longest, [])
        at = (side > SHORT).nonzero()[0]
        large = list(zip(start[at].tolist(), high[at].tolist(), wide[at].tolist(), strict=True))
        for begin, h, w in large:
            entry[begin : begin + h * w] = 0
        return cls(entry, int(side[side <= SHORT].max(initial=1)), large)

    def inside(self) -> NDArray[np.int32]:
        """Return where each cell stands in its rectangle, row and column, shape (2, n_cells)."""
        out = _INSIDE.take(self.entry, axis=1)
        for begin, high, wide in self.large:
            out[:, begin : begin + high * wide] = np.divmod(np.arange(high * wide, dtype=np.int32), wide)
        return out


def neighbours(high: int, wide: int) -> Places:
    """Return how far each cell's neighbours are in a flat rectangle, NOWHERE if outside, shape (n, 9)."""
    down, right = np.divmod(np.arange(high * wide), wide)
    out = np.full((high * wide, len(STEPS)), NOWHERE)
    for index, (i, j) in enumerate(STEPS):
        inside = (down + i >= 0) & (down + i < high) & (right + j >= 0) & (right + j < wide)
        out[inside, index] = i * wide + j
    return out


def diagonal(high: int, wide: int) -> Floats:
    """Return each cell's distance from the line through the rectangle's corners, shape (n, 2).

    In words: linear up to STEP_SCALE, and as nearness.
    """
    down, right = np.divmod(np.arange(high * wide), wide)
    step = np.abs((down + 0.5) / high - (right + 0.5) / wide) * min(high, wide)
    return np.stack((np.minimum(step / STEP_SCALE, 1.0), 1.0 / (1.0 + step)), axis=1).astype(np.float32)


@functools.cache
def neighbours_table() -> Places:
    """Return `neighbours` of all short shapes, and 0 as a tenth column: the cell itself."""
    table = np.concatenate([neighbours(high, wide) for high, wide in _SHAPES])
    return np.concatenate((table, np.zeros((len(table), 1), np.int64)), axis=1)


@functools.cache
def diagonal_table() -> Floats:
    """Return `diagonal` of all short shapes."""
    return np.concatenate([diagonal(high, wide) for high, wide in _SHAPES])


@functools.cache
def members_table(longest: int) -> Places:
    """Return how far the cells of each cell's row, and of its column, are: shape (2, longest, n).

    The cell itself again where there are no more, and where a side is longer than `longest`.
    """
    parts = []
    for high, wide in _SHAPES:
        down, right = np.divmod(np.arange(high * wide), wide)
        other = np.arange(longest)[:, None]
        row, column = other - right, (other - down) * wide
        parts.append(np.stack((np.where(other < wide, row, 0), np.where(other < high, column, 0))))
    return np.concatenate(parts, axis=2)


def _first_entries() -> Places:
    first = np.zeros((SHORT + 1, SHORT + 1), np.int64)
    entry = 0
    for high, wide in _SHAPES:
        first[high, wide] = entry
        entry += high * wide
    return first.ravel()


_FIRST = _first_entries()
_INSIDE = np.concatenate(
    [np.stack(np.divmod(np.arange(high * wide, dtype=np.int32), wide)) for high, wide in _SHAPES], axis=1
)
