"""From lines on pages to running text: columns, running heads and feet, paragraphs, divided words.

All measures are in points of 1/72 inch, from the lower left corner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

DIVIDED: Final = "\x02"  # ends a line whose last word was divided
_GAP: Final = "\n\n"
# Heads and feet: how many rows from the edge are looked at, by how much their place may differ from page to
# page, and on how many pages they must stand.
_EDGE_ROWS: Final = 4
_SAME_PLACE: Final = 4.0
_REPEATS, _REPEATS_OF_FEW, _FEW_PAGES = 3, 2, 5
_NUMBER: Final = re.compile(r"\d+")
_ROMAN: Final = re.compile(r"[ivxlc]+")
_PAGE_NUMBER: Final = re.compile(
    r"(?:page |p\. ?)?[-–—|\[( ]*(\d{1,5})[-–—|\]) ]*(?:(?: ?/ ?| of )\d{1,5})?", re.IGNORECASE
)
# Columns: of two, each holds at least so many lines, of so many words and this share of the text's width.
_COLUMN_LINES, _COLUMN_WORDS, _COLUMN_SHARE = 4, 3.0, 0.25
_CROSSING: Final = 0.25  # share of the lines that may stand across both
_INTERLEAVED: Final = 0.5  # share of right lines that follow the left one beside them, in the file
# Paragraphs: a gap of so many usual distances of lines, an indent of so many heights (a height is 1.17
# times the size of the letters), another size by this factor.
_WIDE: Final = 1.35
_INDENT: Final = 0.6
_OTHER_SIZE: Final = 1.12
_NEIGHBOURS: Final = 2
_TERMINAL: Final = re.compile(r"[.?!:;…][\"”’')\]]*$")
_BULLET: Final = re.compile(r"[•‣▪●◦∙·■□➢✓]|[-–—*] ")
_HYPHENS: Final = ("-", "\u2010", DIVIDED)

Join = Callable[[str, str], bool]
NumberOf = Callable[["Sequence[Line]"], int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or a piece of one that a wide gap divides."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """Height of the line's box, at least a point."""
        return max(1.0, self.top - self.bottom)

    def is_beside(self, other: Line) -> bool:
        """Return whether two stand on one height."""
        return abs(self.bottom - other.bottom) < 0.4 * min(self.height, other.height)


Page = Sequence[Line]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Running text.

    Attributes
    ----------
    text : str
    pages : tuple of int
        Where each page begins.
    """

    text: str
    pages: tuple[int, ...]


def lay_out(pages: Sequence[Page], is_one_word: Join) -> LaidOut:
    """Return the running text of some pages.

    Parameters
    ----------
    pages : sequence of pages
    is_one_word : callable
        Says of the two halves of a word that was divided at a hyphen whether it is written without one.
    """
    whole = [_rows_as_lines(in_columns(page)) for page in without_heads(pages)]
    writer = _Writer(is_one_word)
    for page in whole:
        writer.begin_page()
        leading = _leading(page)
        for at, line in enumerate(page):
            writer.add(line, _begins(page, at, leading, writer))
    return writer.finished()


# heads and feet


def without_heads(pages: Sequence[Page]) -> list[list[Line]]:
    """Return the pages without their running heads, feet and page numbers."""
    rows = [_rows(page) for page in pages]
    gone: set[int] = set()
    for edges in ([page[:_EDGE_ROWS] for page in rows], [page[::-1][:_EDGE_ROWS] for page in rows]):
        repeated = _repeated(edges)
        offset, offset_beside = _numbering(edges, _page_number), _numbering(edges, _number_beside)
        for place, edge in enumerate(edges):
            for row in edge:
                is_head = (
                    (_masked(row), row[0].bottom) in repeated
                    or _is_at(_page_number(row), place, offset)
                    or _is_at(_number_beside(row), place, offset_beside)
                )
                if not is_head:
                    break
                gone.update(map(id, row))
    return [[line for line in page if id(line) not in gone] for page in pages]


def _rows(page: Page) -> list[list[Line]]:
    """Return the lines that stand beside each other together, from the top of the page down."""
    rows: list[list[Line]] = []
    for line in sorted(page, key=lambda line: (-line.bottom, line.left)):
        if rows and rows[-1][0].is_beside(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _masked(row: Sequence[Line]) -> str:
    text = " ".join(line.text for line in row).casefold()
    return "#" if _ROMAN.fullmatch(text) else _NUMBER.sub("#", text)


def _repeated(edges: Sequence[Sequence[Sequence[Line]]]) -> set[tuple[str, float]]:
    """Return what stands at the edge of several pages, numbers aside, and at which heights."""
    heights: dict[str, list[float]] = {}
    for edge in edges:
        for row in edge:
            heights.setdefault(_masked(row), []).append(row[0].bottom)
    needed = _REPEATS if len(edges) > _FEW_PAGES else _REPEATS_OF_FEW
    return {
        (text, height)
        for text, found in heights.items()
        for height in set(found)
        if sum(abs(other - height) <= _SAME_PLACE for other in found) >= needed
    }


def _page_number(row: Sequence[Line]) -> int | None:
    """Return the number of a row that is nothing but the number of its page."""
    match = _PAGE_NUMBER.fullmatch(" ".join(line.text for line in row).strip())
    return int(match[1]) if match else None


def _number_beside(row: Sequence[Line]) -> int | None:
    """Return the number at the outer end of a row whose other part names a chapter or an author."""
    for text in (row[0].text, row[-1].text) if len(row) > 1 else ():
        if _NUMBER.fullmatch(text):
            return int(text[:6])
    return None


def _numbering(edges: Sequence[Sequence[Sequence[Line]]], number_of: NumberOf) -> int | None:
    """Return by how much the printed numbers of pages differ from their places, counted from 0."""
    differences: Counter[int] = Counter()
    for place, edge in enumerate(edges):
        differences.update({found - place for row in edge if (found := number_of(row)) is not None})
    if not differences:
        return None
    difference, count = differences.most_common(1)[0]
    is_alone = len(edges) == 1 and difference == 1 and number_of is _page_number
    return difference if count > 1 or is_alone else None


def _is_at(number: int | None, place: int, offset: int | None) -> bool:
    return number is not None and offset is not None and number - place == offset


# columns


def in_columns(page: Page) -> list[Line]:
    """Return the lines column by column where the file has them row by row; else as the file has them."""
    lines = list(page)
    found = _gutter(lines)
    if found is None or not _is_interleaved(lines, found):
        return lines
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda line: (-line.bottom, line.left)):
        if line.right <= found:
            left.append(line)
        elif line.left >= found:
            right.append(line)
        else:  # across both: what stands above it comes before it
            ordered += [*in_columns(left), *in_columns(right), line]
            left, right = [], []
    return [*ordered, *in_columns(left), *in_columns(right)]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where a gap runs down between two columns of prose."""
    if len(lines) < 2 * _COLUMN_LINES:
        return None
    width = max(line.right for line in lines) - min(line.left for line in lines)
    best, found = 0, None
    for at, _ in Counter(round(line.left) for line in lines).most_common(_NEIGHBOURS + 4):
        edge = at - 0.5
        left = [line for line in lines if line.right <= edge]
        right = [line for line in lines if line.left >= edge]
        across = len(lines) - len(left) - len(right)
        fewer = min(len(left), len(right))
        if fewer <= best or across > _CROSSING * len(lines):
            continue
        if all(_is_column(side, width) for side in (left, right)):
            best, found = fewer, edge
    return found


def _is_column(lines: Sequence[Line], width: float) -> bool:
    words = sum(line.text.count(" ") + 1 for line in lines)
    wide = median(line.right - line.left for line in lines) if lines else 0
    return (
        len(lines) >= _COLUMN_LINES and words >= _COLUMN_WORDS * len(lines) and wide >= _COLUMN_SHARE * width
    )


def _is_interleaved(lines: Sequence[Line], edge: float) -> bool:
    right = sum(line.left >= edge for line in lines)
    after = sum(one.right <= edge <= other.left and one.is_beside(other) for one, other in pairwise(lines))
    return after >= _INTERLEAVED * right


def _rows_as_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the pieces of one (the cells of a row) joined by tabs."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and last.is_beside(line) and line.left > last.right:
            joined[-1] = Line(
                f"{last.text}\t{line.text}", last.left, last.bottom, line.right, max(last.top, line.top)
            )
        else:
            joined.append(line)
    return joined


# paragraphs


def _leading(page: Sequence[Line]) -> float:
    """Return the usual distance of two lines, 0 where none tells."""
    steps = [
        round(a.bottom - b.bottom, 1) for a, b in pairwise(page) if 0 < a.bottom - b.bottom < 4 * a.height
    ]
    return median(steps) if steps else 0.0


def _begins(page: Sequence[Line], at: int, leading: float, writer: _Writer) -> bool:
    """Say whether a line begins a paragraph, as a reader sees it."""
    line, before = page[at], writer.last
    if before is None:
        return True
    if max(line.height, before.height) > _OTHER_SIZE * min(line.height, before.height):
        return True
    if _BULLET.match(line.text) or "\t" in line.text or "\t" in before.text:
        return True
    if at == 0 or line.bottom > before.bottom:  # a new page or column
        return not _goes_on(before, line)
    if leading and before.bottom - line.bottom > _WIDE * leading:
        return True
    if before.text.endswith(DIVIDED):
        return False
    shift = line.left - before.left
    if shift > _INDENT * line.height or (-shift > _INDENT * line.height and writer.lines > 1):
        return True
    return _is_broken_early(page, at) and bool(_TERMINAL.search(before.text) or not line.text[0].islower())


def _goes_on(before: Line, line: Line) -> bool:
    if before.text.endswith(_HYPHENS):
        return True
    return not _TERMINAL.search(before.text) and (line.text[0].islower() or before.text[-1] in ",—–")


def _is_broken_early(page: Sequence[Line], at: int) -> bool:
    """Say whether the line's first word would still have stood on the line before it."""
    before, line = page[at - 1], page[at]
    near = page[max(0, at - 1 - _NEIGHBOURS) : at + 1 + _NEIGHBOURS]
    edge = max(other.right for other in near if abs(other.left - before.left) < 4 * before.height)
    letter = (line.right - line.left) / max(1, len(line.text))
    return before.right + letter * (len(line.text.split(maxsplit=1)[0]) + 2) < edge


class _Writer:
    """Puts lines together.

    Attributes
    ----------
    last : Line or None
        The line that was added last.
    lines : int
        How many lines its paragraph has.
    """

    def __init__(self, is_one_word: Join) -> None:
        self.last: Line | None = None
        self.lines = 0
        self._is_one_word = is_one_word
        self._pieces: list[str] = []
        self._length = 0
        self._pages: list[int | None] = []

    def begin_page(self) -> None:
        """Note that what comes stands on a new page."""
        self._pages.append(None)

    def add(self, line: Line, begins: bool) -> None:
        """Add a line to the last paragraph, or as the begin of a new one."""
        text = line.text
        if self.last is not None:
            text = self._linked(text, self.last, begins)
        if self._pages[-1] is None:
            # A page begins with what stands on it; the space before it belongs to the one before.
            self._pages[-1] = self._length + len(text) - len(text.lstrip())
        self._put(text)
        self.lines = 1 if begins else self.lines + 1
        self.last = line

    def finished(self) -> LaidOut:
        """Return all of it."""
        starts: list[int] = []
        for page in reversed(self._pages):
            following = starts[-1] if starts else self._length
            starts.append(following if page is None else page)
        text = "".join(self._pieces).replace(DIVIDED, "-")  # as long as before: no offset moves
        return LaidOut(text, tuple(reversed(starts)))

    def _linked(self, text: str, last: Line, begins: bool) -> str:
        """Return a line's text with what stands between it and the one before."""
        if begins:
            return ("\n" if "\t" in last.text and "\t" in text else _GAP) + text
        ending = self._pieces[-1]
        if not ending.endswith(_HYPHENS) or ending[-2:-1] in ("", " ", "-"):
            return f" {text}"
        head, tail = ending[:-1].split()[-1], text.split(None, 1)[0]
        self._replace_last("" if self._is_one_word(head, tail) else "-")
        return text

    def _replace_last(self, character: str) -> None:
        self._length += len(character) - 1
        self._pieces[-1] = self._pieces[-1][:-1] + character

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
