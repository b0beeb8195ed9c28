"""Checking a stored verdict years later: against its texts, against itself, against today's program."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Protocol

from spindetect.errors import InputError
from spindetect.records import Operation, ProgramRecord, Side, TextRecord
from spindetect.report.record import COUNTS, SHARES
from spindetect.report.safe import printable
from spindetect.report.wording import count
from spindetect.text import Document
from spindetect.verdict import PairVerdict

# Two computers, or one with another number of threads, add floats in other orders, and what is computed in
# single precision differs from the fifth digit on. No report shows a difference so small.
TOLERANCE = 5e-4


class Comparer(Protocol):
    """What `verify` needs of a detector."""

    @property
    def program(self) -> ProgramRecord:
        """Version and digests of what computes."""

    def compare(self, suspect: Document, source: Document) -> PairVerdict:
        """Compare two documents."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something the record claims: whether it holds (None: cannot be said), and what was seen."""

    claim: str
    holds: bool | None
    seen: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A thing that today's program says otherwise."""

    what: str
    stated: str
    today: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What `verify` found.

    Attributes
    ----------
    checks : tuple of Check
        The record against itself and its texts.
    differences : tuple of Difference
        The record against today's program; these do not make the record wrong.
    """

    checks: tuple[Check, ...]
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing that the record claims was found false."""
        return all(check.holds is not False for check in self.checks)

    def to_text(self) -> str:
        """Return the checks and differences, a line each."""
        words = {True: "holds", False: "FAILS", None: "cannot be said"}
        rows = [(words[check.holds], f"{check.claim}: {check.seen}") for check in self.checks]
        rows += [
            ("differs today", f"{d.what}: recorded {d.stated}, today {d.today}") for d in self.differences
        ]
        if not self.differences:
            rows.append(("same today", "today's program gives the same verdict"))
        end = "The record holds." if self.holds else "The record does not hold."
        if self.holds and self.differences:
            end = "Nothing in the record was found false, but today's program does not say the same."
        return "".join(f"{word:<14}  {printable(row)}\n" for word, row in rows) + f"{end}\n"


def verify(
    verdict: PairVerdict,
    detector: Comparer,
    *,
    suspect: Document | None = None,
    source: Document | None = None,
) -> Verification:
    """Check a record against its texts, and compute the verdict again with today's program.

    Parameters
    ----------
    detector : Detector
        Today's, from `spindetect.load()`.
    suspect, source : Document, optional
        The files again, as `spindetect.read` reads them. Needed where the record holds no texts; with
        them the digests of the bytes are checked too.

    Raises
    ------
    InputError
        If a text is neither in the record nor given; the error says the digest of the file to give.
    """
    texts = {
        "suspect": _text_of(verdict.suspect, suspect, "suspect"),
        "source": _text_of(verdict.source, source, "source"),
    }
    given = {"suspect": suspect, "source": source}
    today = detector.compare(texts["suspect"], texts["source"])
    unnamed = _unnamed(verdict.program, detector.program)
    is_same_program = all(
        getattr(verdict.program, f.name) in (None, getattr(detector.program, f.name))
        for f in fields(verdict.program)
    )
    checks = [
        *_digest_checks(verdict.suspect, suspect, texts["suspect"], "suspect"),
        *_digest_checks(verdict.source, source, texts["source"], "source"),
        *_size_checks(verdict.suspect, texts["suspect"], "suspect", is_same_program),
        *_size_checks(verdict.source, texts["source"], "source", is_same_program),
        _figures_check(verdict),
        _replay_check(verdict, texts["source"], texts["suspect"], is_same_program),
        _span_check(verdict, texts["source"].text, texts["suspect"].text),
    ]
    if unnamed:
        seen = f"no digest of {' and '.join(unnamed)}: an older version wrote it"
        checks.append(Check("the record names all that computed it", None, seen))
    differences = tuple(_differences(verdict, today))
    if is_same_program:
        # Markup that told zones apart is gone from a text that was read from a page: only files settle it.
        whole = all(
            given[side] is not None or record.sha256 == record.text_sha256
            for side, record in (("suspect", verdict.suspect), ("source", verdict.source))
        )
        seen = "the same" if not differences else count(len(differences), "thing differs", "things differ")
        # What a record does not name may have changed since: then a difference proves nothing.
        holds = True if not differences else (False if whole and not unnamed else None)
        hint = "" if whole or not differences else "; give the files with --suspect and --source to be sure"
        checks.append(Check("the same program gives the same verdict", holds, seen + hint))
    return Verification(tuple(checks), differences)


def _text_of(record: TextRecord, given: Document | None, side: Side) -> Document:
    if given is not None:
        return given
    if record.text is None:
        raise InputError(
            f"the record holds no text of the {side} {record.name!r}",
            hint=f"give its file, SHA-256 {record.sha256}, with --{side} FILE",
        )
    return Document.from_text(record.text, name=record.name)


def _digest_checks(record: TextRecord, given: Document | None, text: Document, side: Side) -> Iterator[Check]:
    claim = f"SHA-256 of the {side}'s bytes"
    if given is not None:
        yield _digest_check(claim, record.sha256, given.sha256)
    elif record.sha256 != record.text_sha256:
        yield Check(claim, None, f"not that of the text; give the file with --{side} FILE")
    digest = hashlib.sha256(text.text.encode("utf-8", "surrogatepass")).hexdigest()
    yield _digest_check(f"SHA-256 of the {side}'s text", record.text_sha256, digest)


def _size_checks(record: TextRecord, text: Document, side: Side, is_same_program: bool) -> Iterator[Check]:
    """Hold the stated sizes against the text."""
    for unit, stated, found in (
        ("characters", record.characters, len(text.text)),
        ("words", record.words, text.words),
    ):
        if stated != found:
            # Another version may cut words elsewhere; characters are characters.
            holds = False if unit == "characters" or is_same_program else None
            yield Check(f"the number of the {side}'s {unit}", holds, f"recorded {stated}, found {found}")


def _unnamed(program: ProgramRecord, today: ProgramRecord) -> tuple[str, ...]:
    """Return what computes a verdict today and is not in the record."""
    names = (f.name for f in fields(program))
    return tuple(n for n in names if getattr(program, n) is None and getattr(today, n) is not None)


def _figures_check(verdict: PairVerdict) -> Check:
    """Hold together the figures that follow from each other."""
    p = verdict.probabilities
    pairs = {
        "probability": (verdict.probability, p.spun),
        "p_copied": (verdict.p_copied, 1 - p.independent),
        "the sum of the probabilities": (sum(getattr(p, f.name) for f in fields(p)), 1.0),
        "copied_share": (verdict.copied_share, verdict.unchanged_share + verdict.swapped_share),
    }
    wrong = [
        f"{name} is {stated:.6g}, the rest makes it {found:.6g}"
        for name, (stated, found) in pairs.items()
        if abs(stated - found) > TOLERANCE
    ]
    return Check("the figures agree with each other", not wrong, "; ".join(wrong) or "they do")


def _digest_check(claim: str, stated: str, found: str) -> Check:
    seen = f"{found[:16]}…" if stated == found else f"recorded {stated[:16]}…, found {found[:16]}…"
    return Check(claim, stated == found, seen)


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


def _span_check(verdict: PairVerdict, source: str, suspect: str) -> Check:
    wrong = sum(
        text[span.start : span.end] != span.text
        for swap in verdict.substitutions
        for span, text in ((swap.source, source), (swap.suspect, suspect))
    )
    total = len(verdict.substitutions)
    return Check(
        "the swaps stand where the record says",
        not wrong,
        f"{wrong} of {2 * total} places differ" if wrong else f"all {total}",
    )


def _differences(verdict: PairVerdict, today: PairVerdict) -> Iterator[Difference]:
    """Yield what today's verdict says otherwise, the program first."""
    for field in fields(verdict.program):
        name = field.name
        stated, found = getattr(verdict.program, name), getattr(today.program, name)
        if stated is not None and stated != found:
            yield Difference(f"program {name}", _short(stated), _short(found))
    if verdict.label != today.label:
        yield Difference("label", verdict.label, today.label)
    for name in SHARES:
        yield from _number(name, getattr(verdict, name), getattr(today, name))
    for field in fields(verdict.probabilities):
        name = field.name
        yield from _number(
            f"probabilities.{name}", getattr(verdict.probabilities, name), getattr(today.probabilities, name)
        )
    for name in COUNTS:
        yield from _number(name, getattr(verdict, name), getattr(today, name))
    yield from _number("number of swaps", len(verdict.substitutions), len(today.substitutions))
    for name in (
        "reasons",
        "evidence",
        "substitutions",
        "passages",
        "manipulations",
        "left_out",
        "named_sources",
        "notes",
    ):
        stated, found = getattr(verdict, name), getattr(today, name)
        if stated != found and not _is_close(stated, found):
            yield Difference(
                name.replace("_", " "), f"{len(stated)} entries", f"{len(found)} entries, not the same"
            )
    if [_ranges(op) for op in verdict.operations] != [_ranges(op) for op in today.operations]:
        yield Difference("operations", f"{len(verdict.operations)}", f"{len(today.operations)}, not the same")


def _number(name: str, stated: float, found: float) -> Iterator[Difference]:
    if not math.isclose(stated, found, rel_tol=0, abs_tol=TOLERANCE):
        yield Difference(name, f"{stated:.6g}", f"{found:.6g}")


def _is_close(stated: object, found: object) -> bool:
    """Return whether two records are equal but for the last digits of their floats."""
    if isinstance(stated, float) and isinstance(found, float):
        return math.isclose(stated, found, rel_tol=0, abs_tol=TOLERANCE)
    if isinstance(stated, tuple) and isinstance(found, tuple):
        return len(stated) == len(found) and all(map(_is_close, stated, found))
    if is_dataclass(stated) and is_dataclass(found) and type(stated) is type(found):
        return all(_is_close(getattr(stated, f.name), getattr(found, f.name)) for f in fields(stated))
    return bool(stated == found)


def _ranges(op: Operation) -> tuple[str, int, int, int, int]:
    return op.kind, op.source_start, op.source_end, op.suspect_start, op.suspect_end


def _short(value: object) -> str:
    text = str(value) or "none"
    return text if len(text) <= 24 else f"{text[:16]}…"
