"""From outcomes to an evaluation: every figure, each counted in one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from spindetect.evaluation.curves import NEVER, Curve, calibration_error, losses, reliability
from spindetect.evaluation.data import NO_VALUE
from spindetect.evaluation.intervals import Resamples
from spindetect.evaluation.labels import LABELS, QUESTIONS, QuestionName
from spindetect.evaluation.outcomes import Outcomes
from spindetect.evaluation.records import ClassScore, ConfusionRow, Question, SliceRow
from spindetect.model import CLASSES
from spindetect.verdict import PairLabel

Bools = NDArray[np.bool_]

VERDICTS: Final[tuple[PairLabel, ...]] = get_args(PairLabel)
LENGTHS: Final = (50, 100, 200, 400, 800)
"""Borders of the slices by counted words of the suspect: a notice, a short report, an article, a long one."""

MOST_VALUES: Final = 30
"""Values of a column that get a row of their own, the commonest first."""

_MOST_NUMBERS: Final = 8  # a column of more different numbers is shown by its quarters
_OTHERS: Final = "(other values)"


def questions(outcomes: Outcomes, resamples: Resamples) -> tuple[Question, ...]:
    """Return the answers to each question that any label answers."""
    asked = (_question(outcomes, name, resamples) for name in QUESTIONS)
    return tuple(one for one in asked if one.positives + one.negatives)


def _question(outcomes: Outcomes, name: QuestionName, resamples: Resamples) -> Question:
    yes, no = outcomes.truth(name)
    p, silent, called = outcomes.probability(name), outcomes.insufficient, outcomes.called(name)
    known = yes | no
    told = known & ~silent
    bins = reliability(p, yes, told, resamples)
    log_loss, brier = losses(p[told], yes[told])
    curve = Curve(None, (), ())
    if yes.any() and no.any():
        curve = Curve.of(np.where(silent, NEVER, p), yes, known, resamples)
    return Question(
        name=name,
        positives=int(yes.sum()),
        negatives=int(no.sum()),
        undecided=int((~known).sum()),
        insufficient=int((known & silent).sum()),
        found=resamples.rate(called, yes),
        accused=resamples.rate(called, no),
        area=curve.area,
        at_rates=curve.at_rates,
        log_loss=log_loss,
        brier=brier,
        calibration_error=calibration_error(bins),
        bins=bins,
        points=curve.points,
    )


def confusion(outcomes: Outcomes) -> tuple[ConfusionRow, ...]:
    """Return how often each label got each verdict, for the labels that occur."""
    counts = Counter((one.label, said) for one, said in zip(outcomes.known, outcomes.said, strict=True))
    labels = {one.label for one in outcomes.known}
    return tuple(
        ConfusionRow(label, tuple(counts[label, said] for said in VERDICTS))
        for label in LABELS
        if label in labels
    )


def class_scores(outcomes: Outcomes) -> tuple[ClassScore, ...]:
    """Return precision, recall and F1 of each class, of the pairs labelled with one of the five."""
    pairs = [
        (one.label, said)
        for one, said in zip(outcomes.known, outcomes.said, strict=True)
        if one.label in CLASSES
    ]
    return tuple(_class_score(label, pairs) for label in CLASSES) if pairs else ()


def _class_score(label: PairLabel, pairs: Sequence[tuple[str, str]]) -> ClassScore:
    truly = sum(known == label for known, _ in pairs)
    called = sum(said == label for _, said in pairs)
    both = sum(known == said == label for known, said in pairs)
    return ClassScore(
        label,
        truly,
        both / called if called else None,
        both / truly if truly else None,
        2 * both / (truly + called) if truly else None,
    )


def macro_f1(scores: Sequence[ClassScore]) -> float | None:
    """Return the mean F1 of the classes that occur among the labels."""
    found = [one.f1 for one in scores if one.f1 is not None]
    return sum(found) / len(found) if found else None


def slices(outcomes: Outcomes, columns: Sequence[str], resamples: Resamples) -> tuple[SliceRow, ...]:
    """Return the errors by label, by length and by the columns that were asked for."""
    out = [_row("label", label, here, outcomes, resamples) for label, here in _by_label(outcomes)]
    out += [_row("words", value, here, outcomes, resamples) for value, here in _by_length(outcomes)]
    for at, column in enumerate(columns):
        values = [one.slices[at] for one in outcomes.known]
        out += [_row(column, value, here, outcomes, resamples) for value, here in _by_value(values)]
    return tuple(out)


def _row(column: str, value: str, here: Bools, outcomes: Outcomes, resamples: Resamples) -> SliceRow:
    yes, no = outcomes.truth("spun")
    called = outcomes.called("spun")
    return SliceRow(
        column=column,
        value=value,
        pairs=int(here.sum()),
        groups=len(np.unique(outcomes.group[here])),
        wrong=resamples.rate(~outcomes.right(), here),
        accused=resamples.rate(called, here & no),
        missed=resamples.rate(~called, here & yes),
    )


def _by_label(outcomes: Outcomes) -> Iterator[tuple[str, Bools]]:
    labels = np.array([one.label for one in outcomes.known])
    yield from ((label, labels == label) for label in LABELS if (labels == label).any())


def _by_length(outcomes: Outcomes) -> Iterator[tuple[str, Bools]]:
    borders = (0, *LENGTHS)
    for low, high in zip(borders, (*LENGTHS, None), strict=True):
        here = (outcomes.words >= low) & (outcomes.words < high if high is not None else True)
        if here.any():
            name = f"{low:,} and more" if high is None else f"{low} to {high - 1}"
            yield (name if low else f"under {high}"), here


def _by_value(values: Sequence[str]) -> Iterator[tuple[str, Bools]]:
    """Yield the values of a column and where they stand: the commonest, or the quarters of many numbers."""
    column = np.array(values)
    different = Counter(values)
    numbers = _numbers(values) if len(different) > _MOST_NUMBERS else None
    if numbers is not None:
        yield from _quarters(numbers)
        return
    shown = sorted(value for value, _ in different.most_common(MOST_VALUES))
    yield from ((value, column == value) for value in shown)
    if len(different) > len(shown):
        yield _OTHERS, ~np.isin(column, shown)


def _numbers(values: Sequence[str]) -> NDArray[np.float64] | None:
    """Return a column as numbers, a missing one as NaN; None if it holds anything else."""
    try:
        return np.array([float("nan") if value == NO_VALUE else float(value) for value in values])
    except ValueError:
        return None


def _quarters(numbers: NDArray[np.float64]) -> Iterator[tuple[str, Bools]]:
    known = ~np.isnan(numbers)
    borders = np.unique(np.quantile(numbers[known], (0.0, 0.25, 0.5, 0.75, 1.0)))
    for at, (low, high) in enumerate(pairwise(borders.tolist())):
        is_last = at == len(borders) - 2
        here = known & (numbers >= low) & ((numbers <= high) if is_last else (numbers < high))
        if here.any():
            yield f"{low:g} to {'' if is_last else 'under '}{high:g}", here
    if not known.all():
        yield NO_VALUE, ~known
