"""The word network: how well every word fits where it stands, in numpy alone.

Two stacks of dilated convolutions read the words before a place and those after it; neither sees the word
itself. What they expect is compared with the word by products, as context2vec does (Melamud, Goldberger and
Dagan 2016). The log-odds that a spinner put a word there come from that, from what the n-gram model says,
and from how the neighbours fare: a discriminator of replaced tokens (ELECTRA: Clark and others 2020).

    x  = embedding[word]
    y  = (x + flag[flags]) @ inward + bias
    y += .7 relu([y, y moved by 2**i] @ layer_i + bias_i)          each layer, in each direction
    h  = [forward moved by 1, backward moved by -1] @ outward + bias
    z  = relu([h, x, h * x, measures] @ first + bias)
    z += relu([z moved by d, z, z moved by -d] @ around_d + bias_d)                         d = 1, 3
    logit = z @ head + bias

What stood there at first is told from candidates c by h . embedding[c] + bias[c] + channel(c), where the
channel is how likely a spinner is to make the word of the candidate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.context.candidates import Candidates
from spindetect.context.inputs import Floats, Ids
from spindetect.language.numbering import FIRST_WORD

STEP: Final = np.float32(0.7)
"""How far one layer of a stack moves its values."""

DISTANCES: Final = (1, 3)
"""How far the last layers look to either side."""

CHANNEL: Final = 6
"""How many figures of a candidate the channel sees."""

NOTHING: Final = np.float32(-30)
"""Log-odds of a candidate that there is not."""

_BLOCK: Final = 4096  # tokens at once: what is computed between stays small


class Inputs(NamedTuple):
    """What the network is told of a text of n tokens.

    Attributes
    ----------
    word : array of int32, shape (n,)
    flag : array of uint8, shape (n,)
    measures : array of float32, shape (n, len(inputs.MEASURES))
    """

    word: Ids
    flag: NDArray[np.uint8]
    measures: Floats

    def cut(self, part: slice) -> Inputs:
        """Return some tokens."""
        return Inputs(self.word[part], self.flag[part], self.measures[part])


@dataclass(frozen=True, eq=False)
class Network:
    """The weights, ready to run.

    Attributes
    ----------
    embedding : array of int8, shape (words, e)
    scale, bias : array of float32, shape (words,)
        What each row of the embedding is multiplied by, and how likely each word is anywhere, in nats.
    weights : mapping of str to array of float32
        `flag` (16, e), `inward` (e, d), `forward.i` and `backward.i` (2d, d), `outward` (2d, e), `first`
        (3e + f, k), `around.i` (3k, k), `head` (k,), `channel.0` (6, c), `channel.1` (c,), each but `flag`
        with its `<name>.bias`; `mean` and `spread` (f,) of the measures.
    layers : int
        Of each stack.
    """

    embedding: NDArray[np.int8]
    scale: Floats
    bias: Floats
    weights: Mapping[str, Floats]
    layers: int

    @cached_property
    def _stacked(self) -> dict[str, Floats]:
        """The layers that look aside, their blocks side by side: width x (blocks * width)."""
        out = {}
        for name, weight in self.weights.items():
            if name.startswith(("forward.", "backward.", "around.")) and weight.ndim == 2:
                width = weight.shape[1]
                blocks = [weight[at : at + width] for at in range(0, len(weight), width)]
                out[name] = np.ascontiguousarray(np.concatenate(blocks, axis=1))
        return out

    @property
    def reach(self) -> int:
        """How many tokens to either side can change what is said of one."""
        return (1 << self.layers) + sum(DISTANCES)

    def logits(self, inputs: Inputs) -> Floats:
        """Return the log-odds that a spinner put each token where it stands, shape (n,)."""
        parts = [
            self._logits(part, *self._expected(part))[kept] for part, kept, _ in self._blocks(inputs, None)
        ]
        return np.concatenate(parts) if parts else np.empty(0, np.float32)

    def rank(self, inputs: Inputs, at: NDArray[np.intp], candidates: Candidates) -> Floats:
        """Return how likely each candidate stood there at first, in nats up to a constant of the place.

        Parameters
        ----------
        inputs : Inputs
        at : array of intp, shape (m,)
            Places of tokens, ascending.
        candidates : Candidates
            Of these m places.

        Returns
        -------
        array of float32, shape (m, candidates)
            About -30 where there is none.
        """
        here = candidates.row >= 0
        words = np.where(here, candidates.row + FIRST_WORD, 0)
        out = np.empty(words.shape, np.float32)
        for part, _, (start, low) in self._blocks(inputs, at):
            own = slice(*np.searchsorted(at, (start, start + _BLOCK)).tolist())
            h = self._expected(part)[1][at[own] - low]
            out[own] = np.matmul(self.vectors(words[own]), h[:, :, None])[:, :, 0]
        out += self.bias.take(words) + self._channel(candidates)
        return np.where(here, out, NOTHING)

    def vectors(self, words: Ids) -> Floats:
        """Return the embeddings of words; shape (..., e)."""
        rows: Floats = self.embedding.take(words, axis=0) * self.scale.take(words)[..., None]
        return rows

    def _expected(self, inputs: Inputs) -> tuple[Floats, Floats]:
        """Return each word's vector, and what its place expects, whatever stands there."""
        x = self.vectors(inputs.word)
        y = self._linear(x + self.weights["flag"].take(inputs.flag, axis=0), "inward")
        forward, backward = self._stack(y, "forward", 1), self._stack(y, "backward", -1)
        aside = np.concatenate((_moved(forward, 1), _moved(backward, -1)), axis=1)
        return x, self._linear(aside, "outward")

    def _stack(self, y: Floats, name: str, sign: int) -> Floats:
        width = y.shape[1]
        for layer in range(self.layers):
            # What the token itself and what its neighbour gives, in one product.
            both = y @ self._stacked[f"{name}.{layer}"]
            step = both[:, :width] + self.weights[f"{name}.{layer}.bias"]
            _add_moved(step, both[:, width:], sign * (1 << layer))
            np.maximum(step, 0, out=step)
            step *= STEP
            step += y
            y = step
        return y

    def _logits(self, inputs: Inputs, x: Floats, h: Floats) -> Floats:
        measured = (inputs.measures - self.weights["mean"]) / self.weights["spread"]
        z = self._linear(np.concatenate((h, x, h * x, measured), axis=1), "first")
        np.maximum(z, 0, out=z)
        width = z.shape[1]
        for layer, distance in enumerate(DISTANCES):
            before, own, after = np.split(z @ self._stacked[f"around.{layer}"], (width, 2 * width), axis=1)
            step = own + self.weights[f"around.{layer}.bias"]
            _add_moved(step, before, distance)
            _add_moved(step, after, -distance)
            z += np.maximum(step, 0, out=step)
        return self._linear(z, "head")

    def _channel(self, given: Candidates) -> Floats:
        parts = (given.fit / 3, given.skip, given.cosine, given.lexical, given.rarer / 3, given.rarer < 0)
        seen = np.stack(parts, axis=-1).astype(np.float32, copy=False)
        return self._linear(np.tanh(self._linear(seen, "channel.0")), "channel.1")

    def _linear(self, values: Floats, name: str) -> Floats:
        out: Floats = values @ self.weights[name]
        out += self.weights[f"{name}.bias"]
        return out

    def _blocks(
        self, inputs: Inputs, at: NDArray[np.intp] | None
    ) -> Iterator[tuple[Inputs, slice, tuple[int, int]]]:
        """Yield parts of a text with what is seen around them, where the part lies in it, where both begin.

        Parameters
        ----------
        at : array of intp, optional
            Only parts with one of these tokens.
        """
        n = len(inputs.word)
        for start in range(0, n, _BLOCK):
            end = min(n, start + _BLOCK)
            if at is not None and np.searchsorted(at, start) == np.searchsorted(at, end):
                continue
            low, high = max(0, start - self.reach), min(n, end + self.reach)
            yield inputs.cut(slice(low, high)), slice(start - low, end - low), (start, low)


def _add_moved(values: Floats, others: Floats, by: int) -> None:
    """Add rows moved down by some places, or up if negative."""
    if by > 0:
        values[by:] += others[:-by]
    else:
        values[:by] += others[-by:]


def _moved(values: Floats, by: int) -> Floats:
    """Return rows moved down by some places, or up if negative, zeros where nothing came from."""
    out = np.zeros_like(values)
    if by > 0:
        out[by:] = values[:-by]
    else:
        out[:by] = values[-by:]
    return out
