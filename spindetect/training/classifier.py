"""The lines of the program's own classifier as a scikit-learn estimator, for any numeric features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Self, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    check_consistent_length,
    check_is_fitted,
    validate_data,
)

from spindetect.features import DIRECTION_FEATURES, FEATURES_VERSION, PAIR_FEATURES
from spindetect.model.model import CLASSES, Model, feature_names
from spindetect.model.predictors import Additive, Both, Floats, calibrated
from spindetect.training.errors import FitError
from spindetect.training.pair import KNOT_QUANTILES, calibrate, fit_additive, to_model

# Labels whose median stands for "a typical honest copy", where they occur.
_HONEST_COPIES = ("edited", "paraphrased")
THRESHOLD = 0.5
"""P(spun) from which on an exported model calls a pair spun, unless another is given."""


class SpinClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn has no types
    """An additive classifier: each feature adds a line that bends at its quartiles; then calibrated.

    A multinomial logistic regression on standardised features and their hinges, and a second one from its
    scores to probabilities, fitted on groups that the first has not seen. Predicts with numpy.

    Parameters
    ----------
    strength : float
        The inverse of the penalty on the weights (scikit-learn's C); positive.
    quantiles : sequence of float
        Where each feature's line may bend, in [0, 1]; none makes it straight.
    calibration : float
        Share of the groups that is kept for calibration, between 0 and 1. Of a class with a single group,
        that group is in both parts.
    random_state : int, RandomState or None
        Which groups.

    Attributes
    ----------
    classes_ : array, shape (n_classes,)
    n_features_in_ : int
    scorer_ : Additive or Both
        Raw scores as plain arrays; with trees beside the lines only where `from_model` took them over.
    calibration_ : array of float64, shape (n_classes, n_scores + 1)
    reference_ : array of float64, shape (n_features_in_,)
        Median features of honest copies ('edited', 'paraphrased'), or of all rows without such labels.

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from spindetect.training import PairFeatures
    >>> make_pipeline(PairFeatures(), SpinClassifier()).fit(pairs, labels)      # doctest: +SKIP
    """

    def __init__(
        self,
        *,
        strength: float = 0.1,
        quantiles: Sequence[float] = KNOT_QUANTILES,
        calibration: float = 0.25,
        random_state: int | np.random.RandomState | None = 0,
    ) -> None:
        self.strength = strength
        self.quantiles = quantiles
        self.calibration = calibration
        self.random_state = random_state

    def fit(
        self,
        X: ArrayLike,  # noqa: N803 - as scikit-learn calls it
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        groups: ArrayLike | None = None,
    ) -> Self:
        """Fit on some groups and calibrate on the others.

        Parameters
        ----------
        X : array, shape (n, n_features)
        y : array, shape (n,)
        sample_weight : array, shape (n,), optional
        groups : array, shape (n,), optional
            Rows with equal values stay together, such as copies of one source; by default each stands alone.

        Raises
        ------
        FitError
            If there is one class only, or a parameter is out of its range. It is a ValueError.
        """
        rows, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        weight = _check_sample_weight(sample_weight, rows, dtype=np.float64, ensure_non_negative=True)
        names = np.arange(len(rows)) if groups is None else np.asarray(groups)
        check_consistent_length(rows, names)
        self._check_parameters()
        rows, labels, weight, names = (part[weight > 0] for part in (rows, labels, weight, names))
        self.classes_, label = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise FitError("expected at least 2 classes, found 1 class", where="y", hint="give other labels")
        kept = self._kept(label, np.unique(names, return_inverse=True)[1])
        fitting, calibrating = ~kept[0], kept[1]
        fitted = fit_additive(
            rows[fitting],
            label[fitting],
            weight[fitting],
            strength=float(self.strength),
            quantiles=tuple(self.quantiles),
        )
        scorer: Additive | Both = _both_sides(cast(Additive, fitted.scorer))
        self.scorer_ = scorer
        scores = scorer.scores(rows[calibrating])
        _, plain = calibrate(scores, label[calibrating], weight[calibrating])
        self.calibration_ = plain if len(plain) > 1 else np.vstack([-plain / 2, plain / 2])
        honest = np.isin(labels, _HONEST_COPIES) if labels.dtype.kind in "UO" else np.zeros(len(rows), bool)
        self.reference_ = np.median(rows[honest] if honest.any() else rows, axis=0)
        return self

    def _check_parameters(self) -> None:
        strong = isinstance(self.strength, (int, float)) and self.strength > 0
        bends = all(isinstance(q, (int, float)) and 0 <= q <= 1 for q in self.quantiles)
        for name, fine in (("strength", strong), ("quantiles", bends), ("calibration", self._is_share())):
            if not fine:
                raise FitError(
                    f"{getattr(self, name)!r} is out of range", where=name, hint="see the class's parameters"
                )

    def _is_share(self) -> bool:
        return isinstance(self.calibration, (int, float)) and 0 < self.calibration < 1

    def _kept(
        self, label: NDArray[np.intp], group: NDArray[np.intp]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which rows are kept from fitting, and which are calibrated on.

        They differ in the classes of a single group, which are in both parts.
        """
        rng = check_random_state(self.random_state)
        kept = np.zeros(len(label), np.bool_)
        alone = np.zeros(len(label), np.bool_)
        placed: set[int] = set()
        for at in range(len(self.classes_)):
            found = np.unique(group[label == at])
            free = np.array([g for g in found.tolist() if g not in placed], np.intp)
            placed.update(free.tolist())
            few = round(float(self.calibration) * len(free))
            picked = rng.permutation(free)[: max(1, min(few, len(free) - 1))] if len(free) > 1 else free[:0]
            kept |= np.isin(group, picked)
        for at in range(len(self.classes_)):
            here = label == at
            if kept[here].all() or not kept[here].any():
                alone |= here
        return kept & ~alone, kept | alone

    def predict_proba(self, X: ArrayLike) -> Floats:  # noqa: N803
        """Return calibrated probabilities, shape (n, n_classes), in the order of `classes_`."""
        check_is_fitted(self)
        rows = validate_data(self, X, dtype=np.float64, reset=False)
        return calibrated(self.scorer_.scores(rows), self.calibration_)

    def predict(self, X: ArrayLike) -> NDArray[Any]:  # noqa: N803
        """Return the likeliest class of each row, shape (n,)."""
        found = self.predict_proba(X).argmax(axis=1)
        return cast("NDArray[Any]", self.classes_[found])

    def to_model(
        self,
        *,
        direction: Floats | None = None,
        threshold: float = THRESHOLD,
        manifest: Mapping[str, Any] | None = None,
    ) -> Model:
        """Return the same as a model that `save` writes in the safe format and `spindetect.load` takes.

        Parameters
        ----------
        direction : array of float64, shape (len(DIRECTION_FEATURES) + 1,), optional
            As `fit_direction` gives it; the shipped model's by default.
        threshold : float
            P(spun) from which on a pair is called spun.
        manifest : mapping, optional
            More to say of the model: what it was fitted on, what was measured.

        Raises
        ------
        FitError
            If it was not fitted on the features of pairs, or not on the five classes by their names.
        """
        check_is_fitted(self)
        names = [str(name) for name in self.classes_]
        if sorted(names) != sorted(CLASSES) or self.n_features_in_ != len(PAIR_FEATURES):
            raise FitError(
                f"a model has {len(PAIR_FEATURES)} features and the classes {', '.join(CLASSES)}; this was "
                f"fitted on {self.n_features_in_} and {', '.join(names)}",
                where="to_model",
                hint="fit on PairFeatures and all five labels",
            )
        order = [names.index(name) for name in CLASSES]
        scorer, plain = self.scorer_, self.calibration_
        if isinstance(scorer, Additive):  # trees come of a model alone, with its order of classes
            scorer = replace(scorer, weights=scorer.weights[order], bias=scorer.bias[order])
            plain = plain[order][:, [*order, len(order)]]
        told = {"scikit_learn": _version(), **(manifest or {}), **_needed(threshold)}
        weights = Model.open().direction_weights if direction is None else np.asarray(direction, np.float64)
        return to_model(scorer, plain, self.reference_, weights, told)

    @classmethod
    def from_model(cls, model: Model) -> Self:
        """Return a fitted classifier that predicts as a model does, with its classes in the model's order."""
        lines = model.scorer.lines if isinstance(model.scorer, Both) else model.scorer
        made = cls(quantiles=tuple(np.linspace(0, 1, len(lines.knots) + 2)[1:-1].tolist()))
        made.classes_ = np.array(CLASSES)
        made.n_features_in_ = len(PAIR_FEATURES)
        made.scorer_, made.calibration_, made.reference_ = model.scorer, model.calibration, model.reference
        return made


def _both_sides(scorer: Additive) -> Additive:
    """Return the scorer with a score for each class: of two, scikit-learn keeps the second's alone."""
    if len(scorer.bias) > 1:
        return scorer
    weights, bias = np.vstack([-scorer.weights, scorer.weights]), np.append(-scorer.bias, scorer.bias)
    return Additive(scorer.mean, scorer.scale, scorer.knots, weights / 2, bias / 2)


def _needed(threshold: float) -> dict[str, Any]:
    """Return what every model must state."""
    return {
        "features": feature_names(),
        "features_version": FEATURES_VERSION,
        "direction_features": list(DIRECTION_FEATURES),
        "classes": list(CLASSES),
        "thresholds": {"spun": {"value": float(threshold)}},
    }


def _version() -> str:
    import sklearn

    return str(sklearn.__version__)
