"""Styled lines for a terminal: wrapped once, then drawn plain or in colour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spindetect.report.safe import cells

# (text, style): the style is a name that `terminal` gives to rich, or ''.
Segment = tuple[str, str]

# A percent sign stays with its number, and a sign of comparison between its two sides.
_WORDS = re.compile(r"\S+(?: (?:%\S*|[<>=] [\d.]\S*))*|\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: its segments, and how far it and its continuation are indented."""

    segments: tuple[Segment, ...]
    indent: int = 0
    hanging: int = 0


def wrap(line: Line, width: int) -> Iterator[list[Segment]]:
    """Yield the rows of a paragraph, none wider than `width` columns (at least 20).

    Words are never joined or reordered; a word longer than a row is cut.
    """
    width = max(width, 20)
    row: list[Segment] = [(" " * line.indent, "")]
    used, blank, first = line.indent, True, True
    for word, style in _pieces(line.segments, width - max(line.indent, line.hanging)):
        size = cells(word)
        if used + size > width and not blank:
            yield _trimmed(row)
            row, used, blank, first = [(" " * line.hanging, "")], line.hanging, True, False
        if blank and word.isspace() and not first:
            continue
        _append(row, word, style)
        used, blank = used + size, False
    yield _trimmed(row)


def plain(lines: Iterable[Line], width: int) -> str:
    """Return the lines as text without styles, each ended by a line feed."""
    rows = ("".join(text for text, _ in row).rstrip() for line in lines for row in wrap(line, width))
    return "".join(f"{row}\n" for row in rows)


def _pieces(segments: Iterable[Segment], longest: int) -> Iterator[Segment]:
    for text, style in segments:
        for word in _WORDS.findall(text):
            while cells(word) > longest:
                cut = _fitting(word, longest)
                yield word[:cut], style
                word = word[cut:]
            yield word, style


def _fitting(word: str, columns: int) -> int:
    used = 0
    for index, char in enumerate(word):
        used += cells(char)
        if used > columns:
            return max(index, 1)
    return len(word)


def _append(row: list[Segment], word: str, style: str) -> None:
    """Add a word to a row, to its last segment if the style is the same: fewer colour codes."""
    if len(row) > 1 and row[-1][1] == style:
        row[-1] = (row[-1][0] + word, style)
    else:
        row.append((word, style))


def _trimmed(row: list[Segment]) -> list[Segment]:
    text, style = row[-1]
    row[-1] = (text.rstrip(), style) if len(row) > 1 else row[-1]
    return row
