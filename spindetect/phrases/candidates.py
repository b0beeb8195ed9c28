"""Which words may have stood where a spinner put another: candidates, and what speaks for each.

Candidates are what the lexicon joins with the word or a form of it, what is joined with these in turn, the
nearest by their vectors and by their meanings, and the words that broken terms are known to come from.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon.codes import digits_of
from spindetect.phrases.tables import Floats, Numbers, Tables

SECOND_HAND, BY_VECTOR, BY_MEANING = 1000, 300, 500
"""Candidates at two links from the word, nearest by their vectors, nearest by their meanings. Of 2,769 kinds
of swaps of tortured phrases .624 are reached by one link, .685 with 600 at two, .706 with 1,000, .738 with
2,000; 300 by vectors add .03, and 300 by meanings .02, 600 .03, 1,000 .04. Each candidate costs time and
gives the others company."""


class Candidates(NamedTuple):
    """Candidates for one word or phrase.

    Attributes
    ----------
    numbers : ndarray of int32, shape [n]
        In the lexicon, increasing.
    features : ndarray of float32, shape [n, d]
    own : ndarray of bool, shape [n]
        Those that the tables offer; the others are here only as words of known terms.
    """

    numbers: Numbers
    features: Floats
    own: NDArray[np.bool_]


def candidates(tables: Tables, text: str, terms: Numbers) -> Candidates:
    """Return the candidates for a word or phrase.

    Parameters
    ----------
    tables : Tables
    text : str
        As a key.
    terms : ndarray of int32
        Words of known terms: candidates for everything.
    """
    number = int(tables.lexicon.ids([text])[0])
    row = int(tables.vectors.ids([text])[0])
    roots = np.array([number], np.int32) if number >= 0 else tables.helpers(text)
    own = np.zeros(len(tables), np.bool_)
    strength = np.zeros(len(tables), np.float32)
    linked = np.zeros(len(tables), np.bool_)
    if roots.size:
        first = _first_hand(tables, roots)
        linked[first] = own[first] = True
        strength = _second_hand(tables, first)
        own[np.argpartition(-strength, SECOND_HAND)[:SECOND_HAND]] = True
    cosine = np.zeros(len(tables.all_rows), np.float32)
    vector = np.zeros(tables.vectors.dimensions, np.float32)
    if row >= 0:
        vector = tables.all_rows[row]
        cosine = tables.all_rows @ vector
        near = tables.number_of_row[np.argpartition(-cosine, BY_VECTOR)[:BY_VECTOR]]
        own[near[near >= 0]] = True
    alike, meaning = (
        np.zeros(len(tables.terms.meaning), np.float32),
        np.zeros(tables.terms.meaning.shape[1], np.float32),
    )
    term = int(tables.terms.keys.ids([text])[0])
    if term >= 0:
        meaning = tables.terms.meaning[term]
        alike = tables.terms.meaning @ meaning
        near = tables.number_of_term_row[np.argpartition(-alike, BY_MEANING)[:BY_MEANING]]
        own[near[near >= 0]] = True
    here = own.copy()
    if own.any():
        here[terms] = True
    numbers = np.flatnonzero(here).astype(np.int32)
    of_links = _link_features(tables, number if number >= 0 else int(roots[0]) if roots.size else -1, numbers)
    rows = tables.row[numbers]
    found = np.where(rows >= 0, cosine.take(rows, mode="wrap"), np.float32(0))
    plain = _plain_features(tables, number, numbers, of_links, np.log(strength[numbers] + 1e-3), found)
    vectors = tables.all_rows.take(rows, axis=0, mode="wrap") * (rows >= 0)[:, None]
    spelled = tables.spelling.features(text, numbers)
    reached = np.stack((linked[numbers], rows >= 0), axis=1).astype(np.float32)
    means = _meaning_features(tables, numbers, alike, meaning, of_links)
    features = np.concatenate((of_links, reached, plain, spelled, vectors, vectors * vector, means), axis=1)
    return Candidates(numbers, features, own[numbers])


def _meaning_features(
    tables: Tables, numbers: Numbers, alike: Floats, meaning: Floats, links: Floats
) -> Floats:
    """Return how near in meaning each candidate is, shape [n, 6 + d]."""
    rows = tables.term_row[numbers]
    there = rows >= 0
    cosine = np.where(there, alike.take(rows, mode="wrap"), np.float32(0))
    both = there & bool(meaning.any())
    own = tables.terms.meaning.take(rows, axis=0, mode="wrap") * there[:, None]
    columns = [cosine, cosine**2, cosine * links[:, LINKED], cosine * (cosine > 0.5), there, both]
    return np.concatenate((np.stack(columns, axis=1).astype(np.float32), own * meaning), axis=1)


def _first_hand(tables: Tables, roots: Numbers) -> Numbers:
    forms = tables.closure(roots)
    return tables.closure(np.unique(np.concatenate((tables.lexicon.linked(forms)[0], forms))))


def _second_hand(tables: Tables, first: Numbers) -> Floats:
    """Return how many ways of two links lead to each word; ways through words with many links count less."""
    found, counts = tables.lexicon.linked(first)
    weight = np.repeat(1 / np.sqrt(tables.degree[first] + 5), counts)
    ways = np.bincount(found, weight, len(tables)) / np.sqrt(tables.degree + 5)
    return ways.astype(np.float32)


def _link_features(tables: Tables, number: int, numbers: Numbers) -> Floats:
    """Return what joins a word with each candidate, as written or by their lemmas, shape [n, 20]."""
    if number < 0:
        return np.zeros((len(numbers), 20), np.float32)
    own = np.full(len(numbers), number, np.int32)
    relations = tables.lexicon.relations(own, numbers)
    written = digits_of(tables.lexicon.link_codes(own, numbers))
    lemmas = digits_of(tables.lexicon.link_codes(tables.lemma[own], tables.lemma[numbers]))
    moby, ppdb, wordnet, similarity = (
        np.maximum(getattr(written, name), getattr(lemmas, name)) for name in _DIGITS
    )
    sources = (moby > 0).astype(int) + (ppdb > 0) + (wordnet > 0)
    similar = np.where(sources > 0, similarity, 0)
    agrees = relations.agrees
    columns = [moby, ppdb == 1, ppdb > 1, *(wordnet == digit for digit in range(1, 5))]
    columns += [similar, similar == 1, similar >= 6, sources > 0, sources, sources > 1]
    columns += [relations.commonness, relations.commonness**2, agrees, agrees & (sources > 0)]
    columns += [tables.lemma[own] == tables.lemma[numbers], own == numbers, relations.kind == 1]
    return np.stack(columns, axis=1).astype(np.float32)


_DIGITS: Final = ("moby", "ppdb", "wordnet", "similarity")
LINKED, SELF = 10, 18
"""Columns that others are multiplied with: whether any source joins the two, whether they are the same."""


def _plain_features(
    tables: Tables, number: int, numbers: Numbers, links: Floats, strength: Floats, cosine: Floats
) -> Floats:
    """Return distance, frequency and company of each candidate, shape [n, 20]."""
    linked, same = links[:, LINKED], links[:, SELF]
    zipf, own_zipf = tables.zipf[numbers], float(tables.zipf[number]) if number >= 0 else 0.0
    known = zipf > 0
    apart = np.where(known, zipf - own_zipf, 0)
    degree = np.log(tables.degree[numbers] + np.float32(1))
    own_degree = float(np.log(tables.degree[number] + 1)) if number >= 0 else 0.0
    flags = tables.flags[numbers]
    frequency = tables.log10_frequency[numbers]
    columns: list[NDArray[Any]] = [
        strength,
        strength**2,
        strength * linked,
        cosine,
        cosine**2,
        cosine * linked,
    ]
    columns += [zipf, zipf**2, apart, np.clip(apart, -3, 3) ** 2, ~known, degree, degree**2]
    columns += [frequency, frequency <= -9, (flags & 1) > 0, (flags & 2) > 0]
    columns += [same * own_zipf, same * own_degree, same * (own_zipf == 0)]
    return np.stack(columns, axis=1).astype(np.float32)
