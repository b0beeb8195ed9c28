"""The gap network: a small convolution over the cells of rectangles, in numpy alone.

    u  = vector @ words                       per word: a learned view of its vector
    c  = tanh(u[-2..2] @ near)                per word: with its neighbours
    d  = tanh(c[-2..2] @ far)                 and with theirs
    x0 = relu(channels @ a + (u*u') @ same + (d*d') @ around + (d+d') @ sum + bias)
    x  = x + relu(3 x 3 convolution(x) + (largest of row + largest of column) @ best + bias)   `depth` times
    p  = sigmoid(x @ out + channels @ skip + bias)

Every step is symmetric in the two texts: kernels equal their transpose, rows and columns share weights.
Neighbours outside a rectangle count as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align.gaps import Cells, distinct

Floats = NDArray[np.float32]

WINDOW = 2  # words on each side that one context layer sees
REACH = 2 * WINDOW  # and both together
SHORT_RUN = 6  # see `_largest`
# The eight neighbours and the cell itself, in the order of the kernel's blocks.
STEPS: tuple[tuple[int, int], ...] = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1))


@dataclass(frozen=True, eq=False)
class Network:
    """The weights, ready to run.

    Attributes
    ----------
    weights : mapping of str to ndarray of float32
        `words` (d, k), `near` and `far` (5k, k), `channels` (n_channels, h), `same`, `around` and `sum`
        (k, h), `bias` (h,), for each layer `conv.i` (9h, h), `best.i` (h, h), `bias.i` (h,), and `out`
        (h,), `skip` (n_channels,), `out_bias` (1,).
    """

    weights: Mapping[str, Floats]
    depth: int

    def predict(
        self,
        cells: Cells,
        channels: Floats,
        vector: Floats,
        source: NDArray[np.int32],
        suspect: NDArray[np.int32],
    ) -> Floats:
        """Return the probability of each cell that its two words stand for each other.

        Parameters
        ----------
        cells : Cells
        channels : ndarray of float32, shape (len(cells), n_channels)
        vector : ndarray of float32, shape (n_words, d)
            Of each distinct word.
        source, suspect : ndarray of int32, shape (n_tokens,)
            Word numbers of both texts.
        """
        w = self.weights
        row, column = cells.row, cells.column
        view = vector @ w["words"]
        rows, at = distinct(row, len(source))
        columns, to = distinct(column, len(suspect))
        c, d = self._context(view, source, rows), self._context(view, suspect, columns)
        x = channels @ w["channels"] + w["bias"]
        x += (view[source[row]] * view[suspect[column]]) @ w["same"]
        x += (c[at] * d[to]) @ w["around"]
        x += (c @ w["sum"])[at] + (d @ w["sum"])[to]
        np.maximum(x, 0, out=x)
        layout = Layout.of(cells)
        for layer in range(self.depth):
            x += self._layer(layer, x, layout)
        logit = x @ w["out"] + channels @ w["skip"] + w["out_bias"]
        return (1.0 / (1.0 + np.exp(-logit))).astype(np.float32)

    def _context(self, view: Floats, text: NDArray[np.int32], places: NDArray[np.int64]) -> Floats:
        """Both context layers at the given places alone; words outside the text count as zero."""
        nothing = np.full(2 * REACH, len(view), np.int32)
        padded = np.concatenate([nothing, text, nothing])
        words = np.concatenate([view, np.zeros((1, view.shape[1]), np.float32)])
        window = np.arange(2 * WINDOW + 1) - WINDOW
        around = places[:, None] + (2 * REACH + window)
        seen, which = distinct(around.ravel(), len(padded))
        near = words.take(padded[seen[:, None] + window].ravel(), axis=0).reshape(len(seen), -1)
        first = np.tanh(near @ self.weights["near"])
        far = first.take(which, axis=0).reshape(len(places), -1)
        out: Floats = np.tanh(far @ self.weights["far"])
        return out

    def _layer(self, layer: int, x: Floats, layout: Layout) -> Floats:
        w = self.weights
        size, width = x.shape
        padded = np.zeros((size + 1, width), np.float32)
        padded[:size] = x
        around = padded.take(layout.neighbours.ravel(), axis=0).reshape(size, -1)
        best = _largest(x, layout.row_start, layout.row_size)[layout.row_of]
        best += _largest(x[layout.by_column], layout.column_start, layout.column_size)[layout.column_of]
        out = around @ w[f"conv.{layer}"] + best @ w[f"best.{layer}"] + w[f"bias.{layer}"]
        return np.maximum(out, 0, out=out)


def _largest(x: Floats, start: NDArray[np.int64], size: NDArray[np.int64]) -> Floats:
    """Return the largest value of each run of rows; twice as fast as `reduceat` where runs are short."""
    if size.max() > SHORT_RUN:
        return np.maximum.reduceat(x, start, axis=0)
    out = x[start]
    for step in range(1, int(size.max())):
        longer = np.flatnonzero(size > step)
        out[longer] = np.maximum(out[longer], x[start[longer] + step])
    return out


@dataclass(frozen=True, eq=False)
class Layout:
    """Where each cell's neighbours, row and column lie in the flat order of `Cells`.

    Attributes
    ----------
    neighbours : ndarray of int64, shape (n, 9)
        In the order of STEPS; n where there is none.
    row_start, column_start : ndarray of int64
        First cell of each row in flat order, of each column in the order `by_column`.
    row_size, column_size : ndarray of int64
        Cells of each row, of each column.
    row_of, column_of : ndarray of int64, shape (n,)
    by_column : ndarray of int64, shape (n,)
    """

    neighbours: NDArray[np.int64]
    row_start: NDArray[np.int64]
    row_size: NDArray[np.int64]
    row_of: NDArray[np.int64]
    column_start: NDArray[np.int64]
    column_size: NDArray[np.int64]
    column_of: NDArray[np.int64]
    by_column: NDArray[np.int64]

    @classmethod
    def of(cls, cells: Cells) -> Layout:
        """Work out the layout of some cells; at least one."""
        size = len(cells)
        boxes = cells.boxes.astype(np.int64)
        high, wide = boxes[:, 1] - boxes[:, 0], boxes[:, 3] - boxes[:, 2]
        height, width = high[cells.box], wide[cells.box]
        down, right = cells.row - boxes[cells.box, 0], cells.column - boxes[cells.box, 2]
        here = np.arange(size)
        neighbours = np.full((size, len(STEPS)), size)
        up, bottom = down > 0, down < height - 1
        left, end = right > 0, right < width - 1
        anywhere = np.ones(size, np.bool_)
        for index, (i, j) in enumerate(STEPS):
            inside = (up, anywhere, bottom)[i + 1] & (left, anywhere, end)[j + 1]
            neighbours[inside, index] = (here + (i * width + j))[inside]
        rows_before = np.cumsum(high) - high
        columns_before = np.cumsum(wide) - wide
        row_of = rows_before[cells.box] + down
        column_of = columns_before[cells.box] + right
        # Position of the cell when its rectangle is read column by column.
        place = cells.start[:-1][cells.box] + right * height + down
        by_column = np.empty(size, np.int64)
        by_column[place] = here
        row_start = np.flatnonzero(right == 0)
        column_start = np.flatnonzero(down[by_column] == 0)
        row_size, column_size = np.repeat(wide, high), np.repeat(high, wide)
        return cls(neighbours, row_start, row_size, row_of, column_start, column_size, column_of, by_column)
