"""Lines that stand apart from the prose: quoted lines, tables, code and lists of references."""

from __future__ import annotations

from itertools import compress
from typing import Final

from spindetect.text import line_patterns as patterns
from spindetect.text.english import COMMON
from spindetect.text.line_zones import Kinds, TextLines
from spindetect.text.tokens import PUNCT

_CELL_WORDS: Final = 8  # words in a cell of a table, on average
_ROW_NUMBERS: Final = 3  # numbers in a row without rules
_CODE_TOKENS: Final = 60  # of a line of code
_PROSE_ENDS: Final = frozenset((".", "?", "!", '"'))
_REFERENCE_WORDS: Final = 80
# Share of the commonest English words: 0.02 to 0.2 in entries of reference lists, 0.25 to 0.5 in prose.
_REFERENCE_COMMON: Final = 0.22


def mark_tables(lines: TextLines, kinds: Kinds) -> None:
    """Mark rows that stand together: cells between bars or tabs, or mostly numbers."""
    rows = [
        numbers >= _ROW_NUMBERS and numbers * 2 >= lines.words(line)
        for line, numbers in enumerate(lines.numbers)
    ]
    if "|" in lines.odd or "\t" in lines.text:
        rows = [row or _is_ruled(lines, line) for line, row in enumerate(rows)]
    elif not any(rows):
        return
    for line, row in enumerate(rows):
        beside = (line > 0 and rows[line - 1]) or (line + 1 < len(rows) and rows[line + 1])
        if row and beside and kinds[line] is None:
            kinds[line] = "table"


def _is_ruled(lines: TextLines, line: int) -> bool:
    bars = lines.keys[lines.first[line] : lines.first[line + 1]].count("|")
    cells = max(bars + 1, lines.written(line).count("\t") + 1)
    return cells > 2 and lines.words(line) <= cells * _CELL_WORDS


def mark_quoted(lines: TextLines, kinds: Kinds) -> None:
    """Mark lines that begin with '>', as mail and Markdown quote."""
    if ">" not in lines.odd:
        return
    for line, token in enumerate(lines.first[:-1]):
        if lines.keys[token] == ">":
            kinds[line] = "quotation"


def mark_code(lines: TextLines, kinds: Kinds) -> None:
    """Mark fenced blocks, and lines that read as code, in texts that hold a mark of code."""
    if lines.odd.isdisjoint(patterns.CODE_WORDS):
        return
    if any(fence in lines.text for fence in patterns.FENCES):
        _mark_fenced(lines, kinds)
    for line, after in enumerate(lines.first[1:]):
        if lines.keys[after - 1] not in _PROSE_ENDS and kinds[line] is None and _is_code(lines, line):
            kinds[line] = "code"


def _mark_fenced(lines: TextLines, kinds: Kinds) -> None:
    fence = -1
    for line in range(len(lines)):
        if lines.text.startswith(patterns.FENCES, lines.begin(line)):
            if fence >= 0:
                kinds[fence : line + 1] = ["code"] * (line + 1 - fence)
            fence = line if fence < 0 else -1


def _is_code(lines: TextLines, line: int) -> bool:
    keys = lines.keys[lines.first[line] : lines.first[line + 1]]
    if not 1 < len(keys) <= _CODE_TOKENS:
        return False
    if patterns.PROMPT.match(lines.written(line)):
        return True
    marks = sum(map(patterns.CODE_MARKS.__contains__, keys))
    strong = sum(map(patterns.STRONG_CODE_MARKS.__contains__, keys))
    return marks >= 3 and strong >= 2 and marks * 5 >= len(keys) * 2


def mark_references(lines: TextLines, kinds: Kinds) -> None:
    """Mark entries of reference lists, and the heading above them."""
    headings = _reference_headings(lines)
    listed = False
    # Without a heading only a line that holds a number can be an entry.
    places = range(len(lines)) if headings else compress(range(len(lines)), lines.numbers)
    for line in places:
        if line in headings:
            listed = True
            if line + 1 < len(lines) and _is_reference(lines, line + 1, listed):
                kinds[line] = "reference"
        elif kinds[line] is None or kinds[line] == "table":
            if _is_reference(lines, line, listed):
                kinds[line] = "reference"
            elif lines.words(line) > 3:
                listed = False


def _reference_headings(lines: TextLines) -> set[int]:
    heads = patterns.REFERENCE_HEADS
    if lines.odd.isdisjoint(heads):
        return set()
    keys, kinds = lines.keys, lines.cut.kinds
    # A heading begins with one of some words, or with a mark before it.
    hinted = [
        line for line, token in enumerate(lines.first[:-1]) if keys[token] in heads or kinds[token] >= PUNCT
    ]
    return {line for line in hinted if _is_reference_heading(lines, line)}


def _is_reference_heading(lines: TextLines, line: int) -> bool:
    token, after = lines.first[line], lines.first[line + 1]
    keys, kinds = lines.keys, lines.cut.kinds
    while kinds[token] >= PUNCT and token + 1 < after:
        token += 1
    if keys[token] not in patterns.REFERENCE_HEADS or lines.words(line) > 3:
        return False
    return tuple(keys[t] for t in range(token, after) if kinds[t] < PUNCT) in patterns.REFERENCE_HEADINGS


def _is_reference(lines: TextLines, line: int, listed: bool) -> bool:
    """Say whether a line is an entry of a list: more easily where a heading began one."""
    words = lines.words(line)
    if words > _REFERENCE_WORDS or (not listed and not lines.numbers[line]):
        return False
    written = lines.written(line)
    numbered = patterns.NUMBERED.match(written)
    if not listed and not numbered and not patterns.AUTHORED.match(written):
        return False
    keys = lines.keys[lines.first[line] : lines.first[line + 1]]
    if sum(map(COMMON.__contains__, keys)) > _REFERENCE_COMMON * words:
        return False
    dated, cited = patterns.YEAR.search(written), patterns.CITED.search(written.casefold())
    if listed:
        return bool(dated or cited or numbered)
    return cited is not None and (dated is not None or "://" in written)
