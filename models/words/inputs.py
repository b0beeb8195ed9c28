"""A corpus as the network is told it: the runtime's own code over all texts laid end to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.words.candidates import Chosen
from models.words.corpus import Corpus
from spindetect.context.candidates import Candidates, CandidateTable
from spindetect.context.inputs import MEASURES, Columns, measures, scored_words
from spindetect.context.regional import respell
from spindetect.language import Ngrams, Vectors
from spindetect.language.numbering import FIRST_WORD, class_of
from spindetect.text.tokens import NUMBER, WORD

_TOKENS = 200_000  # at once


@dataclass(frozen=True, eq=False)
class Told:
    """What the network is told of a corpus of n tokens, and what it should say.

    Attributes
    ----------
    corpus : Corpus
    columns : Columns
    word : array of int32, shape (n,)
    flag : array of uint8, shape (n,)
    measures : array of float16, shape (n, len(MEASURES))
    is_word, ordinary : array of bool, shape (n,)
        Words; words that are no function words.
    asked : array of intp, shape (m,)
        Swapped words whose original is among their candidates: what the ranking is fitted on.
    candidates : Candidates
        Of these.
    right : array of intp, shape (m,)
        Which candidate stood there.
    """

    corpus: Corpus
    columns: Columns
    word: NDArray[np.int32]
    flag: NDArray[np.uint8]
    measures: NDArray[np.float16]
    is_word: NDArray[np.bool_]
    ordinary: NDArray[np.bool_]
    asked: NDArray[np.intp]
    candidates: Candidates
    right: NDArray[np.intp]


def tell(corpus: Corpus, chosen: Chosen, ngrams: Ngrams, vectors: Vectors) -> Told:
    """Look everything up; a million tokens take about five seconds."""
    columns = _columns(corpus, ngrams, vectors)
    contexts = ngrams.contexts(columns.number, columns.sentence_start)
    measured = np.empty((len(corpus.key), len(MEASURES)), np.float16)
    for part in _parts(columns):
        measured[part] = measures(_cut(columns, part), ngrams)
    is_word = columns.kind == WORD
    ordinary = scored_words(columns, chosen.ordinary, ngrams.log10_frequency(columns.number))
    number = ngrams.words(vectors.words(len(vectors)))
    table = CandidateTable(chosen.row, number, chosen.lexical)
    asked, right = _asked(corpus, columns, table, vectors)
    blocks = (asked[first : first + 5000] for first in range(0, max(1, len(asked)), 5000))
    parts = [table.ask(columns, contexts, at, ngrams, vectors) for at in blocks]
    found = Candidates(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return Told(
        corpus, columns, columns.words(), columns.flags(), measured, is_word, ordinary, asked, found, right
    )


def _columns(corpus: Corpus, ngrams: Ngrams, vectors: Vectors) -> Columns:
    """Return the columns; what tokens of one key, kind and capital share is looked up once."""
    row = vectors.ids(corpus.keys)
    known = ngrams.numbering.of_words(corpus.keys)
    respell(corpus.keys, known, row, ngrams, vectors)
    number = known[corpus.key]
    of_class = (known < FIRST_WORD)[corpus.key] | (corpus.kind == NUMBER)
    at = np.flatnonzero(of_class)
    code = (corpus.key[at].astype(np.int64) << 3) | (corpus.kind[at] << 1) | corpus.capital[at]
    distinct, inverse = np.unique(code, return_inverse=True)
    classes = [class_of(corpus.keys[c >> 3], c >> 1 & 3, bool(c & 1)) for c in distinct.tolist()]
    number[at] = np.array(classes, np.int32)[inverse]
    return Columns(number, row[corpus.key], corpus.kind, corpus.capital, corpus.sentence_start)


def _parts(columns: Columns) -> Iterator[slice]:
    """Yield parts of whole sentences, of about `_TOKENS` tokens."""
    start = columns.sentence_start
    every = np.arange(0, len(columns) + _TOKENS, _TOKENS)
    edges = np.unique(start[np.minimum(np.searchsorted(start, every), len(start) - 1)])
    for first, last in pairwise(edges.tolist()):
        yield slice(first, last)


def _cut(columns: Columns, part: slice) -> Columns:
    number, row, kind, capital, start = columns
    first, last = np.searchsorted(start, (part.start, part.stop))
    inside = start[first : last + 1] - part.start
    return Columns(number[part], row[part], kind[part], capital[part], inside)


def _asked(
    corpus: Corpus, columns: Columns, table: CandidateTable, vectors: Vectors
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the swapped words whose original is a candidate, and which one it is."""
    row = vectors.ids(corpus.keys)
    swapped = np.flatnonzero(corpus.swapped & (corpus.original >= 0) & (columns.row >= 0))
    original = row[corpus.original[swapped]]
    hit = (table.row[columns.row[swapped]] == (original + 1)[:, None]) & (original >= 0)[:, None]
    has = hit.any(axis=1)
    return swapped[has], hit[has].argmax(axis=1)
