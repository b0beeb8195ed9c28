"""Fitting with scikit-learn, for pipelines and models of one's own; imported only when asked for.

`train` fits a pair model by a recipe. `PairFeatures` and `TextFeatures` turn texts into the program's own
features, `SpinClassifier` fits lines as the program's own model has them: all three are scikit-learn's, with
`fit`, `transform` or `predict`, and go into pipelines and searches.

Raises
------
MissingExtraError
    On import, if scikit-learn is not installed.
"""

import importlib.util

from spindetect.errors import MissingExtraError

if importlib.util.find_spec("sklearn") is None:
    raise MissingExtraError(
        "training needs scikit-learn", where="spindetect.training", hint="pip install 'spindetect[train]'"
    )

from spindetect.training.candidates import Candidate, fit_candidate, plainest
from spindetect.training.classifier import SpinClassifier
from spindetect.training.errors import FitError
from spindetect.training.pair import (
    Fitted,
    calibrate,
    fit_additive,
    fit_both,
    fit_direction,
    fit_trees,
    to_model,
)
from spindetect.training.recipe import Recipe, read_recipe
from spindetect.training.rows import PairRows, features_of, pair_rows
from spindetect.training.split import split_groups
from spindetect.training.train import Trained, train
from spindetect.training.transformers import PairFeatures, TextFeatures

__all__ = [
    "Candidate",
    "FitError",
    "Fitted",
    "PairFeatures",
    "PairRows",
    "Recipe",
    "SpinClassifier",
    "TextFeatures",
    "Trained",
    "calibrate",
    "features_of",
    "fit_additive",
    "fit_both",
    "fit_candidate",
    "fit_direction",
    "fit_trees",
    "pair_rows",
    "plainest",
    "read_recipe",
    "split_groups",
    "to_model",
    "train",
]
