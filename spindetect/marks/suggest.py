"""What may have stood in the marked places, and why a mark is odd, for a reader."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.context import Originals, WordModel, WordScores
from spindetect.context.candidates import CandidateTable
from spindetect.language import Ngrams, Vectors
from spindetect.marks.find import Mark, Marks
from spindetect.records import Span
from spindetect.text import WORD, Document
from spindetect.text_verdict import Suggestion, Suspicion

MOST: Final = 5
"""Suggestions of a mark."""

_LEAST_WEIGHT: Final = 0.02
_PER_WORD: Final = 5  # originals of each word of a phrase that are put together
_CLEARLY: Final = 1.0  # log10 of the odds: ten times likelier is worth saying
_KNOWN: Final = -6.5  # log10 of a word's frequency: seen often enough for its company to tell something


@dataclass(frozen=True, eq=False)
class Language:
    """The tables that marks ask."""

    words: WordModel
    candidates: CandidateTable
    ngrams: Ngrams
    vectors: Vectors


def suspicions(
    document: Document, marks: Marks, scores: WordScores, language: Language
) -> tuple[Suspicion, ...]:
    """Return the marks as a reader gets them, with suggestions and reasons."""
    at = np.array(sorted({t for mark in marks for t in range(mark.first, mark.last)}), np.intp)
    if not len(at):
        return ()
    found = language.words.originals(scores, at, language.candidates, language.ngrams, language.vectors)
    row = {token: number for number, token in enumerate(at.tolist())}
    tokens = document.tokens
    out = []
    for mark in marks:
        start, end = int(tokens.start[mark.first]), int(tokens.end[mark.last - 1])
        span = Span(document.text[start:end], start, end)
        own = [row[token] for token in range(mark.first, mark.last)]
        suggestions = _suggestions(mark, own, found, language.vectors, span.text)
        out.append(
            Suspicion(
                span=span,
                probability=mark.probability,
                origin="listed" if mark.expected else "model",
                reason=_reason(mark, own, found, suggestions, scores, language, document),
                suggestions=suggestions,
                counted=mark.counted,
                token=(mark.first, mark.last),
            )
        )
    return tuple(out)


def _suggestions(
    mark: Mark, rows: Sequence[int], found: Originals, vectors: Vectors, written: str
) -> tuple[Suggestion, ...]:
    if mark.expected:
        share = 1.0 / len(mark.expected)
        return tuple(Suggestion(_cased(text, written), share) for text in mark.expected[:MOST])
    choices = [_choices(found, row, vectors) for row in rows]
    if not all(choices):
        return ()
    joined = (
        (math.prod(weight for _, weight in parts), " ".join(text for text, _ in parts))
        for parts in itertools.product(*choices)
    )
    best = heapq.nsmallest(MOST, joined, key=lambda item: (-item[0], item[1]))
    return tuple(
        Suggestion(_cased(text, written), weight) for weight, text in best if weight >= _LEAST_WEIGHT
    )


def _choices(found: Originals, row: int, vectors: Vectors) -> list[tuple[str, float]]:
    numbers, shares = found.row[row, :_PER_WORD].tolist(), found.share[row, :_PER_WORD].tolist()
    return [
        (vectors.keys.text(number), share)
        for number, share in zip(numbers, shares, strict=True)
        if number >= 0
    ]


def _cased(text: str, written: str) -> str:
    return text[:1].upper() + text[1:] if written[:1].isupper() else text


def _reason(
    mark: Mark,
    rows: Sequence[int],
    found: Originals,
    suggestions: Sequence[Suggestion],
    scores: WordScores,
    language: Language,
    document: Document,
) -> str:
    if mark.expected:
        return f"a listed phrase; “{mark.expected[0]}” is expected"
    parts = []
    strange = _strange_company(mark, scores, language, document)
    if strange:
        parts.append(strange)
    if suggestions and len(rows) == 1:
        gain = float(found.fit[rows[0], 0])
        if gain >= _CLEARLY:
            parts.append(f"“{suggestions[0].text}” is {_times(gain)} likelier between these words")
        elif gain > 0:
            parts.append(f"“{suggestions[0].text}” fits here at least as well")
    elif suggestions:
        parts.append(f"“{suggestions[0].text}” would be the usual wording")
    if not parts:
        parts.append("the words around it ask for another kind of word")
    return "; ".join(parts)


def _times(gain: float) -> str:
    if gain >= 4:
        return "over 10,000 times"
    return f"{10**gain:,.0f} times" if gain < 2 else f"{round(10**gain, -2):,.0f} times"


def _strange_company(mark: Mark, scores: WordScores, language: Language, document: Document) -> str:
    """Say which two neighbours, both well known, the n-gram model has never seen together."""
    ngrams, number = language.ngrams, scores.columns.number
    tokens = document.tokens
    for left in range(max(0, mark.first - 1), min(len(tokens), mark.last + 1) - 1):
        pair = number[left : left + 2]
        within = tokens.sentence[left] == tokens.sentence[left + 1]
        if not within or (tokens.kind[left : left + 2] != WORD).any():
            continue
        frequent = (ngrams.log10_frequency(pair) > _KNOWN).all()
        if frequent and not _seen(ngrams, pair):
            written = f"{tokens.written[left]} {tokens.written[left + 1]}"
            return f"“{written}” stands in fewer than three of the texts that were counted"
    return ""


def _seen(ngrams: Ngrams, pair: NDArray[np.int32]) -> bool:
    return bool(ngrams.holds("bigrams", pair[:1], pair[1:])[0])
