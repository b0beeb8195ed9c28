"""Both texts side by side, as rows of a page that stays small whatever the texts are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from spindetect.records import Substitution
from spindetect.report import html_parts
from spindetect.report.html_parts import REASON_CHARACTERS, RUN_CHARACTERS, in_zone, not_shown, run, within
from spindetect.report.layout import Layout, Piece, Row, SideLayout, Slice
from spindetect.report.safe import escape
from spindetect.report.wording import KIND_NAMES, count, number

# Notes on where moved passages stood; a shuffled book has thousands, the rows themselves say the same.
HOME_NOTES = 400


def side_by_side(layout: Layout, oddest: Set[int], listed: Set[int], *, limit: int | None = None) -> str:
    """Return all rows that fit the page, and a note wherever some do not.

    Parameters
    ----------
    oddest : set of int
        Numbers of the swaps whose rows come first if not all rows fit.
    listed : set of int
        Numbers of the swaps whose reason stands in the list below, to point to.
    limit : int, optional
        Bytes of all rows together; by default what a page of one pair has room for.
    """
    drawn = _drawn(layout, oddest, listed, html_parts.ROWS_BYTES if limit is None else limit)
    homes: dict[int, list[int]] = {}
    for block, moved in list(layout.moved.items())[:HOME_NOTES]:
        homes.setdefault(moved.home, []).append(block)
    parts: list[str] = [_home_chip(layout, block, drawn) for block in homes.get(-1, ())]
    hidden: list[int] = []
    for index in range(len(layout.rows)):
        if index not in drawn:
            hidden.append(index)
            continue
        parts.append(_skipped(layout, hidden))
        hidden = []
        parts.append(drawn[index])
        parts += [_home_chip(layout, block, drawn) for block in homes.get(index, ())]
    parts.append(_skipped(layout, hidden))
    return "".join(parts)


def _drawn(layout: Layout, oddest: Set[int], listed: Set[int], limit: int) -> dict[int, str]:
    """Return the rows' HTML by index, the most telling rows first, up to so many bytes."""
    return within(_by_weight(layout, oddest), _Drawer(layout, listed).row, limit)


def _by_weight(layout: Layout, oddest: Set[int]) -> Iterator[int]:
    """Yield row indices: those with the oddest swaps, with any swap, beside one, then all others."""
    swaps = [
        {n for part in row.slices for n in layout.suspect.swaps_in(part.suspect_start, part.suspect_end)}
        for row in layout.rows
    ]
    yield from (index for index, numbers in enumerate(swaps) if numbers & oddest)
    yield from (index for index, numbers in enumerate(swaps) if numbers)
    last = len(swaps) - 1
    yield from (i for i in range(len(swaps)) if swaps[max(i - 1, 0)] or swaps[min(i + 1, last)])
    yield from range(len(swaps))


class _Drawer:
    """Draws rows; remembers which marks have been given their id."""

    def __init__(self, layout: Layout, listed: Set[int]) -> None:
        self._layout = layout
        self._listed = listed
        self._named: set[str] = set()

    def row(self, index: int) -> str:
        layout, row = self._layout, self._layout.rows[index]
        block = row.block
        source = _in_source_order(row.slices, layout.source)
        suspect = [p for p in row.slices if p.suspect_end > p.suspect_start]
        classes = [
            "row",
            row.kind,
            *(["moved"] if block in layout.moved else []),
            *(["para"] if self._para(row) else []),
        ]
        chip = self._chip(index, block)
        number_of = layout.first_row + index + 1
        left = self._cell(layout.source, source, True, block) or '<span class="none">not in the source</span>'
        right = (
            self._cell(layout.suspect, suspect, False, block)
            or '<span class="none">not in the suspect</span>'
        )
        return (
            f'<div role="row" class="{" ".join(classes)}" id="r{number_of}" data-n="{number_of}">'
            f'<div role="cell" class="src" dir="auto">{left}</div>'
            f'<div role="cell" class="sus" dir="auto">{chip}{right}</div></div>\n'
        )

    def _para(self, row: Row) -> bool:
        first = row.slices[0]
        if row.kind == "gone":
            return self._layout.source.begins_paragraph(first.source_start)
        return first.suspect_start > 0 and self._layout.suspect.begins_paragraph(first.suspect_start)

    def _chip(self, index: int, block: int) -> str:
        moved = self._layout.moved.get(block)
        if moved is None or moved.row != index:
            return ""
        home = self._layout.first_row + moved.home + 1
        place = f'after <a href="#r{home}">row {home}</a>' if moved.home >= 0 else "first of all"
        return (
            f'<p class="chip">⇅ Moved passage {block}, {count(moved.words, "word")}: in the source it '
            f"stands {place}.</p>"
        )

    def _cell(self, side: SideLayout, slices: list[Slice], is_source: bool, block: int) -> str:
        parts: list[str] = []
        end, zone = -1, ""
        for piece, is_next in _pieces(side, slices, is_source):
            if end >= 0:
                parts.append(_between(side, end, piece, is_next))
            opening = piece.zone != zone and bool(piece.zone)
            html = self._piece(side.text[piece.start : piece.end], piece, is_source, block)
            parts.append(in_zone(html, piece.zone, opening))
            end, zone = piece.end, piece.zone
        return "".join(parts)

    def _piece(self, text: str, piece: Piece, is_source: bool, block: int) -> str:
        shown = run(text)
        if piece.swap:
            return self._mark(shown, piece.swap, is_source)
        if piece.kind == "equal":
            is_moved = piece.block not in (0, block) and _has_letters(text)
            return f'<span class="mv">{shown}</span>' if is_moved else shown
        return f"<del>{shown}</del>" if is_source else f"<ins>{shown}</ins>"

    def _mark(self, shown: str, n: int, is_source: bool) -> str:
        swap = self._layout.swaps[n - 1]
        name = f"{'o' if is_source else 's'}{n}"
        ident = f' id="{name}"' if name not in self._named else ""
        self._named.add(name)
        told = f' aria-describedby="w{n}"' if n in self._listed else ""
        focus = "" if is_source or not ident else f' tabindex="0"{told}'
        return (
            f'<mark class="k-{swap.kind}"{ident}{focus} '
            f'data-why="{escape(why(swap))}">{shown}<sup>{n}</sup></mark>'
        )


def why(swap: Substitution) -> str:
    """Return what is said of a swap beside its mark: both words, the kind, the oddness, the reason."""
    reason = swap.reason if len(swap.reason) <= REASON_CHARACTERS else swap.reason[:REASON_CHARACTERS] + "…"
    return f"{KIND_NAMES[swap.kind]}, oddness {swap.oddness:.2f}: {reason}"


def _in_source_order(slices: Iterable[Slice], side: SideLayout) -> list[Slice]:
    """Return a row's slices of the source as the source reads.

    A lone stop that was paired with one elsewhere stays behind the word that it follows in the suspect.
    """
    keyed: list[tuple[int, int, Slice]] = []
    key, end = -1, -1
    for n, part in enumerate(part for part in slices if part.source_end > part.source_start):
        is_stray = part.source_start != end >= 0 and _is_stop(side, part)
        key = key if is_stray else part.source_start
        end = end if is_stray else part.source_end
        keyed.append((key, n, part))
    return [part for _, _, part in sorted(keyed)]


def _is_stop(side: SideLayout, part: Slice) -> bool:
    return part.source_end == part.source_start + 1 and not _has_letters(side.written[part.source_start])


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text[:80]))


def _pieces(side: SideLayout, slices: Iterable[Slice], is_source: bool) -> Iterator[tuple[Piece, bool]]:
    """Yield the pieces of a cell, those of one swap joined; and whether a piece follows its neighbour."""
    held: Piece | None = None
    held_follows, last = True, -1
    for part in slices:
        start, end = (
            (part.source_start, part.source_end) if is_source else (part.suspect_start, part.suspect_end)
        )
        follows = last in (-1, start)
        for piece in side.pieces(start, end, part.kind, part.block):
            if held is not None and follows and _joins(held, piece):
                held = Piece(held.start, piece.end, held.kind, held.swap, held.zone, held.block)
                continue
            if held is not None:
                yield held, held_follows
            held, held_follows, follows = piece, follows, True
        last = end
    if held is not None:
        yield held, held_follows


def _joins(one: Piece, other: Piece) -> bool:
    same = one.zone == other.zone and one.swap == other.swap
    return same and (one.swap > 0 or (one.kind == other.kind and one.block == other.block))


def _between(side: SideLayout, end: int, piece: Piece, is_next: bool) -> str:
    """Return what stands before a piece: a space, invisible characters, or a mark for a jump."""
    start = piece.start
    if not is_next or start < end:
        # A stop that was taken from elsewhere is no jump that a reader would follow.
        is_word = _has_letters(side.text[start : min(piece.end, start + 80)])
        return ' <span class="gap">[…]</span> ' if is_word else ""
    gap = side.text[end:start]
    if len(gap) > RUN_CHARACTERS:
        return " "
    return escape(gap) if gap.strip() else " " * bool(gap)


def _home_chip(layout: Layout, block: int, drawn: dict[int, str]) -> str:
    at = layout.moved[block].row
    row = layout.first_row + at + 1
    place = f'<a href="#r{row}">row {row}</a>' if at in drawn else f"row {row}"
    return f'<p class="chip home">⇅ Here stood moved passage {block}; the suspect has it in {place}.</p>\n'


def _skipped(layout: Layout, hidden: list[int]) -> str:
    """Return the note for rows that are not shown, with what they hold."""
    if not hidden:
        return ""
    first, last = layout.rows[hidden[0]], layout.rows[hidden[-1]]
    low, high = first.slices[0].suspect_start, last.slices[-1].suspect_end
    swaps = len(layout.suspect.swaps_in(low, high))
    same = sum(layout.rows[index].kind == "same" for index in hidden)
    facts = (
        f"{count(high - low, 'word or mark', 'words and marks')} of the suspect, {number(same)} of "
        f"{count(len(hidden), 'row')} "
        f"unchanged, {count(swaps, 'swap')}"
    )
    return not_shown([layout.first_row + index for index in hidden], facts)
