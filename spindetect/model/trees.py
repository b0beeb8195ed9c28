"""Gradient-boosted trees as plain arrays: every node of every tree is asked at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container

Floats = NDArray[np.float64]
MOST_LEAVES: Final = 16
"""A leaf is a bit of a 16-bit number."""

# The place of the lowest bit of a number that is a power of two, by the number's remainder of 37: 2 generates
# all remainders but 0, so that no two of the sixteen have the same.
_PLACE: Final = np.zeros(37, np.intp)
_PLACE[[(1 << bit) % 37 for bit in range(MOST_LEAVES)]] = range(MOST_LEAVES)


@dataclass(frozen=True, eq=False)
class Trees:
    """Sums of regression trees, a sum for each score, after QuickScorer (Lucchese et al., SIGIR 2015).

    The leaves of a tree are numbered from left to right. A node whose question is answered with no rules out
    the leaves of its left side; of those that no node rules out the leftmost is the one that the row falls
    into. So no node waits for another, and a row costs one comparison a node.

    Attributes
    ----------
    feature : array of int16, shape (nodes, trees)
        What each node of a tree asks: whether this feature is at most the threshold.
    threshold : array of float64, shape (nodes, trees)
    ruled_out : array of uint16, shape (nodes, trees)
        The leaves that a no rules out, a bit each; none where a tree has fewer nodes.
    value : array of float64, shape (trees, MOST_LEAVES)
        What each leaf adds. Trees stand in rounds, one tree for each score.
    baseline : array of float64, shape (scores,)
    """

    feature: NDArray[np.int16]
    threshold: Floats
    ruled_out: NDArray[np.uint16]
    value: Floats
    baseline: Floats

    @cached_property
    def _asked(self) -> tuple[NDArray[np.intp], Floats, NDArray[np.uint16], NDArray[np.intp]]:
        """What `scores` goes through: features, thresholds, leaves, and where each tree's values begin."""
        begins = np.arange(len(self.value)) * MOST_LEAVES
        return self.feature.ravel().astype(np.intp), self.threshold.ravel(), self.ruled_out.ravel(), begins

    def scores(self, rows: Floats) -> Floats:
        """Return the scores, shape (n, scores), of features, shape (n, features)."""
        feature, threshold, ruled_out, begins = self._asked
        no = rows.take(feature, axis=1) > threshold
        out = np.multiply(no.view(np.uint8), ruled_out, dtype=np.uint16).reshape(
            len(rows), *self.feature.shape
        )
        stay = ~np.bitwise_or.reduce(out, axis=1)
        leaf = _PLACE[(stay & (~stay + np.uint16(1))) % np.uint16(37)] + begins
        added = self.value.ravel().take(leaf).reshape(len(rows), -1, len(self.baseline))
        return np.asarray(self.baseline + added.sum(axis=1))

    def is_sound(self, features: int, scores: int) -> bool:
        """Whether the arrays belong together, and to so many features and scores."""
        trees = len(self.value)
        return (
            self.feature.shape == self.threshold.shape == self.ruled_out.shape
            and self.feature.shape[1:] == (trees,)
            and self.value.shape == (trees, MOST_LEAVES)
            and self.baseline.shape == (scores,)
            and trees % scores == 0
            and trees > 0
            and bool(((self.feature >= 0) & (self.feature < features)).all())
        )

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return what `open` needs to build this again."""
        return {
            "tree_feature": self.feature,
            "tree_threshold": self.threshold,
            "tree_ruled_out": self.ruled_out,
            "tree_value": self.value,
            "tree_baseline": self.baseline,
        }

    @classmethod
    def open(cls, file: Container) -> Trees:
        """Read from a model file."""
        return cls(
            file.need("tree_feature", "<i2", ndim=2),
            file.need("tree_threshold", "<f8", ndim=2),
            file.need("tree_ruled_out", "<u2", ndim=2),
            file.need("tree_value", "<f8", ndim=2),
            file.need("tree_baseline", "<f8"),
        )
