"""How well the verdicts of a detector hold on labelled pairs: figures with intervals, and the worst mistakes.

Needs no scikit-learn: the figures are counted with numpy. Names are imported when they are first used: who
draws a stored evaluation needs its records alone, not the detector.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spindetect.evaluation.data import BadRow, LabelledData, LabelledPair
    from spindetect.evaluation.labels import LABELS, accepted
    from spindetect.evaluation.records import EVALUATION_SCHEMA, Evaluation
    from spindetect.evaluation.results import Results
    from spindetect.evaluation.run import evaluate

__all__ = [
    "EVALUATION_SCHEMA",
    "LABELS",
    "BadRow",
    "Evaluation",
    "LabelledData",
    "LabelledPair",
    "Results",
    "accepted",
    "evaluate",
]

_HOMES = {
    "EVALUATION_SCHEMA": "records",
    "LABELS": "labels",
    "BadRow": "data",
    "Evaluation": "records",
    "LabelledData": "data",
    "LabelledPair": "data",
    "Results": "results",
    "accepted": "labels",
    "evaluate": "run",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
