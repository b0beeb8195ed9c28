"""Both texts laid end to end, with what the tables know of their words: looked up once, in one go.

One text of about a thousand tokens costs numpy hardly more than one of five hundred, so whatever is told of
a span is told of the spans of both sides at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.align.sides import Side, number
from spindetect.align.words import Words
from spindetect.language import Vectors
from spindetect.lexicon import NAME_LIKE, Lexicon
from spindetect.substitutions.arrays import Bools, Codes, Floats, Ints
from spindetect.text import WORD, Tokens

ARTICLES = ("a", "an")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The distinct keys of both texts, and what the tables hold of each.

    Attributes
    ----------
    keys : list of str, length v
    lexicon_ids, lemma_ids : array of int32, shape (v,)
        The lexicon's numbers of the word and of its lemma; -1 where it lacks the word.
    function, name : array of bool, shape (v,)
        Whether the word is of a closed class, known as a name.
    zipf : array of float32, shape (v,)
        Log10 of occurrences in a billion words, 0 where unknown.
    vectors : array of float32, shape (v, d)
        Unit rows, zeros where the word has none.
    """

    keys: list[str]
    lexicon_ids: NDArray[np.int32]
    lemma_ids: NDArray[np.int32]
    function: Bools
    name: Bools
    zipf: Floats
    vectors: Floats


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens of the source, then those of the suspect.

    Attributes
    ----------
    vocabulary : Vocabulary
    n_source : int
        Number of the suspect's first token here.
    keys, written : list of str
    words : array of int64
        Index into the vocabulary of each token.
    articles : array of int64, shape (2,)
        Where the vocabulary has "a" and "an", -1 where it has not.
    kind : array of uint8
    capital, content : array of bool
        Begins with a capital; is a word and not of a closed class.
    first, last : array of int64
        Where each token's sentence begins and ends.
    content_before : array of int64, shape (n + 1,)
        Content words before each token.
    meaning_before : array of float32, shape (number of content words + 1, d)
        Sum of the vectors of the first content words.
    """

    vocabulary: Vocabulary
    n_source: int
    keys: list[str]
    written: list[str]
    words: Ints
    articles: Ints
    kind: Codes
    capital: Bools
    content: Bools
    first: Ints
    last: Ints
    content_before: Ints
    meaning_before: Floats


def read(
    source: Tokens, suspect: Tokens, alignment: DocumentAlignment, lexicon: Lexicon, vectors: Vectors
) -> Reading:
    """Lay two texts end to end and look up every distinct word once."""
    vocabulary, words = _look_up(source, suspect, alignment, lexicon, vectors)
    kind = np.concatenate((source.kind, suspect.kind))
    content = (kind == WORD) & ~vocabulary.function[words]
    starts = np.concatenate((source.sentence_start[:-1], suspect.sentence_start + len(source)))
    length = starts[1:] - starts[:-1]
    at = content.nonzero()[0]
    meaning = np.zeros((len(at) + 1, vocabulary.vectors.shape[1]), dtype=np.float32)
    np.cumsum(vocabulary.vectors[words[at]], axis=0, out=meaning[1:])
    return Reading(
        vocabulary=vocabulary,
        n_source=len(source),
        keys=source.keys + suspect.keys,
        written=source.written + suspect.written,
        words=words,
        articles=np.array([_place(vocabulary.keys, article) for article in ARTICLES], dtype=np.int64),
        kind=kind,
        capital=np.concatenate((source.capital, suspect.capital)),
        content=content,
        first=np.repeat(starts[:-1], length),
        last=np.repeat(starts[1:], length),
        content_before=count_before(content),
        meaning_before=meaning,
    )


def _look_up(
    source: Tokens, suspect: Tokens, alignment: DocumentAlignment, lexicon: Lexicon, vectors: Vectors
) -> tuple[Vocabulary, Ints]:
    numbered, known = alignment.numbered, alignment.words
    if numbered is None or known is None:
        numbered = number(Side.of_tokens(source), Side.of_tokens(suspect))
        known = Words.look_up(numbered, lexicon, vectors)
    vocabulary = Vocabulary(
        keys=numbered.vocabulary,
        lexicon_ids=known.lexicon_id,
        lemma_ids=known.lemma_id,
        function=known.function,
        name=(lexicon.flags(known.lexicon_id) & NAME_LIKE) != 0,
        zipf=known.zipf,
        vectors=known.vector,
    )
    return vocabulary, np.concatenate((numbered.source, numbered.suspect)).astype(np.int64)


def _place(keys: list[str], key: str) -> int:
    return keys.index(key) if key in keys else -1


def count_before(mask: Bools) -> Ints:
    """Return how many are true before each place, shape (n + 1,)."""
    counts = np.zeros(len(mask) + 1, dtype=np.int64)
    np.cumsum(mask, out=counts[1:])
    return counts
