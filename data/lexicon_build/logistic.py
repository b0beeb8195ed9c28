"""Ridge logistic regression and the area under the ROC curve, in the few lines that the fits here need."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def sigmoid(logit: Floats) -> Floats:
    """Return 1 / (1 + exp(-logit))."""
    return np.asarray(1 / (1 + np.exp(-logit)))


def fit(x: Floats, positive: NDArray[np.bool_], weight: Floats, *, ridge: float) -> Floats:
    """Return logistic coefficients by Newton's method.

    Parameters
    ----------
    x : ndarray, shape [n, d]
        The last column is 1 for all: the intercept, which carries no penalty.
    positive : ndarray of bool, shape [n]
    weight : ndarray, shape [n]
    ridge : float
        Penalty of squared coefficients, in logits.

    Returns
    -------
    ndarray, shape [d]
    """
    penalty = np.full(x.shape[1], ridge)
    penalty[-1] = 0
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = sigmoid(x @ beta)
        gradient = x.T @ (weight * (positive - p)) - penalty * beta
        curvature = (x * (weight * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        beta += step
        if np.abs(step).max() < 1e-10:
            break
    return beta


def shift(logit: Floats, positive: NDArray[np.bool_], weight: Floats) -> float:
    """Return the constant that fits best when added to all logits."""
    beta = 0.0
    for _ in range(50):
        p = sigmoid(logit + beta)
        step = float((weight * (positive - p)).sum() / (weight * p * (1 - p)).sum())
        beta += step
        if abs(step) < 1e-10:
            break
    return beta


def auc(positive: Floats, negative: Floats, weight: Floats | None = None) -> float:
    """Return the chance that a positive scores above a (weighted) negative, ties counting half."""
    weight = np.ones(len(negative)) if weight is None else weight
    order = np.argsort(negative, kind="stable")
    total = np.concatenate(([0.0], np.cumsum(weight[order])))
    below = total[np.searchsorted(negative[order], positive, side="left")]
    upto = total[np.searchsorted(negative[order], positive, side="right")]
    return float((below + upto).mean() / 2 / total[-1])
