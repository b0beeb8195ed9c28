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

_BLOCK: Final = 1024  # tokens at once: what is computed between, 5 MB, stays near the core


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
    def _products(self) -> dict[str, Floats]:
        """The weights as products take them: transposed, blocks one above another, biases as a last column.

        Steps of a layer are multiplied by `STEP` here, and measures brought to mean and spread: relu(.7 x)
        is .7 relu(x). `begin` is the way in and the first layers of both stacks, multiplied out.
        """
        w, out = self.weights, {}
        for name, weight in w.items():
            if name.startswith(("forward.", "backward.")) and weight.ndim == 2:
                out[name] = _stacked(weight * STEP, w[f"{name}.bias"] * STEP, 0)
            elif name.startswith("around.") and weight.ndim == 2:
                out[name] = _stacked(weight, w[f"{name}.bias"], 1)
        inward, out["outward"] = (_with_bias(w[name], w[f"{name}.bias"]) for name in ("inward", "outward"))
        layers = [out.pop(f"{name}.0") for name in ("forward", "backward")]
        begin = [layer[:, :-1] @ inward for layer in layers]
        for product, layer in zip(begin, layers, strict=True):
            product[:, -1] += layer[:, -1]
        out["begin"] = np.concatenate((inward, *begin))
        first, measures = w["first"].copy(), len(w["mean"])
        first[-measures:] /= w["spread"][:, None]
        out["first"] = _with_bias(first, w["first.bias"] - w["mean"] @ first[-measures:])
        return out

    @property
    def reach(self) -> int:
        """How many tokens to either side can change what is said of one."""
        return (1 << self.layers) + sum(DISTANCES)

    def logits(self, inputs: Inputs) -> Floats:
        """Return the log-odds that a spinner put each token where it stands, shape (n,)."""
        out = np.empty(len(inputs.word), np.float32)
        for part, kept, (start, _) in self._blocks(inputs, None):
            found = self._logits(part)[kept]
            out[start : start + len(found)] = found
        return out

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
            h = self._expected(part)[1].T[at[own] - low]
            out[own] = np.matmul(self.vectors(words[own]), h[:, :, None])[:, :, 0]
        out += self.bias.take(words) + self._channel(candidates)
        return np.where(here, out, NOTHING)

    def vectors(self, words: Ids) -> Floats:
        """Return the embeddings of words; shape (..., e)."""
        rows: Floats = self.embedding.take(words, axis=0) * self.scale.take(words)[..., None]
        return rows

    # Below, tokens are columns: what is moved from token to token then moves along memory, and parts of a
    # layer's values are rows that lie together. What is in between is written where the layer before wrote,
    # because memory that is fetched anew costs as much as the sums.

    def _expected(self, inputs: Inputs) -> tuple[Floats, Floats]:
        """Return each word's vector, and what its place expects, whatever stands there; shape (e, n)."""
        vectors = self.vectors(inputs.word)
        n, e = vectors.shape
        given, width = _with_ones(e, n), len(self.weights["inward.bias"])
        np.add(vectors.T, self.weights["flag"].take(inputs.flag, axis=0).T, out=given[:-1])
        begun = self._products["begin"] @ given
        y, aside = _with_ones(width, n), _with_ones(2 * width, n)
        y[:-1] = begun[:width]
        self._stack(y, begun[width : 3 * width], "forward", 1)
        aside[:width, 1:], aside[:width, :1] = y[:-1, :-1], 0
        y[:-1] = begun[:width]
        self._stack(y, begun[3 * width :], "backward", -1)
        aside[width:-1, :-1], aside[width:-1, -1:] = y[:-1, 1:], 0
        return vectors.T, self._products["outward"] @ aside

    def _stack(self, y: Floats, both: Floats, name: str, sign: int) -> None:
        """Put y, whose last row is ones, through a stack of layers, in place.

        Parameters
        ----------
        both : array of float32, shape (2 d, n)
            What the token itself and what its neighbour gives to the first layer; then to the others.
        """
        width = len(y) - 1
        step, aside, values = both[:width], both[width:], y[:-1]
        for layer in range(self.layers):
            if layer:
                np.matmul(self._products[f"{name}.{layer}"], y, out=both)
            _add_moved(step, aside, sign * (1 << layer))
            np.maximum(step, 0, out=step)
            np.add(values, step, out=values)

    def _logits(self, inputs: Inputs) -> Floats:
        x, h = self._expected(inputs)
        e, n = x.shape
        seen = _with_ones(3 * e + inputs.measures.shape[1], n)
        seen[:e], seen[e : 2 * e], seen[3 * e : -1] = h, x, inputs.measures.T
        np.multiply(h, seen[e : 2 * e], out=seen[2 * e : 3 * e])
        width = len(self.weights["first.bias"])
        z, parts = _with_ones(width, n), np.empty((3 * width, n), np.float32)
        values = z[:-1]
        before, step, after = parts[:width], parts[width : 2 * width], parts[2 * width :]
        np.matmul(self._products["first"], seen, out=values)
        np.maximum(values, 0, out=values)
        for layer, distance in enumerate(DISTANCES):
            np.matmul(self._products[f"around.{layer}"], z, out=parts)
            _add_moved(step, before, distance)
            _add_moved(step, after, -distance)
            np.maximum(step, 0, out=step)
            np.add(values, step, out=values)
        out: Floats = self.weights["head"] @ values
        out += self.weights["head.bias"]
        return out

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
    """Add columns moved to the right by some places, or to the left if negative."""
    if by > 0:
        values[:, by:] += others[:, :-by]
    else:
        values[:, :by] += others[:, -by:]


def _with_ones(rows: int, columns: int) -> Floats:
    """Return room for values, and a last row of ones for their biases."""
    out = np.empty((rows + 1, columns), np.float32)
    out[-1] = 1
    return out


def _with_bias(weight: Floats, bias: Floats) -> Floats:
    """Return what a product with `_with_ones` takes."""
    return np.concatenate((weight.T, bias[:, None]), axis=1)


def _stacked(weight: Floats, bias: Floats, own: int) -> Floats:
    """Return a layer's blocks as `_with_bias`, one above another; the `own` one has the bias."""
    width = weight.shape[1]
    blocks = [weight[at : at + width] for at in range(0, len(weight), width)]
    biases = [bias if at == own else np.zeros_like(bias) for at in range(len(blocks))]
    return np.concatenate([_with_bias(*pair) for pair in zip(blocks, biases, strict=True)])
