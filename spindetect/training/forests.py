"""Boosted trees for each class against the others, some of them held to what a feature can only speak for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypedDict

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from spindetect.features import INDEX, PAIR_FEATURES
from spindetect.model.model import CLASSES
from spindetect.model.predictors import Floats
from spindetect.model.trees import MOST_LEAVES, Trees
from spindetect.training.errors import FitError
from spindetect.verdict import PairLabel

Signs = NDArray[np.int8]

# What more of a feature can only speak for (1), or only against (-1), in the score of its own class. Where no
# training pair was, boosted trees go by whatever was nearest: rewritings that say a text in two thirds of its
# words were nearly spun to them, since in the fit little that grew so much shorter was honest. P(spun) itself
# may still fall: the other classes' scores are free, and so are the lines (`models/cards/pair.md`).
_SPEAKS: Final[Mapping[PairLabel, Mapping[int, Sequence[str]]]] = {
    "spun": {
        1: (
            "pure_swaps",
            "one_for_one",
            "short_for_short",
            "swap_share_of_changes",
            "length_ratio",
            "oddness_more",
            "oddness_less",
            "oddest",
            "fit_lost_more",
            "expected_more",
        ),
        -1: ("only_added", "long_rewrites", "dropped_words", "fits_as_well", "related"),
    },
    "independent": {
        -1: (
            "content_more",
            "content_less",
            "words_in_order",
            "meaning_in_order",
            "copied_more",
            "copied_less",
            "passage_copied",
            "unchanged_more",
            "unchanged_less",
            "aligned_words",
            "longest_run",
        ),
    },
}


def _signs() -> Signs:
    out = np.zeros((len(CLASSES), len(PAIR_FEATURES)), np.int8)
    for label, named in _SPEAKS.items():
        for sign, names in named.items():
            out[CLASSES.index(label), [INDEX[name] for name in names]] = sign
    return out


ONE_WAY: Final = _signs()
"""Shape (classes, features): 1 where more of a feature never lowers a class's score, -1 where it never
raises it, 0 where it may do either."""


class Steps(TypedDict):
    """How trees are grown; see `fit_trees`."""

    rate: float
    least: int
    share: float


class SideBySide:
    """Scores of several classifiers in one row, each with as many as it gives."""

    def __init__(self, parts: Sequence[Any]) -> None:
        self._parts = parts

    def decision_function(self, rows: Floats) -> Floats:
        """Return what each classifier scores, one after the other."""
        return np.column_stack([part.decision_function(rows) for part in self._parts])


class Forests(SideBySide):
    """Boosted trees fitted for each class against the others, once for each seed.

    They score the log-odds of each class, all classes of the first seed, then of the next.
    """

    def plain(self) -> Trees:
        """Return them as plain arrays: a round of trees holds one for each class and seed."""
        found = [plain_trees(one) for one in self._parts]
        return Trees(
            _in_rounds([one.feature for one in found]),
            _in_rounds([one.threshold for one in found]),
            _in_rounds([one.ruled_out for one in found]),
            np.stack([one.value for one in found], axis=1).reshape(-1, MOST_LEAVES),
            np.concatenate([one.baseline for one in found]),
        )


def _in_rounds(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return columns of several arrays by turns: all first ones, then all second ones."""
    return np.stack(arrays, axis=-1).reshape(len(arrays[0]), -1)


def booster(
    *,
    iterations: int,
    leaves: int,
    rate: float,
    least: int,
    share: float,
    seed: int = 0,
    signs: Signs | None = None,
) -> HistGradientBoostingClassifier:
    """Return boosted trees to fit; for rate, least and share see `fit_trees`."""
    return HistGradientBoostingClassifier(
        max_iter=iterations,
        max_leaf_nodes=leaves,
        learning_rate=rate,
        l2_regularization=1.0,
        min_samples_leaf=least,
        max_features=share,
        early_stopping=False,
        random_state=seed,
        monotonic_cst=signs if signs is not None and signs.any() else None,
    )


# Small steps, each of which sees a third of the features: where nothing was seen they find more than fewer
# and larger ones (`models/cards/pair.md`).
SMALL_STEPS: Final = Steps(rate=0.06, least=40, share=0.3)


def fit_forests(
    rows: Floats,
    label: NDArray[np.int64],
    weight: Floats,
    *,
    iterations: int,
    seeds: int = 2,
    one_way: Signs | None = None,
) -> Forests:
    """Fit boosted trees for each class against the others.

    Parameters
    ----------
    rows : array of float64, shape (n, n_features)
    label : array of int64, shape (n,)
        Every class occurs.
    weight : array of float64, shape (n,)
    iterations : int
        Rounds, of small steps that each see a third of the features.
    seeds : int
        How often to do so, each time with other features for each step.
    one_way : array of int8, shape (classes, n_features), optional
        See `ONE_WAY`; left out, every feature may speak for and against every class.
    """
    signs = np.zeros((len(CLASSES), rows.shape[1]), np.int8) if one_way is None else one_way
    return Forests(
        [
            booster(iterations=iterations, leaves=MOST_LEAVES, seed=seed, signs=signs[at], **SMALL_STEPS).fit(
                rows, label == at, sample_weight=weight
            )
            for seed in range(seeds)
            for at in range(len(CLASSES))
        ]
    )


def plain_trees(model: HistGradientBoostingClassifier) -> Trees:
    """Return scikit-learn's trees as plain arrays; equal scores within 1e-9.

    Raises
    ------
    FitError
        If a tree has more than `MOST_LEAVES` leaves.
    """
    # scikit-learn has no public way to read its histogram trees; the fields are those of 1.3 to 1.9.
    told = [_told(tree.nodes) for stage in model._predictors for tree in stage]
    feature, threshold, ruled_out = np.moveaxis(np.array([asked for asked, _ in told]), -1, 0).swapaxes(1, 2)
    return Trees(
        np.ascontiguousarray(feature, np.int16),
        np.ascontiguousarray(threshold, np.float64),
        np.ascontiguousarray(ruled_out, np.uint16),
        np.array([values for _, values in told], np.float64),
        np.asarray(model._baseline_prediction, np.float64).ravel(),
    )


def _told(nodes: NDArray[Any]) -> tuple[list[tuple[int, float, int]], list[float]]:
    """Return what the nodes of a tree ask and which leaves a no rules out, and what the leaves add."""
    asked: list[tuple[int, float, int]] = []
    values: list[float] = []

    def walk(at: int) -> None:
        node = nodes[at]
        if node["is_leaf"]:
            values.append(float(node["value"]))
            return
        before = len(values)
        walk(int(node["left"]))
        left = sum(1 << leaf for leaf in range(before, len(values)))
        asked.append((int(node["feature_idx"]), float(node["num_threshold"]), left))
        walk(int(node["right"]))

    walk(0)
    if len(values) > MOST_LEAVES:
        raise FitError(f"a tree has {len(values)} leaves, at most {MOST_LEAVES} can be written")
    idle = [(0, 0.0, 0)] * (MOST_LEAVES - 1 - len(asked))
    return asked + idle, values + [0.0] * (MOST_LEAVES - len(values))
