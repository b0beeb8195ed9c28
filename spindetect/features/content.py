"""What both texts say, needing no run of words in common: shared content words, and the order of the content.

A rewriting shares hardly a phrase with its source, yet brings the same matters in the same order. Each text
is cut into twelve parts of as many content words; in a rewriting each part is likest the same part of the
other text, by its words and by their meaning, and in two texts on one topic any part may be. The cost does
not grow with the square of the texts' lengths.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment

Floats = NDArray[np.float32]

# Of 12 and 20 parts, and of kernels .06, .09 and .12 of the text wide, these told 51 neural paraphrases best
# from 389 pairs of texts on one topic: area under the curve .983 by words and .983 by meaning.
PARTS = 12
_WIDTH_WORDS, _WIDTH_MEANING = 0.09, 0.06
# A content word weighs by its rarity: Zipf units below 7 ('the' has 7.6), at most 5, as those have that no
# table knows: names and numbers.
_COMMONEST, _MOST = 7.0, 5.0
# As many imagined content words without order draw the order of short texts towards 0.
_IMAGINED = 30.0

_CENTRED = np.eye(PARTS) - 1 / PARTS


def _kernel(width: float) -> NDArray[np.float64]:
    """Return how near two parts stand, less what any part has, of length 1."""
    place = np.arange(PARTS) / PARTS
    near = _CENTRED @ np.exp(-(((place - place[:, None]) / width) ** 2) / 2) @ _CENTRED
    return np.asarray(near / np.linalg.norm(near))


_KERNELS = np.array((_kernel(_WIDTH_WORDS).ravel(), _kernel(_WIDTH_MEANING).ravel()))


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The distinct words of a pair.

    Attributes
    ----------
    root : array of float32, shape (n_words,)
        Square root of each word's weight as content; 0 for function words and marks.
    vector : array of float32, shape (n_words, d)
    """

    root: Floats
    vector: Floats

    @classmethod
    def of(cls, alignment: DocumentAlignment) -> Vocabulary:
        """Take from what the aligner looked up; nothing is known of words that it did not."""
        words = alignment.words
        if words is None:
            return cls(np.zeros(0, np.float32), np.zeros((0, 1), np.float32))
        weight = np.minimum(np.maximum(np.float32(_COMMONEST) - words.zipf, 0), np.float32(_MOST))
        weight[words.function | words.mark] = 0
        return cls(np.sqrt(weight), words.vector)


@dataclass(frozen=True, slots=True)
class Content:
    """What two texts share in content.

    Attributes
    ----------
    more, less : float
        Weight of the content words that the other text has too, in the text with the greater and with the
        smaller share of them.
    words_in_order, meaning_in_order : float
        How far parts at the same place are the likest, by shared words and by meaning: 0 by chance, -1 to 1.
    """

    more: float
    less: float
    words_in_order: float
    meaning_in_order: float


def _parts(words: int, first: int) -> NDArray[np.int64]:
    """Return the part that each of so many words stands in, numbered from `first`."""
    return np.arange(first * words, (first + PARTS) * words, PARTS) // words


_NOTHING = Content(0.0, 0.0, 0.0, 0.0)


def content(word: NDArray[np.int32], counted: NDArray[np.bool_], split: int, known: Vocabulary) -> Content:
    """Compare the contents of two texts.

    Parameters
    ----------
    word : array of int32, shape (n_tokens,)
        Number of each token's word, the source's tokens first.
    counted : array of bool, shape (n_tokens,)
        The texts' own words.
    split : int
        Tokens of the source.
    known : Vocabulary
    """
    if not len(known.root):
        return _NOTHING
    root = known.root.take(word)
    at = (counted & (root > 0)).nonzero()[0]
    first = int(at.searchsorted(split))
    second = len(at) - first
    if first < PARTS or second < PARTS:
        return _NOTHING
    part = np.concatenate((_parts(first, 0), _parts(second, PARTS)))
    table = np.zeros((2 * PARTS, len(known.root)), np.float32)
    part *= len(known.root)
    part += word.take(at)
    table.ravel()[part] = root.take(at)
    mine, other = table[:PARTS], table[PARTS:]
    in_mine, in_other = mine.max(axis=0), other.max(axis=0)
    shared, total = float(in_mine @ in_other), (float(in_mine @ in_mine), float(in_other @ in_other))
    sums = (table @ known.vector).reshape(2, PARTS, -1)
    sums = _CENTRED @ sums
    sums /= np.sqrt(np.einsum("spd,spd->sp", sums, sums))[:, :, None] + 1e-6
    alike = _CENTRED @ np.array((mine @ other.T, sums[0] @ sums[1].T)) @ _CENTRED
    cells = alike.reshape(2, -1)
    covariance = np.einsum("kp,kp->k", cells, _KERNELS).tolist()
    length = np.einsum("kp,kp->k", cells, cells).tolist()
    least = min(first, second)
    trusted = least / (least + _IMAGINED)
    by_words, by_meaning = (
        c / math.sqrt(max(n, 1e-12)) * trusted for c, n in zip(covariance, length, strict=True)
    )
    return Content(shared / min(total), shared / max(total), by_words, by_meaning)
