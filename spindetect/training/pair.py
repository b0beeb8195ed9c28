"""The pair classifier: fitted with scikit-learn, calibrated, and exported to plain arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from spindetect.model.model import CLASSES, Model
from spindetect.model.predictors import LIMIT, Additive, Both, Floats, hinges
from spindetect.training.forests import SideBySide, Signs, booster, fit_forests

# Where a feature's line may bend: spread over its range, so that no knot is placed by hand.
KNOT_QUANTILES = (0.25, 0.5, 0.75)
# The calibration's: lbfgs converges in some 300.
_ITERATIONS = 5000
# The fit's: by Newton's method ten steps are enough, twenty seconds for 18,000 rows of 65 features, where
# lbfgs takes minutes to a tolerance thirty times as loose. More than this means bad features.
_STEPS = 200


@dataclass(frozen=True, eq=False)
class Fitted:
    """A classifier fitted by scikit-learn and, if it can ship, the same as plain arrays.

    Attributes
    ----------
    sklearn : object
        Has `decision_function`.
    scorer : Additive, Both or None
        The plain arrays; equal scores within 1e-9.
    blocks : int
        How many classifiers stand side by side in the scores. Each is calibrated by itself, and the log-odds
        of all are averaged.
    """

    sklearn: Any
    scorer: Additive | Both | None
    blocks: int = 1

    def sklearn_scores(self, rows: Floats) -> Floats:
        """Return scikit-learn's own scores."""
        return cast("Floats", self.sklearn.decision_function(rows))


def fit_additive(
    rows: Floats,
    label: NDArray[np.int64],
    weight: Floats,
    *,
    strength: float,
    quantiles: Sequence[float] = KNOT_QUANTILES,
) -> Fitted:
    """Fit a multinomial logistic regression on standardised features and their hinges.

    Parameters
    ----------
    rows : array of float64, shape (n, n_features)
    label : array of int64, shape (n,)
        Every class occurs.
    weight : array of float64, shape (n,)
    strength : float
        scikit-learn's C, the inverse of the penalty.
    quantiles : sequence of float
        Where each feature's line may bend; none makes it straight.
    """
    scaler = StandardScaler().fit(rows, sample_weight=weight)
    standard = np.clip(scaler.transform(rows), -LIMIT, LIMIT)
    knots = np.quantile(standard, quantiles, axis=0) if quantiles else np.empty((0, rows.shape[1]))
    bend = FunctionTransformer(hinges, kw_args={"knots": knots})
    model = LogisticRegression(C=strength, solver="newton-cholesky", max_iter=_STEPS, tol=1e-5)
    model.fit(bend.fit_transform(standard), label, sample_weight=weight)
    scorer = Additive(
        np.array(scaler.mean_),
        np.array(scaler.scale_),
        knots,
        np.ascontiguousarray(model.coef_),  # in the order that a file has: sums come out the same
        np.array(model.intercept_),
    )
    return Fitted(make_pipeline(scaler, bend, model), scorer)


def fit_trees(
    rows: Floats,
    label: NDArray[np.int64],
    weight: Floats,
    *,
    iterations: int,
    leaves: int,
    rate: float = 0.1,
    least: int = 20,
    share: float = 1.0,
) -> Fitted:
    """Fit gradient-boosted trees alone, to compare with; see `fit_additive`.

    Parameters
    ----------
    iterations : int
        Rounds of trees, one tree a class.
    leaves : int
        Of a tree, at most.
    rate : float
        How much of a tree counts.
    least : int
        Rows of a leaf.
    share : float
        Of the features, those that a split may choose from, drawn anew for each.
    """
    model = booster(iterations=iterations, leaves=leaves, rate=rate, least=least, share=share)
    model.fit(rows, label, sample_weight=weight)
    return Fitted(model, None)


def fit_both(
    rows: Floats,
    label: NDArray[np.int64],
    weight: Floats,
    *,
    strength: float,
    iterations: int,
    quantiles: Sequence[float] = KNOT_QUANTILES,
    trees_alone: NDArray[np.bool_] | None = None,
    seeds: int = 2,
    one_way: Signs | None = None,
) -> Fitted:
    """Fit lines and, beside them, boosted trees.

    Trees know what features say together; lines go on steadily where no training pair was. See
    `fit_additive` and `fit_forests`.

    Parameters
    ----------
    trees_alone : array of bool, shape (n_features,), optional
        Features that the lines give no weight: what they say depends on the others.
    seeds : int
        How many sets of trees; each counts as much as the lines do.
    one_way : array of int8, shape (classes, n_features), optional
        What features can only speak for, or only against (`ONE_WAY`).
    """
    # A feature that is the same everywhere gets a weight of 0, to the last bit.
    plain = rows if trees_alone is None else np.where(trees_alone, 0.0, rows)
    lines = fit_additive(plain, label, weight, strength=strength, quantiles=quantiles)
    trees = fit_forests(rows, label, weight, iterations=iterations, seeds=seeds, one_way=one_way)
    scorer = Both(cast(Additive, lines.scorer), trees.plain())
    return Fitted(SideBySide((lines.sklearn, trees)), scorer, blocks=1 + seeds)


class _TwoStages:
    """Two classifiers: whether a pair is of one class at all, and which of the others it is if not."""

    def __init__(self, first: Fitted, second: Fitted, apart: int) -> None:
        self._first, self._second, self._apart = first.sklearn, second.sklearn, apart

    def decision_function(self, rows: Floats) -> Floats:
        first, second = self._first.predict_log_proba(rows), self._second.predict_log_proba(rows)
        return np.insert(second + first[:, :1], self._apart, first[:, 1], axis=1)


def fit_two_stages(
    rows: Floats, label: NDArray[np.int64], weight: Floats, *, apart: int, strength: float
) -> Fitted:
    """Fit one class against all others and then the others, to compare with; see `fit_additive`.

    Parameters
    ----------
    apart : int
        The class that the first stage decides on.
    """
    first = fit_additive(rows, (label == apart).astype(np.int64), weight, strength=strength)
    rest = label != apart
    second = fit_additive(rows[rest], label[rest], weight[rest], strength=strength)
    return Fitted(_TwoStages(first, second, apart), None)


def calibrate(
    scores: Floats, label: NDArray[np.int64], weight: Floats, blocks: int = 1
) -> tuple[Any, Floats]:
    """Fit a multinomial logistic regression from raw scores, on sources the classifier did not see.

    Parameters
    ----------
    blocks : int
        How many classifiers stand side by side: each is calibrated by itself and their log-odds are averaged.
        One regression on all of them weighs by the calibration's sources which of them to believe, and found
        less where spinner and dictionary were unseen (`models/cards/pair.md`).

    Returns
    -------
    (object with `predict_proba`, array of float64, shape (classes, scores + 1))
        scikit-learn's own and the same as an array, the bias last.
    """
    fitted = [
        LogisticRegression(C=1.0, max_iter=_ITERATIONS, tol=1e-6).fit(part, label, sample_weight=weight)
        for part in np.split(scores, blocks, axis=1)
    ]
    slopes = np.hstack([one.coef_ for one in fitted]) / blocks
    bias = sum(one.intercept_ for one in fitted) / blocks
    own = fitted[0] if blocks == 1 else _Averaged(fitted)
    return own, np.ascontiguousarray(np.column_stack([slopes, bias]), np.float64)


class _Averaged:
    """The mean of the log-odds of classifiers that stand side by side."""

    def __init__(self, parts: Sequence[Any]) -> None:
        self._parts = parts

    def predict_proba(self, scores: Floats) -> Floats:
        blocks = np.split(scores, len(self._parts), axis=1)
        logs = sum(part.predict_log_proba(rows) for part, rows in zip(self._parts, blocks, strict=True))
        return cast("Floats", softmax(logs / len(self._parts), axis=1))


def fit_direction(rows: Floats, made_from_source: NDArray[np.bool_]) -> Floats:
    """Fit P(the suspect was made from the source); returns weights with the bias last."""
    scale = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=_ITERATIONS).fit(rows / scale, made_from_source)
    return np.append(model.coef_[0] / scale, model.intercept_[0])


def typical_copy(rows: Floats, label: NDArray[np.int64]) -> Floats | None:
    """Return the medians of honest copies, edited and paraphrased, or None: what "without this" means."""
    honest = np.isin(label, [CLASSES.index("edited"), CLASSES.index("paraphrased")])
    return np.asarray(np.median(rows[honest], axis=0), np.float64) if honest.any() else None


def to_model(
    scorer: Additive | Both,
    calibration: Floats,
    reference: Floats,
    direction: Floats,
    manifest: Mapping[str, Any],
) -> Model:
    """Return the model that ships: plain arrays and a manifest."""
    return Model(scorer, calibration, reference, direction, manifest)
