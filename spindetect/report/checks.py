"""What checking a stored result finds, and the checks that every kind of result has."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass

from spindetect.errors import InputError
from spindetect.records import ProgramRecord, Span, TextRecord
from spindetect.report.safe import printable
from spindetect.report.wording import count
from spindetect.text import Document

# Two computers, or one with another number of threads, add floats in other orders, and what is computed in
# single precision differs from the fifth digit on. No report shows a difference so small.
TOLERANCE = 5e-4


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


@dataclass(frozen=True, slots=True)
class Side:
    """A text that the record is about: what the record says of it, and the file if it was given again.

    `name` is what messages call it, `option` the command's option that gives its file.
    """

    name: str
    record: TextRecord
    given: Document | None
    option: str

    def text(self) -> Document:
        """Return the text, the file's before the record's.

        Raises
        ------
        InputError
            If there is neither; the error says the digest of the file to give.
        """
        if self.given is not None:
            return self.given
        if self.record.text is None:
            raise InputError(
                f"the record holds no text of the {self.name} {self.record.name!r}",
                hint=f"give its file, SHA-256 {self.record.sha256}, with {self.option} FILE",
            )
        return Document.from_text(self.record.text, name=self.record.name)

    @property
    def is_whole(self) -> bool:
        """Whether what was scored is at hand: markup that told zones apart is gone from a page's text."""
        return self.given is not None or self.record.sha256 == self.record.text_sha256


def text_checks(side: Side, text: Document, is_same_program: bool) -> Iterator[Check]:
    """Hold the stated digests and sizes against a text."""
    claim = f"SHA-256 of the {side.name}'s bytes"
    if side.given is not None:
        yield _digest_check(claim, side.record.sha256, side.given.sha256)
    elif side.record.sha256 != side.record.text_sha256:
        yield Check(claim, None, f"not that of the text; give the file with {side.option} FILE")
    digest = hashlib.sha256(text.text.encode("utf-8", "surrogatepass")).hexdigest()
    yield _digest_check(f"SHA-256 of the {side.name}'s text", side.record.text_sha256, digest)
    for unit, stated, found in (
        ("characters", side.record.characters, len(text.text)),
        ("words", side.record.words, text.words),
    ):
        if stated != found:
            # Another version may cut words elsewhere; characters are characters.
            holds = False if unit == "characters" or is_same_program else None
            yield Check(f"the number of the {side.name}'s {unit}", holds, f"recorded {stated}, found {found}")


def _digest_check(claim: str, stated: str, found: str) -> Check:
    seen = f"{found[:16]}…" if stated == found else f"recorded {stated[:16]}…, found {found[:16]}…"
    return Check(claim, stated == found, seen)


def span_check(claim: str, spans: Iterable[tuple[Span, str]], total: int) -> Check:
    """Look whether each span's text stands in its text where the span says; `total` things have them."""
    found = [text[span.start : span.end] == span.text for span, text in spans]
    wrong = found.count(False)
    return Check(claim, not wrong, f"{wrong} of {len(found)} places differ" if wrong else f"all {total}")


def figures_check(pairs: Iterable[tuple[str, float, float]]) -> Check:
    """Hold together (name, stated, found) figures that follow from each other."""
    wrong = [
        f"{name} is {stated:.6g}, the rest makes it {found:.6g}"
        for name, stated, found in pairs
        if abs(stated - found) > TOLERANCE
    ]
    return Check("the figures agree with each other", not wrong, "; ".join(wrong) or "they do")


def is_same(program: ProgramRecord, today: ProgramRecord, names: Sequence[str]) -> bool:
    """Return whether everything of these names that a record tells is as it is today."""
    return all(getattr(program, name) in (None, getattr(today, name)) for name in names)


def unnamed(program: ProgramRecord, today: ProgramRecord, names: Sequence[str]) -> tuple[str, ...]:
    """Return what computes a result today and is not in the record."""
    return tuple(n for n in names if getattr(program, n) is None and getattr(today, n) is not None)


def program_checks(
    sides: Sequence[Side],
    missing: Sequence[str],
    is_same_program: bool,
    differences: Sequence[Difference],
) -> Iterator[Check]:
    """Say whether the record names all that computed it, and whether the same program says the same."""
    if missing:
        seen = f"no digest of {' and '.join(missing)}: an older version wrote it"
        yield Check("the record names all that computed it", None, seen)
    if is_same_program:
        whole = all(side.is_whole for side in sides)
        seen = "the same" if not differences else count(len(differences), "thing differs", "things differ")
        # What a record does not name may have changed since: then a difference proves nothing.
        holds = True if not differences else (False if whole and not missing else None)
        options = " and ".join(side.option for side in sides)
        files = "the file" if len(sides) == 1 else "the files"
        hint = "" if whole or not differences else f"; give {files} with {options} to be sure"
        yield Check("the same program gives the same verdict", holds, seen + hint)


def program_differences(
    program: ProgramRecord, today: ProgramRecord, names: Sequence[str], *, lists: Sequence[str] = ()
) -> Iterator[Difference]:
    """Yield what of the program is another today.

    Parameters
    ----------
    names : sequence of str
        Fields of which None says that the record does not tell.
    lists : sequence of str
        Fields of which None says that there was none.
    """
    for name in (*names, *lists):
        stated, found = getattr(program, name), getattr(today, name)
        if stated != found and (stated is not None or name in lists):
            yield Difference(f"program {name}", _short(stated), _short(found))


def number_difference(name: str, stated: float, found: float) -> Iterator[Difference]:
    """Yield that a number is another today, if it is."""
    if not math.isclose(stated, found, rel_tol=0, abs_tol=TOLERANCE):
        yield Difference(name, f"{stated:.6g}", f"{found:.6g}")


def list_difference(name: str, stated: Sequence[object], found: Sequence[object]) -> Iterator[Difference]:
    """Yield that a list of records is another today, if it is."""
    if stated != found and not _is_close(stated, found):
        yield Difference(
            name.replace("_", " "), f"{len(stated)} entries", f"{len(found)} entries, not the same"
        )


def _is_close(stated: object, found: object) -> bool:
    """Return whether two records are equal but for the last digits of their floats."""
    if isinstance(stated, float) and isinstance(found, float):
        return math.isclose(stated, found, rel_tol=0, abs_tol=TOLERANCE)
    if isinstance(stated, tuple) and isinstance(found, tuple):
        return len(stated) == len(found) and all(map(_is_close, stated, found))
    if is_dataclass(stated) and is_dataclass(found) and type(stated) is type(found):
        return all(_is_close(getattr(stated, f.name), getattr(found, f.name)) for f in fields(stated))
    return bool(stated == found)


def _short(value: object) -> str:
    text = "none" if value is None else str(value) or "none"
    return text if len(text) <= 24 else f"{text[:16]}…"
