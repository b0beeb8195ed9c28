"""What each stretch of a phrase may have been, with how likely it was that, before its company is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.phrases.association import inputs
from spindetect.phrases.candidates import SELF, Candidates, candidates
from spindetect.phrases.known import Known
from spindetect.phrases.network import Chooser, Weights
from spindetect.phrases.spelling import ENDINGS
from spindetect.phrases.tables import Floats, Numbers, Tables

WORDS: Final = 3
"""Longest stretch that the lexicon is asked for: 'well being', 'stowed away', 'down to earth'."""

MOST, MOST_OF_PHRASE, MOST_OF_PART = 150, 40, 40
"""Choices kept of a word, of a stretch of several, of a part of a hyphened word. Of the originals that are
among the candidates at all, 90 % are among the first 100."""

LONGER: Final = -1.0
"""Logarithm of how much rarer a spinner's entry is a stretch of several words, for each word beyond one."""

UNKNOWN: Final = -0.7
"""Log P that a word nobody knows stood there before: it is a name or a symbol, or half of the time is not."""


COMMON: Final = 2
"""Originals that a word must be in to be a candidate for every other word: half of the words of originals."""


class Choices(NamedTuple):
    """What one stretch may have been; all arrays have shape [n] or [n, places].

    Attributes
    ----------
    texts : list of str
    log_p : ndarray of float32
    same : ndarray of bool
        Whether it is the stretch itself.
    first, last : ndarray of int32
        Numbers of its first and last word among the n-grams.
    inner : ndarray of float32
        What its own words make of each other, log10.
    left, right : ndarray of float32, shape [n, places]
        Places of its last and of its first word in the association.
    """

    texts: list[str]
    log_p: Floats
    same: NDArray[np.bool_]
    first: Numbers
    last: Numbers
    inner: Floats
    left: Floats
    right: Floats


class Chooses:
    """Finds the choices of stretches.

    Parameters
    ----------
    tables : Tables
    known : Known
    weights : Weights
    """

    def __init__(self, tables: Tables, known: Known, weights: Weights) -> None:
        self.tables, self.known, self.weights = tables, known, weights
        self._terms = known.term_counts(tables.lexicon)
        self._term_numbers = np.flatnonzero(self._terms >= COMMON).astype(np.int32)

    def of(self, words: Sequence[str]) -> Choices | None:
        """Return the choices of a stretch, None if there is nothing it can be taken for as a whole."""
        text = " ".join(words)
        single = len(words) == 1
        scored: dict[str, float] = {}
        if single or self.tables.lexicon.ids([text])[0] >= 0:
            scored = self._from_tables(text, MOST if single else MOST_OF_PHRASE)
        if single and not scored and "-" in text.strip("-"):
            scored = self._hyphened(text)
        if single and text not in scored:
            scored[text] = UNKNOWN
        scored = self._with_known(text, scored)
        if not scored:
            return None
        longer = LONGER * (len(words) - 1)
        return self._described(text, {each: score + longer for each, score in scored.items()})

    def _from_tables(self, text: str, most: int) -> dict[str, float]:
        found = candidates(self.tables, text, self._term_numbers)
        if not found.numbers.size:
            return {}
        log_p = log_choice(self.weights.chooser, found, self._terms[found.numbers])
        best = np.argsort(-log_p, kind="stable")[:most]
        same = np.flatnonzero(found.features[:, SELF] > 0)
        best = np.concatenate((best, same[~np.isin(same, best)]))
        texts = map(self.tables.lexicon.text, found.numbers[best].tolist())
        return dict(zip(texts, log_p[best].tolist(), strict=True))

    def _hyphened(self, text: str) -> dict[str, float]:
        """Return choices of a hyphened word that no table has, with one part replaced."""
        parts = text.split("-")
        out: dict[str, float] = {}
        for at, part in enumerate(parts):
            for each, score in self._from_tables(part, MOST_OF_PART).items() if part else ():
                if each != part and " " not in each:
                    out["-".join((*parts[:at], each, *parts[at + 1 :]))] = score + UNKNOWN
        return out

    def _with_known(self, text: str, scored: dict[str, float]) -> dict[str, float]:
        belief, shares = self.known.belief(text)
        if not belief:
            return scored
        out = {each: score + float(np.log1p(-belief)) for each, score in scored.items()}
        for each, share in shares.items():
            out[each] = float(np.logaddexp(out.get(each, -np.inf), np.log(belief * share)))
        return out

    def _described(self, text: str, scored: dict[str, float]) -> Choices:
        texts = list(scored)
        words = [each.split() for each in texts]
        first, last = [each[0] for each in words], [each[-1] for each in words]
        ngrams = self.tables.ngrams
        inner = [_inner(self.tables, each) if len(each) > 1 else 0.0 for each in words]
        return Choices(
            texts,
            np.array(list(scored.values()), np.float32),
            np.array([each == text for each in texts], np.bool_),
            ngrams.words(first),
            ngrams.words(last),
            np.array(inner, np.float32),
            *self.places(last, first),
        )

    def places(self, last: list[str], first: list[str]) -> tuple[Floats, Floats]:
        """Return the places of words before and after others, zeros for words without a vector."""
        given, there = self._inputs(last)
        left: Floats = self.weights.left.places(given) * there
        if first != last:
            given, there = self._inputs(first)
        return left, self.weights.right.places(given) * there

    def _inputs(self, words: list[str]) -> tuple[Floats, NDArray[np.bool_]]:
        rows = self.tables.vectors.ids(words)
        endings = np.array([[word.endswith(ending) for ending in ENDINGS] for word in words], np.float32)
        given = inputs(rows, self.tables.vectors.rows(rows), endings.reshape(len(words), len(ENDINGS)))
        return given, (rows >= 0)[:, None]


def log_choice(chooser: Chooser, found: Candidates, counts: Floats) -> Floats:
    """Return log P of each candidate, shape [n]; those that are none without known terms have -inf."""
    scores = chooser.scores(with_terms(found.features, counts))
    scores[~(found.own | (counts > 0))] = -np.inf
    scores -= scores.max()
    out: Floats = scores - np.log(np.exp(scores).sum())
    return out


def with_terms(features: Floats, counts: Floats) -> Floats:
    """Return features with what known terms say of each candidate, shape [n, d + 4]."""
    seen, size, same = counts > 0, np.log1p(counts), features[:, SELF]
    return np.concatenate((features, np.stack((size, seen, size * same, seen * same), axis=1)), axis=1)


def _inner(tables: Tables, words: list[str]) -> float:
    numbers = tables.ngrams.words(words)
    return float(gain(tables, numbers[:-1], numbers[1:]).sum())


def gain(tables: Tables, before: Numbers, words: Numbers) -> Floats:
    """Return log10 of P(word | the word before) / P(word)."""
    found: Floats = tables.ngrams.log10_p(words, before) - tables.ngrams.log10_p(words)
    return found
