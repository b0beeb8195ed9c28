"""Both texts, with what the tables know of their words: looked up once, in one go."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from spindetect.align import DocumentAlignment
from spindetect.align.sides import Side, number
from spindetect.align.words import Words
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.substitutions.arrays import Bools, Codes, Floats, Ints
from spindetect.substitutions.layout import MARKS, Layout, lay
from spindetect.text import PUNCT

# What is known of a token in one byte, so that a question about the words at the edges of all spans is one
# look into one array. The lowest two bits are its kind; WORD is 0. Above them stand those of `Lexicon.flags`.
KIND, _FLAGS = 3, np.uint8(2)
FUNCTION, NAME, UNKNOWN, FORM = (np.uint8(1 << bit) for bit in (2, 3, 5, 6))
# Set in what is no content word, and in what is none that the lexicon knows.
NO_CONTENT = np.uint8(KIND) | FUNCTION
NOT_KNOWN = NO_CONTENT | UNKNOWN

_NO_WORDS = np.full(MARKS, -1, dtype=np.int32)  # the numbers of marks
# Rows that one product sums up. Of 16, 24, 32 and 64 the fastest for the 550 content words of two articles,
# 65 us; numpy's own running sum over rows takes 130 us.
_BLOCK = 16
_UP_TO = np.tril(np.ones((_BLOCK, _BLOCK), dtype=np.float32))


class Reading(NamedTuple):
    """What is known of each token, by its place in a `Layout`; arrays have one entry a place.

    Attributes
    ----------
    layout : Layout
    vocabulary : list of str
        The distinct keys of both texts.
    known : Words
        What the tables hold of each distinct key of both texts.
    words : array of int64
        Number of each token's key among the distinct ones; -1 for marks.
    facts : array of uint8
        The kind of the token, and the bits above, which say nothing of marks.
    content : array of bool
        Is a word and not of a closed class.
    first, last : array of int64
        Where each token's sentence begins and ends; each mark is a sentence.
    content_before : array of int64
        Content words before each place.
    """

    layout: Layout
    vocabulary: list[str]
    known: Words
    words: Ints
    facts: Codes
    content: Bools
    first: Ints
    last: Ints
    content_before: Ints


class Edges(NamedTuple):
    """What stands at the edges of n spans of both texts.

    Attributes
    ----------
    place : array of int64, shape (4, 2, n)
        The place before each span, of its first and its last token, and after it; the source's row first.
    words : array of int64, shape (4, 2, n)
        Of these tokens, see `Reading`.
    facts, letters : array of uint8, shape (4, 2, n)
        Of these tokens; see `Reading` and `spindetect.text.letters`. Letters say nothing of marks.
    fresh : array of bool, shape (2, 2, n)
        Whether a sentence begins with the first token, and with the one after the span.
    kept : array of bool, shape (2, n)
        Whether the word right before is the source's own, and the one right after.
    beside : array of bool, shape (n - 1,)
        Which spans stand right before the next one in both texts.
    """

    place: Ints
    words: Ints
    facts: Codes
    letters: Codes
    fresh: Bools
    kept: Bools
    beside: Bools

    @classmethod
    def of(cls, rows: Ints, reading: Reading) -> Edges:
        """Look at the edges of the spans of `rows`, shape (n, 4), see `spans.replaced_rows`."""
        columns = rows.T
        place = np.empty((4, 2, len(rows)), np.int64)
        place[1], place[3] = columns[::2], columns[1::2]
        np.subtract(place[1], 1, out=place[0])
        np.subtract(place[3], 1, out=place[2])
        facts, words = reading.facts.take(place), reading.words.take(place)
        letters = reading.known.letters.take(words)
        kept = reading.layout.linked.take(place[::3, 1]) == place[::3, 0]
        kept &= (facts[::3, 1] & KIND) < PUNCT
        beside = place[3, :, :-1] == place[1, :, 1:]
        borders = place[1::2]
        fresh = reading.first.take(borders) == borders
        return cls(place, words, facts, letters, fresh, kept, beside[0] & beside[1])


def read(layout: Layout, alignment: DocumentAlignment, lexicon: Lexicon, vectors: Vectors) -> Reading:
    """Take what the aligner looked up, or look up every distinct word once."""
    numbered, known = alignment.numbered, alignment.words
    if numbered is None or known is None:
        numbered = number(Side.of_tokens(layout.source), Side.of_tokens(layout.suspect))
        known = Words.look_up(numbered, lexicon, vectors)
    words = lay(numbered.source, numbered.suspect, _NO_WORDS).astype(np.int64)
    facts = _facts(known).take(words)
    facts |= layout.kind
    content = (facts & NO_CONTENT) == 0
    before = content.cumsum()
    before -= content
    return Reading(layout, numbered.vocabulary, known, words, facts, content, *_sentences(layout), before)


def _facts(known: Words) -> Codes:
    """Return what is known of each distinct word."""
    facts: Codes = known.flags << _FLAGS
    facts |= (known.lexicon_id < 0).view(np.uint8) * UNKNOWN
    facts |= (known.lexicon_id != known.lemma_id).view(np.uint8) * FORM
    return facts


def _sentences(layout: Layout) -> tuple[Ints, Ints]:
    """Return where the sentence of each place begins and ends."""
    # The last entry of each text's sentences is its mark.
    n = len(layout.kind)
    bounds = np.concatenate((layout.source.sentence_start, layout.suspect.sentence_start + layout.shift, [n]))
    starts, ends = bounds[:-1], bounds[1:]
    length = ends - starts
    return starts.repeat(length), ends.repeat(length)


def meaning_before(reading: Reading) -> Floats:
    """Return the sum of the vectors of the first 0, 1, 2, ... content words."""
    return running_sums(reading.known.vector, reading.words[reading.content])


def running_sums(vectors: Floats, words: Ints) -> Floats:
    """Return the sums of the first 0, 1, 2, ... rows `vectors[words]`, and some entries more.

    Summed in blocks by a product with a triangle of ones, then the blocks: faster than one by one, and nearer
    to the true sums.
    """
    blocks = len(words) // _BLOCK + 1
    rows = np.zeros((blocks * _BLOCK, vectors.shape[1]), dtype=np.float32)
    vectors.take(words, axis=0, out=rows[1 : len(words) + 1], mode="clip")  # 'raise' would copy
    sums: Floats = np.matmul(_UP_TO, rows.reshape(blocks, _BLOCK, -1))
    sums[1:] += sums[:-1, -1].cumsum(axis=0)[:, None]
    return sums.reshape(blocks * _BLOCK, -1)
