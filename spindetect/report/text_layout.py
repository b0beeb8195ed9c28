"""One text cut into rows, about a paragraph each, with its marks, left-out parts and passages.

Nothing is scored and no token is cut here: everything stands in code points of the text as read, so that a
record of any version is drawn.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from spindetect.records import Zone
from spindetect.report.spans import Spans, zone_spans
from spindetect.text_verdict import TextPassage

# Characters after which a row ends with its sentence: about 200 words, what a column shows at once.
ROW_CHARACTERS = 1_200
# A row ends here even inside a word.
MOST_CHARACTERS = 2_400
# In a text of more lines than a thick book has, a paragraph that ends earlier shares the row of the next:
# a text of millions of one-word paragraphs would fill the memory with rows.
MANY_LINES = 20_000
FEW_CHARACTERS = 120
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE_END = re.compile(r"[.!?][\"'’”)\]]*\s+|\n")


class Piece(NamedTuple):
    """A run of a row: code points, the mark on it (0: none), the left-out part it stands in ('': none)."""

    start: int
    end: int
    mark: int
    zone: str


class TextLayout:
    """A text with its rows, and the marks and left-out parts on it.

    Parameters
    ----------
    text : str
        As read.
    marks : sequence of (int, int)
        Places of the marks; number n is element n - 1.
    zones : sequence of Zone
        Those of side 'suspect' are drawn.
    passages : sequence of TextPassage
        Of the parts that cover a row, the one with the highest P(spun) is the row's.
    """

    def __init__(
        self,
        text: str,
        marks: Sequence[tuple[int, int]],
        zones: Sequence[Zone] = (),
        passages: Sequence[TextPassage] = (),
    ) -> None:
        self.text = text
        self.rows = list(paragraphs(text))
        size = len(text)
        self._marks = Spans((start, min(end, size), n) for n, (start, end) in enumerate(marks, 1))
        self._zones = zone_spans(zones, "suspect")
        self._starts = [start for start, _ in self.rows]
        self.passage_of = self._paint(passages)

    def marks_in(self, row: int) -> list[int]:
        """Return the numbers of the marks that begin in a row, in its order."""
        return self._marks.beginning_in(*self.rows[row])

    def pieces(self, row: int) -> Iterator[Piece]:
        """Yield the runs of a row, in order, none empty; together they are all of it."""
        start, end = self.rows[row]
        cuts = {start, end, *self._marks.borders(start, end), *self._zones.borders(start, end)}
        for a, b in pairwise(sorted(cut for cut in cuts if start <= cut <= end)):
            yield Piece(a, b, self._marks.at(a) or 0, self._zones.at(a) or "")

    def rows_of(self, passage: TextPassage) -> range:
        """Return the rows that a passage touches."""
        first = max(bisect_right(self._starts, passage.start) - 1, 0)
        return range(first, bisect_left(self._starts, passage.end))

    def _paint(self, passages: Sequence[TextPassage]) -> list[int]:
        """Return for each row the number of its passage, or 0; linear in rows and passages."""
        painted = [0] * len(self.rows)
        free = list(range(len(self.rows) + 1))  # the next row from here on that has no passage yet
        for n in sorted(range(len(passages)), key=lambda n: (-passages[n].probability, n)):
            rows = self.rows_of(passages[n])
            row = _next(free, rows.start)
            while row < rows.stop:
                painted[row] = n + 1
                free[row] = row + 1
                row = _next(free, row)
        return painted


def _next(free: list[int], row: int) -> int:
    while free[row] != row:
        free[row] = free[free[row]]
        row = free[row]
    return row


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the rows of a text: its paragraphs without the blank lines between, long ones cut.

    The rows follow each other, none is empty, and only white space lies between them.
    """
    start = 0
    few = FEW_CHARACTERS if text.count("\n") > MANY_LINES else 0
    for match in _PARAGRAPH.finditer(text):
        if match.start() - start < few and text[start : match.start()].strip():
            continue
        yield from _cut(text, start, match.start())
        start = match.end()
    yield from _cut(text, start, len(text))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a paragraph, or its parts that end with a sentence where it is long."""
    while end - start > MOST_CHARACTERS:
        found = _SENTENCE_END.search(text, start + ROW_CHARACTERS, start + MOST_CHARACTERS)
        cut = found.end() if found else text.rfind(" ", start + 1, start + MOST_CHARACTERS) + 1
        cut = cut or start + MOST_CHARACTERS
        yield start, cut
        start = cut
    if text[start:end].strip():
        yield start, end
