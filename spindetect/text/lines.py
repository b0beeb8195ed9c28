"""Lines of a text in terms of its tokens: what begins where, and which line ends end a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.text.tokens import Cut

# A text is taken as hard-wrapped where this share of its line ends stands inside a sentence (no mark
# before, small letter after): 0.55 to 0.9 in wrapped novels, below 0.1 in articles with a line a paragraph.
_WRAPPED_SHARE: Final = 0.3
# In a wrapped text a line shorter than this share of the longest one ends its paragraph (a heading).
_FULL_LINE: Final = 0.6
_SENTENCE_MARKS: Final = frozenset('.!?:;…"”»)')
_BULLETS: Final = frozenset("-*•·‣▪◦●○–—+#>|")


@dataclass(frozen=True, eq=False, slots=True)
class Lines:
    """The lines that hold a token.

    Attributes
    ----------
    first : list of int
        Token index where each line begins, then the number of tokens.
    after_blank : list of bool
        Whether at least one empty line stands before; the first line counts as such.
    """

    first: list[int]
    after_blank: list[bool]

    def __len__(self) -> int:
        return len(self.after_blank)


def find_lines(text: str, cut: Cut) -> Lines:
    """Return the lines of a cleaned text."""
    codes, n = cut.codes, len(cut.start)
    if not n:
        return Lines([0], [])
    ends = codes == 10
    if "\r" in text and "\r\n" not in text:
        ends |= codes == 13
    if codes.itemsize > 1:
        ends |= (codes == 0x2028) | (codes == 0x2029)
    begins = np.searchsorted(cut.start, np.flatnonzero(ends)).tolist()
    first, after_blank, last = [0], [True], 0
    for token in begins:
        if token == n:
            break
        if token > last:
            first.append(token)
            after_blank.append(False)
            last = token
        else:
            after_blank[-1] = True
    first.append(n)
    return Lines(first, after_blank)


def paragraph_breaks(lines: Lines, keys: Sequence[str], cut: Cut) -> list[int]:
    """Return the token indices that begin a paragraph, a heading or a list item.

    A line end breaks unless the sentence goes on after it; how much is taken for going on depends on
    whether the text is hard-wrapped.
    """
    first = lines.first
    if len(lines) < 2:
        return first[:1] if len(lines) else []
    small = _small_letter(keys, cut, first)
    marked = [keys[token - 1][-1] in _SENTENCE_MARKS for token in first[1:-1]]
    inside = sum(s and not m for s, m in zip(small[1:], marked, strict=True))
    wrapped = inside >= _WRAPPED_SHARE * len(marked)
    width = _widths(cut, first) if wrapped else []
    full = _FULL_LINE * max(width, default=0)
    breaks = [0]
    for line in range(1, len(lines)):
        token = first[line]
        goes_on = (small[line] and not marked[line - 1]) or (wrapped and width[line - 1] >= full)
        if lines.after_blank[line] or keys[token] in _BULLETS or not goes_on:
            breaks.append(token)
    return breaks


def _small_letter(keys: Sequence[str], cut: Cut, first: list[int]) -> list[bool]:
    """Say for each line whether it begins with a small letter."""
    return [keys[token][0].isalpha() and not cut.capital[token] for token in first[:-1]]


def _widths(cut: Cut, first: list[int]) -> list[int]:
    begin = np.array(first[:-1])
    end = np.array(first[1:]) - 1
    widths: NDArray[np.int64] = cut.end[end] - cut.start[begin]
    found: list[int] = widths.tolist()
    return found
