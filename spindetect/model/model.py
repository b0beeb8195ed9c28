"""The pair model: features in, calibrated probabilities of the five labels out, with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from spindetect import resources
from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.features import DIRECTION_FEATURES, FEATURES_VERSION, GROUPS, PAIR_FEATURES, Group
from spindetect.model.files import check_manifest, model_file, refuse_foreign
from spindetect.model.predictors import Additive, Both, Floats, calibrated, open_scorer
from spindetect.verdict import PairLabel

KIND, FORMAT = "pair-model", 1
SHIPPED_NAME = "pair_model.bin"
CLASSES: tuple[PairLabel, ...] = tuple(c for c in get_args(PairLabel) if c != "insufficient")
_SPUN = CLASSES.index("spun")
# A row a group: which features it holds.
_GROUP_HOLDS = np.array([[feature.group == group for feature in PAIR_FEATURES] for group in GROUPS])


@dataclass(frozen=True, slots=True)
class Effect:
    """What a piece of evidence did: P(spun) here minus P(spun) with its features at the reference."""

    group: Group
    effect: float


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted pair model; open one with `Model.open`.

    Attributes
    ----------
    scorer : Additive or Both
        Raw scores: lines alone, or lines and trees.
    calibration : array of float64, shape (classes, scores + 1)
        Multinomial logistic regression from raw scores to log-odds; the last column is the bias.
    reference : array of float64, shape (features,)
        Features of a typical honest copy: what "without this evidence" means.
    direction_weights : array of float64, shape (len(DIRECTION_FEATURES) + 1,)
        Logistic regression of the direction; the last entry is the bias.
    manifest : dict
        Names and version of the features, digests, versions, thresholds and measured rates.
    digest : str
        SHA-256 of the file's content.
    """

    scorer: Additive | Both
    calibration: Floats
    reference: Floats
    direction_weights: Floats
    manifest: Mapping[str, Any]
    digest: str = ""

    @property
    def threshold(self) -> float:
        """P(spun) from which on a pair is called spun."""
        return float(self.manifest["thresholds"]["spun"]["value"])

    @property
    def without(self) -> tuple[str, ...]:
        """Sources of the lexicon that it was fitted without, and that it is used without."""
        found = self.manifest.get("without")
        return tuple(map(str, found)) if isinstance(found, list) else ()

    def predict(self, features: NDArray[np.float64]) -> Floats:
        """Return calibrated probabilities in the order of `CLASSES`.

        Parameters
        ----------
        features : array of float64, shape (n_features,) or (n, n_features)

        Returns
        -------
        array of float64, shape (5,) or (n, 5)
            Rows add up to 1.
        """
        probabilities = calibrated(self.scorer.scores(np.atleast_2d(features)), self.calibration)
        return np.asarray(probabilities if features.ndim == 2 else probabilities[0])

    def explain(self, features: NDArray[np.float64]) -> tuple[Effect, ...]:
        """Return what each piece of evidence did to P(spun), in the order of `GROUPS`.

        Parameters
        ----------
        features : array of float64, shape (n_features,)
        """
        rows = np.empty((1 + len(GROUPS), len(features)))
        rows[:] = features
        np.copyto(rows[1:], self.reference, where=_GROUP_HOLDS)
        spun = self.predict(rows)[:, _SPUN]
        return tuple(map(Effect, GROUPS, (spun[0] - spun[1:]).tolist()))

    def direction(self, features: NDArray[np.float64]) -> float:
        """Return P(the suspect was made from the source) if one was spun from the other."""
        score = float(features @ self.direction_weights[:-1] + self.direction_weights[-1])
        return float(1.0 / (1.0 + np.exp(-score)))

    @classmethod
    def open(cls, path: Path | None = None) -> Model:
        """Open a model's file, or the folder that `spindetect train` wrote; the shipped one by default.

        Raises
        ------
        ResourceError
            If the file is missing, damaged, of another format (a pickle is), or was made for other
            features than this program computes, or the manifest beside it is of another model.
        """
        path = model_file(path) if path is not None else resources.shipped(SHIPPED_NAME)
        refuse_foreign(path)
        file = open_container(path, kind=KIND, format=FORMAT)
        _check_features(path, file.meta)
        model = cls(
            open_scorer(file),
            file.need("calibration", "<f8", ndim=2),
            file.need("reference", "<f8"),
            file.need("direction_weights", "<f8"),
            file.meta,
            file.digest,
        )
        _check_shapes(path, model)
        check_manifest(path, file.digest)
        return model

    def save(self, path: Path) -> str:
        """Write the model in the safe format; returns the digest of its content."""
        arrays = dict(self.scorer.arrays()) | {
            "calibration": self.calibration,
            "reference": self.reference,
            "direction_weights": self.direction_weights,
        }
        return write_container(path, kind=KIND, format=FORMAT, arrays=arrays, meta=self.manifest)


def feature_names() -> list[str]:
    """Return the names that a model's manifest must state, in order."""
    return [feature.name for feature in PAIR_FEATURES]


def _check_features(path: Path, meta: Mapping[str, Any]) -> None:
    hint = "use the model that came with this version, or fit yours again with `spindetect train`"
    if meta.get("features_version") != FEATURES_VERSION:
        found = meta.get("features_version")
        raise ResourceError(
            f"was made for version {found} of the features, this program has {FEATURES_VERSION}",
            where=str(path),
            hint=hint,
        )
    if meta.get("features") != feature_names() or meta.get("classes") != list(CLASSES):
        raise ResourceError("names other features or classes than this program's", where=str(path), hint=hint)


def _has_threshold(manifest: Mapping[str, Any]) -> bool:
    place: Any = manifest
    for step in ("thresholds", "spun", "value"):
        place = place.get(step) if isinstance(place, dict) else None
    return isinstance(place, (int, float)) and 0 <= place <= 1


def _check_shapes(path: Path, model: Model) -> None:
    n, k = len(PAIR_FEATURES), len(CLASSES)
    lines, trees = (
        (model.scorer.lines, model.scorer.trees) if isinstance(model.scorer, Both) else (model.scorer, None)
    )
    sets = 0 if trees is None else len(trees.baseline) // k
    fine = (
        lines.is_sound(n, k)
        and model.calibration.shape == (k, (1 + sets) * k + 1)
        and (trees is None or (sets > 0 and trees.is_sound(n, sets * k)))
        and model.reference.shape == (n,)
        and model.direction_weights.shape == (len(DIRECTION_FEATURES) + 1,)
        and _has_threshold(model.manifest)
    )
    if not fine:
        raise ResourceError("holds arrays of shapes that do not fit together", where=str(path))
    try:
        probabilities = model.predict(np.vstack([np.zeros(n), model.reference]))
    except (IndexError, ValueError) as error:
        raise ResourceError(f"its arrays do not fit together: {error}", where=str(path)) from error
    if not np.isfinite(probabilities).all():
        raise ResourceError("gives probabilities that are no numbers", where=str(path))
