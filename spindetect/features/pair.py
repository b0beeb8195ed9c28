"""Named features of a pair: what was kept, what was swapped, how evenly, and what else changed.

Each is symmetric in the two texts, so that P(spun) does not depend on which is called the suspect:
values of the two sides are put together as a sum, a mean, a least or a greatest. "Words" are counted
words; "copied" is unchanged or swapped; "aligned" sentences are those copied to `ALIGNED_SHARE`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.features.breaks import find_breaks
from spindetect.features.catalogue import AS_WELL, KIND_TYPICAL, PASSAGE_WORDS, PRIOR, PURE_PRIOR, TYPICAL
from spindetect.features.columns import KINDS, Columns, Ints, SwapColumns
from spindetect.features.content import content
from spindetect.features.direction import direction_features
from spindetect.features.meaning import meaning
from spindetect.features.tally import (
    ALONE,
    EQUAL,
    FACTS_CHANGED,
    FACTS_KEPT,
    MARKS_CHANGED,
    MARKS_KEPT,
    ONE,
    SPREAD,
    SWAPPED,
    WORDS,
    Side,
    Tally,
    tally,
)
from spindetect.features.variety import variety
from spindetect.substitutions import Swaps
from spindetect.text import NUMBER, Tokens


@dataclass(frozen=True, slots=True, eq=False)
class PairFeatures:
    """The features of a pair, and what they were computed from.

    Attributes
    ----------
    values : array of float64, shape (len(PAIR_FEATURES),)
    columns : Columns
    counts : Tally
    longest_run : int
        Words of the longest unchanged run, in any sentence.
    kinds : list of int
        Swaps of each kind, in the order of `KINDS`.
    listed : int
        Swaps that a synonym dictionary lists.
    taken, given : int
        Different words of the source that swaps replace, and different words that they put in.
    """

    values: NDArray[np.float64]
    columns: Columns
    counts: Tally
    longest_run: int
    kinds: list[int]
    listed: int
    taken: int
    given: int

    @property
    def direction(self) -> NDArray[np.float64]:
        """What tells which text was made from which, shape (len(DIRECTION_FEATURES),)."""
        return direction_features(self.columns.swaps)


def pair_features(
    source: Tokens, suspect: Tokens, alignment: DocumentAlignment, swaps: Swaps | None
) -> PairFeatures:
    """Compute the features of a pair.

    Parameters
    ----------
    source, suspect : Tokens
    alignment : DocumentAlignment
        From the source's tokens to the suspect's.
    swaps : Swaps or None
        What `substitutions.measure` found in that alignment.

    Returns
    -------
    PairFeatures
        Values in the order of `PAIR_FEATURES`.
    """
    return compute(Columns.of(source, suspect, alignment, swaps))


def compute(columns: Columns) -> PairFeatures:
    """Compute the features of columns, whole or cut; all values are finite."""
    counts = tally(columns)
    first, second = counts.source, counts.suspect
    inside = [a + b for a, b in zip(first.aligned, second.aligned, strict=True)]
    words, kept, swapped = inside[WORDS], inside[EQUAL], inside[SWAPPED]
    changed = words - kept
    touched, aligned_words = (
        first.touched[ONE] + second.touched[ONE],
        (first.aligned[WORDS], second.aligned[WORDS]),
    )
    left = first.between + second.between - words
    equal = _share(first, EQUAL), _share(second, EQUAL)
    copied = equal[0] + _share(first, SWAPPED), equal[1] + _share(second, SWAPPED)
    breaks = find_breaks(columns, counts.inside)
    shapes, out_of_order = breaks.shapes()
    kinds, listed, of_swaps = _swap_values(columns.swaps)
    various = variety(columns.swaps.old, columns.swaps.new)
    said = content(columns.word, columns.counted, columns.split, columns.vocabulary)
    means = meaning(columns.swaps.old, columns.swaps.new, *_counted_words(columns), columns.vocabulary)
    values = [
        max(equal),
        min(equal),
        max(copied),
        min(copied),
        _best_passage(columns),
        math.log1p(words / 2),
        swapped / max(kept + swapped, 1),
        (swapped + PRIOR * TYPICAL["share_of_changes"]) / (changed + PRIOR),
        (touched + PRIOR * TYPICAL["touched"]) / (inside[ONE] + PRIOR),
        (_clustering(first) + _clustering(second)) / 2,
        (first.pure[ONE] + second.pure[ONE] + PURE_PRIOR * TYPICAL["pure"]) / (touched + PURE_PRIOR),
        left / max(words + left, 1),
        (first.still[WORDS] + second.still[WORDS]) / max(words, 1),
        *shapes,
        inside[ALONE] / max(words, 1),
        (min(aligned_words) + 1) / (max(aligned_words) + 1),
        *of_swaps,
        _kept(inside[FACTS_KEPT], inside[FACTS_CHANGED]),
        *breaks.runs(),
        out_of_order,
        _borders_kept(columns, counts),
        _kept(inside[MARKS_KEPT], inside[MARKS_CHANGED]),
        said.more,
        said.less,
        said.words_in_order,
        said.meaning_in_order,
        various.repeated,
        various.exchanged,
        various.unsteady,
        means.everywhere,
        means.related,
        means.unrelated,
        means.unknown,
        means.small,
    ]
    return PairFeatures(
        np.array(values), columns, counts, breaks.longest, kinds, listed, various.taken, various.given
    )


def _share(side: Side, state: int) -> float:
    return side.every[state] / max(side.every[WORDS], 1)


def _counted_words(columns: Columns) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the words of each text that are its own, by their numbers."""
    split, counted = columns.split, columns.counted
    return columns.word[:split][counted[:split]], columns.word[split:][counted[split:]]


def _kept(kept: float, changed: float) -> float:
    return (kept + PRIOR * TYPICAL["kept"]) / (kept + changed + PRIOR)


def _best_passage(columns: Columns) -> float:
    """Return the copied share of the best stretch of 80 counted words, in the better text."""
    at = columns.counted.nonzero()[0]
    sums = np.zeros(len(at) + 1, np.int64)
    ((columns.partner >= 0) | columns.swapped)[at].cumsum(out=sums[1:])
    split = int(np.count_nonzero(columns.counted[: columns.split]))
    best = 0
    for start, end in ((0, split), (split, len(at))):
        if end - start > PASSAGE_WORDS:
            found = int((sums[start + PASSAGE_WORDS : end + 1] - sums[start : end + 1 - PASSAGE_WORDS]).max())
        else:
            found = int(sums[end] - sums[start])
        best = max(best, found)
    return best / PASSAGE_WORDS


def _clustering(side: Side) -> float:
    """Return the variance of swapped words a sentence, to that of swaps spread by chance; 1 is even.

    Two imagined sentences of variance 1 keep short texts near 1.
    """
    swapped, rate = side.aligned[SWAPPED], side.aligned[SWAPPED] / max(side.aligned[WORDS], 1)
    if not 0 < rate < 1:
        return 1.0
    # The sum over sentences of (swapped - rate * words) ** 2 / (rate * words * (1 - rate)), multiplied out.
    ratio = (side.aligned[SPREAD] / rate - swapped) / (1 - rate)
    return min(20.0, (ratio + 2.0) / (side.aligned[ONE] + 1.0))


_KIND_IMAGINED = [PRIOR * share for share in KIND_TYPICAL]


def _swap_values(swaps: SwapColumns) -> tuple[list[int], int, list[float]]:
    """Return the counts of kinds and of listed swaps, and the features of swaps."""
    counts: list[int] = np.bincount(swaps.kind, minlength=len(KINDS)).tolist()
    n = len(swaps)
    total = n + PRIOR
    listed = int(np.count_nonzero(swaps.listed))
    agree = int(np.count_nonzero(swaps.listed & swaps.agrees))
    table = np.concatenate((swaps.odd, swaps.reverse, swaps.commonness, np.abs(swaps.zipf))).reshape(4, n)
    odd, reverse, commonness, zipf_gap = table.sum(axis=1).tolist()
    imagined = PRIOR * TYPICAL["oddness"]
    return (
        counts,
        listed,
        [
            (listed + PRIOR * TYPICAL["listed"]) / total,
            (commonness + PRIOR * TYPICAL["commonness"]) / total,
            (agree + PRIOR * TYPICAL["agrees"]) / (listed + PRIOR),
            (max(odd, reverse) + imagined) / total,
            (min(odd, reverse) + imagined) / total,
            _tenth(table[:2]),
            (zipf_gap + PRIOR * TYPICAL["zipf_gap"]) / total,
            *_fits(swaps, total),
            *((k + more) / total for k, more in zip(counts, _KIND_IMAGINED, strict=True)),
        ],
    )


def _fits(swaps: SwapColumns, total: float) -> list[float]:
    """Return how well swaps fit their places, the same whichever text is called the source."""
    lost = swaps.likelier.sum(axis=1, dtype=np.float64)
    expected = float(swaps.expected.sum(axis=1, dtype=np.float64).max())
    as_well = int(np.count_nonzero(swaps.likelier < AS_WELL, axis=1).min())
    imagined = PRIOR * TYPICAL["fit_lost"]
    return [
        (float(lost.max()) + imagined) / total,
        (float(lost.min()) + imagined) / total,
        (expected + PRIOR * TYPICAL["expected"]) / total,
        (as_well + PRIOR * TYPICAL["as_well"]) / total,
    ]


def _tenth(values: NDArray[np.float32]) -> float:
    """Return the value that a tenth exceeds, in the row with more; a typical one stands for a few missing."""
    n = values.shape[1]
    with_few = np.full((2, n + int(PRIOR)), TYPICAL["oddness"], np.float32)
    with_few[:, :n] = values
    at = with_few.shape[1] * 9 // 10
    with_few.partition(at, axis=1)
    return float(with_few[:, at].max())


def _borders_kept(columns: Columns, counts: Tally) -> float:
    """Return the share of sentence ends, seen from words unchanged before them, that both texts have."""
    ends = _last_words(columns)
    is_end = np.zeros(len(columns), np.bool_)
    is_end[ends] = True
    partner = columns.partner[ends]
    linked = (partner >= 0) & counts.inside[ends]
    kept = np.count_nonzero(is_end[partner[linked]])
    return (kept + PRIOR * TYPICAL["kept"]) / (np.count_nonzero(linked) + PRIOR)


def _last_words(columns: Columns) -> Ints:
    """Return the last word of each sentence."""
    words = (columns.kind <= NUMBER).nonzero()[0]
    sentence = columns.sentence[words]
    last = np.ones(len(words), np.bool_)
    np.not_equal(sentence[1:], sentence[:-1], out=last[:-1])
    return words[last]
