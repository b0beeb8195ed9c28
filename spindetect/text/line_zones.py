"""Lines that are no prose of the author: captions, bylines, share lines, notices. A doubtful line counts."""

from __future__ import annotations

import contextlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from spindetect.records import ZoneKind
from spindetect.text import line_patterns as patterns
from spindetect.text.lines import Lines
from spindetect.text.tokens import NUMBER, PUNCT, WORD, Cut, count_words, places

# Longer lines are paragraphs, whatever they begin with.
SHORT_WORDS: Final = 16
CAPTION_WORDS: Final = 60
_FEW: Final = 3  # words: up to here a search for each takes less time than looking at every token
_NEAR_TOP: Final = 8  # lines in which a byline stands
_NAME_WORDS: Final = 10

Kinds: TypeAlias = list[ZoneKind | None]


_ODD: Final = (
    patterns.NOTICE_WORDS | patterns.CREDIT_WORDS | patterns.CODE_WORDS | patterns.REFERENCE_HEADS | {"|"}
)


class TextLines:
    """The lines of one text, with what the rules ask for.

    Attributes
    ----------
    keys, cut : the tokens
    first : list of int
        Token index where each line begins, then the number of tokens.
    numbers : list of int
        Numbers in each line.
    odd : frozenset of str
        Keys of the text that only some lines hold, of which a rule may have to look closer.
    """

    def __init__(self, text: str, keys: Sequence[str], cut: Cut, lines: Lines) -> None:
        self.text, self.keys, self.cut = text, keys, cut
        self.first = lines.first
        self.numbers = [0] * (len(lines.first) - 1)
        for token in places(cut.kinds, NUMBER):
            self.numbers[self._line_of(token)] += 1
        self.odd = _ODD.intersection(keys)

    def __len__(self) -> int:
        return len(self.numbers)

    def words(self, line: int) -> int:
        """Return how many words and numbers a line holds."""
        return count_words(self.cut.kinds, self.first[line], self.first[line + 1])

    def holding(self, hints: frozenset[str]) -> list[int]:
        """Return the line of each token that is one of some hints, in order; all are words of `odd`."""
        present = hints & self.odd
        if not present:
            return []
        return [self._line_of(token) for token in _tokens_of(self.keys, present)]

    def _line_of(self, token: int) -> int:
        return bisect_right(self.first, token) - 1

    def begin(self, line: int) -> int:
        """Return where a line begins in the cleaned text."""
        return int(self.cut.start[self.first[line]])

    def written(self, line: int) -> str:
        """Return one line of the cleaned text, without white space around it."""
        return self._from(line, self.first[line])

    def from_token(self, line: int, token: int) -> str:
        """Return a line from one of its tokens on, case-folded."""
        return self._from(line, token).casefold()

    def _from(self, line: int, token: int) -> str:
        return self.text[int(self.cut.start[token]) : int(self.cut.end[self.first[line + 1] - 1])]


def _tokens_of(keys: Sequence[str], present: frozenset[str]) -> list[int]:
    """Return the tokens that are one of some words, in order."""
    if len(present) > _FEW:
        return [token for token, key in enumerate(keys) if key in present]
    found: list[int] = []
    for word in present:
        with contextlib.suppress(ValueError):
            token = -1
            while True:
                token = keys.index(word, token + 1)
                found.append(token)
    return sorted(found)


def line_kinds(lines: TextLines) -> Kinds:
    """Return what each line is by its own words; None where it is prose."""
    kinds: Kinds = [None] * len(lines)
    keys, token_kinds = lines.keys, lines.cut.kinds
    for line, first in enumerate(lines.first[:-1]):
        head = first if token_kinds[first] < PUNCT else _head(lines, line)
        rule = _RULES.get(keys[head])
        if rule is not None and lines.words(line) <= CAPTION_WORDS:
            kinds[line] = rule(lines, line, head)
    _mark(lines, kinds, "boilerplate", patterns.NOTICE_WORDS, _is_notice)
    _mark(lines, kinds, "caption", patterns.CREDIT_WORDS, _is_credit)
    return kinds


def _head(lines: TextLines, line: int) -> int:
    """Return the first token that is no bullet, star, hash or bracket."""
    token = lines.first[line]
    last = min(token + 3, lines.first[line + 1] - 1)
    while token < last and lines.cut.kinds[token] >= PUNCT:
        token += 1
    return token


def _mark(
    lines: TextLines, kinds: Kinds, kind: ZoneKind, hints: frozenset[str], fits: Callable[[str], bool]
) -> None:
    """Look closely at short lines that hold one of some words."""
    for line in dict.fromkeys(lines.holding(hints)):
        if (
            kinds[line] is None
            and lines.words(line) <= CAPTION_WORDS
            and fits(lines.written(line).casefold())
        ):
            kinds[line] = kind


def _is_notice(line: str) -> bool:
    if patterns.NOTICE_HEAD.match(line):
        return True
    return any(cue in line for cue in patterns.NOTICE_CUES) and patterns.NOTICE.search(line) is not None


def _is_credit(line: str) -> bool:
    """Say whether a line credits a picture: in brackets or at its end, where a sentence does neither."""
    found = patterns.CREDIT.search(line) if any(cue in line for cue in patterns.CREDIT_CUES) else None
    return found is not None and (line[-1] != "." or "(" in line[: found.start()])


def _caption(lines: TextLines, line: int, head: int) -> ZoneKind | None:
    return "caption" if patterns.CAPTION.match(lines.from_token(line, head)) else None


def _share(lines: TextLines, line: int, head: int) -> ZoneKind | None:
    if lines.words(line) > SHORT_WORDS:
        return None
    written = lines.from_token(line, head).rstrip(" .!*_])")
    return "share-line" if patterns.SHARE.match(written) else None


def _byline(lines: TextLines, line: int, head: int) -> ZoneKind | None:
    """Recognise "By Jane Doe, Staff Writer" near the top or at the end."""
    rest = range(head + 1, lines.first[line + 1])
    if len(rest) > SHORT_WORDS or lines.keys[rest.stop - 1] in (".", "!", "?"):
        return None
    named = [token for token in rest if lines.cut.kinds[token] == WORD]
    near = line < _NEAR_TOP or line >= len(lines) - 3
    fits = all(lines.cut.capitals[token] or lines.keys[token] in patterns.NAME_WORDS for token in named)
    return "byline" if near and fits and 0 < len(named) <= _NAME_WORDS else None


def _date(lines: TextLines, line: int, head: int) -> ZoneKind | None:
    """Recognise a line that holds nothing but a date or "Updated 3 hours ago"."""
    tokens = range(head, lines.first[line + 1])
    if len(tokens) > SHORT_WORDS or not lines.numbers[line]:
        return None
    spoken = [lines.keys[token] for token in tokens if lines.cut.kinds[token] == WORD]
    sure = not patterns.SURE_DATES.isdisjoint(spoken) or lines.numbers[line] >= 3
    return "byline" if sure and patterns.DATE_WORDS.issuperset(spoken) else None


_Rule: TypeAlias = Callable[[TextLines, int, int], ZoneKind | None]
_RULES: Final[dict[str, _Rule]] = {
    **dict.fromkeys(patterns.DATE_HEADS, _date),
    **dict.fromkeys(patterns.CAPTION_HEADS, _caption),
    **dict.fromkeys(patterns.SHARE_HEADS, _share),
    "by": _byline,
}
