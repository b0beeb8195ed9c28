"""What each stretch of a phrase may have been, with how likely it was that, before its company is asked."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.phrases.association import inputs
from spindetect.phrases.candidates import SELF, Candidates, candidates
from spindetect.phrases.known import Known
from spindetect.phrases.network import Chooser, Weights
from spindetect.phrases.spelling import ENDINGS
from spindetect.phrases.tables import Floats, Numbers, Tables
from spindetect.phrases.terms import NAMES

WORDS: Final = 3
"""Longest stretch that the lexicon is asked for: 'well being', 'stowed away', 'down to earth'."""

MOST, MOST_OF_PHRASE = 150, 40
"""Choices kept of a word, of a stretch of several. Of the originals that are among the candidates at all,
90 % are among the first 100."""

LONGER: Final = -1.0
"""Logarithm of how much rarer a spinner's entry is a stretch of several words, for each word beyond one."""

UNKNOWN: Final = -0.7
"""Log P that a word nobody knows stood there before: it is a name or a symbol, or half of the time is not."""


FLOOR: Final = -14.0
"""Log P of a word that is no candidate: a well-known term may hold one."""

KNOWN_TERM, MOST_TERMS = 0.5, 150
"""Log-odds for each doubling of the documents that hold a term, and how many terms are kept of a stretch. Of
150 phrases of a fold left out, .407 have the expected form among their candidates; .420 with a floor of -10,
but fewer come first; .340 with .7 and a floor of -8."""

MERGED: Final = -3.5
"""Log P that two words stand for one, beside that one of them does: 'most extreme' for 'maximum'."""

SPAN: Final = 256
"""Totals of which the highest is looked at first."""

TURNED: Final = -2.0
"""Log P that a term was turned round with an 'of', beside what its words stand for."""

COMMON: Final = 2
"""Originals that a word must be in to be a candidate for every other word: half of the words of originals."""


class Choices(NamedTuple):
    """What one stretch may have been; all arrays have shape [n] or [n, places].

    Attributes
    ----------
    texts : list of str
    log_p : ndarray of float32
        Of all its words.
    weakest : ndarray of float32
        Log P of the least likely of its words.
    kept : ndarray of int32
        How many of its words are as in the stretch.
    longer : ndarray of bool
        Whether a stretch of several words was taken as a whole.
    first, last : ndarray of int32
        Numbers of its first and last word among the n-grams.
    begins, ends : ndarray of int32
        Places of its first and last word among the words of known terms, -1 for those that are in none.
    inner : ndarray of float32
        What its own words make of each other, log10, and how well known the term is.
    left, right : ndarray of float32, shape [n, places]
        Places of its last and of its first word in the association.
    term : ndarray of int32
        Its place among the known terms that explain the stretch best, -1 if it was not found as one of these.
    """

    texts: list[str]
    log_p: Floats
    weakest: Floats
    kept: Numbers
    longer: NDArray[np.bool_]
    first: Numbers
    last: Numbers
    begins: Numbers
    ends: Numbers
    inner: Floats
    left: Floats
    right: Floats
    term: Numbers


class Word(NamedTuple):
    """What one word may have been.

    Attributes
    ----------
    likeliest : dict of str to float
        Log P of the likeliest ones.
    chances : ndarray of float32, shape [words of the terms]
        Log P of every word that terms are made of, FLOOR where it is no candidate.
    """

    likeliest: dict[str, float]
    chances: Floats


class _Explaining(NamedTuple):
    """Known terms of one number of words that explain a stretch, the best first.

    Attributes
    ----------
    rows : ndarray of intp, shape [n]
    log_p : ndarray of float32, shape [words of a term, n]
    """

    rows: NDArray[np.intp]
    log_p: Floats


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

    def of(self, words: Sequence[str], told: Mapping[str, Word]) -> Choices | None:
        """Return the choices of a stretch, None if there is nothing it can be taken for as a whole.

        Parameters
        ----------
        words : sequence of str
        told : mapping of str to Word
            What `word` says of each of them.
        """
        parts = [self._whole(words, told)]
        parts += self._attested(words, told)
        found = [part for part in parts if part is not None]
        return _joined(found) if found else None

    def word(self, text: str) -> Word:
        """Return what one word may have been: its likeliest choices, and the chances of all others."""
        found = candidates(self.tables, text, self._term_numbers)
        scored: dict[str, float] = {}
        chances = np.full(len(self.tables.terms.keys), FLOOR, np.float32)
        if found.numbers.size:
            log_p = log_choice(self.weights.chooser, found, self._terms[found.numbers])
            scored = self._likeliest(found, log_p, MOST)
            rows = self.tables.term_row[found.numbers]
            chances[rows[rows >= 0]] = np.maximum(log_p[rows >= 0], FLOOR)
        scored.setdefault(text, UNKNOWN)
        belief, shares = self.known.belief(text)
        if belief:
            chances += np.float32(np.log1p(-belief))
            scored = self._with_known(text, scored)
        told = [text, *shares]
        rows = self.tables.terms.keys.ids(told)
        for row, each in zip(rows.tolist(), told, strict=True):
            if row >= 0:
                chances[row] = scored[each]
        return Word(scored, chances)

    def _whole(self, words: Sequence[str], told: Mapping[str, Word]) -> Choices | None:
        text = " ".join(words)
        single = len(words) == 1
        scored = told[text].likeliest if single else self._with_known(text, self._entry(words))
        if not scored:
            return None
        longer = LONGER * (len(words) - 1)
        log_p = np.array(list(scored.values()), np.float32) + np.float32(longer)
        kept = np.array([each == text for each in scored], np.int32)
        return self._described(list(scored), log_p, log_p, kept, len(words) > 1)

    def _attested(self, words: Sequence[str], told: Mapping[str, Word]) -> list[Choices]:
        """Return the known terms that explain words best: of as many words, and of fewer."""
        found = []
        if len(words) in NAMES:
            found.append(self._word_for_word(words, told))
        if len(words) - 1 in NAMES:
            found.append(self._two_as_one(words, told))
        if len(words) - 2 in NAMES:
            found += self._three_as_one(words, told)
        found += self._turned_round(words, told)
        return [self._of_terms(words, each) for each in found]

    def _word_for_word(self, words: Sequence[str], told: Mapping[str, Word]) -> _Explaining:
        return self._best_of([told[word].chances for word in words])

    def _two_as_one(self, words: Sequence[str], told: Mapping[str, Word]) -> _Explaining:
        single = [told[word].chances for word in words]
        ways = [
            self._best_of([*single[:at], self._merged(words[at : at + 2], told), *single[at + 2 :]])
            for at in range(len(words) - 1)
        ]
        return self._best_of_ways(ways, len(words) - 1)

    def _three_as_one(self, words: Sequence[str], told: Mapping[str, Word]) -> list[_Explaining]:
        """Return terms with one word for three that the lexicon has: 'over the top' for 'excessive'."""
        size = len(words) - 2
        single = [told[word].chances for word in words]
        entries = [(at, self._entry_chances(words[at : at + 3])) for at in range(size)]
        ways = [
            self._best_of([*single[:at], entry, *single[at + 3 :]])
            for at, entry in entries
            if entry is not None
        ]
        return [self._best_of_ways(ways, size)] if ways else []

    def _turned_round(self, words: Sequence[str], told: Mapping[str, Word]) -> list[_Explaining]:
        """Return terms for what stands after 'of', then what stands before: 'evacuation of noise'."""
        if "of" not in words[1:-1]:
            return []
        at = list(words).index("of", 1)
        after = at + 2 if words[at + 1] == "the" else at + 1
        turned = [*words[after:], *words[:at]]
        if len(turned) not in NAMES or after == len(words):
            return []
        found = self._word_for_word(turned, told)
        first = found.log_p + np.float32(TURNED / len(turned))
        return [_Explaining(found.rows, first)]

    def _best_of_ways(self, ways: Sequence[_Explaining], size: int) -> _Explaining:
        """Return the terms that any way explains best, each once."""
        rows = np.concatenate([way.rows for way in ways])
        log_p = np.concatenate([way.log_p for way in ways], axis=1)
        total = log_p.sum(axis=0) + np.float32(KNOWN_TERM) * self.tables.terms.weight[size][rows]
        order = np.argsort(-total, kind="stable")
        best = order[np.sort(np.unique(rows[order], return_index=True)[1])][:MOST_TERMS]
        return _Explaining(rows[best], log_p[:, best])

    def _best_of(self, chances: Sequence[Floats]) -> _Explaining:
        """Return the terms whose words are likeliest, the best first."""
        terms, size = self.tables.terms, len(chances)
        total = np.float32(KNOWN_TERM) * terms.weight[size]
        for chance, rows in zip(chances, terms.parts[size], strict=True):
            total += chance.take(rows)
        best = _best(total)
        log_p = [chance[rows[best]] for chance, rows in zip(chances, terms.parts[size], strict=True)]
        return _Explaining(best, np.stack(log_p))

    def _merged(self, words: Sequence[str], told: Mapping[str, Word]) -> Floats:
        """Return log P of every word that terms are made of as what two words stand for, at least FLOOR."""
        chances = np.logaddexp(*(told[word].chances for word in words)) + np.float32(MERGED)
        entry = self._entry_chances(words)
        out: Floats = np.maximum(chances, FLOOR if entry is None else entry).astype(np.float32)
        return out

    def _entry_chances(self, words: Sequence[str]) -> Floats | None:
        """Return log P of every word that terms are made of as what the lexicon has for a stretch."""
        found = self._entry(words)
        if not found:
            return None
        chances = np.full(len(self.tables.terms.keys), FLOOR, np.float32)
        rows = self.tables.terms.keys.ids(list(found))
        log_p = np.array(list(found.values()), np.float32) + np.float32(LONGER * (len(words) - 1))
        chances[rows[rows >= 0]] = np.maximum(log_p[rows >= 0], FLOOR)
        return chances

    def _of_terms(self, words: Sequence[str], found: _Explaining) -> Choices:
        """Return known terms as choices, with their places among those of as many words."""
        place = np.arange(found.rows.size, dtype=np.int32)
        terms, size = self.tables.terms, len(found.log_p)
        texts = [list(map(terms.keys.text, row.tolist())) for row in terms.parts[size][:, found.rows].T]
        longer = size < len(words)
        kept = [0 if longer else sum(map(str.__eq__, each, words)) for each in texts]
        log_p = found.log_p.sum(axis=0), found.log_p.min(axis=0, initial=0)
        choices = self._described(list(map(" ".join, texts)), *log_p, np.array(kept, np.int32), longer)
        weight = np.float32(KNOWN_TERM) * terms.weight[size][found.rows]
        return choices._replace(inner=choices.inner + weight, term=place)

    def _entry(self, words: Sequence[str]) -> dict[str, float]:
        """Return the likeliest choices of a stretch that the lexicon has as a whole."""
        text = " ".join(words)
        if len(words) > WORDS or self.tables.lexicon.ids([text])[0] < 0:
            return {}
        found = candidates(self.tables, text, self._term_numbers)
        log_p = log_choice(self.weights.chooser, found, self._terms[found.numbers])
        return self._likeliest(found, log_p, MOST_OF_PHRASE)

    def _likeliest(self, found: Candidates, log_p: Floats, most: int) -> dict[str, float]:
        best = np.argsort(-log_p, kind="stable")[:most]
        same = np.flatnonzero(found.features[:, SELF] > 0)
        best = np.concatenate((best, same[~np.isin(same, best)]))
        texts = map(self.tables.lexicon.text, found.numbers[best].tolist())
        return dict(zip(texts, log_p[best].tolist(), strict=True))

    def _with_known(self, text: str, scored: dict[str, float]) -> dict[str, float]:
        belief, shares = self.known.belief(text)
        if not belief:
            return scored
        out = {each: score + float(np.log1p(-belief)) for each, score in scored.items()}
        for each, share in shares.items():
            out[each] = float(np.logaddexp(out.get(each, -np.inf), np.log(belief * share)))
        return out

    def _described(
        self, texts: list[str], log_p: Floats, weakest: Floats, kept: Numbers, longer: bool
    ) -> Choices:
        words = [each.split() for each in texts]
        first, last = [each[0] for each in words], [each[-1] for each in words]
        ngrams, keys = self.tables.ngrams, self.tables.terms.keys
        inner = _inner(self.tables, words)
        return Choices(
            texts,
            log_p,
            weakest,
            kept,
            np.full(len(texts), longer),
            ngrams.words(first),
            ngrams.words(last),
            keys.ids(first),
            keys.ids(last),
            inner,
            *self.places(last, first),
            np.full(len(texts), -1, np.int32),
        )

    def places(self, last: list[str], first: list[str]) -> tuple[Floats, Floats]:
        """Return the places of words before and after others, zeros for words without a vector."""
        left, right = self._towers
        before, after = self.tables.vectors.ids(last), self.tables.vectors.ids(first)
        return left[before], right[after]

    @functools.cached_property
    def _towers(self) -> tuple[Floats, Floats]:
        """The places of all words with a vector, and zeros in the last row, which -1 stands for."""
        vectors = self.tables.vectors
        rows = np.arange(len(vectors), dtype=np.int32)
        words = vectors.words(len(vectors))
        endings = np.array([[word.endswith(ending) for ending in ENDINGS] for word in words], np.float32)
        given = inputs(rows, self.tables.all_rows, endings)
        nothing = np.zeros((1, self.weights.left.out.shape[1]), np.float32)
        sides = (self.weights.left, self.weights.right)
        left, right = (np.concatenate((side.places(given), nothing)) for side in sides)
        return left, right


def _best(total: Floats) -> NDArray[np.intp]:
    """Return the places of the MOST_TERMS highest totals, highest first.

    The highest of every stretch of totals tell which totals need not be looked at: to order a million
    takes thirty times as long.
    """
    whole = total.size // SPAN
    least = -np.inf
    if whole > MOST_TERMS:
        spans = total[: whole * SPAN].reshape(whole, SPAN).max(axis=1)
        least = np.partition(spans, -MOST_TERMS)[-MOST_TERMS]
    near = np.flatnonzero(total >= least)
    best = near[highest(total[near], MOST_TERMS)]
    return best[np.argsort(-total[best], kind="stable")]


def highest(scores: Floats, most: int) -> NDArray[np.intp]:
    """Return the places of the highest scores, in any order."""
    return np.argpartition(-scores, most)[:most] if scores.size > most else np.arange(scores.size)


def _joined(parts: list[Choices]) -> Choices:
    """Return the choices of one stretch that were found in several ways."""
    if len(parts) == 1:
        return parts[0]
    texts = [text for part in parts for text in part.texts]
    return Choices(texts, *map(np.concatenate, list(zip(*(part[1:] for part in parts), strict=True))))


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


def _inner(tables: Tables, texts: list[list[str]]) -> Floats:
    """Return what the words of each text make of each other, shape [len(texts)]."""
    sizes = np.array([len(words) for words in texts])
    total = np.zeros(len(texts), np.float32)
    if (sizes > 1).any():
        numbers = tables.ngrams.words([word for words in texts for word in words])
        owner = np.repeat(np.arange(len(texts)), sizes)
        inside = np.flatnonzero(owner[1:] == owner[:-1])
        np.add.at(total, owner[inside], gain(tables, numbers[inside], numbers[inside + 1]))
    return total


def gain(tables: Tables, before: Numbers, words: Numbers) -> Floats:
    """Return log10 of P(word | the word before) / P(word)."""
    found: Floats = tables.ngrams.log10_p(words, before) - tables.ngrams.log10_p(words)
    return found
