"""Where each cell's neighbours, row and column lie in the flat order of `Cells`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align.gaps import Cells
from spindetect.align.shapes import STEPS, members_table, neighbours, neighbours_table

Floats = NDArray[np.float32]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Layout:
    """The layout of some cells.

    Attributes
    ----------
    neighbours : ndarray of int64, shape (n, 10)
        The eight neighbours and the cell itself in the order of STEPS, 2n or more where there is none; then
        the cell's place in n rows behind the cells, where `largest` stands.
    members : ndarray of int64, shape (2, k, n)
        The cells of each cell's row, and of its column; the cell itself again where there are no more. A
        cell of a large rectangle has itself alone.
    large : list of (int, int, int)
        See `Shapes`.
    """

    neighbours: Places
    members: Places
    large: list[tuple[int, int, int]]

    @classmethod
    def of(cls, cells: Cells) -> Layout:
        """Work out the layout of some cells; at least one."""
        entry, longest, large = cells.shapes
        cell = np.arange(len(cells))
        around = neighbours_table().take(entry, axis=0)
        for start, high, wide in large:
            around[start : start + high * wide, : len(STEPS)] = neighbours(high, wide)
        around += cell[:, None]
        around[:, len(STEPS)] += len(cells)
        members = members_table(longest).take(entry, axis=2)
        members += cell
        return cls(around, members, large)

    def largest(self, x: Floats, out: Floats) -> None:
        """Give for each cell the largest value of its row plus that of its column, per column of `x`."""
        of_row, of_column = np.maximum.reduce(x.take(self.members, axis=0), axis=1)
        np.add(of_row, of_column, out=out)
        for start, high, wide in self.large:
            block = x[start : start + high * wide].reshape(high, wide, -1)
            both = block.max(axis=1)[:, None] + block.max(axis=0)[None]
            out[start : start + high * wide] = both.reshape(high * wide, -1)
