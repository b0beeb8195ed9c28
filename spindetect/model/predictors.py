"""A fitted classifier as plain arrays, predicting with numpy exactly as scikit-learn does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.model.trees import Trees

Floats = NDArray[np.float64]

# Standard deviations beyond which a feature says no more: a value never seen must not outweigh the rest.
LIMIT = 6.0


def hinges(standard: Floats, knots: Floats) -> Floats:
    """Return standardised features and, for each knot, how far they exceed it: pieces of straight lines.

    Parameters
    ----------
    standard : array of float64, shape (n, features)
        Clipped to `LIMIT`.
    knots : array of float64, shape (knots, features)

    Returns
    -------
    array of float64, shape (n, features * (1 + knots))
    """
    (n, features), bends = standard.shape, len(knots)
    out = np.empty((n, 1 + bends, features))
    bounded = np.minimum(standard, LIMIT, out=out[:, 0])
    np.maximum(bounded, -LIMIT, out=bounded)
    above = np.subtract(bounded[:, None], knots, out=out[:, 1:])
    np.maximum(above, 0.0, out=above)
    return out.reshape(n, -1)


def calibrated(scores: Floats, calibration: Floats) -> Floats:
    """Return probabilities, shape (n, classes), of raw scores, shape (n, scores).

    Parameters
    ----------
    calibration : array of float64, shape (classes, scores + 1)
        Multinomial logistic regression from scores to log-odds; the last column is the bias.
    """
    logits = np.einsum("nk,ck->nc", scores, calibration[:, :-1]) + calibration[:, -1]
    logits -= logits.max(axis=1, keepdims=True)
    exponents = np.exp(logits)
    return np.asarray(exponents / exponents.sum(axis=1, keepdims=True))


@dataclass(frozen=True, eq=False)
class Additive:
    """A multinomial logistic regression on features and their hinges: each feature adds a bent line.

    Attributes
    ----------
    mean, scale : array of float64, shape (features,)
    knots : array of float64, shape (knots, features)
        In standard deviations.
    weights : array of float64, shape (classes, features * (1 + knots))
    bias : array of float64, shape (classes,)
    """

    mean: Floats
    scale: Floats
    knots: Floats
    weights: Floats
    bias: Floats

    def scores(self, rows: Floats) -> Floats:
        """Return the scores, shape (n, classes), of features, shape (n, features)."""
        terms = hinges((rows - self.mean) / self.scale, self.knots)
        # einsum adds up every row alike, whatever their number: a row's score does not depend on the batch.
        return np.asarray(np.einsum("nf,cf->nc", terms, self.weights) + self.bias)

    def is_sound(self, features: int, classes: int) -> bool:
        """Whether the arrays belong together, and to so many features and classes."""
        return (
            self.mean.shape == self.scale.shape == self.knots.shape[1:] == (features,)
            and self.weights.shape == (classes, features * (1 + len(self.knots)))
            and self.bias.shape == (classes,)
        )

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return what `open` needs to build this again."""
        return {
            "mean": self.mean,
            "scale": self.scale,
            "knots": self.knots,
            "weights": self.weights,
            "bias": self.bias,
        }

    @classmethod
    def open(cls, file: Container) -> Additive:
        """Read from a model file."""
        return cls(
            file.need("mean", "<f8"),
            file.need("scale", "<f8"),
            file.need("knots", "<f8", ndim=2),
            file.need("weights", "<f8", ndim=2),
            file.need("bias", "<f8"),
        )


@dataclass(frozen=True, eq=False)
class Both:
    """Lines and, beside them, one or more sets of trees, each with a score a class.

    Attributes
    ----------
    lines : Additive
    trees : Trees
    """

    lines: Additive
    trees: Trees

    def scores(self, rows: Floats) -> Floats:
        """Return the scores of the lines and then of each set of trees, shape (n, (1 + sets) * classes)."""
        return np.hstack([self.lines.scores(rows), self.trees.scores(rows)])

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return what `open_scorer` needs to build this again."""
        return {**self.lines.arrays(), **self.trees.arrays()}


def open_scorer(file: Container) -> Additive | Both:
    """Read a scorer from a model file: lines, and trees beside them if there are any."""
    lines = Additive.open(file)
    has_trees = any(name.startswith("tree_") for name in file.arrays)
    return Both(lines, Trees.open(file)) if has_trees else lines
