"""Hand-made verdicts for the tests that draw, store and check them, without a detector.

A text pair is written once, as parts in which `{old|new}` stands for a swap, `{old|}` for something the
suspect dropped and `{|new}` for something it added; `{old|new|kind|oddness}` says more about a swap.
"""

from __future__ import annotations

import hashlib
import re
import types
from bisect import bisect_left
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate, groupby
from typing import Any

from spindetect.errors import InputError
from spindetect.records import (
    Manipulation,
    NamedSource,
    Operation,
    ProgramRecord,
    Relation,
    Span,
    Substitution,
    TextRecord,
    Zone,
)
from spindetect.text import Document
from spindetect.verdict import ClassProbabilities, Evidence, PairVerdict, Passage

PARTS = (
    (
        "The orchard {trust|confidence|wrong-sense|0.83} {bought|purchased} the {old|aged|synonym|0.44} mill "
        "on Friday {after|following|function-word|0.12} {|a} {long|lengthy} {talks|discussions|synonym|0.3}. "
    ),
    (
        "Its {fixed term|repaired word|phrase|0.97} was a price {above|over|function-word|0.2} 9,000 pounds, "
        "the {chair|seat|wrong-sense|0.91} {said|stated}.\n\n"
    ),
    (
        "{Volunteers|Helpers} will {clear|unmistakable|wrong-sense|0.95} the {yard|courtyard} in spring"
        "{, weather allowing|}. "
    ),
    '"We want the wheel to turn again," Ines Fairweather told members. ',
    (
        "{Colour|Color|spelling|0.02} {charts|graphs} hang in the {hall|corridor} next to "
        "{12|14|number|0.5} old maps. "
    ),
    (
        "The miller's {ledger|record} {shows|displays} that flour went {downstream|downriver} "
        "by {boat|vessel} until 1911. "
    ),
)
ORDER = (0, 1, 4, 2, 3, 5)
TAIL = "Source: www.orchard-trust.example\nReported by Nell Ashby"
SOURCE_TEXT = (
    "The ferry council opened a small museum beside the harbour last Friday. Visitors can now see brass "
    "instruments, hand-drawn charts and a restored lifeboat from 1926. Entrance costs nothing for children, "
    "and grown-ups pay 4 pounds. A retired captain explains every exhibit with patience and humour."
)
SUSPECT_TEXT = (
    "The ferry council unlocked a little museum beside the harbour last Friday. Visitors can now view brass "
    "instruments, hand-drawn diagrams and a restored lifeboat from 1926. Entrance costs naught for children, "
    "and grown-ups pay 4 pounds. A retired captain clarifies every exhibit with patience and humour."
)
PROGRAM = ProgramRecord("0.1.0", "a" * 64, "b" * 64, "c" * 64, {}, "e" * 64, "f" * 64)
_PIECE = re.compile(r"\{([^|}]*)\|([^|}]*)(?:\|([^|}]*)\|([^|}]*))?\}|[^{]+")


class _Side:
    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []
        self._written: list[str] = []

    def add(self, piece: str) -> None:
        at = self.spans[-1][1] if self.spans else 0
        self.spans.append((at, at + len(piece)))
        self._written.append(piece)

    @property
    def text(self) -> str:
        return "".join(self._written)


@dataclass(frozen=True)
class Piece:
    """A piece of a part: what the source has, what the suspect has, and what kind of swap it is."""

    part: int
    old: str
    new: str
    kind: str
    oddness: float


def pieces(parts: tuple[str, ...]) -> list[Piece]:
    found = []
    for index, part in enumerate(parts):
        for match in _PIECE.finditer(part):
            if match[0].startswith("{"):
                found.append(Piece(index, match[1], match[2], match[3] or "synonym", float(match[4] or 0.25)))
            else:
                found.append(Piece(index, match[0], match[0], "", 0.0))
    return found


def build(
    parts: tuple[str, ...] = PARTS, order: tuple[int, ...] | None = ORDER, *, tail: str = TAIL, **changes: Any
) -> PairVerdict:
    """Return a verdict over the pair that `parts` describe; `order` is the parts' order in the suspect.

    The operations replay and every offset is true; the probabilities are made up.
    """
    order = tuple(range(len(parts))) if order is None else order
    found = pieces(parts)
    source, suspect = _Side(), _Side()
    place = {}
    for index, piece in enumerate(found):
        place[index] = len(source.spans)
        source.add(piece.old)
    of_part = {
        part: [i for i, _ in group] for part, group in groupby(enumerate(found), key=lambda x: x[1].part)
    }
    told = [i for part in order for i in of_part[part]]
    for index in told:
        suspect.add(found[index].new)
    spans = {index: suspect.spans[n] for n, index in enumerate(told)}
    suspect.add(tail)
    operations, swaps = _operations(found, told, order, source, suspect, spans)
    return replace(_verdict(source.text, suspect.text, operations, swaps), **changes)


def _operations(found, told, order, source, suspect, spans):
    old = Document.from_text(source.text).tokens
    new = Document.from_text(suspect.text).tokens
    old_starts, new_starts = list(old.start), list(new.start)
    highest = list(accumulate(order, max, initial=-1))
    moved = {part for part, before in zip(order, highest, strict=False) if part < before}
    moved = moved if len(moved) <= len(order) // 2 else set(order) - moved
    operations, swaps = [], []

    def tokens(starts, span):
        return bisect_left(starts, span[0]), bisect_left(starts, span[1])

    for index in told:
        piece = found[index]
        s0, s1 = tokens(old_starts, source.spans[index])
        t0, t1 = tokens(new_starts, spans[index])
        if not piece.kind:
            if t1 > t0:
                operations.append(Operation("move" if piece.part in moved else "equal", s0, s1, t0, t1))
        elif s1 == s0:
            operations.append(Operation("insert", s0, s0, t0, t1, tuple(new.written[t0:t1])))
        elif t1 == t0:
            operations.append(Operation("delete", s0, s1, t0, t0))
        else:
            operations.append(Operation("replace", s0, s1, t0, t1, tuple(new.written[t0:t1])))
            swaps.append(
                _swap(piece, source.spans[index], spans[index], (s0, s1), (t0, t1), piece.part in moved)
            )
    end = operations[-1].suspect_end if operations else 0
    if end < len(new_starts):
        n = len(old_starts)
        operations.append(Operation("insert", n, n, end, len(new_starts), tuple(new.written[end:])))
    return operations, swaps


def _swap(piece, source, suspect, source_token, suspect_token, moved):
    none = piece.kind in ("number", "unrelated")
    return Substitution(
        kind=piece.kind,
        source=Span(piece.old, *source),
        suspect=Span(piece.new, *suspect),
        relation=Relation("none") if none else Relation("synonym", ("moby", "wordnet"), 0.4),
        oddness=piece.oddness,
        reason=f"'{piece.new}' replaces '{piece.old}': the two words before and after are unchanged",
        moved=moved,
        source_token=source_token,
        suspect_token=suspect_token,
    )


def _verdict(
    source: str, suspect: str, operations: list[Operation], swaps: list[Substitution]
) -> PairVerdict:
    words = len(Document.from_text(suspect).tokens)
    return PairVerdict(
        label="spun",
        probability=0.973,
        probabilities=ClassProbabilities(0.973, 0.004, 0.011, 0.01, 0.002),
        p_copied=0.998,
        copied_share=0.86,
        unchanged_share=0.61,
        swapped_share=0.25,
        longest_run_words=11,
        words_counted=words - 8,
        words_left_out=8,
        direction=0.93,
        reasons=(
            (
                "25 % of the words are swapped for a synonym, spread over 5 of 6 sentences; honest edits "
                "swap 3 %."
            ),
            (
                "4 swaps share only a rare sense with the word they replace; honest pairs of this length "
                "have 0.1."
            ),
            "No sentence was added or joined, which speaks against a person rewriting it.",
        ),
        evidence=(
            Evidence("swapped_share", 0.25, 0.03, "share", 0.41, "25 % of the words are swapped."),
            Evidence("rare_sense_swaps", 4.0, 0.1, "count", 0.22, "4 swaps share only a rare sense."),
            Evidence("sentences_joined", 0.0, 0.2, "share", -0.03, "No sentence was joined."),
        ),
        substitutions=tuple(swaps),
        passages=(Passage(0, len(suspect), 0, len(source), words, 0.61, 0.25, "spun", 0.973),),
        manipulations=(Manipulation("homoglyph", "suspect", 2, (Span("p\u0430ge", 4, 8),)),),
        left_out=_zones(source, suspect),
        named_sources=_named(suspect),
        notes=(),
        operations=tuple(operations),
        suspect=text_record("copy.txt", suspect),
        source=text_record("article.txt", source),
        program=PROGRAM,
    )


def text_record(name: str, text: str) -> TextRecord:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return TextRecord(name, digest, digest, len(text), len(text.split()), text)


def _zones(source: str, suspect: str) -> tuple[Zone, ...]:
    found = []
    for side, text in (("suspect", suspect), ("source", source)):
        found += [
            Zone("quotation", side, m.start(), m.end(), len(m[0].split()))
            for m in re.finditer('"[^"]+"', text)
        ]
        found += [
            Zone("byline", side, m.start(), m.end(), 4) for m in re.finditer(r"Reported by [\w ]+", text)
        ]
    return tuple(found)


def _named(suspect: str) -> tuple[NamedSource, ...]:
    return tuple(
        NamedSource(m[1], Span(m[0], m.start(), m.end())) for m in re.finditer(r"Source: (\S+)", suspect)
    )


def as_independent(verdict: PairVerdict) -> PairVerdict:
    return replace(
        verdict,
        label="independent",
        probability=0.01,
        probabilities=ClassProbabilities(0.01, 0.0, 0.02, 0.01, 0.96),
        p_copied=0.04,
        copied_share=0.02,
        unchanged_share=0.02,
        swapped_share=0.0,
        longest_run_words=3,
        direction=0.5,
        substitutions=(),
        passages=(),
    )


def compare(suspect: Document | str, source: Document | str, **origin: Any) -> PairVerdict:
    """Return a verdict over any two texts: true operations and swaps by difflib, made-up probabilities."""
    one = suspect if isinstance(suspect, Document) else Document.from_text(suspect, "suspect")
    other = source if isinstance(source, Document) else Document.from_text(source, "source")
    old, new = other.tokens, one.tokens
    operations, swaps = [], []
    for tag, s0, s1, t0, t1 in SequenceMatcher(None, old.written, new.written, False).get_opcodes():
        text = tuple(new.written[t0:t1]) if tag in ("replace", "insert") else ()
        operations.append(Operation(tag, s0, s1, t0, t1, text))
        if tag == "replace":
            spans = (old.start[s0], old.end[s1 - 1]), (new.start[t0], new.end[t1 - 1])
            was, now = ((int(a), int(b)) for a, b in spans)
            piece = Piece(0, other.text[slice(*was)], one.text[slice(*now)], "synonym", (t0 % 100) / 100)
            swaps.append(_swap(piece, was, now, (s0, s1), (t0, t1), False))
    verdict = _verdict(other.text, one.text, operations, swaps)
    same = other.text == one.text
    spun, verbatim = (0.01, 0.967) if same else (0.97, 0.007)
    return replace(
        verdict,
        label="insufficient" if not len(new) else "verbatim" if same else "spun",
        probability=spun,
        probabilities=ClassProbabilities(spun, verbatim, 0.011, 0.01, 0.002),
        suspect=_record(one, origin.get("suspect_url")),
        source=_record(other, origin.get("source_url")),
        retrieved=origin.get("retrieved"),
        words_counted=len(new),
        words_left_out=0,
        left_out=(),
        manipulations=(),
        program=PROGRAM,
    )


def _record(document: Document, url: str | None) -> TextRecord:
    return replace(text_record(document.name, document.text), sha256=document.sha256, url=url)


class StandIn:
    """A detector for tests of what stands above it; made as `load` makes one."""

    program = PROGRAM

    def __init__(self, model=None, *, phrases=None, allow=None):
        assert (model, phrases, allow) == (None, None, None), "it knows no files"

    def compare(self, suspect, source, **origin):
        for side, text in (("suspect", suspect), ("source", source)):
            if "boom" in (text if isinstance(text, str) else text.text):
                raise InputError("is empty", where=side, hint="give a text")
            if "crash" in (text if isinstance(text, str) else text.text):
                raise ZeroDivisionError("a bug")
        return compare(suspect, source, **origin)

    def score(self, text):
        return types.SimpleNamespace(program=self.program)  # `info` asks for no more
