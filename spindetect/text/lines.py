"""Lines of a text in terms of its tokens: what begins where, and which line ends end a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.text.characters import LINE_END_BYTE
from spindetect.text.tokens import Cut

# A text is taken as hard-wrapped where this share of its line ends stands inside a sentence (no mark
# before, small letter after): 0.55 to 0.9 in wrapped novels, below 0.1 in articles with a line a paragraph.
_WRAPPED_SHARE: Final = 0.3
# In a wrapped text a line shorter than this share of the longest one ends its paragraph (a heading).
_FULL_LINE: Final = 0.6
_SENTENCE_MARKS: Final = frozenset('.!?:;…"”»)')
_BULLETS: Final = frozenset("-*•·‣▪◦●○–—+#>|")


class Lines(NamedTuple):
    """The lines that hold a token.

    Attributes
    ----------
    first : list of int
        Token index where each line begins, then the number of tokens.
    begins : list of int
        The token after each line end: twice the same one after an empty line.
    """

    first: list[int]
    begins: list[int]

    def after_blank(self) -> set[int]:
        """Return the first tokens of lines with at least one empty line before, and the text's own."""
        return {0, *(token for token, other in pairwise(self.begins) if token == other)}


def find_lines(text: str, cut: Cut) -> Lines:
    """Return the lines of a cleaned text."""
    n = len(cut.start)
    if not n:
        return Lines([0], [])
    ends = cut.codes == LINE_END_BYTE
    if "\r" in text and "\r\n" not in text:
        ends |= cut.codes == 13
    begins: list[int] = cut.start.searchsorted(ends.nonzero()[0]).tolist()
    return Lines([*dict.fromkeys((0, *begins, n))], begins)


def paragraph_breaks(lines: Lines, keys: Sequence[str], cut: Cut) -> list[int]:
    """Return the token indices that begin a paragraph, a heading or a list item.

    A line end breaks unless the sentence goes on after it; how much is taken for going on depends on
    whether the text is hard-wrapped.
    """
    first = lines.first
    if len(first) <= 2:
        return first[:-1]
    open_lines = _open_lines(keys, cut, first)
    wrapped = len(open_lines) >= _WRAPPED_SHARE * (len(first) - 2)
    if not open_lines and not wrapped:
        return first[:-1]
    width = _widths(cut, first) if wrapped else []
    full = _FULL_LINE * max(width, default=0)
    breaks, after_blank = [0], lines.after_blank()
    for line in range(1, len(first) - 1):
        goes_on = line in open_lines or (wrapped and width[line - 1] >= full)
        if first[line] in after_blank or keys[first[line]] in _BULLETS or not goes_on:
            breaks.append(first[line])
    return breaks


def _open_lines(keys: Sequence[str], cut: Cut, first: list[int]) -> set[int]:
    """Return the lines that begin with a small letter, where the line before ends with no mark."""
    capitals = cut.capitals
    return {
        line
        for line, token in enumerate(first[1:-1], 1)
        if not capitals[token] and keys[token][0].isalpha() and keys[token - 1][-1] not in _SENTENCE_MARKS
    }


def _widths(cut: Cut, first: list[int]) -> list[int]:
    begin = np.array(first[:-1])
    end = np.array(first[1:]) - 1
    widths: NDArray[np.int64] = cut.end[end] - cut.start[begin]
    found: list[int] = widths.tolist()
    return found
