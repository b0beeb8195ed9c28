"""A spun text with its likely original wording put back, and queries that may find its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from spindetect.records import Span
from spindetect.text import NUMBER, WORD, Document
from spindetect.text_verdict import Restored, Suspicion

LEAST_SURE: Final = 0.25
"""Weight of a suggestion from which on it is put in, if it is also likelier than the text's own wording.
Of 40 spun texts of sources that nothing was fitted on (`benchmarks.unspin --texts 10`), 1,725 suggestions
have this weight: 312 are right, 312 stand on words left alone. 1,215 are likelier besides: 267 and 138."""

_QUERIES: Final = 6
_QUERY_WORDS: Final = (4, 10)


def restored_text(text: str, marks: Sequence[Suspicion]) -> tuple[str, tuple[Restored, ...]]:
    """Put the first suggestion of every mark in its place, where it is likelier than what stands there.

    Parameters
    ----------
    text : str
    marks : sequence of Suspicion
        In order, none overlapping; others stay as they are: see `is_put_in`.
    """
    parts: list[str] = []
    changes = []
    at = length = 0
    for mark in marks:
        if not is_put_in(mark):
            continue
        new = mark.suggestions[0].text
        parts += [text[at : mark.span.start], new]
        start = length + mark.span.start - at
        length, at = start + len(new), mark.span.end
        changes.append(Restored(mark.span, Span(new, start, length), mark.probability, mark.suggestions))
    parts.append(text[at:])
    return "".join(parts), tuple(changes)


def is_put_in(mark: Suspicion) -> bool:
    """Say whether the first suggestion of a mark is put in its place.

    The weights are of what stood there if the wording was swapped: it must be likelier that the suggestion
    stood there than that nothing was swapped.
    """
    if not mark.suggestions:
        return False
    weight = mark.suggestions[0].weight
    return weight >= LEAST_SURE and mark.probability * weight >= 1 - mark.probability


def search_queries(restored: Document, changes: Sequence[Restored]) -> tuple[str, ...]:
    """Return short queries: sentences' names, numbers and restored words, which the source has too.

    The sentences with most of these come first; a query has four to ten words, in the text's order.
    """
    spans = [(change.restored.start, change.restored.end) for change in changes]
    ranked = sorted(_of_sentences(restored, spans), key=lambda item: (-item[0], item[1]))
    distinct = dict.fromkeys(query for _, _, query in ranked)
    return tuple(distinct)[:_QUERIES]


def _of_sentences(document: Document, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """Yield each sentence's number of telling words, its place, and its query."""
    tokens = document.tokens
    changed = _covered(document, spans)
    for place, (first, last) in enumerate(pairwise(tokens.sentence_start.tolist())):
        telling, words = 0, []
        for at in range(first, last):
            kind = tokens.kind[at]
            name = kind == WORD and tokens.capital[at] and at > first
            if kind == NUMBER or name or changed[at]:
                telling += 1
                words.append(at)
            elif kind == WORD and len(tokens.keys[at]) > 6:
                words.append(at)
        if telling >= 2 and len(words) >= _QUERY_WORDS[0] and tokens.counted[first:last].any():
            yield min(telling, 6), place, " ".join(tokens.written[at] for at in words[: _QUERY_WORDS[1]])


def _covered(document: Document, spans: Sequence[tuple[int, int]]) -> list[bool]:
    tokens = document.tokens
    out = [False] * len(tokens)
    for start, end in spans:
        first = int(tokens.end.searchsorted(start, side="right"))
        last = int(tokens.start.searchsorted(end, side="left"))
        out[first:last] = [True] * (last - first)
    return out
