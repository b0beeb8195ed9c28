"""Checking a stored verdict of a text, or a restored text: what it marks stands where it says."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from spindetect.report.checks import (
    Check,
    Difference,
    Side,
    Verification,
    figures_check,
    is_same,
    list_difference,
    number_difference,
    program_checks,
    program_differences,
    span_check,
    text_checks,
    unnamed,
)
from spindetect.report.possible import COUNTS, SHARES
from spindetect.report.text_wording import counted_marks
from spindetect.text import Document
from spindetect.text_verdict import TextVerdict, Unspun

# What computes a text's verdict and a restored text; the aligner and the pair's model do not.
PROGRAM = (
    "version",
    "lexicon",
    "language",
    "options",
    "confusables",
    "ngrams",
    "word_model",
    "text_model",
)
# Lists that a user brings: None means that none was used, and not that the record does not tell.
LISTS = ("phrases", "allow")
_RECORDS = (
    "reasons",
    "evidence",
    "suspicions",
    "passages",
    "manipulations",
    "left_out",
    "named_sources",
    "notes",
)


def verification(
    result: TextVerdict | Unspun, today: TextVerdict | Unspun, side: Side, text: Document
) -> Verification:
    """Check a result against its text, and against today's on it; both are of one kind."""
    is_same_program = _is_same_program(result, today)
    differences = tuple(_differences(result, today))
    of_kind = _text_checks(result, text) if isinstance(result, TextVerdict) else _unspun_checks(result, text)
    checks = (
        *text_checks(side, text, is_same_program),
        *of_kind,
        *program_checks(
            (side,), unnamed(result.program, today.program, PROGRAM), is_same_program, differences
        ),
    )
    return Verification(checks, differences)


def _is_same_program(result: TextVerdict | Unspun, today: TextVerdict | Unspun) -> bool:
    stated, found = result.program, today.program
    lists = all(getattr(stated, name) == getattr(found, name) for name in LISTS)
    return lists and is_same(stated, found, PROGRAM)


def _text_checks(verdict: TextVerdict, text: Document) -> Iterator[Check]:
    left_out = sum(zone.words for zone in verdict.left_out)
    yield figures_check(
        (
            (
                "the number of words",
                float(verdict.document.words),
                float(verdict.words_counted + verdict.words_left_out),
            ),
            ("words_left_out", float(verdict.words_left_out), float(left_out)),
        )
    )
    marks = verdict.suspicions
    spans = ((mark.span, text.text) for mark in marks)
    yield span_check("the marks stand where the record says", spans, len(marks))
    begins = sorted(mark.span.start for mark in counted_marks(verdict))
    wrong = [
        str(n)
        for n, part in enumerate(verdict.passages, 1)
        if part.end > len(text.text)
        or part.marks != bisect_left(begins, part.end) - bisect_left(begins, part.start)
    ]
    if verdict.passages:
        seen = f"not in part {', '.join(wrong[:8])}" if wrong else f"all {len(verdict.passages)}"
        yield Check("the parts have the marks that they state", not wrong, seen)


def _unspun_checks(result: Unspun, text: Document) -> Iterator[Check]:
    changes = result.changes
    spans = (pair for one in changes for pair in ((one.suspect, text.text), (one.restored, result.text)))
    yield span_check("the changed places stand where the record says", spans, len(changes))
    claim = "the changes turn the text given into the restored one"
    is_replayed = _replayed(result, text.text) == result.text
    yield Check(claim, is_replayed, f"all {len(changes)}" if is_replayed else "another text comes out")


def _replayed(result: Unspun, text: str) -> str:
    """Apply the changes to the text given."""
    parts: list[str] = []
    at = 0
    for change in result.changes:
        parts += (text[at : change.suspect.start], change.restored.text)
        at = change.suspect.end
    return "".join((*parts, text[at:]))


def _differences(result: TextVerdict | Unspun, today: TextVerdict | Unspun) -> Iterator[Difference]:
    """Yield what today's result says otherwise, the program first."""
    yield from program_differences(result.program, today.program, PROGRAM, lists=LISTS)
    if isinstance(result, TextVerdict) and isinstance(today, TextVerdict):
        if result.label != today.label:
            yield Difference("label", result.label, today.label)
        for name in (*SHARES["text"], *COUNTS["text"]):
            yield from number_difference(name, getattr(result, name), getattr(today, name))
        for name in _RECORDS:
            yield from list_difference(name, getattr(result, name), getattr(today, name))
    elif isinstance(result, Unspun) and isinstance(today, Unspun):
        if result.text != today.text:
            yield Difference("restored text", f"{len(result.text)} characters", f"{len(today.text)}, another")
        for name in ("changes", "queries"):
            yield from list_difference(name, getattr(result, name), getattr(today, name))
