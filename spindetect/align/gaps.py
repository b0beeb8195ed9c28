"""The gaps between equal words: rectangles of cells, all of a document's in one flat batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align.shapes import Shapes

Ints = NDArray[np.int32]
Span = tuple[int, int, int, int]  # source_start, source_end, suspect_start, suspect_end

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
    box : ndarray of int32, shape (n_cells,)
        Rectangle of each cell.
    inside, places : ndarray of int32, shape (2, n_cells)
        Row and column of each cell in its rectangle; its place in the source and in the suspect.
    shapes : Shapes
        What to look up for each cell by the shape of its rectangle.
    """

    boxes: NDArray[np.int32]
    start: NDArray[np.int64]
    box: Ints
    inside: Ints
    places: Ints
    shapes: Shapes

    def __len__(self) -> int:
        return len(self.box)

    @property
    def row(self) -> Ints:
        """Place in the source."""
        row: Ints = self.places[0]
        return row

    @property
    def column(self) -> Ints:
        """Place in the suspect."""
        column: Ints = self.places[1]
        return column

    @classmethod
    def of(cls, boxes: NDArray[np.int32]) -> Cells:
        """Lay out the cells of the given rectangles."""
        s0, s1, t0, t1 = boxes.T
        high, wide = s1 - s0, t1 - t0
        size = high * wide
        start = np.zeros(len(boxes) + 1, np.int64)
        size.cumsum(out=start[1:])
        box = np.arange(len(boxes), dtype=np.int32).repeat(size)
        shapes = Shapes.of(high, wide, start, box)
        inside = shapes.inside()
        return cls(boxes, start, box, inside, boxes[:, ::2].T.take(box, axis=1) + inside, shapes)


NO_GAPS: Ints = np.empty((0, 4), np.int32)


def as_boxes(gaps: Sequence[Span]) -> Ints:
    """Return gaps as rows of an array, for `Cells.of`."""
    return np.array(gaps, np.int32) if gaps else NO_GAPS


def between(chain: Ints) -> list[Span]:
    """Return the rectangles between neighbouring matched words where both texts have something.

    Parameters
    ----------
    chain : ndarray of int32, shape (2, k)
        Matched positions in source and suspect, increasing.
    """
    step_s, step_t = chain[:, 1:] - chain[:, :-1]
    here = (np.minimum(step_s, step_t) > 1).nonzero()[0]
    starts, ends = (chain.take(here, axis=1) + 1).tolist(), chain.take(here + 1, axis=1).tolist()
    gaps = zip(starts[0], ends[0], starts[1], ends[1], strict=True)
    return [gap for gap in gaps if (gap[1] - gap[0]) * (gap[3] - gap[2]) <= MAX_GAP_CELLS]
