"""How well the verdicts of a detector hold on labelled pairs: figures with intervals, and the worst mistakes.

Needs no scikit-learn: the figures are counted with numpy.
"""

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
