"""Both texts cut into rows that stand side by side: about one sentence of the suspect each.

Nothing is scored here. The operations say which tokens stand beside which; today's tokens say where in
the texts they are. A record whose tokens were cut by another program version does not fit and is not
laid out (`lay_out` returns None): a drawing that guesses would be worse than none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from operator import attrgetter
from typing import Literal, NamedTuple

from spindetect.records import Operation, Substitution, Zone
from spindetect.report.spans import Spans
from spindetect.text import Document
from spindetect.verdict import PairVerdict

SliceKind = Literal["equal", "replace", "insert", "delete"]
# A row longer than this is cut even inside a sentence: text without sentence ends exists, and a row is
# what a reader takes in at once. Sentences of edited prose stay under 100 tokens.
ROW_TOKENS = 240
# A moved block of fewer tokens is shown inside its row; longer ones get links to where they stood.
MOVED_PASSAGE_TOKENS = 8


class Slice(NamedTuple):
    """A part of one operation that lies in one row; token ranges, `block` > 0 where it was moved."""

    kind: SliceKind
    source_start: int
    source_end: int
    suspect_start: int
    suspect_end: int
    block: int


@dataclass(slots=True)
class Row:
    """What stands side by side, in the suspect's order."""

    slices: list[Slice] = field(default_factory=list)

    @property
    def kind(self) -> Literal["same", "changed", "added", "gone"]:
        """'same' holds equal tokens only, 'added' none of the source's, 'gone' none of the suspect's."""
        kinds = {part.kind for part in self.slices}
        if kinds == {"equal"}:
            return "same"
        if kinds == {"insert"}:
            return "added"
        return "gone" if kinds == {"delete"} else "changed"

    @property
    def block(self) -> int:
        """The moved passage that most of the row's words lie in, or 0."""
        sizes: dict[int, int] = {}
        for part in self.slices:
            size = part.suspect_end - part.suspect_start
            sizes[part.block] = sizes.get(part.block, 0) + size
        return max(sizes, key=sizes.__getitem__) if any(sizes.values()) else 0


class Piece(NamedTuple):
    """A run of one side inside a row: code points, and what is to be marked."""

    start: int
    end: int
    kind: SliceKind
    swap: int
    zone: str
    block: int


class SideLayout:
    """One text with its tokens, and the swaps and zones on it by token."""

    def __init__(
        self,
        text: str,
        swaps: Sequence[tuple[int, int]],
        zones: Sequence[Zone],
        document: Document,
        first_swap: int = 1,
    ) -> None:
        self.text = text
        self.keys = document.tokens.keys
        self.kind: list[int] = document.tokens.kind.tolist()
        self.capital: list[bool] = document.tokens.capital.tolist()
        self.start: list[int] = document.tokens.start.tolist()
        self.end: list[int] = document.tokens.end.tolist()
        self.sentence_starts: list[int] = document.tokens.sentence_start.tolist()
        self.written = document.tokens.written
        self._swaps = Spans((start, end, n) for n, (start, end) in enumerate(swaps, first_swap))
        self._zones = Spans(
            (bisect_right(self.end, z.start), bisect_left(self.start, z.end), z.kind) for z in zones
        )

    def is_sentence_start(self, token: int) -> bool:
        """Return whether a sentence begins at a token (or the text ends there)."""
        place = bisect_left(self.sentence_starts, token)
        return place < len(self.sentence_starts) and self.sentence_starts[place] == token

    def swaps_in(self, start: int, end: int) -> list[int]:
        """Return the numbers of the swaps whose first token lies in a token range."""
        return self._swaps.beginning_in(start, end)

    def zone_of(self, token: int) -> str:
        """Return the kind of the left-out part that a token stands in, or ''."""
        return self._zones.at(token) or ""

    def begins_paragraph(self, token: int) -> bool:
        """Return whether a blank line stands before a token."""
        before = self.text[self.end[token - 1] : self.start[token]] if token else ""
        return before.count("\n") > 1

    def pieces(self, start: int, end: int, kind: SliceKind, block: int) -> Iterator[Piece]:
        """Yield the marked runs of a token range, in order, none empty."""
        cuts = {start, end}
        cuts.update(self._swaps.borders(start, end))
        cuts.update(self._zones.borders(start, end))
        ordered = sorted(cut for cut in cuts if start <= cut <= end)
        for a, b in pairwise(ordered):
            swap = self._swaps.at(a) or 0
            yield Piece(self.start[a], self.end[b - 1], kind, swap, self.zone_of(a), block)


@dataclass(frozen=True, slots=True)
class Moved:
    """A moved passage: its first row, and the row after which it stands in the source (-1: first)."""

    row: int
    home: int
    words: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Both sides and their rows.

    Attributes
    ----------
    swaps : tuple of Substitution
        Number n of a drawing is element n - 1.
    first_row : int
        How many rows of other layouts stand before on the page: row 0 is number `first_row` + 1.
    """

    source: SideLayout
    suspect: SideLayout
    swaps: tuple[Substitution, ...]
    rows: list[Row]
    moved: dict[int, Moved]
    first_row: int = 0


def numbered_swaps(verdict: PairVerdict) -> tuple[Substitution, ...]:
    """Return the substitutions source by source, in the suspect's order: number n is element n - 1."""
    key = attrgetter("suspect.start", "source.start")
    return tuple(sorted(verdict.substitutions, key=lambda swap: (swap.of_source or 0, *key(swap))))


def lay_out(verdict: PairVerdict, *, before: tuple[Substitution, ...] = ()) -> Layout | None:
    """Return both texts cut into rows, or None if the record lacks texts or does not fit its tokens.

    Parameters
    ----------
    verdict : PairVerdict
        Of one source, or as `PairVerdict.beside` gives it.
    before : tuple of Substitution
        Swaps of other layouts on the page, which are numbered first.
    """
    if verdict.source.text is None or verdict.suspect.text is None:
        return None
    swaps, first = numbered_swaps(verdict), len(before) + 1
    source = SideLayout(
        verdict.source.text,
        [swap.source_token for swap in swaps],
        [zone for zone in verdict.left_out if zone.side == "source"],
        Document.from_text(verdict.source.text),
        first,
    )
    suspect = SideLayout(
        verdict.suspect.text,
        [swap.suspect_token for swap in swaps],
        [zone for zone in verdict.left_out if zone.side == "suspect"],
        Document.from_text(verdict.suspect.text),
        first,
    )
    if not _fits(verdict.operations, source, suspect):
        return None
    rows = _rows(_numbered_blocks(verdict.operations), source, suspect)
    return Layout(source, suspect, (*before, *swaps), rows, _moved(rows))


def lay_out_all(verdict: PairVerdict) -> tuple[Layout, ...] | None:
    """Return the suspect laid out beside each of its sources, its rows and swaps numbered on.

    Where there are several, what the suspect has from elsewhere than a source does not stand beside it.

    Returns
    -------
    tuple of Layout or None
        None if any of them cannot be laid out.
    """
    found: list[Layout] = []
    for n in range(len(verdict.source_texts)):
        layout = lay_out(verdict.beside(n), before=found[-1].swaps if found else ())
        if layout is None:
            return None
        if verdict.sources is not None:
            first = found[-1].first_row + len(found[-1].rows) if found else 0
            rows = [row for row in layout.rows if row.kind != "added"]
            layout = replace(layout, rows=rows, moved=_moved(rows), first_row=first)
        found.append(layout)
    return tuple(found)


def _fits(operations: Sequence[Operation], source: SideLayout, suspect: SideLayout) -> bool:
    """Return whether the operations cover exactly these tokens and carry what the suspect has."""
    at, of_source = 0, 0
    for op in operations:
        if op.suspect_start != at or op.source_end > len(source.start):
            return False
        at = op.suspect_end
        of_source += op.source_end - op.source_start
        if op.text and list(op.text) != suspect.written[op.suspect_start : op.suspect_end]:
            return False
    return at == len(suspect.start) and of_source == len(source.start)


def _numbered_blocks(operations: Sequence[Operation]) -> list[tuple[Operation, int]]:
    """Return each operation with the number of the moved block it lies in, or 0.

    A block is a run of operations whose source ranges follow each other; it was moved if it holds a
    `move`. Inserts have no place in the source and stay with the run they stand in.
    """
    runs: list[list[Operation]] = []
    follows = -1
    for op in operations:
        if op.kind != "insert" and op.source_start != follows:
            runs.append([])
        if not runs:
            runs.append([])
        runs[-1].append(op)
        follows = follows if op.kind == "insert" else op.source_end
    numbered, block = [], 0
    for run in runs:
        is_moved = any(op.kind == "move" for op in run)
        block += is_moved
        numbered += [(op, block if is_moved else 0) for op in run]
    return numbered


def _rows(operations: Sequence[tuple[Operation, int]], source: SideLayout, suspect: SideLayout) -> list[Row]:
    rows = [Row()]
    tokens = 0
    for part in _slices(operations, source, suspect):
        size = part.suspect_end - part.suspect_start + part.source_end - part.source_start
        row = rows[-1]
        if row.slices and (_begins_row(row, part, source, suspect) or tokens + size > 4 * ROW_TOKENS):
            rows.append(Row())
            tokens = 0
        rows[-1].slices.append(part)
        tokens += size
    return [row for row in rows if row.slices]


def _slices(
    operations: Sequence[tuple[Operation, int]], source: SideLayout, suspect: SideLayout
) -> Iterator[Slice]:
    """Yield the operations cut at sentence starts, and nothing longer than a row."""
    for op, block in operations:
        s0, s1, t0, t1 = op.source_start, op.source_end, op.suspect_start, op.suspect_end
        if op.kind in ("equal", "move"):
            for a, b in _cut(t0, t1, suspect.sentence_starts):
                yield Slice("equal", s0 + a - t0, s0 + b - t0, a, b, block)
        elif op.kind == "replace" and max(s1 - s0, t1 - t0) <= ROW_TOKENS:
            yield Slice("replace", s0, s1, t0, t1, block)
        else:
            for a, b in _cut(s0, s1, source.sentence_starts):
                yield Slice("delete", a, b, t0, t0, block)
            for a, b in _cut(t0, t1, suspect.sentence_starts):
                yield Slice("insert", s1, s1, a, b, block)


def _cut(start: int, end: int, borders: Sequence[int]) -> Iterator[tuple[int, int]]:
    inside = borders[bisect_right(borders, start) : bisect_left(borders, end)]
    for a, b in zip([start, *inside], [*inside, end], strict=True):
        for low in range(a, b, ROW_TOKENS):
            yield low, min(low + ROW_TOKENS, b)


def _begins_row(row: Row, part: Slice, source: SideLayout, suspect: SideLayout) -> bool:
    last = row.slices[-1]
    if not suspect.is_sentence_start(part.suspect_start):
        return False
    if part.kind == "delete":
        return source.is_sentence_start(part.source_start)
    # The source's first words may be dropped from a sentence that goes on: they stay in its row.
    only_dropped = all(other.kind == "delete" for other in row.slices)
    return not (only_dropped and not source.is_sentence_start(last.source_end))


def _moved(rows: Sequence[Row]) -> dict[int, Moved]:
    """Return the moved passages long enough for links, with their rows."""
    first: dict[int, int] = {}
    begins: dict[int, int] = {}
    sizes: dict[int, int] = {}
    ends: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        for part in row.slices:
            if part.block and part.kind != "insert":
                if part.block not in first or (row.block == part.block != rows[first[part.block]].block):
                    first[part.block] = index
                begins[part.block] = min(part.source_start, begins.get(part.block, part.source_start))
                sizes[part.block] = sizes.get(part.block, 0) + part.source_end - part.source_start
            if part.source_end > part.source_start:
                ends.append((part.source_end, index))
    ends.sort()
    moved = {}
    for block, size in sizes.items():
        if size >= MOVED_PASSAGE_TOKENS:
            place = bisect_right(ends, (begins[block], len(rows))) - 1
            moved[block] = Moved(first[block], ends[place][1] if place >= 0 else -1, size)
    return moved
