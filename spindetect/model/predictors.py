"""A fitted classifier as plain arrays, predicting with numpy exactly as scikit-learn does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container

Floats = NDArray[np.float64]


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
        """Return the linear scores, shape (n, classes), of features, shape (n, features)."""
        # einsum adds up every row alike, whatever their number: a row's score does not depend on the batch.
        return np.asarray(np.einsum("nf,cf->nc", (rows - self.mean) / self.scale, self.weights) + self.bias)

    def arrays(self) -> Mapping[str, NDArray[Any]]:
        """Return what `open` needs to build this again."""
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
