"""The gaps between equal words: rectangles of cells, all of a document's in one flat batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from spindetect.align.shapes import Shapes

Ints = NDArray[np.int32]

# A gap with more cells than this is no swap but other text: it stays a deletion and an insertion.
MAX_GAP_CELLS = 1600


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells (i, j) of several rectangles of source x suspect tokens, rectangle after rectangle, row-major.

    Attributes
    ----------
    boxes : ndarray of int32, shape (n_boxes, 4)
        source_start, source_end, suspect_start, suspect_end; all sides at least 1.
    start : ndarray of int64, shape (n_boxes + 1,)
        First cell of each rectangle; the last entry is the number of cells.
    box, row, column : ndarray of int32, shape (n_cells,)
        Rectangle of each cell, and its place in both texts.
    """

    boxes: NDArray[np.int32]
    start: NDArray[np.int64]
    box: Ints
    row: Ints
    column: Ints

    def __len__(self) -> int:
        return len(self.box)

    @cached_property
    def shapes(self) -> Shapes:
        """What to look up for each cell by the shape of its rectangle."""
        return Shapes.of(self.boxes, self.start, self.box)

    @classmethod
    def of(cls, boxes: NDArray[np.int32]) -> Cells:
        """Lay out the cells of the given rectangles."""
        s0, s1, t0, t1 = boxes.T
        width = t1 - t0
        size = (s1 - s0) * width
        start = np.zeros(len(boxes) + 1, np.int64)
        size.cumsum(out=start[1:])
        box = np.arange(len(boxes), dtype=np.int32).repeat(size)
        step = np.arange(len(box), dtype=np.int32) - start.astype(np.int32).take(box)
        wide = width.take(box)
        down = step // wide
        return cls(boxes, start, box, s0.take(box) + down, t0.take(box) + (step - down * wide))


def between(at: Ints, to: Ints, edges: Sequence[tuple[int, int, int, int]] = ()) -> NDArray[np.int32]:
    """Return the rectangles between neighbouring matched words where both texts have something.

    Parameters
    ----------
    at, to : ndarray of int32
        Matched positions in source and suspect, increasing.
    edges : sequence of (int, int, int, int)
        Further rectangles, at the borders of passages.
    """
    high, wide = at[1:] - at[:-1] - 1, to[1:] - to[:-1] - 1
    here = ((high > 0) & (wide > 0)).nonzero()[0]
    boxes = np.empty((len(here) + len(edges), 4), np.int32)
    inner = boxes[: len(here)]
    inner[:, 0], inner[:, 1] = at.take(here) + 1, at.take(here + 1)
    inner[:, 2], inner[:, 3] = to.take(here) + 1, to.take(here + 1)
    if edges:
        boxes[len(here) :] = edges
    size = (boxes[:, 1] - boxes[:, 0]).astype(np.int64) * (boxes[:, 3] - boxes[:, 2])
    fitting: NDArray[np.int32] = boxes[size <= MAX_GAP_CELLS]
    return fitting
