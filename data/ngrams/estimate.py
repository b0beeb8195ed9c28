"""Probabilities of n-grams: interpolated modified Kneser-Ney (Chen and Goodman 1999), then pruned.

What is pruned is left out of the table, not of the estimate: a kept n-gram has the probability that all
counts give it, and the weight with which its context backs off is made anew, so that the probabilities
after every context add up to one (Stolcke 1998).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.ngrams.count import BITS, MOST_NUMBERS, Counts, pack, unpack
from spindetect.language.numbering import BOUNDARY

Floats = NDArray[np.float64]

# An n-gram of two or more words is shipped only if it occurs in so many documents of so many sources.
LEAST_DOCUMENTS, LEAST_SOURCES = 3, 2
_LEAST_MASS = 1e-6  # of what is left for backing off: rounding may leave less than nothing
_UNSEEN_DISCOUNT = 0.75  # of a word's contexts, given to all words evenly


@dataclass(frozen=True)
class Estimates:
    """Probabilities in one direction; bigrams and trigrams in the order of the kept ones.

    Attributes
    ----------
    one : array, shape (numbers,)
        P(word).
    two, three : array
        P(last word | words before it) of kept n-grams.
    back_one : array, shape (numbers,)
        Weight of P(word) after each context of one word for words that no kept bigram joins to it.
    back_two : array
        The same for every kept bigram as context.
    """

    one: Floats
    two: Floats
    three: Floats
    back_one: Floats
    back_two: Floats


def kept(counts: Counts) -> NDArray[np.bool_]:
    """Return which n-grams the rule keeps."""
    return (counts.documents >= LEAST_DOCUMENTS) & (counts.sources >= LEAST_SOURCES)


def reverse(grams: NDArray[np.uint64], order: int) -> NDArray[np.uint64]:
    """Return n-grams read from their end."""
    return pack(*reversed(unpack(grams, order)))


def discounts(counts: NDArray[np.integer]) -> Floats:
    """Return what to take from counts of 0, 1, 2 and 3 or more: Chen and Goodman's equation 26."""
    n1, n2, n3, n4 = (max(1, int((counts == k).sum())) for k in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    found = np.array([0.0, 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3])
    # Small texts can give less than nothing, or more than the count itself.
    return np.asarray(np.clip(found, [0.0, 0.1, 0.1, 0.1], [0.0, 0.9, 1.8, 2.7]), np.float64)


def kneser_ney(
    numbers: int, bigrams: Counts, trigrams: Counts, keep: tuple[NDArray[np.bool_], ...]
) -> Estimates:
    """Estimate all n-grams from all counts and return the kept ones.

    Parameters
    ----------
    numbers : int
        Size of the vocabulary with its classes.
    bigrams, trigrams : Counts
        In ascending order. For the probabilities of words given those after them give reversed n-grams.
    keep : pair of masks
        Which bigrams and trigrams; the parts of a kept trigram must be kept.
    """
    first, second = unpack(bigrams.grams, 2)
    before = np.searchsorted(bigrams.grams, trigrams.grams >> np.uint64(BITS))
    after = np.searchsorted(bigrams.grams, trigrams.grams & np.uint64(MOST_NUMBERS**2 - 1))
    # Lower orders count in how many contexts a word stands; at a sentence's border there is but one.
    contexts = np.bincount(after, minlength=len(bigrams))
    contexts = np.where(first == BOUNDARY, bigrams.count, contexts)
    one = _unigram(np.bincount(second, minlength=numbers))
    two = _interpolated(contexts, first, one[second], discounts(contexts[first != BOUNDARY]))
    three = _interpolated(trigrams.count, before, two[after], discounts(trigrams.count))
    two_kept, three_kept = keep
    back_one = _left(two[two_kept], one[second[two_kept]], first[two_kept], numbers)
    back_two = _left(three[three_kept], two[after[three_kept]], before[three_kept], len(bigrams))
    return Estimates(one, two[two_kept], three[three_kept], back_one, back_two[two_kept])


def _unigram(contexts: NDArray[np.integer]) -> Floats:
    share = np.maximum(contexts - _UNSEEN_DISCOUNT, 0) / contexts.sum()
    return np.asarray(share + (1 - share.sum()) / len(contexts))


def _interpolated(
    counts: NDArray[np.integer], context: NDArray[np.integer], lower: Floats, d: Floats
) -> Floats:
    """Return P(word | context) of every n-gram."""
    total = np.bincount(context, counts)
    taken = d[np.minimum(counts, 3)]
    freed = np.bincount(context, taken) / np.maximum(total, 1)
    return np.asarray((counts - taken) / np.maximum(total, 1)[context] + freed[context] * lower)


def _left(own: Floats, lower: Floats, context: NDArray[np.integer], contexts: int) -> Floats:
    """Return what is left for words without an n-gram, over what the lower order gives them."""
    rest = 1 - np.bincount(context, own, contexts)
    lower_rest = 1 - np.bincount(context, lower, contexts)
    return np.asarray(np.maximum(rest, _LEAST_MASS) / np.maximum(lower_rest, _LEAST_MASS))
