"""The lines of an evaluation for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from spindetect.evaluation.records import Evaluation, Mistake, Question
from spindetect.report import evaluation_wording as words
from spindetect.report.lines import Line
from spindetect.report.safe import cells, printable
from spindetect.report.terminal_parts import computed, heading, item, line
from spindetect.report.wording import chance

_NAME = 20  # columns of a slice's value
_RATE = 23  # columns of a rate: "99.95 % [99.9 to 100]"
_HEADS = ("called spun wrongly", "spun and missed", "wrong label")
_FAILURES = 10


def report(evaluation: Evaluation, top: int) -> Iterator[Line]:
    """Yield the lines of the report, with the `top` worst mistakes."""
    yield line(0, (printable(evaluation.data.name, limit=80), "strong"), ("  evaluated", "soft"))
    yield line(2, (words.data_sentence(evaluation.data), ""))
    yield line(2, (f"Verdicts that the label allows: {words.rate(evaluation.right)}.", "strong"))
    yield line(2, (words.INTERVALS, "soft"))
    for question in evaluation.questions:
        yield from _question(question)
    yield from _confusion(evaluation)
    yield from _classes(evaluation)
    yield from _slices(evaluation)
    yield from _mistakes(evaluation, top)
    yield from _failures(evaluation)
    yield from computed(words.LIMITS, evaluation.program, model=evaluation.program.model)


def _question(one: Question) -> Iterator[Line]:
    yield from heading(words.QUESTION[one.name].upper())
    for name, value in words.question_facts(one):
        yield Line(((f"{name}: ", ""), (value, "strong")), 2, 6)
    for note in (words.question_note(one), words.base_rate(one)):
        if note:
            yield line(2, (note, "soft"))
    if one.bins:
        yield line(2, (f"{'P(' + one.name + ')':<14}{'pairs':>8}  {'said':>6}  seen", "soft"))
    for found in one.bins:
        span = f"{found.low:.1f} to {found.high:.1f}"
        seen = words.rate(found.seen)
        yield line(2, (f"{span:<14}{found.pairs:>8,}  {found.said:>6.2f}  {seen}", ""))


def _confusion(evaluation: Evaluation) -> Iterator[Line]:
    yield from heading("WHAT WAS SAID OF WHICH LABEL")
    width = max(len(name) for name in evaluation.verdicts) + 1
    head = "".join(f"{name:>{width}}" for name in evaluation.verdicts)
    yield line(2, (f"{'label':<13}{head}", "soft"))
    for row in evaluation.confusion:
        counts = "".join(f"{n:>{width},}" for n in row.counts)
        yield line(2, (f"{row.label:<13}{counts}", ""))


def _classes(evaluation: Evaluation) -> Iterator[Line]:
    if evaluation.macro_f1 is None:
        return
    yield line(2, (f"{'':<13}{'pairs':>8}{'precision':>11}{'recall':>8}{'F1':>8}", "soft"))
    for one in evaluation.classes:
        shown = (
            f"{value:.3f}" if value is not None else "-" for value in (one.precision, one.recall, one.f1)
        )
        precision, recall, f1 = shown
        yield line(2, (f"{one.label:<13}{one.pairs:>8,}{precision:>11}{recall:>8}{f1:>8}", ""))
    yield line(2, (f"Macro-F1: {evaluation.macro_f1:.3f}", "strong"))


def _slices(evaluation: Evaluation) -> Iterator[Line]:
    yield from heading("ERRORS BY SLICE")
    for column, rows in words.by_column(evaluation.slices):
        name = printable(words.COLUMN.get(column, column), limit=60)
        yield line(2, (f"by {name}", "strong"))
        heads = f"{'':<{_NAME}}{'pairs':>7}  " + "".join(f"{head:<{_RATE}}" for head in _HEADS)
        yield line(2, (heads.rstrip(), "soft"))
        for row in rows:
            value = printable(row.value, limit=_NAME - 1)
            pad = " " * (_NAME - cells(value))
            rates = "".join(
                f"{words.short_rate(found):<{_RATE}}" for found in (row.accused, row.missed, row.wrong)
            )
            yield line(2, (f"{value}{pad}{row.pairs:>7,}  {rates}".rstrip(), ""))


def _mistakes(evaluation: Evaluation, top: int) -> Iterator[Line]:
    shown = evaluation.mistakes[:top]
    if not shown:
        return
    more = f" (the first {len(shown)})" if len(shown) < len(evaluation.mistakes) else ""
    yield from heading(f"{words.mistakes_heading(evaluation).upper()}{more}")
    for one in shown:
        yield from _mistake(one)


def _mistake(one: Mistake) -> Iterator[Line]:
    p = f"   P(what the label allows) {chance(one.truth)}, P(spun) {chance(one.probabilities.spun)}"
    yield item((words.mistake_head(one), "strong"), (p, "soft"))
    for reason in one.reasons[:2]:
        yield line(4, (printable(reason, limit=300), ""))


def _failures(evaluation: Evaluation) -> Iterator[Line]:
    if not evaluation.data.failed:
        return
    yield from heading(words.failures_heading(evaluation).upper())
    for one in evaluation.failures[:_FAILURES]:
        where = f"{one.where}: " if one.where else ""
        hint = f" ({one.hint})" if one.hint else ""
        yield item((printable(f"row {one.row}: {where}{one.error}{hint}", limit=300), ""))
