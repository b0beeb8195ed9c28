"""Where each cell's neighbours, row and column lie in the flat order of `Cells`."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align.gaps import Cells

Floats = NDArray[np.float32]
Places = NDArray[np.int64]

# The eight neighbours and the cell itself, in the order of a kernel's blocks.
STEPS: tuple[tuple[int, int], ...] = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1))
# Rectangles of at most this many words a side are read by tables, all at once; their layouts are kept.
SHORT = 6
_NOWHERE = -(1 << 40)  # stays negative whatever is added to it


@dataclass(frozen=True, eq=False)
class Layout:
    """The layout of some cells.

    Attributes
    ----------
    neighbours : ndarray of int64, shape (n, 9)
        In the order of STEPS; n where there is none.
    rows, columns : tuple of ndarray of int64, shape (n,)
        The cells of each cell's row, of its column: the first of all cells, then the second, and so on;
        the first again where there are no more. A cell of a large rectangle has itself alone.
    large : list of (int, int, int)
        First cell, height and width of the rectangles with a side of more than SHORT.
    """

    neighbours: Places
    rows: tuple[Places, ...]
    columns: tuple[Places, ...]
    large: list[tuple[int, int, int]]

    @classmethod
    def of(cls, cells: Cells) -> Layout:
        """Work out the layout of some cells; at least one."""
        boxes = cells.boxes
        high, wide = (boxes[:, 1] - boxes[:, 0]).tolist(), (boxes[:, 3] - boxes[:, 2]).tolist()
        shapes = list(zip(cells.start.tolist(), high, wide, strict=False))
        parts = [_small(h, w) if h <= SHORT and w <= SHORT else _layout(h, w) for _, h, w in shapes]
        base = cells.start[:-1].take(cells.box)
        neighbours = np.concatenate([part.neighbours for part in parts])
        neighbours += base[:, None]
        neighbours[neighbours < 0] = len(cells)
        return cls(
            neighbours,
            _joined([part.rows for part in parts], base),
            _joined([part.columns for part in parts], base),
            [(start, h, w) for start, h, w in shapes if h > SHORT or w > SHORT],
        )

    def largest(self, x: Floats) -> Floats:
        """Return for each cell the largest value of its row plus that of its column, per column of `x`."""
        out = _largest(x, self.rows)
        out += _largest(x, self.columns)
        for start, high, wide in self.large:
            block = x[start : start + high * wide].reshape(high, wide, -1)
            both = block.max(axis=1)[:, None] + block.max(axis=0)[None]
            out[start : start + high * wide] = both.reshape(high * wide, -1)
        return out


def _largest(x: Floats, members: tuple[Places, ...]) -> Floats:
    out: Floats = x.take(members[0], axis=0)
    for member in members[1:]:
        np.maximum(out, x.take(member, axis=0), out=out)
    return out


@dataclass(frozen=True, eq=False)
class _Part:
    """The layout of one rectangle, its first cell being 0; rows and columns are of shape (n, length)."""

    neighbours: Places
    rows: Places
    columns: Places


def _joined(parts: list[Places], base: Places) -> tuple[Places, ...]:
    """Join tables of different widths, each filled up with its first column."""
    out = []
    for step in range(max(part.shape[1] for part in parts)):
        member = np.concatenate([part[:, step if step < part.shape[1] else 0] for part in parts])
        member += base
        out.append(member)
    return tuple(out)


def _layout(high: int, wide: int) -> _Part:
    cell = np.arange(high * wide)
    down, right = np.divmod(cell, wide)
    neighbours = np.full((high * wide, len(STEPS)), _NOWHERE)
    for index, (i, j) in enumerate(STEPS):
        inside = (down + i >= 0) & (down + i < high) & (right + j >= 0) & (right + j < wide)
        neighbours[inside, index] = ((down + i) * wide + right + j)[inside]
    if high > SHORT or wide > SHORT:
        return _Part(neighbours, cell[:, None], cell[:, None])
    return _Part(neighbours, down[:, None] * wide + np.arange(wide), np.arange(high) * wide + right[:, None])


_small = functools.cache(_layout)  # SHORT * SHORT shapes
