"""What counts neither for nor against anyone: quotations, references, tables, code, captions and the like.

Nobody can empty the count by dressing a text up: a kind that would take more than `MAX_SHARE` of the
words is no longer believed, and counts again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from spindetect.records import ZoneKind
from spindetect.text import blocks, line_patterns
from spindetect.text.line_zones import TextLines, line_kinds
from spindetect.text.lines import Lines
from spindetect.text.quotations import find_quotations
from spindetect.text.tokens import NUMBER, Cut

KINDS: Final[tuple[ZoneKind, ...]] = get_args(ZoneKind)
_CODE_OF: Final = {kind: code + 1 for code, kind in enumerate(KINDS)}

# Quotations take more than this in 18 % of senators' press releases, 12 % of novel chapters and stories,
# 1 % of news and speeches, none of the other sources measured (150 documents each): statements, dialogues and
# interviews, whose words are what is compared. No other kind ever took 0.5 there.
MAX_SHARE: Final = 0.6
MAX_SHARE_OF_ALL: Final = 0.8

_DATELINE_LINES: Final = 4
_ODD: Final = (
    line_patterns.NOTICE_WORDS | line_patterns.CREDIT_WORDS | line_patterns.CODE_WORDS | frozenset("|")
)


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the text as read that its file marks: a block quote, a table, code or a caption of a page."""

    kind: ZoneKind
    start: int
    end: int


@dataclass(frozen=True, eq=False, slots=True)
class Zones:
    """What was recognised.

    Attributes
    ----------
    spans : list of (kind, first token, last token + 1)
        In order, without overlap.
    out : array of bool, shape (n,)
        Tokens that stand in one.
    disbelieved : dict
        Kind -> share of the words, for kinds that would have taken too many.
    """

    spans: list[tuple[ZoneKind, int, int]]
    out: NDArray[np.bool_]
    disbelieved: dict[ZoneKind, float]


def find_zones(
    raw: str,
    text: str,
    keys: Sequence[str],
    cut: Cut,
    lines: Lines,
    paragraphs: Sequence[int],
    marked: Sequence[tuple[ZoneKind, int, int]] = (),
) -> Zones:
    """Return the zones of a text.

    Parameters
    ----------
    raw, text : str
        The cleaned text with quotes as read, and with straight ones.
    keys, cut, lines
        Its tokens and lines.
    paragraphs : sequence of int
        Token indices where paragraphs begin, then the number of tokens.
    marked : sequence of (kind, first token, last token + 1)
        What the file itself marks.
    """
    n = len(keys)
    paint = np.zeros(n, np.uint8)
    if not n:
        return Zones([], paint.astype(np.bool_), {})
    for begin, end in find_quotations(raw, keys, cut, paragraphs):
        paint[begin:end] = _CODE_OF["quotation"]
    for kind, begin, end in _line_spans(TextLines(text, keys, cut, lines)):
        paint[begin:end] = _CODE_OF[kind]
    for begin, end in _datelines(text, cut, lines):
        paint[begin:end] = _CODE_OF["byline"]
    for kind, begin, end in marked:
        paint[begin:end] = _CODE_OF[kind]
    if not paint.any():
        return Zones([], paint.astype(np.bool_), {})
    disbelieved = _disbelieve(paint, cut.kind <= NUMBER)
    return Zones(_runs(paint), paint > 0, disbelieved)


def _line_spans(lines: TextLines) -> list[tuple[ZoneKind, int, int]]:
    odd = frozenset() if _ODD.isdisjoint(lines.keys) else _ODD.intersection(lines.keys)
    kinds = line_kinds(lines, odd)
    blocks.mark_tables(lines, kinds, "|" in odd or "\t" in lines.text)
    if ">" in odd:
        blocks.mark_quoted(lines, kinds)
    if not odd.isdisjoint(line_patterns.CODE_WORDS):
        blocks.mark_code(lines, kinds)
    blocks.mark_references(lines, kinds)
    first = lines.first
    return [(kind, first[line], first[line + 1]) for line, kind in enumerate(kinds) if kind is not None]


def _datelines(text: str, cut: Cut, lines: Lines) -> list[tuple[int, int]]:
    """Return the token ranges of "WASHINGTON (Reuters) -" at the head of the first lines."""
    found: list[tuple[int, int]] = []
    for line in range(min(len(lines), _DATELINE_LINES)):
        match = line_patterns.DATELINE.match(text, int(cut.start[lines.first[line]]))
        if match:
            found.append((lines.first[line], int(np.searchsorted(cut.start, match.end()))))
    return found


def _disbelieve(paint: NDArray[np.uint8], own: NDArray[np.bool_]) -> dict[ZoneKind, float]:
    """Take back the paint of kinds that took too many words; return their shares."""
    words = max(1, int(np.count_nonzero(own)))
    counts = np.bincount(paint[own], minlength=len(KINDS) + 1)[1:]
    taken = {kind: float(counts[code]) / words for code, kind in enumerate(KINDS)}
    too_much = {kind: share for kind, share in taken.items() if share > MAX_SHARE}
    if sum(taken.values()) - sum(too_much.values()) > MAX_SHARE_OF_ALL:
        too_much = {kind: share for kind, share in taken.items() if share}
    for kind in too_much:
        paint[paint == _CODE_OF[kind]] = 0
    return too_much


def _runs(paint: NDArray[np.uint8]) -> list[tuple[ZoneKind, int, int]]:
    edges = np.flatnonzero(paint[1:] != paint[:-1]) + 1
    bounds = [0, *edges.tolist(), len(paint)]
    codes = paint[bounds[:-1]].tolist()
    return [
        (KINDS[code - 1], a, b) for code, a, b in zip(codes, bounds[:-1], bounds[1:], strict=True) if code
    ]
