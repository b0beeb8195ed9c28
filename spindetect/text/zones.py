"""What counts neither for nor against anyone: quotations, references, tables, code, captions and the like.

Nobody can empty the count by dressing a text up: a kind that would take more than `MAX_SHARE` of the
words is no longer believed, and counts again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, get_args

import numpy as np

from spindetect.records import ZoneKind
from spindetect.text import blocks, line_patterns
from spindetect.text.line_zones import TextLines, line_kinds
from spindetect.text.lines import Lines
from spindetect.text.quotations import find_quotations
from spindetect.text.tokens import Cut, count_words

KINDS: Final[tuple[ZoneKind, ...]] = get_args(ZoneKind)
_CODE_OF: Final = {kind: code + 1 for code, kind in enumerate(KINDS)}

# Quotations take more than this in 18 % of senators' press releases, 12 % of novel chapters and stories,
# 1 % of news and speeches, none of the other sources measured (150 documents each): statements, dialogues and
# interviews, whose words are what is compared. No other kind ever took 0.5 there.
MAX_SHARE: Final = 0.6
MAX_SHARE_OF_ALL: Final = 0.8

_DATELINE_LINES: Final = 4


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
    disbelieved : dict
        Kind -> share of the words, for kinds that would have taken too many.
    """

    spans: list[tuple[ZoneKind, int, int]]
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
    if not n:
        return Zones([], {})
    found: list[tuple[ZoneKind, int, int]] = [
        *(("quotation", begin, end) for begin, end in find_quotations(raw, keys, cut, paragraphs)),
        *_line_spans(TextLines(text, keys, cut, lines)),
        *(("byline", begin, end) for begin, end in _datelines(text, cut, lines)),
        *marked,
    ]
    if not found:
        return Zones([], {})
    spans = _flatten(found, n)
    disbelieved = _disbelieve(spans, cut.kinds)
    return Zones([span for span in spans if span[0] not in disbelieved], disbelieved)


def beneath(zones: Zones, kind: ZoneKind, spans: Sequence[tuple[int, int]], n: int) -> Zones:
    """Return zones with further ones of a kind, where none is yet.

    Parameters
    ----------
    spans : sequence of (first token, last token + 1)
    n : int
        Tokens of the text.
    """
    found: list[tuple[ZoneKind, int, int]] = [(kind, begin, end) for begin, end in spans]
    return Zones(_flatten([*found, *zones.spans], n), zones.disbelieved)


def _line_spans(lines: TextLines) -> list[tuple[ZoneKind, int, int]]:
    kinds = line_kinds(lines)
    blocks.mark_tables(lines, kinds)
    blocks.mark_quoted(lines, kinds)
    blocks.mark_code(lines, kinds)
    blocks.mark_references(lines, kinds)
    first = lines.first
    return [(kind, first[line], first[line + 1]) for line, kind in enumerate(kinds) if kind is not None]


def _datelines(text: str, cut: Cut, lines: Lines) -> list[tuple[int, int]]:
    """Return the token ranges of "WASHINGTON (Reuters) -" at the head of the first lines."""
    found: list[tuple[int, int]] = []
    for token in lines.first[:-1][:_DATELINE_LINES]:
        match = line_patterns.DATELINE.match(text, int(cut.start[token]))
        if match:
            found.append((token, int(cut.start.searchsorted(match.end()))))
    return found


def _flatten(found: list[tuple[ZoneKind, int, int]], n: int) -> list[tuple[ZoneKind, int, int]]:
    """Return zones in order and without overlap; what was found later lies on top."""
    if all(a[2] < b[1] for a, b in pairwise(found)) and all(begin < end for _, begin, end in found):
        return found  # most often quotations alone
    paint = np.zeros(n, np.uint8)
    for kind, begin, end in found:
        paint[begin:end] = _CODE_OF[kind]
    edges = (paint[1:] != paint[:-1]).nonzero()[0] + 1
    bounds = [0, *edges.tolist(), n]
    codes = paint[bounds[:-1]].tolist()
    return [
        (KINDS[code - 1], a, b) for code, a, b in zip(codes, bounds[:-1], bounds[1:], strict=True) if code
    ]


def _disbelieve(spans: list[tuple[ZoneKind, int, int]], kinds: bytes) -> dict[ZoneKind, float]:
    """Return the kinds that took too many words, with their shares."""
    words = max(1, count_words(kinds, 0, len(kinds)))
    if sum([end - begin for _, begin, end in spans]) <= MAX_SHARE * words:
        return {}  # most often: too few tokens of any kind
    counts = dict.fromkeys(KINDS, 0)
    for kind, begin, end in spans:
        counts[kind] += count_words(kinds, begin, end)
    taken = {kind: count / words for kind, count in counts.items()}
    too_much = {kind: share for kind, share in taken.items() if share > MAX_SHARE}
    if sum(taken.values()) - sum(too_much.values()) > MAX_SHARE_OF_ALL:
        too_much = {kind: share for kind, share in taken.items() if share}
    return too_much
