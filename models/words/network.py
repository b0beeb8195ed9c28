"""The word network in PyTorch, for fitting; `spindetect.context.network` says what it computes."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import pad, relu

from spindetect.context.inputs import FLAGS, MEASURES
from spindetect.context.network import CHANNEL, DISTANCES, NOTHING, STEP
from spindetect.language.numbering import FIRST_WORD

_FLOOR = 1e-3  # of a measure's standard deviation


class Shape(NamedTuple):
    """Sizes of the network.

    Attributes
    ----------
    hidden : int
        Of the stacks.
    layers : int
        Of each stack.
    around : int
        Of the last layers.
    channel : int
    learnt : int
        Dimensions that the embedding has besides those of the word vectors.
    frozen : bool
        Whether the embedding stays as the vectors have it.
    """

    hidden: int = 96
    layers: int = 4
    around: int = 64
    channel: int = 12
    learnt: int = 14
    frozen: bool = False


class Batch(NamedTuple):
    """Texts side by side, padded; shape (texts, tokens) unless said otherwise.

    Attributes
    ----------
    word, flag : Tensor of int64
    measures : Tensor, shape (texts, tokens, len(MEASURES))
    here : Tensor of bool
        Tokens, not padding.
    """

    word: Tensor
    flag: Tensor
    measures: Tensor
    here: Tensor


class Ranked(NamedTuple):
    """Places whose candidates are ranked; shape (m, candidates) unless said otherwise."""

    text: Tensor  # (m,)
    token: Tensor  # (m,)
    row: Tensor
    seen: Tensor  # (m, candidates, CHANNEL): as `Network._channel` has them


class WordNetwork(nn.Module):
    """The network; weights are named as in the shipped file.

    Parameters
    ----------
    vectors : array of float32, shape (rows, d)
        Unit word vectors.
    mean, spread : array of float32, shape (len(MEASURES),)
        Of the measures, over words.
    shape : Shape
    """

    mean: Tensor
    spread: Tensor

    def __init__(
        self,
        vectors: NDArray[np.float32],
        mean: NDArray[np.float32],
        spread: NDArray[np.float32],
        shape: Shape,
    ) -> None:
        super().__init__()
        self.shape = shape
        width = vectors.shape[1] + shape.learnt
        self.embedding = nn.Embedding(FIRST_WORD + len(vectors), width)
        self.word_bias = nn.Embedding(FIRST_WORD + len(vectors), 1)
        nn.init.zeros_(self.word_bias.weight)
        with torch.no_grad():
            self.embedding.weight.normal_(0, 0.6 / width**0.5)
            self.embedding.weight[FIRST_WORD:, : vectors.shape[1]] = torch.from_numpy(vectors) * 0.9
        self.embedding.weight.requires_grad_(not shape.frozen)
        self.flags = nn.Embedding(FLAGS, width)
        nn.init.normal_(self.flags.weight, 0, 0.05)
        self.inward = nn.Linear(width, shape.hidden)
        sides = [[nn.Linear(2 * shape.hidden, shape.hidden) for _ in range(shape.layers)] for _ in range(2)]
        self.forwards, self.backwards = nn.ModuleList(sides[0]), nn.ModuleList(sides[1])
        self.outward = nn.Linear(2 * shape.hidden, width)
        self.first = nn.Linear(3 * width + len(MEASURES), shape.around)
        self.around = nn.ModuleList(nn.Linear(3 * shape.around, shape.around) for _ in DISTANCES)
        self.head = nn.Linear(shape.around, 1)
        self.channel = nn.ModuleList((nn.Linear(CHANNEL, shape.channel), nn.Linear(shape.channel, 1)))
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("spread", torch.from_numpy(np.maximum(spread, _FLOOR)))

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return log-odds, shape (texts, tokens), and what each place expects, (texts, tokens, e)."""
        here = batch.here[..., None]
        x = self.embedding(batch.word) * here
        y = self.inward(x + self.flags(batch.flag)) * here
        sides = []
        for stack, sign in ((self.forwards, 1), (self.backwards, -1)):
            side = y
            for layer, linear in enumerate(stack):
                seen = torch.cat((side, moved(side, sign << layer if sign > 0 else -(1 << layer))), -1)
                side = (side + float(STEP) * relu(linear(seen))) * here
            sides.append(moved(side, sign))
        h = self.outward(torch.cat(sides, -1))
        measured = (batch.measures - self.mean) / self.spread
        z = relu(self.first(torch.cat((h, x, h * x, measured), -1))) * here
        for linear, distance in zip(self.around, DISTANCES, strict=True):
            z = (z + relu(linear(torch.cat((moved(z, distance), z, moved(z, -distance)), -1)))) * here
        return self.head(z)[..., 0], h

    def rank(self, h: Tensor, asked: Ranked) -> Tensor:
        """Return the scores of candidates, shape (m, candidates)."""
        none = asked.row < 0
        words = torch.where(none, 0, asked.row + FIRST_WORD)
        expected = (self.embedding(words) @ h[asked.text, asked.token][:, :, None])[:, :, 0]
        channel = self.channel[1](torch.tanh(self.channel[0](asked.seen)))[:, :, 0]
        score = expected + self.word_bias(words)[:, :, 0] + channel
        return torch.where(none, torch.tensor(float(NOTHING)), score)

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return the weights by the names of the shipped file, but for embedding, scale and bias."""
        out = {"flag": _array(self.flags.weight), "mean": _array(self.mean), "spread": _array(self.spread)}
        layers: dict[str, Any] = {
            "inward": self.inward,
            "outward": self.outward,
            "first": self.first,
            "head": self.head,
        }
        named = (
            ("forward", self.forwards),
            ("backward", self.backwards),
            ("around", self.around),
            ("channel", self.channel),
        )
        for name, stack in named:
            layers |= {f"{name}.{at}": layer for at, layer in enumerate(stack)}
        for name, layer in layers.items():
            weight, bias = _array(layer.weight).T, _array(layer.bias)
            narrow = weight.shape[1] == 1
            out[name] = np.ascontiguousarray(weight[:, 0] if narrow else weight)
            out[f"{name}.bias"] = bias
        return out

    def table(self) -> tuple[NDArray[np.int8], NDArray[np.float32], NDArray[np.float32]]:
        """Return the embedding as bytes, the factor of each row, and the words' bias."""
        rows = _array(self.embedding.weight)
        scale = np.maximum(np.abs(rows).max(axis=1), 1e-6) / 127
        return np.rint(rows / scale[:, None]).astype(np.int8), scale, _array(self.word_bias.weight)[:, 0]


def moved(values: Tensor, by: int) -> Tensor:
    """Return tokens moved to the right by some places, or to the left if negative."""
    if by > 0:
        return pad(values, (0, 0, by, 0))[:, : values.shape[1]]
    return pad(values, (0, 0, 0, -by))[:, -by:]


def _array(values: Tensor) -> NDArray[np.float32]:
    return np.asarray(values.detach().numpy(), np.float32)
