"""The lines of a restored text for a terminal: the text, what was changed, what to search for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spindetect.report import terminal_parts as parts
from spindetect.report.lines import Line, Segment
from spindetect.report.safe import printable
from spindetect.report.terminal_parts import heading, item, line
from spindetect.report.text_layout import paragraphs
from spindetect.report.text_wording import likely
from spindetect.report.unspun_wording import CAUTION, LIMITS, NO_QUERIES, changes_sentence, others
from spindetect.report.wording import number, p_of
from spindetect.text_verdict import Restored, Unspun

# Characters of the restored text that are shown: some ten screens. The page and the record have all.
MOST_CHARACTERS = 20_000
_LINE = re.compile(r"[^\n]*\S[^\n]*")


def report(result: Unspun, top: int) -> Iterator[Line]:
    """Yield the lines of the report, with the first `top` changed places in detail.

    The queries come last: in a terminal the last lines are those that a reader sees.
    """
    yield line(0, (printable(result.document.name, limit=80), "strong"), ("  (likely wording)", "soft"))
    yield from parts.origin((("from", result.document.url),))
    yield line(2, (changes_sentence(result), "strong"))
    yield line(2, (CAUTION, ""))
    yield from _text(result)
    yield from _changes(result, top)
    yield from _queries(result)
    yield from parts.computed(LIMITS, result.program, model=result.program.word_model or "unnamed")


def _text(result: Unspun) -> Iterator[Line]:
    yield from heading("THE RESTORED TEXT, CHANGED WORDS IN [BRACKETS]" if result.changes else "THE TEXT")
    shown = 0
    for start, end in paragraphs(result.text[:MOST_CHARACTERS]):
        if shown:
            yield line(0)
        for match in _LINE.finditer(result.text, start, end):
            yield line(2, *_segments(result, match.start(), match.end()))
        shown = end
    rest = len(result.text) - MOST_CHARACTERS
    if rest > 0:
        yield line(2, (f"[… {number(rest)} more characters, on the page (--html) and in the record]", "soft"))


def _segments(result: Unspun, start: int, end: int) -> Iterator[Segment]:
    """Yield a line with its changed words in brackets: colour is not the only mark."""
    at = start
    for change in result.changes:
        span = change.restored
        if at <= span.start < span.end <= end:
            yield _plain(result.text[at : span.start])
            yield f"[{printable(result.text[span.start : span.end])}]", "swap"
            at = span.end
    yield _plain(result.text[at:end])


def _plain(text: str) -> Segment:
    """Return a piece of a line, its outer spaces kept."""
    words = printable(text)
    if not words:
        return (" " if text[:1].isspace() else "", "")
    return f"{' ' * text[:1].isspace()}{words}{' ' * text[-1:].isspace()}", ""


def _changes(result: Unspun, top: int) -> Iterator[Line]:
    if not result.changes or top < 1:
        return
    yield from heading("WHAT WAS CHANGED")
    for place, change in enumerate(result.changes[:top], 1):
        yield from _change(place, change)
    if len(result.changes) > top:
        yield line(2, (f"and {number(len(result.changes) - top)} more", "soft"))


def _change(place: int, change: Restored) -> Iterator[Line]:
    was, now = (printable(span.text, limit=60) for span in (change.suspect, change.restored))
    facts = f"   {p_of('swapped', change.probability)}"
    yield Line(((f"{place:>2}. ", "soft"), (was, ""), (" → ", "soft"), (now, "swap"), (facts, "soft")), 2, 6)
    if others(change):
        yield Line((("or      ", "soft"), (printable(likely(others(change)), limit=300), "")), 6, 14)


def _queries(result: Unspun) -> Iterator[Line]:
    yield from heading("SEARCH FOR THE SOURCE WITH")
    for query in result.queries:
        yield item((printable(query, limit=200), "strong"))
    if not result.queries:
        yield line(2, (NO_QUERIES, ""))
