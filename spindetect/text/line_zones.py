"""Lines that are no prose of the author: captions, bylines, share lines, notices. A doubtful line counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from spindetect.records import ZoneKind
from spindetect.text import line_patterns as patterns
from spindetect.text.lines import Lines
from spindetect.text.tokens import NUMBER, PUNCT, WORD, Cut

# Longer lines are paragraphs, whatever they begin with.
SHORT_WORDS: Final = 16
CAPTION_WORDS: Final = 60
_NEAR_TOP: Final = 8  # lines in which a byline stands
_NAME_WORDS: Final = 10

Kinds: TypeAlias = list[ZoneKind | None]


class TextLines:
    """The lines of one text, with what the rules ask for.

    Attributes
    ----------
    keys, cut : the tokens
    first : list of int
        Token index where each line begins, then the number of tokens.
    begin, end : list of int
        Code points of the cleaned text.
    words, numbers : list of int
        Words and numbers, and numbers alone, of each line.
    """

    def __init__(self, text: str, keys: Sequence[str], cut: Cut, lines: Lines) -> None:
        self.text, self.keys, self.cut = text, keys, cut
        self.first = lines.first
        begin = np.array(lines.first[:-1], np.int64)
        self.begin: list[int] = cut.start[begin].tolist()
        self.end: list[int] = cut.end[np.array(lines.first[1:], np.int64) - 1].tolist()
        self.words = _sums(cut.kind <= NUMBER, begin)
        self.numbers = _sums(cut.kind == NUMBER, begin)

    def __len__(self) -> int:
        return len(self.begin)

    def written(self, line: int) -> str:
        """Return one line of the cleaned text, without white space around it."""
        return self.text[self.begin[line] : self.end[line]]

    def from_token(self, line: int, token: int) -> str:
        """Return a line from one of its tokens on, case-folded."""
        return self.text[int(self.cut.start[token]) : self.end[line]].casefold()


def _sums(flags: NDArray[np.bool_], begin: NDArray[np.int64]) -> list[int]:
    sums: list[int] = np.add.reduceat(flags, begin, dtype=np.int64).tolist()
    return sums


def line_kinds(lines: TextLines, odd: frozenset[str]) -> Kinds:
    """Return what each line is by its own words; None where it is prose.

    Parameters
    ----------
    lines : TextLines
    odd : frozenset of str
        Keys of the text that are in `NOTICE_WORDS` or `CREDIT_WORDS`.
    """
    kinds: Kinds = [None] * len(lines)
    for line in range(len(lines)):
        if lines.words[line] <= CAPTION_WORDS:
            head = _head(lines, line)
            rule = _RULES.get(lines.keys[head])
            if rule is not None:
                kinds[line] = rule(lines, line, head)
    if not odd.isdisjoint(patterns.NOTICE_WORDS):
        _mark(lines, kinds, "boilerplate", patterns.NOTICE_WORDS & odd, _is_notice)
    if not odd.isdisjoint(patterns.CREDIT_WORDS):
        _mark(lines, kinds, "caption", patterns.CREDIT_WORDS & odd, _is_credit)
    return kinds


def _head(lines: TextLines, line: int) -> int:
    """Return the first token that is no bullet, star, hash or bracket."""
    token = lines.first[line]
    last = min(token + 3, lines.first[line + 1] - 1)
    while token < last and lines.cut.kind[token] >= PUNCT:
        token += 1
    return token


def _mark(
    lines: TextLines, kinds: Kinds, kind: ZoneKind, hints: frozenset[str], fits: Callable[[str], bool]
) -> None:
    """Look closely at short lines that hold one of some words."""
    for line in range(len(lines)):
        if kinds[line] is None and lines.words[line] <= CAPTION_WORDS:
            keys = lines.keys[lines.first[line] : lines.first[line + 1]]
            if not hints.isdisjoint(keys) and fits(lines.written(line).casefold()):
                kinds[line] = kind


def _is_notice(line: str) -> bool:
    return patterns.NOTICE.search(line) is not None


def _is_credit(line: str) -> bool:
    """Say whether a line credits a picture: in brackets or at its end, where a sentence does neither."""
    found = patterns.CREDIT.search(line)
    return found is not None and (line[-1] != "." or "(" in line[: found.start()])


def _caption(lines: TextLines, line: int, head: int) -> ZoneKind | None:
    return "caption" if patterns.CAPTION.match(lines.from_token(line, head)) else None


def _share(lines: TextLines, line: int, head: int) -> ZoneKind | None:
    if lines.words[line] > SHORT_WORDS:
        return None
    written = lines.from_token(line, head).rstrip(" .!*_])")
    return "share-line" if patterns.SHARE.match(written) else None


def _byline(lines: TextLines, line: int, head: int) -> ZoneKind | None:
    """Recognise "By Jane Doe, Staff Writer" near the top or at the end."""
    rest = range(head + 1, lines.first[line + 1])
    if len(rest) > SHORT_WORDS or lines.keys[rest.stop - 1] in (".", "!", "?"):
        return None
    named = [token for token in rest if lines.cut.kind[token] == WORD]
    near = line < _NEAR_TOP or line >= len(lines) - 3
    fits = all(lines.cut.capital[token] or lines.keys[token] in patterns.NAME_WORDS for token in named)
    return "byline" if near and fits and 0 < len(named) <= _NAME_WORDS else None


def _date(lines: TextLines, line: int, head: int) -> ZoneKind | None:
    """Recognise a line that holds nothing but a date or "Updated 3 hours ago"."""
    tokens = range(head, lines.first[line + 1])
    if len(tokens) > SHORT_WORDS or not lines.numbers[line]:
        return None
    spoken = [lines.keys[token] for token in tokens if lines.cut.kind[token] == WORD]
    sure = not patterns.SURE_DATES.isdisjoint(spoken) or lines.numbers[line] >= 3
    return "byline" if sure and patterns.DATE_WORDS.issuperset(spoken) else None


_Rule: TypeAlias = Callable[[TextLines, int, int], ZoneKind | None]
_RULES: Final[dict[str, _Rule]] = {
    **dict.fromkeys(patterns.DATE_HEADS, _date),
    **dict.fromkeys(patterns.CAPTION_HEADS, _caption),
    **dict.fromkeys(patterns.SHARE_HEADS, _share),
    "by": _byline,
}
