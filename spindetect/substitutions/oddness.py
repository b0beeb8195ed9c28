"""How odd a swap is: named parts, each with a weight, joined by one formula.

A part says of every swap, from 0 to 1, how far one thing speaks against it: the lexicon knows the two
only in a rare sense, the replacement is a rarer word, a fixed phrase was broken. Its weight is the
oddness of a swap that this part alone speaks against, fully. The parts are joined as independent
grounds, any of which is enough (a noisy or):

    oddness = 1 - (1 - BASE) * product over the parts of (1 - weight * value)

So oddness lies in [0, 1], no part can lower it, and taking one away never raises it. Another ground is one
more `Part` in the list and one more weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from spindetect.substitutions.arrays import Floats

# Fitted by `python -m models.oddness` (least log loss, both classes counting the same): swaps that simulated
# spinners made blind to sense in the train sentences of MultiMWA, half of them with a dictionary that the
# lexicon lacks, against the swaps that people made there. On the fifth of the sentences kept out (5,380 and
# 1,612 swaps) the area under the curve is .80, and .77 without 'unlikely'; .84 to .88 where the lexicon
# holds the spinner's dictionary, .68 to .84 where it does not. Mean oddness .34 for people, .48 to .67 for
# spinners.
# Five are held by hand: 'rarer' and 'form' have a least weight, as the simulators choose frequent words and
# keep the form; 'phrase-sense' has a greatest one, as rare phrases read well; 'grammar-word' is low, since
# spinners and people change function words alike; and 'unlikely', fitted .55, is held where a fair synonym
# of a much commoner word (our own in data/gold) stays under .5, for .003 of the area.
BASE = 0.04
WEIGHTS: Mapping[str, float] = {
    "sense": 0.57,
    "phrase-sense": 0.4,
    "far": 0.27,
    "grammar-word": 0.3,
    "form": 0.2,
    "class": 0.26,
    "beside-swap": 0.69,
    "rarer": 0.15,
    "phrase": 0.51,
    "beside": 0.8,
    "around": 0.34,
    "unlikely": 0.42,
    "article": 0.84,
    "doubled": 0.9,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One ground for finding swaps odd.

    Attributes
    ----------
    name : str
    weight : float
        Oddness of a swap that this part alone speaks against, fully; 0 to below 1.
    value : array of float32, shape (n,)
        How far it speaks against each swap, 0 to 1.
    """

    name: str
    weight: float
    value: Floats


# The parts in the order of the weights.
NAMES = tuple(WEIGHTS)
_MINUS_WEIGHTS = -np.array(tuple(WEIGHTS.values()), dtype=np.float32)


def parts(values: Floats) -> tuple[Part, ...]:
    """Return the rows of an array of shape (k, n), one a weight, as parts."""
    return tuple(Part(name, WEIGHTS[name], value) for name, value in zip(NAMES, values, strict=True))


def strengths(values: Floats, minus_weights: Floats = _MINUS_WEIGHTS) -> Floats:
    """Return what each part adds to each swap, the shape of `values`: -log(1 - weight * value), in nats.

    Parameters
    ----------
    values : array of float32, shape (k, ...)
        Of each part in turn.
    minus_weights : array of float32, shape (k,)
        Weights with their sign turned.
    """
    strength: Floats = values * minus_weights.reshape(-1, *[1] * (values.ndim - 1))
    np.log1p(strength, out=strength)
    np.negative(strength, out=strength)
    return strength


def join(strength: Floats) -> Floats:
    """Return the oddness of each swap, shape (...), from what all its parts add, shape (k, ...)."""
    oddness: Floats = np.float32(1) - np.float32(1 - BASE) * np.exp(-np.add.reduce(strength, axis=0))
    return oddness
