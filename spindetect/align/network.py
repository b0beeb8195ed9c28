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
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.align.frame import PADDED_WORDS, REACH, WINDOW, Frame
from spindetect.align.gaps import Cells
from spindetect.align.layout import Layout

Floats = NDArray[np.float32]


class _Stacked(NamedTuple):
    """The weights as they are multiplied: products that numpy would make one by one are made at once.

    Attributes
    ----------
    inward : ndarray of float32, shape (n_channels + 3k + 1, h + 1)
        From channels, u*u', d*d', d+d' and 1 to x0, and in the last column to what is left of the logit.
    layers : list of ndarray of float32, shape (10h, h)
        From 3 x 3 cells and `Layout.largest`.
    """

    inward: Floats
    layers: list[Floats]


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
        padded = np.concatenate((vector, np.zeros((PADDED_WORDS, vector.shape[1]), np.float32)))
        frame = Frame.of(cells, source, suspect, len(vector))
        return probability(self.run(frame, Layout.of(cells), channels, padded))

    def run(self, frame: Frame, layout: Layout, channels: Floats, vector: Floats) -> Floats:
        """Return the log-odds of what `predict` gives, of cells that have been laid out.

        Here `vector` has rows for padding.
        """
        # Seen once: the library behind `@` marks a product of finite numbers as invalid.
        with np.errstate(invalid="ignore"):
            return self._run(frame, layout, channels, vector)

    def _run(self, frame: Frame, layout: Layout, channels: Floats, vector: Floats) -> Floats:
        n, width = len(channels), len(self.weights["out"])
        inward = self._inward(frame, channels, vector) @ self._stacked.inward
        # The cells, then the largest of their rows and columns, then what stands for cells outside.
        rows = np.zeros((2 * n + 1, width), np.float32)
        x = rows[:n]
        np.maximum(inward[:, :width], 0, out=x)
        for index, layer in enumerate(self._stacked.layers):
            layout.largest(x, out=rows[n : 2 * n])
            # 'clip' takes the last row for whatever lies beyond it.
            step = rows.take(layout.neighbours, axis=0, mode="clip").reshape(n, -1) @ layer
            step += self.weights[f"bias.{index}"]
            x += np.maximum(step, 0, out=step)
        logit = x @ self.weights["out"]
        logit += inward[:, width]
        return np.asarray(logit)

    def _inward(self, frame: Frame, channels: Floats, vector: Floats) -> Floats:
        """Return what x0 is made of, shape (n, n_channels + 3k + 1)."""
        view = (vector @ self.weights["words"]).take(frame.pieces, axis=0)
        context = self._context(view)
        k, (n, c) = view.shape[2], channels.shape
        words = np.empty((*context.shape[:2], 2 * k), np.float32)
        words[:, :, :k], words[:, :, k:] = view[:, REACH:-REACH], context
        words = words.reshape(-1, 2 * k)
        first, second = words.take(frame.at, axis=0), words.take(frame.to, axis=0)
        out = np.empty((n, c + 3 * k + 1), np.float32)
        out[:, :c] = channels
        np.multiply(first, second, out=out[:, c : c + 2 * k])
        np.add(first[:, k:], second[:, k:], out=out[:, c + 2 * k : -1])
        out[:, -1] = 1.0
        return out

    def _context(self, view: Floats) -> Floats:
        """Both context layers, shape (n_pieces, length, k); words outside a text count as zero."""
        for name in ("near", "far"):
            windows = _windows(view)
            flat = np.tanh(windows.reshape(-1, windows.shape[2]) @ self.weights[name])
            view = flat.reshape(len(view), -1, flat.shape[1])
        return view

    @cached_property
    def _stacked(self) -> _Stacked:
        w = self.weights
        parts = (w["channels"], w["same"], w["around"], w["sum"], w["bias"][None])
        rest = (w["skip"], np.zeros(3 * len(w["same"]), np.float32), w["out_bias"])
        layers = [np.concatenate((w[f"conv.{i}"], w[f"best.{i}"])) for i in range(self.depth)]
        inward = np.concatenate((np.concatenate(parts), np.concatenate(rest)[:, None]), axis=1)
        return _Stacked(inward, layers)


def _windows(view: Floats) -> Floats:
    """Return what stands around each row of each piece, WINDOW to either side: (n, m - 2 WINDOW, 5k)."""
    n, m, k = view.shape
    by_piece, by_row, by_value = view.strides
    shape = (n, m - 2 * WINDOW, (2 * WINDOW + 1) * k)
    # A view of a contiguous array, whose windows overlap.
    return np.ndarray(shape, np.float32, view, strides=(by_piece, by_row, by_value)).copy()


def probability(logit: Floats) -> Floats:
    """Return the probability of log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-logit)), np.float32)
