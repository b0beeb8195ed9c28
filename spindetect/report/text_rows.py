"""One text as the rows of a page: marks on it, what is said of them beside it, and its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from typing import NamedTuple

from spindetect.report import html_parts
from spindetect.report.html_parts import in_zone, not_shown, run, within
from spindetect.report.safe import escape
from spindetect.report.text_layout import Piece, TextLayout
from spindetect.report.text_wording import strength
from spindetect.report.wording import count, p_of
from spindetect.text_verdict import TextPassage

# The parts that the margin shows: those with at least even odds.
SHOWN_STRENGTH = 2
# Characters of a word that is kept on one line with its number.
_TOGETHER = 24
_BLANK_LINES = re.compile(r"\n\s*\n")


class Told(NamedTuple):
    """What is said of a mark: the classes of its place, the words that open there, its line beside.

    `why` is untrusted text; `side` is HTML, '' for no line.
    """

    name: str
    why: str
    side: str


def draw(
    layout: TextLayout,
    told: Callable[[int], Told],
    *,
    first: Set[int],
    listed: Set[int],
    passages: Sequence[TextPassage] = (),
) -> str:
    """Return all rows that fit the page, and a note wherever some do not.

    Parameters
    ----------
    told : callable
        What is said of mark n.
    first : set of int
        Numbers of the marks whose rows come first if not all rows fit.
    listed : set of int
        Numbers of the marks whose reason stands in the list below, to point to.
    passages : sequence of TextPassage
        The parts; a row shows the one that `layout.passage_of` names.
    """
    drawer = _Drawer(layout, told, listed, passages)
    drawn = within(_by_weight(layout, first), drawer.row, html_parts.ROWS_BYTES)
    shown: list[str] = []
    hidden: list[int] = []
    for index in range(len(layout.rows)):
        if index in drawn:
            shown += (_skipped(layout, hidden), drawn[index])
            hidden = []
        else:
            hidden.append(index)
    return "".join((*shown, _skipped(layout, hidden)))


def _by_weight(layout: TextLayout, first: Set[int]) -> Iterator[int]:
    """Yield the rows: those with the most telling marks, with any mark, beside one, then all others."""
    marks = [set(layout.marks_in(row)) for row in range(len(layout.rows))]
    yield from (row for row, numbers in enumerate(marks) if numbers & first)
    yield from (row for row, numbers in enumerate(marks) if numbers)
    last = len(marks) - 1
    yield from (n for n in range(len(marks)) if marks[max(n - 1, 0)] or marks[min(n + 1, last)])
    yield from range(len(marks))


class _Drawer:
    """Draws rows; remembers which marks have been given their id, and which parts their heading."""

    def __init__(
        self,
        layout: TextLayout,
        told: Callable[[int], Told],
        listed: Set[int],
        passages: Sequence[TextPassage],
    ) -> None:
        self._layout = layout
        self._told = told
        self._listed = listed
        self._passages = passages
        self._heads = {n: row for row, n in reversed(list(enumerate(layout.passage_of))) if n}
        self._named: set[int] = set()

    def row(self, index: int) -> str:
        part = self._layout.passage_of[index]
        surety = strength(self._passages[part - 1].probability) if part else 0
        # A quiet part is no news: a long honest text has dozens.
        part = part if surety >= SHOWN_STRENGTH else 0
        name = f"para part p{surety}" if part else "para"
        prose = "".join(self._pieces(index))
        lines = "".join(
            f'<li><a href="#s{n}">{n}</a> {side}</li>'
            for n in self._layout.marks_in(index)
            if (side := self._told(n).side)
        )
        side = f'<ol class="side">{lines}</ol>' if lines else ""
        return (
            f'<div class="{name}" id="r{index + 1}">{self._chip(index, part)}'
            f'<div class="prose" dir="auto">{prose}</div>{side}</div>\n'
        )

    def _chip(self, index: int, part: int) -> str:
        if not part or self._heads[part] != index:
            return ""
        passage = self._passages[part - 1]
        p = escape(p_of("spun", passage.probability))
        return f'<p class="chip"><b>Part {part}</b>: {p}, {count(passage.marks, "mark")}</p>'

    def _pieces(self, index: int) -> Iterator[str]:
        zone, mark = "", 0
        for piece in self._layout.pieces(index):
            text = _BLANK_LINES.sub("\n\n", self._layout.text[piece.start : piece.end])
            html = self._mark(text, piece, mark) if piece.mark else run(text)
            yield in_zone(html, piece.zone, bool(piece.zone) and piece.zone != zone)
            zone, mark = piece.zone, piece.mark

    def _mark(self, text: str, piece: Piece, before: int) -> str:
        """Return a marked run; one that a border cut in two has its number and id once."""
        n = piece.mark
        told = self._told(n)
        points = f' aria-describedby="w{n}"' if n in self._listed else ""
        ident = "" if n in self._named else f' id="s{n}" tabindex="0"{points}'
        shown = run(text) if n == before else _numbered(text, n)
        self._named.add(n)
        return f'<mark class="{told.name}"{ident} data-why="{escape(told.why)}">{shown}</mark>'


def _numbered(text: str, n: int) -> str:
    """Return marked words with their number, which stays on the line of the last of them."""
    words, space, last = text.rpartition(" ")
    if len(last) > _TOGETHER:
        return f"{run(text)}<sup>{n}</sup>"
    return f'{run(words + space)}<span class="nb">{escape(last)}<sup>{n}</sup></span>'


def _skipped(layout: TextLayout, hidden: list[int]) -> str:
    """Return the note for rows that are not shown, with what they hold."""
    if not hidden:
        return ""
    size = layout.rows[hidden[-1]][1] - layout.rows[hidden[0]][0]
    marks = sum(len(layout.marks_in(row)) for row in hidden)
    return not_shown(hidden, f"{count(size, 'character')} of the text, {count(marks, 'mark')}")
