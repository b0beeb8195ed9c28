"""The program that reads one PDF in a process of its own: bytes in, lines of text with their places out.

PDFium is written in C++ and PDF files come from strangers: what a file made for that purpose exhausts or
breaks is this process and not the one that asked. It is run by its path and imports nothing of spindetect.

Standard input holds the file. Standard output takes lines of JSON: `{"pages": n}`, then for each page
`{"frame": [left, bottom, right, top], "lines": [[text, left, bottom, right, top], ...], "lost": n}`, or
`{"error": what}`. Units are points of 1/72 inch; lines stand in the order of the file; one that ends with a
hyphen at which a word was divided ends with U+0002; `lost` counts characters whose letter the file does
not tell, which are U+FFFD.
"""

from __future__ import annotations

import ctypes
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

Box = tuple[float, float, float, float]  # left, bottom, right, top
Line = tuple[str, float, float, float, float]

# What PDFium gives for a hyphen at which a line was broken: the second in a text, the first of a character.
DIVIDED = "\x02"
_DIVIDED_IN_TEXT = "\ufffe"
_LINE = re.compile(r"[^\r\n\x02]+\x02?")
_WORD = re.compile(r"[^ \t\xa0]+")
_LOST = re.compile("[\0\ufffd\ue000-\uf8ff]")
_CONTROL = re.compile("[\x01\x03-\x1f\x7f-\x9f]")
# A gap wider than this, in heights of the line, stands between two columns or cells. Words of justified
# lines stand up to 1 apart, columns 1.2 and more.
_GAP = 1.1
_ASKEW = 0.1  # radians by which text may lean and still run straight, as in scans
_QUARTER = math.pi / 2
_ACROSS = -1


def main() -> None:
    """Read the file on standard input; the arguments are the folder of pypdfium2, and the limits."""
    folder, (memory, seconds, most_pages, most_characters) = sys.argv[1], map(int, sys.argv[2:6])
    _limit(memory, seconds)
    sys.path.append(folder)
    for line in _read(sys.stdin.buffer.read(), most_pages, most_characters):
        sys.stdout.buffer.write(json.dumps(line).encode() + b"\n")


def _limit(memory: int, seconds: int) -> None:
    """Bound what the process may take, where the system has such bounds."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(data: bytes, most_pages: int, most_characters: int) -> Iterator[dict[str, Any]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        yield {"error": "password" if "password" in str(error).lower() else "damaged"}
        return
    yield {"pages": pages}
    if pages > most_pages:
        return
    for number in range(pages):
        try:
            page = _read_page(document[number])
        except pypdfium2.PdfiumError:
            yield {"error": "page", "number": number + 1}
            return
        most_characters -= sum(len(line[0]) for line in page["lines"])
        if most_characters < 0:
            yield {"error": "long"}
            return
        yield page


def _read_page(page: PdfPage) -> dict[str, Any]:
    text = page.get_textpage()
    try:
        return Shown(page, text).upright()
    finally:
        text.close()
        page.close()


class Shown:
    """The characters of a page, and where they stand."""

    def __init__(self, page: PdfPage, text: PdfTextPage) -> None:
        from pypdfium2 import raw

        self._raw, self._text = raw, text.raw
        self._rect = raw.FS_RECTF()
        self._frame: Box = page.get_bbox()
        self._letters = self._written(text)

    def upright(self) -> dict[str, Any]:
        """Return the page turned so that most of its lines run from left to right.

        Lines that run another way (a stamp up the margin), and what stands beside the page, are left out.
        """
        lines = [match.span() for match in _LINE.finditer(self._letters) if match.group().strip()]
        ways = [self._way(begin) for begin, _ in lines]
        letters: Counter[int] = Counter()
        for way, (begin, end) in zip(ways, lines, strict=True):
            letters[way] += end - begin
        most = max(range(4), key=lambda way: letters[way])
        frame = _turned(self._frame, most)
        found: list[Line] = []
        for way, (begin, end) in zip(ways, lines, strict=True):
            if way == most:
                found += (line for line in self._cut(begin, end, most) if _is_within(line, frame))
        if most and sum(one[2] < other[2] for one, other in pairwise(found)) > len(found) / 2:
            found.reverse()  # PDFium gives the lines of some turned pages from the last to the first
        return {"frame": frame, "lines": found, "lost": len(_LOST.findall(self._letters))}

    def _written(self, text: PdfTextPage) -> str:
        """Return the characters, one for each number that PDFium gives."""
        count: int = text.count_chars()
        written: str = text.get_text_range(0, count) if count else ""
        if len(written) == count:
            return written.replace(_DIVIDED_IN_TEXT, DIVIDED)
        code = self._raw.FPDFText_GetUnicode
        return "".join(_character(code(self._text, at)) for at in range(count))

    def _way(self, begin: int) -> int:
        """Return by how many quarters the line is turned."""
        angle: float = self._raw.FPDFText_GetCharAngle(self._text, begin)
        quarters = round(angle / _QUARTER)
        return -quarters % 4 if abs(angle - quarters * _QUARTER) < _ASKEW else _ACROSS

    def _cut(self, begin: int, end: int, way: int) -> Iterator[Line]:
        """Yield a line's pieces between wide gaps."""
        words: list[str] = []
        first = last = (0.0, 0.0, 0.0, 0.0)
        for match in _WORD.finditer(self._letters, begin, end):
            box, after = self._box(match.start(), way), self._box(match.end() - 1, way)
            if words and not -2 * (box[3] - box[1]) < box[0] - last[2] < _GAP * (box[3] - box[1]):
                yield _line(words, first, last)
                words = []
            if not words:
                first = box
            words.append(match.group())
            last = after
        if words:
            yield _line(words, first, last)

    def _box(self, at: int, way: int) -> Box:
        rect = self._rect
        self._raw.FPDFText_GetLooseCharBox(self._text, at, ctypes.byref(rect))
        return _turned((rect.left, rect.bottom, rect.right, rect.top), way)


def _turned(box: Box, quarters: int) -> Box:
    """Return a box as it stands when text turned by some quarters is read upright."""
    left, bottom, right, top = box
    for _ in range(quarters):
        left, bottom, right, top = bottom, -right, top, -left
    return left, bottom, right, top


def _is_within(line: Line, frame: Box) -> bool:
    return line[1] < frame[2] and line[3] > frame[0] and line[2] < frame[3] and line[4] > frame[1]


def _line(words: list[str], first: Box, last: Box) -> Line:
    # What is drawn is seen: a soft hyphen in a PDF is a hyphen.
    text = _CONTROL.sub("", _LOST.sub("\ufffd", " ".join(words).replace("\xad", "-")))
    edges = min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3])
    left, bottom, right, top = (round(edge, 1) for edge in edges)
    return text, left, bottom, right, top


def _character(code: int) -> str:
    return chr(code) if code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF else "\ufffd"


if __name__ == "__main__":
    main()
