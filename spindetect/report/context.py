"""The sentence around a place in a text, found from the place outward.

Tokenising a whole document to show ten sentences would cost more than comparing it; looking at the few
hundred characters around a swap does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spindetect.records import Span

# Characters shown on each side at most. Of 6,820 sentences of edited prose half have fewer than 112
# characters and 95 % fewer than 275: most stand whole.
REACH = 160
_ENDS = re.compile(r"[.!?][\"'’”)\]]*\s+|\n\s*\n")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span of a text with what stands before and after it in its sentence."""

    before: str
    span: str
    after: str


def excerpt(text: str, span: Span, *, reach: int = REACH) -> Excerpt:
    """Return `span` in its sentence; longer sentences are cut at a space and marked with '…'."""
    return Excerpt(
        _before(text, span.start, reach), text[span.start : span.end], _after(text, span.end, reach)
    )


def _before(text: str, end: int, reach: int) -> str:
    start = max(0, end - reach)
    window = text[start:end]
    ends = [match.end() for match in _ENDS.finditer(window) if not _is_short_form(window, match.start())]
    if ends:
        return window[ends[-1] :].lstrip()
    if start == 0:
        return window.lstrip()
    space = _SPACE.search(window)
    return "…" + window[space.end() if space else 0 :]


def _after(text: str, start: int, reach: int) -> str:
    window = text[start : start + reach]
    for match in _ENDS.finditer(window + " " if start + reach >= len(text) else window):
        if not _is_short_form(window, match.start()):
            return window[: match.end()].rstrip()
    if start + reach >= len(text):
        return window.rstrip()
    cut = max((match.start() for match in _SPACE.finditer(window)), default=len(window))
    return window[:cut] + "…"


def _is_short_form(window: str, dot: int) -> bool:
    """Return whether the dot ends an initial or a short form ('U.S.', 'J.', 'Mr.'), not a sentence."""
    word = re.split(r"\s", window[max(0, dot - 12) : dot])[-1]
    return window[dot : dot + 1] == "." and (
        "." in word
        or (len(word) == 1 and word.isupper())
        or word in ("Mr", "Mrs", "Ms", "Dr", "St", "Sen", "Gov")
    )
