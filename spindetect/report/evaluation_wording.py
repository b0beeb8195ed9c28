"""The words and numbers that every drawing of an evaluation shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from spindetect.evaluation.records import (
    AtRate,
    DataRecord,
    Estimate,
    Evaluation,
    Mistake,
    Question,
    Rate,
    SliceRow,
)
from spindetect.report.safe import printable
from spindetect.report.wording import count, number

QUESTION: dict[str, str] = {"spun": "Is it spun?", "copied": "Is it copied?"}
YES: dict[str, tuple[str, str]] = {
    "spun": ("spun pairs", "pairs that are not spun"),
    "copied": ("copied pairs", "independent pairs"),
}
FALSE: dict[str, str] = {"spun": "called spun wrongly", "copied": "called copied wrongly"}
COLUMN: dict[str, str] = {"label": "label", "words": "words counted in the suspect"}
LIMITS = (
    "Figures hold for pairs like these. Labels were taken as they stand: a wrong label counts as a mistake "
    "of the program."
)
INTERVALS = (
    "In brackets: 95 % intervals. Of a share Wilson's, widened where several pairs of one group count, by a "
    "bootstrap over the groups; of other figures a bootstrap over the groups."
)
NEVER_CALLED = "Pairs with too little text count as never called."
UNMEASURED = "not measured"


def share(value: float) -> str:
    """Return a share as a percentage with as many digits as errors need.

    >>> share(0.5), share(0.0123), share(0.00042), share(1.0), share(0.9996), share(0.0)
    ('50 %', '1.2 %', '0.04 %', '100 %', '99.96 %', '0 %')
    """
    points = 100 * value
    rest = min(points, 100 - points)
    if rest == 0:
        return f"{points:.0f} %"
    digits = 0 if rest >= 10 else 1 if rest >= 0.995 else 2
    rounded = f"{points:.{digits}f}"
    if float(rounded) in (0.0, 100.0):
        return "under 0.01 %" if points < 50 else "over 99.99 %"
    return f"{rounded.rstrip('0').rstrip('.') if '.' in rounded else rounded} %"


def within(low: float, high: float) -> str:
    """Return an interval of shares: '[1.2 to 3.4 %]'."""
    return f"[{share(low).removesuffix(' %')} to {share(high)}]"


def rate(found: Rate) -> str:
    """Return a rate with its counts and interval, or that there was nothing to count."""
    if found.value is None or found.low is None or found.high is None:
        return "none"
    counts = f"{number(found.hits)} of {number(found.of)}"
    return f"{share(found.value)} ({counts}) {within(found.low, found.high)}"


def short_rate(found: Rate) -> str:
    """Return a rate with its interval, without its counts; '-' where there was nothing to count."""
    if found.value is None or found.low is None or found.high is None:
        return "-"
    return f"{share(found.value)} {within(found.low, found.high).replace(' %]', ']')}"


def estimate(found: Estimate) -> str:
    """Return a share that is no count of rows, with its interval."""
    return f"{share(found.value)} {within(found.low, found.high)}"


def area(found: Estimate) -> str:
    """Return an area under a curve, in which the fourth digit matters."""
    return f"{found.value:.4f} [{found.low:.4f} to {found.high:.4f}]"


def at_rate(one: AtRate, negatives: int) -> str:
    """Return what is found at a false-positive rate, or what it would take to measure it."""
    if one.found is None or one.threshold is None:
        return f"{UNMEASURED}: takes {number(one.needed)} {'pairs'}, {number(negatives)} are there"
    return f"{estimate(one.found)} at P >= {threshold(one.threshold)}"


def threshold(value: float) -> str:
    """Return a threshold with the digits that tell it from 0 and 1."""
    if 0.001 <= value <= 0.999:
        return f"{value:.3f}"
    return f"1 - {1 - value:.1g}" if value > 0.5 else f"{value:.1g}"


def data_sentence(data: DataRecord) -> str:
    """Return what was measured on: pairs, groups and labels."""
    labels = ", ".join(f"{number(n)} {label}" for label, n in data.labels.items())
    failed = f" {count(data.failed, 'row')} could not be used." if data.failed else ""
    return f"{count(data.pairs, 'pair')} in {count(data.groups, 'group')}: {labels}.{failed}"


def question_facts(one: Question) -> Iterator[tuple[str, str]]:
    """Yield the figures of a question, each with its name."""
    yes, no = YES[one.name]
    yield f"found, of {count(one.positives, yes, yes)}", rate(one.found)
    yield f"{FALSE[one.name]}, of {count(one.negatives, no, no)}", rate(one.accused)
    if one.area is not None:
        yield "area under the ROC curve", area(one.area)
    for at in one.at_rates:
        yield f"found where at most {share(at.rate)} are {FALSE[one.name]}", at_rate(at, one.negatives)
    if one.calibration_error is not None and one.brier is not None and one.log_loss is not None:
        yield "calibration error (ECE)", f"{one.calibration_error:.4f}"
        yield "Brier score; log loss", f"{one.brier:.4f}; {one.log_loss:.4f}"


def question_note(one: Question) -> str:
    """Return which pairs the question leaves out, and how "insufficient" counts."""
    told = []
    if one.undecided:
        told.append(f"{count(one.undecided, 'pair')} whose label does not say are left out.")
    if one.insufficient:
        told.append(f"{count(one.insufficient, 'pair')} had too little text: never called, in no bin.")
    return " ".join(told)


def base_rate(one: Question) -> str:
    """Return how many of the pairs are so: what calibration depends on."""
    of = one.positives + one.negatives
    return (
        f"{share(one.positives / of)} of these pairs are {one.name}. Where that share is another, so is the "
        "share of the called that are right."
    )


def by_column(rows: Sequence[SliceRow]) -> Iterator[tuple[str, list[SliceRow]]]:
    """Yield the slices by their column, in order."""
    for column, found in groupby(rows, key=lambda row: row.column):
        yield column, list(found)


def mistake_head(one: Mistake) -> str:
    """Return which pair was judged how."""
    name = f" ({printable(one.id, limit=60)})" if one.id else ""
    return f"Row {number(one.row)}{name}: labelled {one.label}, judged {one.said}"


def mistakes_heading(evaluation: Evaluation) -> str:
    """Return how many mistakes there are, and how many are shown."""
    shown, of = len(evaluation.mistakes), evaluation.mistaken
    if not of:
        return "No mistakes"
    if shown == of:
        return "The only mistake" if of == 1 else f"All {number(of)} mistakes, the worst first"
    return f"The {number(shown)} worst of {number(of)} mistakes"


def failures_heading(evaluation: Evaluation) -> str:
    """Return how many rows could not be used."""
    shown, of = len(evaluation.failures), evaluation.data.failed
    more = f", the first {number(shown)}" if shown < of else ""
    return f"Rows that could not be used: {number(of)}{more}"
