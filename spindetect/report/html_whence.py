"""The suspect as a whole, each part marked with the text that it comes from.

Marks are told apart by colour, by the style of their line and by a tag: in print, in greys, and by those who
see some colours alike.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from spindetect.records import Operation
from spindetect.report.html_parts import run
from spindetect.report.safe import escape
from spindetect.report.sources import BACKGROUND_LETTER
from spindetect.text import Document
from spindetect.verdict import PairVerdict

# Styles that the sheet has; a seventh source looks like the first and is told by its tag.
STYLES = 6
# Characters of the suspect that are marked; all rows stand below.
MOST_CHARACTERS = 120_000
# Share of a sentence's tokens that a source must have, unchanged or replaced, for the sentence to be its.
_SHARE = 0.4


def mark_class(tag: str) -> str:
    """Return the class that draws the mark of a text."""
    if tag.startswith(BACKGROUND_LETTER):
        return "f-b"
    return f"f{(int(tag) - 1) % STYLES + 1}"


def marked_text(verdict: PairVerdict) -> str:
    """Return the suspect's text with marks for where it comes from, or '' without texts."""
    text = verdict.suspect.text
    if text is None or (verdict.sources is None and verdict.background is None):
        return ""
    document = Document.from_text(text[:MOST_CHARACTERS])
    tags = _tags(verdict, document)
    starts = document.tokens.start[document.tokens.sentence_start[:-1]].tolist()
    edges = [0, *starts[1:], len(document.text)] if starts else []
    parts = []
    for tag, group in groupby(range(len(tags)), key=tags.__getitem__):
        at = list(group)
        parts.append(_part(document.text[edges[at[0]] : edges[at[-1] + 1]], tag))
    rest = len(text) - len(document.text)
    more = f'<p class="skipped">{rest:,} characters more are in the rows below.</p>' if rest else ""
    return f'<div class="whence" dir="auto">{"".join(parts)}</div>{more}'


def _part(text: str, tag: str) -> str:
    """Return sentences that follow each other and come from one text; space at either end is nobody's."""
    if not tag:
        return run(text)
    inside = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    marked = f'<span class="from {mark_class(tag)}"><b>{tag}</b> {run(inside)}</span>'
    return f"{escape(before)}{marked}{escape(after)}"


def _tags(verdict: PairVerdict, document: Document) -> list[str]:
    """Return, for each sentence, the tag of the text that it comes from, or ''."""
    tokens = document.tokens
    starts = tokens.sentence_start.tolist()
    tags = [""] * (len(starts) - 1)
    every: Sequence[tuple[Operation, ...]] = (
        verdict.operations,
        *(further.operations for further in verdict.further_sources or ()),
    )
    for n, operations in enumerate(every, 1):
        for sentence, share in enumerate(_shares(operations, starts)):
            if share >= _SHARE:
                tags[sentence] = str(n)
    begins = tokens.start.tolist()
    for zone in verdict.left_out:
        if zone.kind == "background" and zone.side == "suspect":
            first = bisect_left(begins, zone.start)
            if first < len(begins):
                last = max(bisect_left(begins, zone.end) - 1, first)
                for sentence in range(int(tokens.sentence[first]), int(tokens.sentence[last]) + 1):
                    tags[sentence] = f"{BACKGROUND_LETTER}{(zone.of_background or 0) + 1}"
    return tags


def _shares(operations: Iterable[Operation], starts: Sequence[int]) -> list[float]:
    """Return the share of each sentence's tokens that stand in a source, as they are or replaced."""
    had = [0] * starts[-1]
    for op in operations:
        if op.kind in ("equal", "move", "replace"):
            for token in range(op.suspect_start, min(op.suspect_end, len(had))):
                had[token] = 1
    return [sum(had[a:b]) / max(b - a, 1) for a, b in pairwise(starts)]
