"""What `evaluate` says: frozen records that become JSON and come back.

`Rate` and `Estimate` have the ends of their 95 % interval beside them. Shares lie in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from spindetect.records import ProgramRecord, SubstitutionKind
from spindetect.results import Result
from spindetect.verdict import ClassProbabilities, PairLabel, PairVerdict

EVALUATION_SCHEMA = "spindetect/evaluation/1"


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `of` rows; `value` and the interval are None where there is no row."""

    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure that is no share of rows, with its interval by bootstrap over groups."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs whose probability lies in [low, high), the last bin with its end: said, and seen to be so."""

    low: float
    high: float
    pairs: int
    said: float
    seen: Rate


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the ROC curve: both shares if everything from this probability on is called."""

    threshold: float
    false_positive_rate: float
    true_positive_rate: float


@dataclass(frozen=True, slots=True)
class AtRate:
    """What is found at a false-positive rate.

    Attributes
    ----------
    rate : float
        The most that may be called wrongly.
    needed : int
        How many negatives that takes to be measured at all.
    threshold : float or None
        The least probability that keeps to it here; None where too few negatives were there.
    found : Estimate or None
        True-positive rate from that threshold on.
    """

    rate: float
    needed: int
    threshold: float | None
    found: Estimate | None


@dataclass(frozen=True, slots=True)
class Question:
    """How well one question is answered: "spun?" by P(spun), "copied?" by P(copied).

    Attributes
    ----------
    name : str
        'spun' or 'copied'.
    positives, negatives, undecided : int
        Pairs whose label says yes, no, and neither (these are left out).
    insufficient : int
        Pairs among them with too little text or evidence. They count as never called, at any threshold, and
        stand in no bin.
    found, accused : Rate
        Of the positives, and of the negatives, those that the verdict's label calls so.
    area : Estimate or None
        Area under the ROC curve; None where positives or negatives are missing.
    log_loss, brier, calibration_error : float or None
        Of the pairs in the bins; the last is the mean distance of said and seen, weighted by pairs (ECE).
    """

    name: str
    positives: int
    negatives: int
    undecided: int
    insufficient: int
    found: Rate
    accused: Rate
    area: Estimate | None
    at_rates: tuple[AtRate, ...]
    log_loss: float | None
    brier: float | None
    calibration_error: float | None
    bins: tuple[Bin, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class ConfusionRow:
    """How often pairs of one label got each verdict, in the order of `Evaluation.verdicts`."""

    label: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClassScore:
    """How well one class is told from the others, of the pairs labelled with one of the five."""

    label: PairLabel
    pairs: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class SliceRow:
    """The errors of the pairs with one value of a column.

    Attributes
    ----------
    wrong : Rate
        Verdicts that the label does not allow, "insufficient" among them.
    accused : Rate
        Of the pairs that are not spun, those called spun.
    missed : Rate
        Of the spun pairs, those not called spun.
    """

    column: str
    value: str
    pairs: int
    groups: int
    wrong: Rate
    accused: Rate
    missed: Rate


@dataclass(frozen=True, slots=True)
class MistakenSwap:
    """One of the oddest swaps of a pair that was judged wrongly."""

    source: str
    suspect: str
    kind: SubstitutionKind
    oddness: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """A pair whose label does not allow its verdict.

    Attributes
    ----------
    said : PairLabel
        The verdict.
    truth : float
        Probability of the classes that the label allows.
    reasons : tuple of str
        Those of the verdict.
    verdict : PairVerdict or None
        With the texts, for the page; not part of the record.
    """

    row: int
    id: str
    label: str
    said: PairLabel
    truth: float
    probabilities: ClassProbabilities
    slices: tuple[str, ...]
    reasons: tuple[str, ...]
    swaps: tuple[MistakenSwap, ...]
    verdict: PairVerdict | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that could not be used."""

    row: int
    error: str
    where: str
    hint: str


@dataclass(frozen=True, slots=True)
class DataRecord:
    """What was measured on.

    Attributes
    ----------
    sha256 : str
        Of the usable rows, whatever format they came in.
    pairs, failed, groups : int
    labels : dict
        How many pairs have each label.
    slices : tuple of str
        The columns that were asked for.
    """

    name: str
    sha256: str
    pairs: int
    failed: int
    groups: int
    labels: dict[str, int]
    slices: tuple[str, ...]


@dataclass(frozen=True)
class Evaluation(Result):
    """How well the verdicts hold on labelled pairs.

    Attributes
    ----------
    verdicts : tuple of str
        The columns of `confusion`.
    right : Rate
        Verdicts that their pair's label allows.
    macro_f1 : float or None
        Mean F1 of the classes that occur among the labels.
    mistakes : tuple of Mistake
        The worst first: false accusations, then the least probability of what the label allows.
    mistaken : int
        How many mistakes there are in all; "insufficient" is none.
    failures : tuple of Failure
        The first of the rows that could not be used; `data.failed` counts all.
    """

    data: DataRecord
    questions: tuple[Question, ...]
    verdicts: tuple[PairLabel, ...]
    confusion: tuple[ConfusionRow, ...]
    right: Rate
    classes: tuple[ClassScore, ...]
    macro_f1: float | None
    slices: tuple[SliceRow, ...]
    mistaken: int
    mistakes: tuple[Mistake, ...]
    failures: tuple[Failure, ...]
    program: ProgramRecord
    schema: str = EVALUATION_SCHEMA

    KIND = "evaluation"
    SCHEMA = EVALUATION_SCHEMA
    COMMAND = "evaluate"

    def without_texts(self) -> Evaluation:
        """Return the same without the verdicts behind the mistakes, which hold the texts."""
        return replace(self, mistakes=tuple(replace(one, verdict=None) for one in self.mistakes))

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain JSON values, without the texts of the mistakes."""
        plain = super(Evaluation, self.without_texts()).to_dict()
        for mistake in plain["mistakes"]:
            del mistake["verdict"]
        return plain

    def question(self, name: str) -> Question | None:
        """Return the answers to one question, None if no label answers it."""
        return next((one for one in self.questions if one.name == name), None)
