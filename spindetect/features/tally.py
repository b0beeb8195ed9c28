"""Counts of both texts: what each sentence holds, which sentences are copied, and sums over them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.features.catalogue import LONG_SENTENCE
from spindetect.features.columns import Bools, Columns
from spindetect.text import NUMBER, PUNCT

# A sentence counts as aligned from this share of its words on. Measured on held-out pairs: sentences of
# independent texts stay under 0.2 (the aligner links only what proves something), sentences spun at a
# dose of 60 % lie above 0.5.
ALIGNED_SHARE = 0.4

# What is counted of each sentence; the last two are 1 and the square of SWAPPED over WORDS.
ALONE, EQUAL, SWAPPED, WORDS, FACTS_CHANGED, FACTS_KEPT, MARKS_CHANGED, MARKS_KEPT, ONE, SPREAD = range(10)
# Classes of a token, and what each counts as: uncounted; alone, equal and swapped words; the same for names
# and numbers; changed and kept marks.
_CLASSES = 16
_COUNTS_AS = np.zeros((_CLASSES, 8))
for _class, _counts in {
    1: (ALONE, WORDS),
    2: (EQUAL, WORDS),
    3: (SWAPPED, WORDS),
    5: (ALONE, WORDS, FACTS_CHANGED),
    6: (EQUAL, WORDS, FACTS_KEPT),
    7: (SWAPPED, WORDS, FACTS_CHANGED),
    8: (MARKS_CHANGED,),
    9: (MARKS_KEPT,),
}.items():
    _COUNTS_AS[_class, list(_counts)] = 1.0


def _class_of(kind: int, counted: bool, name: bool, linked: bool, swapped: bool) -> int:
    if kind == PUNCT:
        return 9 if linked else 8
    state = 2 if linked else 3 if swapped else 1
    return (state + 4 * (name or kind == NUMBER)) if counted else 0


# By bits: kind (two bits), counted, name, linked, swapped.
_CLASS = np.array(
    [_class_of(b & 3, bool(b & 4), bool(b & 8), bool(b & 16), bool(b & 32)) for b in range(64)], np.uint8
)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Sums over the sentences of one text, each a list by `ALONE` to `SPREAD`.

    Attributes
    ----------
    every, aligned : list of float
        Over all sentences; over aligned ones.
    touched, pure : list of float
        Over aligned sentences that hold a swap; over those of them that hold no word that is not copied.
    still : list of float
        Over aligned sentences of `LONG_SENTENCE` and more words without any change.
    between : float
        Words from the first to the last aligned sentence.
    """

    every: list[float]
    aligned: list[float]
    touched: list[float]
    pure: list[float]
    still: list[float]
    between: float


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """The counts of a pair.

    Attributes
    ----------
    words : array of float64, shape (n_sentences,)
        Counted words of each sentence, the source's first.
    aligned : array of bool, shape (n_sentences,)
        Sentences whose words are copied to `ALIGNED_SHARE`.
    inside : array of bool, shape (n_tokens,)
        Tokens of aligned sentences.
    source, suspect : Side
    """

    words: NDArray[np.float64]
    aligned: Bools
    inside: Bools
    source: Side
    suspect: Side


def tally(columns: Columns) -> Tally:
    """Count a pair, whole or cut."""
    kind, split = columns.kind, columns.sentences
    bits = kind | columns.counted.view(np.uint8) << 2 | columns.name.view(np.uint8) << 3
    bits |= (columns.partner >= 0).view(np.uint8) << 4 | columns.swapped.view(np.uint8) << 5
    n = int(columns.sentence[-1]) + 1 if len(kind) else 0
    n = max(n, split)
    cells = np.bincount(columns.sentence * _CLASSES + _CLASS.take(bits), minlength=_CLASSES * n)
    sheet = np.empty((n, 10))
    np.matmul(cells.reshape(n, _CLASSES), _COUNTS_AS, out=sheet[:, :ONE])
    alone, equal, swapped, words = sheet[:, ALONE], sheet[:, EQUAL], sheet[:, SWAPPED], sheet[:, WORDS]
    sheet[:, ONE] = 1.0
    np.divide(swapped * swapped, np.maximum(words, 1.0), out=sheet[:, SPREAD])
    copied = equal + swapped
    # Rows: every, aligned, touched, pure and still sentences of the source, then of the suspect.
    picked = np.zeros((10, n))
    picked[0, :split] = picked[5, split:] = 1.0
    aligned = copied >= np.maximum(ALIGNED_SHARE * words, 1.0)
    touched = aligned & (swapped > 0)
    here = np.array((aligned, touched, touched & (alone == 0), (equal == words) & (words >= LONG_SENTENCE)))
    picked[1:5, :split], picked[6:, split:] = here[:, :split], here[:, split:]
    sums = (picked @ sheet).tolist()
    at, until = aligned.nonzero()[0].tolist(), words.cumsum().tolist()
    first = bisect_left(at, split)
    return Tally(
        words,
        aligned,
        aligned[columns.sentence],
        Side(sums[0], sums[1], sums[2], sums[3], sums[4], _between(at[:first], until, words)),
        Side(sums[5], sums[6], sums[7], sums[8], sums[9], _between(at[first:], until, words)),
    )


def _between(aligned: list[int], until: list[float], words: NDArray[np.float64]) -> float:
    """Return the words from the first to the last aligned sentence; `until` are sums of words."""
    return until[aligned[-1]] - until[aligned[0]] + float(words[aligned[0]]) if aligned else 0.0
