"""Checking a stored verdict of a pair: its operations replay, and its swaps stand where it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from spindetect.records import Operation
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
from spindetect.text import Document
from spindetect.verdict import PairVerdict

# What computes a pair's verdict; the rest of a program's record serves texts without a source.
PROGRAM = ("version", "model", "lexicon", "language", "options", "aligner", "confusables", "ngrams")
_LISTS = (
    "reasons",
    "evidence",
    "substitutions",
    "passages",
    "manipulations",
    "left_out",
    "named_sources",
    "notes",
)


def verification(
    verdict: PairVerdict, today: PairVerdict, sides: tuple[Side, Side], texts: tuple[Document, Document]
) -> Verification:
    """Check a verdict against its suspect and source, and against today's verdict on them."""
    suspect, source = texts
    is_same_program = is_same(verdict.program, today.program, PROGRAM)
    differences = tuple(_differences(verdict, today))
    missing = unnamed(verdict.program, today.program, PROGRAM)
    checks = [
        *(
            check
            for side, text in zip(sides, texts, strict=True)
            for check in text_checks(side, text, is_same_program)
        ),
        _figures_check(verdict),
        _replay_check(verdict, source, suspect, is_same_program),
        _span_check(verdict, source.text, suspect.text),
        *program_checks(sides, missing, is_same_program, differences),
    ]
    return Verification(tuple(checks), differences)


def _figures_check(verdict: PairVerdict) -> Check:
    """Hold together the figures that follow from each other."""
    p = verdict.probabilities
    return figures_check(
        (
            ("probability", verdict.probability, p.spun),
            ("p_copied", verdict.p_copied, 1 - p.independent),
            ("the sum of the probabilities", sum(getattr(p, f.name) for f in fields(p)), 1.0),
            ("copied_share", verdict.copied_share, verdict.unchanged_share + verdict.swapped_share),
        )
    )


def _span_check(verdict: PairVerdict, source: str, suspect: str) -> Check:
    swaps = verdict.substitutions
    spans = (pair for swap in swaps for pair in ((swap.source, source), (swap.suspect, suspect)))
    return span_check("the swaps stand where the record says", spans, len(swaps))


def _differences(verdict: PairVerdict, today: PairVerdict) -> Iterator[Difference]:
    """Yield what today's verdict says otherwise, the program first."""
    yield from program_differences(verdict.program, today.program, PROGRAM)
    if verdict.label != today.label:
        yield Difference("label", verdict.label, today.label)
    for name in SHARES["pair"]:
        yield from number_difference(name, getattr(verdict, name), getattr(today, name))
    for field in fields(verdict.probabilities):
        stated, found = (getattr(p, field.name) for p in (verdict.probabilities, today.probabilities))
        yield from number_difference(f"probabilities.{field.name}", stated, found)
    for name in COUNTS["pair"]:
        yield from number_difference(name, getattr(verdict, name), getattr(today, name))
    yield from number_difference("number of swaps", len(verdict.substitutions), len(today.substitutions))
    for name in _LISTS:
        yield from list_difference(name, getattr(verdict, name), getattr(today, name))
    if [_ranges(op) for op in verdict.operations] != [_ranges(op) for op in today.operations]:
        yield Difference("operations", f"{len(verdict.operations)}", f"{len(today.operations)}, not the same")


def _replay_check(verdict: PairVerdict, source: Document, suspect: Document, is_same_program: bool) -> Check:
    """Apply the operations to the source's tokens: the suspect's tokens must come out."""
    claim = "the operations turn the source into the suspect"
    old, new = list(source.tokens.written), list(suspect.tokens.written)
    at = 0
    for op in verdict.operations:
        written = new[op.suspect_start : op.suspect_end]
        if op.suspect_start != at or op.source_end > len(old) or not _gives(op, old, written):
            # Another version may cut words elsewhere: then nothing is known, and nothing is claimed.
            seen = f"not from word {at + 1} of the suspect on"
            return Check(claim, False if is_same_program else None, seen)
        at = op.suspect_end
    used = _covered(verdict.operations)
    if at != len(new) or used != len(old):
        return Check(
            claim,
            False if is_same_program else None,
            f"{at} of {len(new)} words of the suspect, {used} of {len(old)} of the source",
        )
    masked = any("" in op.text for op in verdict.operations)
    return Check(
        claim, True, f"all {at} words" + (", those added or swapped by their number only" if masked else "")
    )


def _covered(operations: Iterable[Operation]) -> int:
    """Return how many words of the source are taken, in order and none twice, from the first on."""
    end = 0
    for start, until in sorted((op.source_start, op.source_end) for op in operations):
        if start != end and until > start:
            break
        end = max(end, until) if until > start else end
    return end


def _gives(op: Operation, source: list[str], written: list[str]) -> bool:
    if op.kind in ("equal", "move"):
        copied = source[op.source_start : op.source_end]
        for offset, token in op.written:
            if not 0 <= offset < len(copied):
                return False
            copied[offset] = token
    else:
        copied = list(op.text)
    # A record without texts has "" for every word of the suspect that the source does not give.
    return len(copied) == len(written) and all(a in ("", b) for a, b in zip(copied, written, strict=True))


def _ranges(op: Operation) -> tuple[str, int, int, int, int]:
    return op.kind, op.source_start, op.source_end, op.suspect_start, op.suspect_end
