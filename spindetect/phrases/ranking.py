"""Whole phrases side by side: what speaks for each as the original, and the weights of that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.phrases.beam import KEEP_TERMS, MOST_KIN, Found, split
from spindetect.phrases.choices import KNOWN_TERM, Chooses
from spindetect.phrases.tables import Floats, Numbers, Tables
from spindetect.phrases.terms import LEAST_WEIGHT, NAMES, Terms

FEATURES: Final = (
    "chosen",  # sum of log P of the choices
    "weakest",  # the least of them
    "company",  # sum of log10 P(word | word before) / P(word)
    "met",  # neighbours that the n-grams hold
    "strangers",  # neighbours that they do not
    "third",  # sum of log10 P(word | two before) / P(word | one before)
    "kin",  # sum of the association's log-odds
    "kin_of_strangers",  # the same over neighbours that the n-grams do not hold
    "cosine",  # sum of cosines of neighbours
    "frequency",  # mean log10 frequency
    "rarest",  # the least of them
    "entry",  # the lexicon has it as a phrase
    "kept",  # stretches left as they are
    "kept_share",
    "longer",  # stretches of several words
    "dropped",  # words that stand for nothing
    "more_words",  # words beyond those of the phrase
    "fewer_words",
    "apart",  # sum of log10 of what words with one between make of each other
    "other_number",  # its last word ends in s and the phrase's does not, or the other way round
    "other_ending",  # the same for -ed, -ing and -ly, of any word at the same place
    "fixed",  # it is a fixed term
    "fixed_weight",  # log2 of the documents that hold it as one
    "fixed_pairs",  # neighbours that are a fixed term
    "fixed_pairs_weight",  # sum of log2 of the documents that hold these
    "meaning",  # cosine of the mean meaning of its words and of the phrase's
    "place",  # root of its place in the beam
    "chosen_a_word",  # chosen, by words
    "company_a_word",
    "weakest_cut",  # weakest, -8 at least: below, a word is no candidate, however unlikely
    "chosen_squared",  # over 20
    "chosen_if_fixed",  # what a choice must explain is another thing for a fixed term
    "company_if_fixed",
    "fixed_weight_squared",  # over 10
    "term_place",  # log of its place among the known terms that explain the phrase best
    "term_first",  # it is the best of these
    "behind",  # how much less likely it is than the best, known terms with what speaks for them
    "begins_likely",  # log P that the language model gives the first word
    "follows_likely",  # sum of log P that it gives words after those before
    "likelier",  # how much more that is than of the words alone
    "likelier_a_word",
    "unlikely",  # neighbours that are no pair of the terms
    "follows_if_fixed",
    "likelier_if_fixed",
    "unlikely_a_word",
    "literature",  # it is a term of the literature
    "literature_weight",  # how common it is there
    "literature_pairs",  # neighbours that are
    "literature_pairs_weight",
)
"""Of 3,248 phrases of four folds the expected one came first for .241, among five for .356 without the eight
from `place` on and with the mean meaning of the words (their field) and with what known terms say; for .247
and .370 as it was before the last three; with these, and with known terms told beside the beam, fold 0 comes
to .288 and .413, from .260 and .391 (without the three, .282 and .412)."""

_LEAST_WEAKEST: Final = -8

_STRANGE, _UNLIKELY = np.float32(-16), np.float32(-13)
"""Log P of a word that is not among those of the terms, or hardly after another; of one after another where
neither texts nor the language model have the pair."""


def features(phrase: Sequence[str], found: Sequence[Found], chooses: Chooses) -> Floats:
    """Return what speaks for each candidate, shape [len(found), len(FEATURES)].

    Parameters
    ----------
    phrase : sequence of str
        The words of the broken phrase.
    found : sequence of Found
    chooses : Chooses
    """
    tables = chooses.tables
    own_words = split(phrase)[0]
    own_endings = [_ending(word) for word in own_words]
    words = [each.text.replace("-", " ").split() for each in found]
    longest = max(map(len, words), default=1)
    flat = sorted({word for each in words for word in each})
    place = {word: at for at, word in enumerate(flat)}
    at = np.full((len(words), longest), -1, np.int32)
    for row, each in enumerate(words):
        at[row, : len(each)] = [place[word] for word in each]
    there = at >= 0
    sums = _neighbours(at, flat, chooses)
    frequency = tables.ngrams.log10_frequency(tables.ngrams.words(flat))[at]
    size = there.sum(axis=1)
    entries = tables.lexicon.ids([each.text for each in found]) >= 0
    kept = np.array([each.kept for each in found])
    columns = [
        [each.log_p for each in found],
        [each.weakest for each in found],
        *sums[:7],
        np.where(there, frequency, 0).sum(axis=1) / size,
        np.where(there, frequency, 0).min(axis=1),
        entries & (size > 1),
        kept,
        kept / len(phrase),
        [each.longer for each in found],
        [each.dropped for each in found],
        np.maximum(size - len(phrase), 0),
        np.maximum(len(phrase) - size, 0),
        sums[7],
        [_plural(each[-1]) != _plural(own_words[-1]) for each in words],
        [sum(map(str.__ne__, map(_ending, each), own_endings)) for each in words],
    ]
    own = tables.terms.keys.ids(own_words)
    fixed, literature = _fixed(tables, tables.terms.keys.ids(flat)[at], there, own)
    plain = np.column_stack([*(np.asarray(column, np.float32) for column in columns), *fixed])
    of_terms = np.array([each.term for each in found], np.int32)
    likely = _likely(tables.terms, tables.terms.keys.ids(flat)[at], there, plain[:, FEATURES.index("fixed")])
    return np.concatenate(
        (plain, _joint(plain, size), _among_terms(plain, of_terms), likely, literature), axis=1
    )


def _likely(terms: Terms, rows: Numbers, there: NDArray[np.bool_], fixed: Floats) -> Floats:
    """Return what the language model says of each candidate: the columns from `begins_likely` on.

    Parameters
    ----------
    terms : Terms
    rows : ndarray of int32, shape [n, longest]
        Of the candidates' words among the words of the terms.
    there : ndarray of bool, shape [n, longest]
    fixed : ndarray of float32, shape [n]
        Whether each is a fixed term.
    """
    size = there.sum(axis=1)
    rows = np.where(there, rows, -1)
    alone = np.where(rows >= 0, terms.alone[np.maximum(rows, 0)], _STRANGE)
    follows, beyond, unlikely = (np.zeros(len(rows), np.float32) for _ in range(3))
    for column in range(1, rows.shape[1]):
        known, log_p = terms.likelihoods_of(rows[:, column - 1], rows[:, column])
        strange = there[:, column] & ~known
        follows += np.where(known, np.maximum(log_p, _STRANGE), strange * _UNLIKELY)
        beyond += np.where(known, log_p - alone[:, column], 0)
        unlikely += strange
    columns = [alone[:, 0], follows, beyond, beyond / size, unlikely]
    columns += [follows * fixed, beyond * fixed, unlikely / size]
    return np.stack(columns, axis=1).astype(np.float32)


def _among_terms(plain: Floats, place: Numbers) -> Floats:
    """Return the columns from `term_place` on, shape [n, 3].

    Parameters
    ----------
    plain : ndarray of float32, shape [n, columns before `place`]
    place : ndarray of int32, shape [n]
        Of each candidate among the known terms, -1 for those that are not among them.
    """
    total = plain[:, FEATURES.index("chosen")] + KNOWN_TERM * plain[:, FEATURES.index("fixed_weight")]
    far = np.log1p(np.where(place >= 0, place, KEEP_TERMS))
    return np.stack((far, place == 0, total - total.max(initial=-np.inf)), axis=1).astype(np.float32)


def _joint(plain: Floats, words: NDArray[np.int64]) -> Floats:
    """Return the columns from `place` on: what others say together, shape [n, 8].

    Parameters
    ----------
    plain : ndarray of float32, shape [n, columns before these]
        Rows in the beam's order.
    words : ndarray of int64, shape [n]
        Of each candidate.
    """
    chosen, company, weakest = (plain[:, FEATURES.index(name)] for name in ("chosen", "company", "weakest"))
    fixed, weight = (plain[:, FEATURES.index(name)] for name in ("fixed", "fixed_weight"))
    place = np.sqrt(np.arange(len(plain)))
    columns = [place, chosen / words, company / words, np.maximum(weakest, _LEAST_WEAKEST), chosen**2 / 20]
    columns += [chosen * fixed, company * fixed, weight**2 / 10]
    return np.stack(columns, axis=1).astype(np.float32)


def _plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


def _ending(word: str) -> str:
    return next((ending for ending in ("ed", "ing", "ly") if word.endswith(ending)), "")


def _fixed(
    tables: Tables, rows: Numbers, there: NDArray[np.bool_], own: Numbers
) -> tuple[list[Floats], Floats]:
    """Return what the fixed terms and the meanings say of each candidate.

    The columns from `fixed` on, and those from `literature` on.

    Parameters
    ----------
    tables : Tables
    rows : ndarray of int32, shape [n, longest]
        Of the candidates' words among the words of the terms.
    there : ndarray of bool, shape [n, longest]
    own : ndarray of int32
        Of the words of the phrase.
    """
    terms = tables.terms
    rows = np.where(there, rows, -1).astype(np.int32)
    size = there.sum(axis=1)
    weight, literature = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
    for words in NAMES:
        here = np.flatnonzero(size == words)
        if here.size:
            weight[here], literature[here] = terms.weighed(*rows[here, :words].T)
    every, read = (np.zeros((rows.shape[1], len(rows)), np.float32) for _ in range(2))
    for column in range(1, rows.shape[1]):
        every[column], read[column] = terms.weighed(rows[:, column - 1], rows[:, column])
    mean = _mean_meaning(terms, rows)
    phrase = _mean_meaning(terms, own[None])[0]
    weight = np.where(weight < LEAST_WEIGHT, np.float32(0), weight)
    every = np.where(every < LEAST_WEIGHT, np.float32(0), every)
    fixed = [(weight > 0).astype(np.float32), weight, (every > 0).sum(axis=0), every.sum(axis=0)]
    of_literature = [literature > 0, literature, (read > 0).sum(axis=0), read.sum(axis=0)]
    return [*fixed, mean @ phrase], np.stack(of_literature, axis=1).astype(np.float32)


def _mean_meaning(terms: Terms, rows: Numbers) -> Floats:
    """Return the unit mean of the meanings of each row's words, zeros where none is known."""
    known = (rows >= 0)[..., None]
    total = (terms.meaning.take(rows, axis=0, mode="wrap") * known).sum(axis=1)
    out: Floats = total / (np.linalg.norm(total, axis=1, keepdims=True) + np.float32(1e-6))
    return out


def _neighbours(at: Numbers, flat: list[str], chooses: Chooses) -> list[Floats]:
    """Return sums over neighbours, in the order of FEATURES from company to cosine, then apart."""
    tables = chooses.tables
    ngrams = tables.ngrams
    numbers = ngrams.words(flat)
    vectors = tables.vectors.rows(tables.vectors.ids(flat))
    left, right = chooses.places(flat, flat)
    sums = [np.zeros(len(at), np.float32) for _ in range(8)]
    for column in range(1, at.shape[1]):
        a, b = at[:, column - 1], at[:, column]
        there = b >= 0
        first, second = numbers[a], numbers[b]
        met = ngrams.holds("bigrams", first, second)
        plain = ngrams.log10_p(second, first)
        kin = np.clip(np.einsum("ij,ij->i", left[a], right[b]), -MOST_KIN, MOST_KIN)
        parts = [plain - ngrams.log10_p(second), met, ~met, np.zeros(len(at))]
        parts += [kin, kin * ~met, np.einsum("ij,ij->i", vectors[a], vectors[b]), np.zeros(len(at))]
        if column > 1:
            before = numbers[at[:, column - 2]]
            parts[3] = ngrams.log10_p(second, first, before) - plain
            parts[7] = ngrams.log10_skip(before, second)
        for total, part in zip(sums, parts, strict=True):
            total += np.where(there, part, 0).astype(np.float32)
    return sums
