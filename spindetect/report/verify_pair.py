"""Checking a stored verdict of a pair: its operations replay, and its swaps stand where it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace

from spindetect.errors import InputError
from spindetect.records import Operation, TextRecord
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
from spindetect.verdict import BackgroundText, PairVerdict, SourceFinding

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
    verdict: PairVerdict, today: PairVerdict, sides: Sequence[Side], texts: Sequence[Document]
) -> Verification:
    """Check a verdict against its texts, and against today's verdict on them.

    Parameters
    ----------
    sides : sequence of Side
        From `sides_of`.
    texts : sequence of Document
        Of these.
    """
    suspect, *others = texts
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
        *(
            _replay_check(side.name, operations, text, suspect, is_same_program)
            for side, operations, text in zip(sides[1:], _operations(verdict), others, strict=True)
        ),
        _span_check(verdict, [text.text for text in others], suspect.text),
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


def _span_check(verdict: PairVerdict, sources: Sequence[str], suspect: str) -> Check:
    swaps = verdict.substitutions
    spans = (
        pair
        for swap in swaps
        for pair in ((swap.source, sources[swap.of_source or 0]), (swap.suspect, suspect))
    )
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
    for stated, found in zip(_operations(verdict), _operations(today), strict=False):
        if [_ranges(op) for op in stated] != [_ranges(op) for op in found]:
            yield Difference("operations", f"{len(stated)}", f"{len(found)}, not the same")
    for name in ("sources", "background"):
        stated, found = (tuple(map(_finding, getattr(v, name) or ())) for v in (verdict, today))
        yield from list_difference(name, stated, found)


def sides_of(
    verdict: PairVerdict,
    suspect: Document | None,
    sources: Sequence[Document],
    background: Sequence[Document],
) -> list[Side]:
    """Return the suspect, the sources and the background texts of a verdict with the files that were given.

    Raises
    ------
    InputError
        If there are sources or background texts, but not as many as the record has.
    """
    texts = verdict.source_texts
    shared = [back.text for back in verdict.background or ()]
    several = len(texts) > 1
    return [
        Side("suspect", verdict.suspect, suspect, "--suspect"),
        *(
            Side(f"source {n}" if several else "source", text, given, "--source")
            for n, (text, given) in enumerate(_with_files(texts, sources, "--source"), 1)
        ),
        *(
            Side(f"background {n}", text, given, "--background")
            for n, (text, given) in enumerate(_with_files(shared, background, "--background"), 1)
        ),
    ]


def _with_files(
    texts: Sequence[TextRecord], files: Sequence[Document], option: str
) -> list[tuple[TextRecord, Document | None]]:
    if files and len(files) != len(texts):
        raise InputError(
            f"the record has {len(texts)}, and {len(files)} were given",
            where=option,
            hint="give all of them, in the record's order, or none",
        )
    return list(zip(texts, files or (None,) * len(texts), strict=True))


def _operations(verdict: PairVerdict) -> list[tuple[Operation, ...]]:
    """Return the operations of each source, then of each background text."""
    further = [one.operations for one in verdict.further_sources or ()]
    return [verdict.operations, *further, *(one.operations for one in verdict.background or ())]


def _finding(one: SourceFinding | BackgroundText) -> SourceFinding | BackgroundText:
    """Return what was found beside a text without what is compared by itself."""
    if isinstance(one, SourceFinding):
        return one
    return replace(one, operations=(), text=replace(one.text, text=None, pages=None))


def _replay_check(
    name: str,
    operations: Sequence[Operation],
    source: Document,
    suspect: Document,
    is_same_program: bool,
) -> Check:
    """Apply the operations to a text's tokens: the suspect's tokens must come out."""
    claim = f"the operations turn the {name} into the suspect"
    old, new = list(source.tokens.written), list(suspect.tokens.written)
    at = 0
    for op in operations:
        written = new[op.suspect_start : op.suspect_end]
        if op.suspect_start != at or op.source_end > len(old) or not _gives(op, old, written):
            # Another version may cut words elsewhere: then nothing is known, and nothing is claimed.
            seen = f"not from word {at + 1} of the suspect on"
            return Check(claim, False if is_same_program else None, seen)
        at = op.suspect_end
    used = _covered(operations)
    if at != len(new) or used != len(old):
        return Check(
            claim,
            False if is_same_program else None,
            f"{at} of {len(new)} words of the suspect, {used} of {len(old)} of the source",
        )
    masked = any("" in op.text for op in operations)
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
