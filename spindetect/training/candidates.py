"""Candidates for a model: fitted on some groups, calibrated and compared on others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.model.predictors import Floats, calibrated
from spindetect.training.pair import Fitted, calibrate

NEAR: Final = 1.05
"""Losses that lie so near count as equal: on some 1,000 pairs they differ by a twentieth by chance, and of
candidates that near the plainest is the steadiest on texts of other kinds."""

_LEAST: Final = 1e-15  # a probability of nothing would make the loss infinite


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows to calibrate on.

    Attributes
    ----------
    values : array of float64, shape (n, n_features)
    label : array of int64, shape (n,)
    weight : array of float64, shape (n,)
    half : array of bool, shape (n,)
        Which of two folds, whole groups together; every label occurs in both.
    """

    values: Floats
    label: NDArray[np.int64]
    weight: Floats
    half: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A fitted classifier with its calibration and its two-fold log loss."""

    name: str
    fitted: Fitted
    sklearn_calibration: Any
    calibration: Floats
    loss: float


def fit_candidate(name: str, make: Callable[[], Fitted], rows: Rows) -> Candidate:
    """Fit a candidate, calibrate it on other rows, and take its loss there, on the fold left out."""
    fitted = make()
    scores = fitted.sklearn_scores(rows.values)
    loss = total = 0.0
    for fold in (rows.half, ~rows.half):
        _, plain = calibrate(scores[fold], rows.label[fold], rows.weight[fold], fitted.blocks)
        p = calibrated(scores[~fold], plain)[np.arange((~fold).sum()), rows.label[~fold]]
        loss -= float((np.log(np.maximum(p, _LEAST)) * rows.weight[~fold]).sum())
        total += float(rows.weight[~fold].sum())
    own, plain = calibrate(scores, rows.label, rows.weight, fitted.blocks)
    return Candidate(name, fitted, own, plain, loss / total)


def plainest(found: Sequence[Candidate], near: float = NEAR) -> Candidate:
    """Return the first of the candidates that is within `near` of the best; they come plainest first."""
    least = min(one.loss for one in found)
    return next(one for one in found if one.loss <= least * near)
