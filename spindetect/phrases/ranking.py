"""Whole phrases side by side: what speaks for each as the original, and the weights of that."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

import numpy as np

from spindetect.phrases.beam import MOST_KIN, Found
from spindetect.phrases.choices import Chooses
from spindetect.phrases.tables import Floats, Numbers

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
    "terms",  # share of words that known terms have
    "known_neighbours",  # neighbours that a known term has
)


def features(phrase: Sequence[str], found: Sequence[Found], chooses: Chooses) -> Floats:
    """Return what speaks for each candidate, shape [len(found), len(FEATURES)].

    Parameters
    ----------
    phrase : sequence of str
        The words of the broken phrase.
    found : sequence of Found
    chooses : Chooses
    """
    tables, known = chooses.tables, chooses.known
    words = [each.text.split() for each in found]
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
    term = np.array([word in known.terms for word in flat])[at] & there
    next_to = [sum(pair in known.neighbours for pair in itertools.pairwise(e)) for e in words]
    kept = np.array([each.kept for each in found])
    columns = [
        [sum(each.log_p) for each in found],
        [min(each.log_p) for each in found],
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
        term.sum(axis=1) / size,
        next_to,
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


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
