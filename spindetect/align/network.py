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

from spindetect.align.frame import PADDED_WORDS, Frame
from spindetect.align.gaps import Cells, distinct
from spindetect.align.layout import Layout

Floats = NDArray[np.float32]

WINDOW = 2  # words on each side that one context layer sees
REACH = 2 * WINDOW  # and both together
_WINDOW = np.arange(2 * WINDOW + 1) - WINDOW


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
        return self.run(Frame.of(cells, source, suspect, len(vector)), Layout.of(cells), channels, padded)

    def run(self, frame: Frame, layout: Layout, channels: Floats, vector: Floats) -> Floats:
        """Do as `predict` where the cells have been laid out, and `vector` has rows for padding."""
        # Seen once: the library behind `@` marks a product of finite numbers as invalid.
        with np.errstate(invalid="ignore"):
            return self._run(frame, layout, channels, vector)

    def _run(self, frame: Frame, layout: Layout, channels: Floats, vector: Floats) -> Floats:
        w = self.weights
        view = vector @ w["words"]
        context = self._context(view, frame)
        summed = context @ w["sum"]
        x = channels @ w["channels"]
        x += w["bias"]
        x += (view.take(frame.first, axis=0) * view.take(frame.second, axis=0)) @ w["same"]
        x += (context.take(frame.at, axis=0) * context.take(frame.to, axis=0)) @ w["around"]
        x += summed.take(frame.at, axis=0)
        x += summed.take(frame.to, axis=0)
        np.maximum(x, 0, out=x)
        for layer in range(self.depth):
            x += self._layer(layer, x, layout)
        logit = x @ w["out"]
        logit += channels @ w["skip"]
        logit += w["out_bias"]
        return np.asarray(1.0 / (1.0 + np.exp(-logit)), np.float32)

    def _context(self, view: Floats, frame: Frame) -> Floats:
        """Both context layers at the frame's places alone; words outside a text count as zero."""
        seen, which = distinct((frame.places[:, None] + _WINDOW).ravel(), len(frame.text))
        near = view.take(frame.around(seen, _WINDOW), axis=0).reshape(len(seen), -1)
        first = np.tanh(near @ self.weights["near"])
        far = first.take(which, axis=0).reshape(len(frame.places), -1)
        out: Floats = np.tanh(far @ self.weights["far"])
        return out

    def _layer(self, layer: int, x: Floats, layout: Layout) -> Floats:
        w = self.weights
        size, width = x.shape
        padded = np.zeros((size + 1, width), np.float32)
        padded[:size] = x
        out = padded.take(layout.neighbours, axis=0).reshape(size, -1) @ w[f"conv.{layer}"]
        out += layout.largest(x) @ w[f"best.{layer}"]
        out += w[f"bias.{layer}"]
        return np.maximum(out, 0, out=out)
