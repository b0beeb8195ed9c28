"""Fitted classifiers as plain arrays, predicting with numpy exactly as scikit-learn does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container

Floats = NDArray[np.float64]


class Scorer(Protocol):
    """Raw scores of each class from features."""

    def scores(self, rows: Floats) -> Floats:
        """Return scores, shape (n, classes), of features, shape (n, features)."""
        ...

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return what `open` needs to build this again."""
        ...


@dataclass(frozen=True, eq=False)
class Linear:
    """A multinomial logistic regression on standardised features.

    Attributes
    ----------
    mean, scale : array of float64, shape (features,)
    weights : array of float64, shape (classes, features)
    bias : array of float64, shape (classes,)
    """

    mean: Floats
    scale: Floats
    weights: Floats
    bias: Floats

    def scores(self, rows: Floats) -> Floats:
        """Return the linear scores."""
        return np.asarray(((rows - self.mean) / self.scale) @ self.weights.T + self.bias)

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return the arrays by name."""
        return {"mean": self.mean, "scale": self.scale, "weights": self.weights, "bias": self.bias}

    @classmethod
    def open(cls, file: Container) -> Linear:
        """Read from a model file."""
        return cls(
            file.need("mean", "<f8"),
            file.need("scale", "<f8"),
            file.need("weights", "<f8", ndim=2),
            file.need("bias", "<f8"),
        )


@dataclass(frozen=True, eq=False)
class Trees:
    """Gradient-boosted regression trees, all in one table of nodes.

    Attributes
    ----------
    feature, left, right : array of int32, shape (nodes,)
        A leaf has feature -1 and points to itself.
    threshold, value : array of float64, shape (nodes,)
    root, tree_class : array of int32, shape (trees,)
        First node of each tree, and the class it speaks of.
    baseline : array of float64, shape (classes,)
    depth : int
        Steps from a root to the deepest leaf.
    """

    feature: NDArray[np.int32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    threshold: Floats
    value: Floats
    root: NDArray[np.int32]
    tree_class: NDArray[np.int32]
    baseline: Floats
    depth: int

    def scores(self, rows: Floats) -> Floats:
        """Walk all trees of all rows at once, one level a step, and add up their leaves by class."""
        node = np.broadcast_to(self.root, (len(rows), len(self.root)))
        row = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[row, self.feature[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        leaves = self.value[node]
        out = np.tile(self.baseline, (len(rows), 1))
        for k in range(len(self.baseline)):
            out[:, k] += leaves[:, self.tree_class == k].sum(axis=1)
        return out

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return the arrays by name."""
        names = ("feature", "left", "right", "threshold", "value", "root", "tree_class", "baseline")
        return {name: getattr(self, name) for name in names} | {"depth": np.array([self.depth], np.int32)}

    @classmethod
    def open(cls, file: Container) -> Trees:
        """Read from a model file."""
        whole = {n: file.need(n, "<i4") for n in ("feature", "left", "right", "root", "tree_class")}
        real = {n: file.need(n, "<f8") for n in ("threshold", "value", "baseline")}
        return cls(**whole, **real, depth=int(file.need("depth", "<i4")[0]))
