"""What may have stood in the marked places, and why a mark is odd, for a reader."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from spindetect.context import Originals, WordModel, WordScores
from spindetect.context.candidates import CandidateTable
from spindetect.context.inputs import MEASURES
from spindetect.language import Ngrams, Vectors
from spindetect.marks.amounts import numbers, shortened
from spindetect.marks.find import Mark, Marks
from spindetect.marks.together import CHOICES, Lines, lines
from spindetect.records import Span
from spindetect.text import WORD, Document
from spindetect.text_verdict import Suggestion, Suspicion

MOST: Final = 5
"""Suggestions of a mark."""

_LEAST_WEIGHT: Final = 0.02
_CLEARLY: Final = 1.0  # log10 of the odds: ten times likelier is worth saying
_KNOWN: Final = -6.5  # log10 of a word's frequency: seen often enough for its company to tell something
_UNIT: Final = 1.0  # log10 of how much likelier two originals are side by side than apart: one phrase
_LONGEST: Final = 4  # words of a phrase

_Option: TypeAlias = tuple[float, tuple[int, ...]]  # a weight, and choices as in `Lines`


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
    """Return the marks as a reader gets them, with suggestions and reasons.

    Marked words side by side are one mark where their likely originals are one phrase, two marks else.
    """
    places = [mark for mark in marks if not mark.expected]
    listed = [_listed(mark, document) for mark in marks if mark.expected]
    if not places:
        return tuple(listed)
    told = _Told(document, places, scores, language)
    return tuple(sorted((*listed, *told.marks()), key=lambda one: one.token))


def _possible(found: Originals, vectors: Vectors, words: Sequence[str]) -> Originals:
    """Return the originals without shortened words, and without other numbers for a number.

    Spinners write words out rather than shorten them backwards, and change no "eleven" to "twelve".
    """
    first = found.row[:, :CHOICES]
    rows, where = np.unique(first, return_inverse=True)
    texts = [vectors.keys.text(row) if row >= 0 else "" for row in rows.tolist()]
    where = where.reshape(first.shape)
    gone = shortened(texts)[where] | (numbers(texts)[where] & numbers(words)[:, None])
    share = found.share.copy()
    share[:, :CHOICES][gone] = 0
    return replace(found, share=share)


def _listed(mark: Mark, document: Document) -> Suspicion:
    span = _span(document, mark.first, mark.last)
    share = 1.0 / len(mark.expected)
    return Suspicion(
        span=span,
        probability=mark.probability,
        origin="listed",
        reason=f"a listed phrase; “{mark.expected[0]}” is expected",
        suggestions=tuple(Suggestion(_cased(text, span.text), share) for text in mark.expected[:MOST]),
        counted=mark.counted,
        token=(mark.first, mark.last),
    )


def _span(document: Document, first: int, last: int) -> Span:
    start, end = int(document.tokens.start[first]), int(document.tokens.end[last - 1])
    return Span(document.text[start:end], start, end)


class _Told:
    """Marked words with all that is known of their originals, looked up once for all of them.

    Parameters
    ----------
    places : sequence of Mark
        Marks of one word, in order.
    """

    def __init__(
        self, document: Document, places: Sequence[Mark], scores: WordScores, language: Language
    ) -> None:
        self._document, self._places, self._language = document, places, language
        at = np.array([mark.first for mark in places], np.intp)
        tables = language.candidates, language.ngrams, language.vectors
        words = [document.tokens.keys[mark.first] for mark in places]
        found = _possible(language.words.originals(scores, at, *tables), language.vectors, words)
        probability = np.array([mark.probability for mark in places])
        number = language.candidates.number
        self._lines = lines(at, probability, found, scores.columns, number, language.ngrams)
        row, share, fit = (part[:, :CHOICES].tolist() for part in (found.row, found.share, found.fit))
        self._row, self._share, self._fit = row, share, fit
        self._strange = _strange(document, scores)
        self._ends = self._phrases(at, found)

    def marks(self) -> list[Suspicion]:
        """Return the marks, in order."""
        return [self._mark(first, last) for first, last in pairwise(self._ends)]

    def _phrases(self, at: NDArray[np.intp], found: Originals) -> list[int]:
        """Return where each mark begins among the places, and their number."""
        best = {}
        for place, line in self._lines.items():
            best[place] = int(line.choice[line.weight.argmax(), place - line.first])
        tokens = self._document.tokens
        pairs = [
            place
            for place in np.flatnonzero(np.diff(at) == 1).tolist()
            if best.get(place)
            and best.get(place + 1)
            and self._lines[place] is self._lines[place + 1]
            and tokens.counted[at[place]] == tokens.counted[at[place + 1]]
        ]
        first, second = (
            self._language.candidates.number[[self._row[p][best[p] - 1] for p in side]]
            for side in (pairs, [pair + 1 for pair in pairs])
        )
        ngrams = self._language.ngrams
        gain = ngrams.log10_p(second, first) - ngrams.log10_p(second)
        units = {p for p, unit in zip(pairs, (gain >= _UNIT).tolist(), strict=True) if unit}
        ends = [0]
        for place in range(1, len(at)):
            if place - 1 not in units or place - ends[-1] >= _LONGEST:
                ends.append(place)
        return [*ends, len(at)]

    def _mark(self, first: int, last: int) -> Suspicion:
        """Return the mark of places [first, last)."""
        own = self._places[first:last]
        span = _span(self._document, own[0].first, own[-1].last)
        options = self._options(first, last)
        suggestions = tuple(Suggestion(_cased(self._text(first, c), span.text), w) for w, c in options)
        return Suspicion(
            span=span,
            probability=max(mark.probability for mark in own),
            origin="model",
            reason=self._reason(first, last, options, suggestions),
            suggestions=suggestions,
            counted=any(mark.counted for mark in own),
            token=(own[0].first, own[-1].last),
        )

    def _options(self, first: int, last: int) -> list[_Option]:
        """Return the likely originals of places [first, last): weights, and choices as in `Lines`."""
        line = self._lines.get(first)
        weighed: list[_Option]
        if line is None:
            weighed = [(share, (1 + at,)) for at, share in enumerate(self._share[first]) if share > 0]
        else:
            possible = float(np.prod([min(1.0, sum(self._share[place])) for place in range(first, last)]))
            weighed = _weighed(line, first, last, possible)
        best = heapq.nsmallest(MOST, weighed, key=lambda option: (-option[0], option[1]))
        return [option for option in best if option[0] >= _LEAST_WEIGHT]

    def _text(self, first: int, choice: Sequence[int]) -> str:
        keys = self._document.tokens.keys
        return " ".join(
            self._language.vectors.keys.text(self._row[place][which - 1])
            if which
            else keys[self._places[place].first]
            for place, which in enumerate(choice, first)
        )

    def _reason(
        self,
        first: int,
        last: int,
        options: Sequence[_Option],
        suggestions: Sequence[Suggestion],
    ) -> str:
        parts = []
        strange = self._strange_company(self._places[first].first, self._places[last - 1].last)
        if strange:
            parts.append(strange)
        if suggestions and last - first == 1:
            gain = self._fit[first][options[0][1][0] - 1]
            if gain >= _CLEARLY:
                parts.append(f"“{suggestions[0].text}” is {_times(gain)} likelier between these words")
            elif gain > 0:
                parts.append(f"“{suggestions[0].text}” fits here at least as well")
        elif suggestions:
            parts.append(f"“{suggestions[0].text}” would be the usual wording")
        return "; ".join(parts) or "the words around it ask for another kind of word"

    def _strange_company(self, first: int, last: int) -> str:
        """Say which two neighbours, both well known, the n-gram model has never seen together."""
        written = self._document.tokens.written
        for right in range(max(first, 1), min(last + 1, len(written))):
            if self._strange[right]:
                pair = f"{written[right - 1]} {written[right]}"
                return f"“{pair}” stands in fewer than three of the texts that were counted"
        return ""


def _strange(document: Document, scores: WordScores) -> list[bool]:
    """Return which words follow another of their sentence, both well known, and were never seen after it."""
    tokens, measures = document.tokens, scores.inputs.measures
    usual = (tokens.kind == WORD) & (measures[:, MEASURES.index("log10_frequency")] > _KNOWN)
    out = usual & (measures[:, MEASURES.index("known_with_last")] == 0)
    out[1:] &= usual[:-1] & (tokens.sentence[1:] == tokens.sentence[:-1])
    out[:1] = False
    return list(out.tolist())


def _weighed(line: Lines, first: int, last: int, possible: float) -> list[_Option]:
    """Return what stood in places [first, last), with weights that add up to `possible`, given a swap."""
    part = slice(first - line.first, last - line.first)
    weights: Counter[tuple[int, ...]] = Counter()
    for choice, weight in zip(line.choice[:, part].tolist(), line.weight.tolist(), strict=True):
        if any(choice):
            weights[tuple(choice)] += weight
    total = weights.total()
    return [(weight / total * possible, choice) for choice, weight in weights.items()] if total > 0 else []


def _cased(text: str, written: str) -> str:
    return text[:1].upper() + text[1:] if written[:1].isupper() else text


def _times(gain: float) -> str:
    if gain >= 4:
        return "over 10,000 times"
    return f"{10**gain:,.0f} times" if gain < 2 else f"{round(10**gain, -2):,.0f} times"
