"""The network in PyTorch, over padded rectangles; `spindetect.align.network` runs the same in numpy."""

from __future__ import annotations

from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.aligner.layer import Layer
from spindetect.align.frame import REACH, WINDOW
from spindetect.align.shapes import STEPS

OFF = -1e4  # added to what padding and dropped values hold before the rectifier takes it away


class GapNetwork(nn.Module):
    """See `spindetect.align.network` for the formulas.

    Parameters
    ----------
    n_channels, n_vector : int
    view : int
        Width of the learned view of a word.
    hidden : int
    depth : int
        3 x 3 layers.
    dropout : float
        Share of a layer's hidden values that a pair of texts does without in training, the same ones in all
        its cells.
    word_dropout : float
        Share of words whose view is zero in training.
    """

    def __init__(
        self,
        n_channels: int,
        n_vector: int,
        view: int,
        hidden: int,
        depth: int,
        dropout: float = 0.0,
        word_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.depth, self.dropout, self.word_dropout = depth, dropout, word_dropout
        self.words = _normal(1.5 / view**0.5, n_vector, view)
        self.near = _normal(0.15, (2 * WINDOW + 1) * view, view)
        self.far = _normal(0.15, (2 * WINDOW + 1) * view, view)
        self.channels = nn.Linear(n_channels, hidden)
        self.same = _normal(0.15, view, hidden)
        self.around = _normal(0.15, view, hidden)
        self.sum = _normal(0.1, view, hidden)
        scale = 0.7 / (9 * hidden) ** 0.5
        self.conv = nn.ParameterList([_normal(scale, hidden, hidden, 3, 3) for _ in range(depth)])
        self.best = nn.ModuleList([nn.Linear(hidden, hidden) for _ in range(depth)])
        self.out = nn.Linear(hidden, 1)
        self.skip = nn.Linear(n_channels, 1, bias=False)

    def forward(
        self, channels: Tensor, source: Tensor, suspect: Tensor, rows: Tensor, columns: Tensor
    ) -> Tensor:
        """Return logits (batch, rows, columns).

        Parameters
        ----------
        channels : (batch, rows, columns, n_channels)
        source, suspect : (batch, rows + 2 REACH, n_vector), (batch, columns + 2 REACH, n_vector)
            With the words around the rectangle; zeros outside the text.
        rows, columns : (batch, rows), (batch, columns)
            0 for those of the rectangle, OFF for padding.
        """
        rows, columns = rows[..., None], columns[..., None]
        u, c = self._views(source)
        v, d = self._views(suspect)
        x = self._products(u, v, c, d) + self.channels(channels)
        x = torch.relu(x + ((c @ self.sum + rows)[:, :, None] + (d @ self.sum + columns)[:, None]))
        for index in range(self.depth):
            x = self._layer(index, x, rows, columns)
        return cast(Tensor, (self.out(x) + self.skip(channels)).squeeze(-1))

    def _views(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        u = vectors @ self.words
        if self.training and self.word_dropout:
            u = u * (torch.rand((*u.shape[:2], 1)) > self.word_dropout)
        wide = u
        for layer in (self.near, self.far):
            size = wide.shape[1] - 2 * WINDOW
            parts = [wide[:, step : step + size] for step in range(2 * WINDOW + 1)]
            wide = torch.tanh(torch.cat(parts, dim=2) @ layer)
        return u[:, REACH : REACH + size], wide

    def _products(self, u: Tensor, v: Tensor, c: Tensor, d: Tensor) -> Tensor:
        """(u*v) @ same + (c*d) @ around for all cells, without a table as wide as the views."""
        first, second = torch.cat([u, c], 2), torch.cat([v, d], 2)
        weight = torch.cat([self.same, self.around]).T
        size, high, width = first.shape[0], first.shape[1], weight.shape[0]
        left = (first[:, None] * weight[None, :, None]).reshape(size, width * high, -1)
        table = torch.bmm(left, second.transpose(1, 2)).view(size, width, high, -1)
        return table.permute(0, 2, 3, 1)

    def _layer(self, index: int, x: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        kernel, best, bias = self._of_layer(index)
        if self.training:
            drop = (torch.rand(len(x), 1, len(bias)) < self.dropout) * OFF
            return cast(Tensor, Layer.apply(x, kernel, best, bias + rows + drop, columns))  # type: ignore[no-untyped-call]
        around = nn.functional.conv2d(x.permute(0, 3, 1, 2), kernel, padding=1).permute(0, 2, 3, 1)
        of_row = x.amax(2) @ best.T + bias + rows
        of_column = x.amax(1) @ best.T + columns
        return x + torch.relu(around + of_row[:, :, None] + of_column[:, None])

    def _of_layer(self, index: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return a layer's symmetric kernel, matrix and bias; after training scaled by the share kept."""
        conv, linear = self.conv[index], cast(nn.Linear, self.best[index])
        kernel = (conv + conv.transpose(2, 3)) / 2
        if self.training:
            return kernel, linear.weight, linear.bias
        kept = 1 - self.dropout
        return kernel * kept, linear.weight * kept, linear.bias * kept

    @torch.no_grad()
    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return the weights as `spindetect.align.network.Network` wants them."""
        self.eval()
        out = {name: getattr(self, name) for name in ("words", "near", "far", "same", "around", "sum")}
        out |= {"channels": self.channels.weight.T, "bias": self.channels.bias}
        for index in range(self.depth):
            kernel, best, bias = self._of_layer(index)
            # kernel[out, in, 1 + down, 1 + right] -> blocks of (in, out) in the order of STEPS
            blocks = [kernel[:, :, 1 + down, 1 + right].T for down, right in STEPS]
            out |= {f"conv.{index}": torch.cat(blocks), f"best.{index}": best.T, f"bias.{index}": bias}
        out |= {"out": self.out.weight[0], "skip": self.skip.weight[0], "out_bias": self.out.bias}
        return {name: np.ascontiguousarray(value.numpy(), np.float32) for name, value in out.items()}


def _normal(scale: float, *shape: int) -> nn.Parameter:
    return nn.Parameter(torch.randn(*shape) * scale)
