"""The gap network in PyTorch, over padded rectangles; `spindetect.align.network` runs the same in numpy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from spindetect.align.layout import STEPS
from spindetect.align.network import REACH, WINDOW

LOWEST = -1e4  # stands for minus infinity in a masked maximum


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
        Of hidden values and of word views, in training.
    """

    def __init__(
        self, n_channels: int, n_vector: int, view: int, hidden: int, depth: int, dropout: float
    ) -> None:
        super().__init__()
        self.depth, self.dropout = depth, dropout
        self.words = nn.Parameter(torch.randn(n_vector, view) * (1.5 / view**0.5))
        self.near = nn.Parameter(torch.randn((2 * WINDOW + 1) * view, view) * 0.15)
        self.far = nn.Parameter(torch.randn((2 * WINDOW + 1) * view, view) * 0.15)
        self.channels = nn.Linear(n_channels, hidden)
        self.same = nn.Parameter(torch.randn(view, hidden) * 0.2)
        self.around = nn.Parameter(torch.randn(view, hidden) * 0.1)
        self.sum = nn.Parameter(torch.randn(view, hidden) * 0.1)
        self.conv = nn.ParameterList(
            [
                nn.Parameter(torch.randn(hidden, hidden, 3, 3) * (0.7 / (9 * hidden) ** 0.5))
                for _ in range(depth)
            ]
        )
        self.best = nn.ModuleList([nn.Linear(hidden, hidden) for _ in range(depth)])
        self.out = nn.Linear(hidden, 1)
        self.skip = nn.Linear(n_channels, 1, bias=False)

    def forward(self, channels: Tensor, source: Tensor, suspect: Tensor, mask: Tensor) -> Tensor:
        """Return logits (batch, rows, columns).

        Parameters
        ----------
        channels : (batch, rows, columns, n_channels)
        source, suspect : (batch, rows + 2 REACH, n_vector), (batch, columns + 2 REACH, n_vector)
            With the words around the rectangle; zeros outside the text.
        mask : (batch, rows, columns), 1 for cells of the rectangle
        """
        u, c = self._views(source)
        v, d = self._views(suspect)
        x = self.channels(channels)
        x = x + (u[:, :, None] * v[:, None]) @ self.same + (c[:, :, None] * d[:, None]) @ self.around
        x = x + (c @ self.sum)[:, :, None] + (d @ self.sum)[:, None]
        keep = mask[..., None]
        x = torch.relu(x) * keep
        for conv, best in zip(self.conv, self.best, strict=True):
            x = x + self._layer(x, conv, best, keep)
        return (self.out(x) + self.skip(channels)).squeeze(-1)

    def _views(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        u = vectors @ self.words
        if self.training and self.dropout:
            u = u * (torch.rand((*u.shape[:2], 1)) > self.dropout / 2)
        wide = u
        for layer in (self.near, self.far):
            size = wide.shape[1] - 2 * WINDOW
            parts = [wide[:, step : step + size] for step in range(2 * WINDOW + 1)]
            wide = torch.tanh(torch.cat(parts, dim=2) @ layer)
        return u[:, REACH : REACH + size], wide

    def _layer(self, x: Tensor, conv: Tensor, best: nn.Module, keep: Tensor) -> Tensor:
        kernel = (conv + conv.transpose(2, 3)) / 2
        around = nn.functional.conv2d(x.permute(0, 3, 1, 2), kernel, padding=1).permute(0, 2, 3, 1)
        low = x + (keep - 1) * -LOWEST
        largest = low.amax(2, keepdim=True).clamp_min(0) + low.amax(1, keepdim=True).clamp_min(0)
        out = torch.relu(around + best(largest)) * keep
        if self.training and self.dropout:
            out = nn.functional.dropout(out, self.dropout)
        return out

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return the weights as `spindetect.align.network.Network` wants them."""
        out = {name: getattr(self, name) for name in ("words", "near", "far", "same", "around", "sum")}
        out |= {"channels": self.channels.weight.T, "bias": self.channels.bias}
        for index, (conv, best) in enumerate(zip(self.conv, self.best, strict=True)):
            kernel = (conv + conv.transpose(2, 3)) / 2
            # kernel[out, in, 1 + down, 1 + right] -> blocks of (in, out) in the order of STEPS
            blocks = [kernel[:, :, 1 + down, 1 + right].T for down, right in STEPS]
            out[f"conv.{index}"] = torch.cat(blocks)
            out |= {f"best.{index}": best.weight.T, f"bias.{index}": best.bias}
        out |= {"out": self.out.weight[0], "skip": self.skip.weight[0], "out_bias": self.out.bias}
        return {name: np.ascontiguousarray(value.detach().numpy()) for name, value in out.items()}

    @torch.no_grad()
    def take(self, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        """Start from weights that `arrays` gave, of a network of the same sizes."""
        given = {name: torch.from_numpy(np.array(value)) for name, value in arrays.items()}
        for name in ("words", "near", "far", "same", "around", "sum"):
            getattr(self, name).copy_(given[name])
        self.channels.weight.copy_(given["channels"].T)
        self.channels.bias.copy_(given["bias"])
        hidden = len(given["bias"])
        for index, (conv, best) in enumerate(zip(self.conv, self.best, strict=True)):
            blocks = given[f"conv.{index}"].reshape(len(STEPS), hidden, hidden)
            for block, (down, right) in zip(blocks, STEPS, strict=True):
                conv[:, :, 1 + down, 1 + right] = block.T
            layer = cast(nn.Linear, best)
            layer.weight.copy_(given[f"best.{index}"].T)
            layer.bias.copy_(given[f"bias.{index}"])
        self.out.weight[0] = given["out"]
        self.out.bias.copy_(given["out_bias"])
        self.skip.weight[0] = given["skip"]
