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
_PER_WORD: Final = 8  # originals of each word of a phrase that are put together
_COMPANY: Final = 0.6
_CLEAREST: Final = 3.0  # log10 of the odds
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
        suggestions = _suggestions(mark, own, found, language, span.text)
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
    mark: Mark, rows: Sequence[int], found: Originals, language: Language, written: str
) -> tuple[Suggestion, ...]:
    if mark.expected:
        share = 1.0 / len(mark.expected)
        return tuple(Suggestion(_cased(text, written), share) for text in mark.expected[:MOST])
    most = _PER_WORD if len(rows) < 3 else _PER_WORD // 2  # what is put together grows fast
    choices = [_choices(found, row, most) for row in rows]
    if not all(choices):
        return ()
    best = heapq.nsmallest(MOST, _joined(choices, language), key=lambda item: (-item[0], item[1]))
    texts = ((weight, " ".join(map(language.vectors.keys.text, numbers))) for weight, numbers in best)
    return tuple(
        Suggestion(_cased(text, written), weight) for weight, text in texts if weight >= _LEAST_WEIGHT
    )


def _choices(found: Originals, row: int, most: int) -> list[tuple[int, float]]:
    numbers, shares = found.row[row, :most].tolist(), found.share[row, :most].tolist()
    return [(number, share) for number, share in zip(numbers, shares, strict=True) if number >= 0]


def _joined(
    choices: Sequence[Sequence[tuple[int, float]]], language: Language
) -> list[tuple[float, tuple[int, ...]]]:
    """Return what the words of a phrase may have been together, with weights that add up to at most 1.

    Each word was ranked beside what a spinner left in the place of the others; whether two originals go
    together is asked here.
    """
    out = []
    for parts in itertools.product(*choices):
        numbers = tuple(number for number, _ in parts)
        out.append((math.prod(weight for _, weight in parts) * _together(numbers, language), numbers))
    possible = math.prod(sum(weight for _, weight in options) for options in choices)
    total = sum(weight for weight, _ in out)
    return [(weight / total * possible, numbers) for weight, numbers in out]


def _together(rows: Sequence[int], language: Language) -> float:
    """Return how much likelier words are side by side than apart, to a power that does not decide alone."""
    if len(rows) == 1:
        return 1.0
    number = language.candidates.number[np.array(rows)]
    gain = language.ngrams.log10_p(number[1:], number[:-1]) - language.ngrams.log10_frequency(number[1:])
    return float(10.0 ** (_COMPANY * np.clip(gain, -_CLEAREST, _CLEAREST).sum()))


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
