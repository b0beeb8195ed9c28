"""What a trained model says of itself: in its file, and in the manifest beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import sklearn

from spindetect.evaluation import Evaluation
from spindetect.evaluation.records import Question, Rate
from spindetect.features import DIRECTION_FEATURES, FEATURES_VERSION
from spindetect.model.files import TRAINED_SCHEMA
from spindetect.model.model import CLASSES, Model, feature_names
from spindetect.training.candidates import Candidate
from spindetect.training.recipe import Recipe
from spindetect.training.rows import rooms
from spindetect.training.table import SPUN, Table
from spindetect.version import __version__


def told_of(
    recipe: Recipe, data: Sequence[str], pairs: dict[str, int], calibration: Table, chosen: Candidate
) -> dict[str, Any]:
    """Return what the model's file says of itself, but for what is measured.

    Parameters
    ----------
    data : sequence of str
        Digests of the data's files.
    pairs : dict
        How many stand on each side.
    """
    spun = float(calibration.weight[calibration.label == SPUN].sum())
    return {
        **made_with(recipe.without),
        "candidate": chosen.name,
        "recipe": recipe.digest(data),
        "settings": recipe.settings(),
        "training_set": list(data),
        "pairs": pairs,
        "without": sorted(recipe.without),
        "prior": spun / float(calibration.weight.sum()),
        "spindetect": __version__,
    }


def made_with(without: Iterable[str] = ()) -> dict[str, Any]:
    """Return what a model's rows and probabilities depend on: features, tables and versions."""
    lexicon, vectors, ngrams, _ = rooms(tuple(sorted(without)))
    return {
        "features": feature_names(),
        "features_version": FEATURES_VERSION,
        "direction_features": list(DIRECTION_FEATURES),
        "classes": list(CLASSES),
        "lexicon": lexicon.digest,
        "vectors": vectors.digest,
        "ngrams": ngrams.digest,
        "scikit_learn": sklearn.__version__,
        "numpy": np.__version__,
    }


def threshold(recipe: Recipe, evaluation: Evaluation | None = None) -> dict[str, Any]:
    """Return the threshold, with what was measured at it once there is an evaluation."""
    told: dict[str, Any] = {"value": recipe.threshold}
    question = evaluation.question("spun") if evaluation is not None else None
    if question is not None:
        told |= {
            "false_positive_rate": question.accused.value,
            "false_positives": question.accused.hits,
            "honest_pairs": question.accused.of,
            "true_positive_rate": question.found.value,
            "measured_on": "held-out groups",
        }
    return {"thresholds": {"spun": told}}


def manifest(
    model: Model, told: dict[str, Any], evaluation: Evaluation, found: list[Candidate]
) -> dict[str, Any]:
    """Return what people and programs read beside the model."""
    return {
        "schema": TRAINED_SCHEMA,
        "model": model.digest,
        "compared": {one.name: round(one.loss, 6) for one in found},
        **{name: value for name, value in told.items() if name not in ("features", "direction_features")},
        "held_out": {
            "data": evaluation.data.sha256,
            "pairs": evaluation.data.pairs,
            "groups": evaluation.data.groups,
            "labels": evaluation.data.labels,
            "right": _rate(evaluation.right),
            "macro_f1": evaluation.macro_f1,
            "questions": {one.name: _figures(one) for one in evaluation.questions},
        },
    }


def _figures(one: Question) -> dict[str, Any]:
    return {
        "found": _rate(one.found),
        "called_wrongly": _rate(one.accused),
        "area": one.area.value if one.area else None,
        "calibration_error": one.calibration_error,
        "at_rates": {f"{at.rate:g}": at.found.value if at.found else None for at in one.at_rates},
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {"value": rate.value, "low": rate.low, "high": rate.high, "hits": rate.hits, "of": rate.of}
