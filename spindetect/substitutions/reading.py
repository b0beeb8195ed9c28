"""Both texts, with what the tables know of their words: looked up once, in one go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.align.sides import Side, number
from spindetect.align.words import Words
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.substitutions.arrays import Bools, Floats, Ints
from spindetect.substitutions.layout import MARKS, Layout, lay
from spindetect.text import WORD

ARTICLES = frozenset(("a", "an"))
_NO_WORDS = np.full(MARKS, -1, dtype=np.int32)  # the numbers of marks
# Rows that one product sums up. Of 16, 24, 32 and 64 the fastest for the 550 content words of two articles,
# 65 us; numpy's own running sum over rows takes 130 us.
_BLOCK = 16
_UP_TO = np.tril(np.ones((_BLOCK, _BLOCK), dtype=np.float32))


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of each token, by its place in a `Layout`; arrays have one entry a place.

    Attributes
    ----------
    layout : Layout
    words : array of int64
        Number of each token's key among the distinct keys of both texts; -1 for marks.
    lexicon_ids : array of int32
        The lexicon's number, -1 where it lacks the word; nothing is said of marks.
    lemma_ids : array of int32
        The same of its lemma.
    zipf : array of float32, one entry a distinct key
        Log10 of occurrences in a billion words, NaN where unknown.
    content, known : array of bool
        Is a word and not of a closed class; and the lexicon knows it.
    begins : array of bool
        Is the first token of a sentence; marks are.
    first, last : array of int64
        Where each token's sentence begins and ends.
    content_before : array of int64
        Content words before each place.
    meaning_before : array of float32, shape (at least number of content words + 1, d)
        Sum of the vectors of the first content words.
    """

    layout: Layout
    words: Ints
    lexicon_ids: NDArray[np.int32]
    lemma_ids: NDArray[np.int32]
    zipf: Floats
    content: Bools
    known: Bools
    begins: Bools
    first: Ints
    last: Ints
    content_before: Ints
    meaning_before: Floats


def read(layout: Layout, alignment: DocumentAlignment, lexicon: Lexicon, vectors: Vectors) -> Reading:
    """Take what the aligner looked up, or look up every distinct word once."""
    numbered, known = alignment.numbered, alignment.words
    if numbered is None or known is None:
        numbered = number(Side.of_tokens(layout.source), Side.of_tokens(layout.suspect))
        known = Words.look_up(numbered, lexicon, vectors)
    words = lay(numbered.source, numbered.suspect, _NO_WORDS).astype(np.int64)
    content = layout.kind == WORD
    content &= ~known.function.take(words)
    lexicon_ids = known.lexicon_id.take(words)
    begins, first, last = _sentences(layout)
    before = content.cumsum()
    before -= content
    return Reading(
        layout=layout,
        words=words,
        lexicon_ids=lexicon_ids,
        lemma_ids=known.lemma_id.take(words),
        zipf=np.where(known.zipf == 0, np.float32(np.nan), known.zipf),
        content=content,
        known=content & (lexicon_ids >= 0),
        begins=begins,
        first=first,
        last=last,
        content_before=before,
        meaning_before=running_sums(known.vector, words[content]),
    )


def _sentences(layout: Layout) -> tuple[Bools, Ints, Ints]:
    """Return which places begin a sentence, and where each one's sentence begins and ends."""
    # The last entry of each text's sentences is its mark.
    n = len(layout.kind)
    bounds = np.concatenate((layout.source.sentence_start, layout.suspect.sentence_start + layout.shift, [n]))
    starts, ends = bounds[:-1], bounds[1:]
    begins = np.zeros(n, dtype=np.bool_)
    begins[starts] = True
    length = ends - starts
    return begins, starts.repeat(length), ends.repeat(length)


def running_sums(vectors: Floats, words: Ints) -> Floats:
    """Return the sums of the first 0, 1, 2, ... rows `vectors[words]`, and some entries more.

    Summed in blocks by a product with a triangle of ones, then the blocks: faster than one by one, and nearer
    to the true sums.
    """
    blocks = len(words) // _BLOCK + 1
    rows = np.zeros((blocks * _BLOCK, vectors.shape[1]), dtype=np.float32)
    rows[1 : len(words) + 1] = vectors.take(words, axis=0)
    sums: Floats = np.matmul(_UP_TO, rows.reshape(blocks, _BLOCK, -1))
    sums[1:] += sums[:-1, -1].cumsum(axis=0)[:, None]
    return sums.reshape(blocks * _BLOCK, -1)
