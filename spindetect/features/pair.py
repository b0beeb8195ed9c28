"""Named features of a pair: what was kept, what was swapped, how evenly, and what else changed.

Each is symmetric in the two texts, so that P(spun) does not depend on which is called the suspect:
values of the two sides are put together as a sum, a mean, a least or a greatest. "Words" are counted
words; "copied" is unchanged or swapped; "aligned" sentences are those copied to `ALIGNED_SHARE`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.features.breaks import find_breaks
from spindetect.features.catalogue import KIND_TYPICAL, LONG_SENTENCE, PASSAGE_WORDS, PRIOR, TYPICAL
from spindetect.features.columns import ALONE, EQUAL, KINDS, SWAPPED, Column, Columns, Ints, SwapColumns
from spindetect.features.direction import direction_features
from spindetect.substitutions import Swaps
from spindetect.text import Tokens


@dataclass(frozen=True, slots=True, eq=False)
class PairFeatures:
    """The features of a pair, and the columns they were computed from.

    Attributes
    ----------
    values : array of float64, shape (len(PAIR_FEATURES),)
    columns : Columns
    direction : array of float64, shape (len(DIRECTION_FEATURES),)
    """

    values: NDArray[np.float64]
    columns: Columns
    direction: NDArray[np.float64]


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
    columns = Columns.of(source, suspect, alignment, swaps)
    return PairFeatures(compute(columns), columns, direction_features(columns.swaps))


def compute(columns: Columns) -> NDArray[np.float64]:
    """Compute the features of columns, whole or cut; shape (len(PAIR_FEATURES),), all finite."""
    first, second = _Side(columns.source), _Side(columns.suspect)
    sides = (first, second)
    equal, copied = [s.equal_share for s in sides], [s.copied_share for s in sides]
    inside = first.inside_words + second.inside_words
    kept = first.inside_equal + second.inside_equal
    swapped = first.inside_swapped + second.inside_swapped
    changed = inside - kept
    breaks = find_breaks(columns.source, columns.suspect)
    values = [
        max(equal),
        min(equal),
        max(copied),
        min(copied),
        max(s.best_passage() for s in sides),
        float(np.log1p(inside / 2)),
        swapped / max(kept + swapped, 1),
        (swapped + PRIOR * TYPICAL["share_of_changes"]) / (changed + PRIOR),
        (sum(s.touched for s in sides) + PRIOR * TYPICAL["touched"])
        / (sum(s.aligned_count for s in sides) + PRIOR),
        (first.clustering() + second.clustering()) / 2,
        (sum(s.pure for s in sides) + PRIOR * TYPICAL["pure"]) / (sum(s.touched for s in sides) + PRIOR),
        sum(s.left_between for s in sides) / max(inside + sum(s.left_between for s in sides), 1),
        sum(s.untouched_long for s in sides) / max(inside, 1),
        *breaks.shapes(),
        (changed - swapped) / max(inside, 1),
        (min(s.inside_words for s in sides) + 1) / (max(s.inside_words for s in sides) + 1),
        *_swap_values(columns.swaps),
        (sum(s.facts_kept for s in sides) + PRIOR * TYPICAL["kept"]) / (sum(s.facts for s in sides) + PRIOR),
        *breaks.runs(),
        breaks.out_of_order(),
        _borders_kept(first, second),
        (sum(s.marks_kept for s in sides) + PRIOR * TYPICAL["kept"]) / (sum(s.marks for s in sides) + PRIOR),
    ]
    return np.array(values, np.float64)


class _Side:
    """What one text contributes."""

    def __init__(self, column: Column) -> None:
        self.column = column
        table, aligned, words = column.table, column.aligned, column.words
        alone, swapped = table[:, ALONE], table[:, SWAPPED]
        _, n_alone, n_equal, n_swapped = table.sum(axis=0).tolist()
        total = max(n_alone + n_equal + n_swapped, 1)
        self.equal_share = n_equal / total
        self.copied_share = (n_equal + n_swapped) / total
        _, inside_alone, self.inside_equal, self.inside_swapped = table[aligned].sum(axis=0).tolist()
        self.inside_words = inside_alone + self.inside_equal + self.inside_swapped
        self.aligned_count = _count(aligned)
        touched = aligned & (swapped > 0)
        self.touched = _count(touched)
        self.pure = _count(touched & (alone == 0))
        still = aligned & (alone + swapped == 0) & (words >= LONG_SENTENCE)
        self.untouched_long = int(words[still].sum())
        picked = np.flatnonzero(aligned)
        between = int(words[picked[0] : picked[-1] + 1].sum()) if len(picked) else 0
        self.left_between = between - self.inside_words
        facts_changed, self.facts_kept, marks_changed, self.marks_kept = column.kept
        self.facts, self.marks = facts_changed + self.facts_kept, marks_changed + self.marks_kept

    def best_passage(self) -> float:
        """Return the copied share of the best stretch of 80 counted words."""
        copied = (self.column.state >= EQUAL)[self.column.counted]
        if len(copied) <= PASSAGE_WORDS:
            return float(np.count_nonzero(copied)) / PASSAGE_WORDS
        sums = np.cumsum(copied)
        best = int((sums[PASSAGE_WORDS:] - sums[:-PASSAGE_WORDS]).max())
        return max(best, int(sums[PASSAGE_WORDS - 1])) / PASSAGE_WORDS

    def clustering(self) -> float:
        """Return the variance of swapped words a sentence, to that of swaps spread by chance; 1 is even.

        Two imagined sentences of variance 1 keep short texts near 1.
        """
        words, swapped = (
            self.column.words[self.column.aligned],
            self.column.table[self.column.aligned, SWAPPED],
        )
        rate = swapped.sum() / max(int(words.sum()), 1)
        if not 0 < rate < 1:
            return 1.0
        expected = rate * words
        ratio = ((swapped - expected) ** 2 / (expected * (1 - rate))).sum()
        return min(20.0, float((ratio + 2.0) / (len(words) + 1.0)))


def _count(mask: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(mask))


def _swap_values(swaps: SwapColumns) -> list[float]:
    counts = np.bincount(swaps.kind, minlength=len(KINDS)).tolist()
    n = len(swaps)
    total = n + PRIOR
    listed = int(np.count_nonzero(swaps.listed))
    agree = int(np.count_nonzero(swaps.listed & swaps.agrees))
    odd = [(float(o.sum()) + PRIOR * TYPICAL["oddness"]) / total for o in (swaps.odd, swaps.reverse)]
    return [
        (listed + PRIOR * TYPICAL["listed"]) / total,
        (float(swaps.commonness.sum()) + PRIOR * TYPICAL["commonness"]) / total,
        (agree + PRIOR * TYPICAL["agrees"]) / (listed + PRIOR),
        max(odd),
        min(odd),
        max(_tenth(swaps.odd), _tenth(swaps.reverse)),
        (float(np.abs(swaps.zipf).sum()) + PRIOR * TYPICAL["zipf_gap"]) / total,
        *((k + PRIOR * typical) / total for k, typical in zip(counts, KIND_TYPICAL, strict=True)),
    ]


def _tenth(values: NDArray[np.float32]) -> float:
    """Return the value that a tenth exceeds; a typical one stands for a few that are missing."""
    few = np.full(int(PRIOR), TYPICAL["oddness"], np.float32)
    at = (len(values) + len(few)) * 9 // 10
    return float(np.partition(np.concatenate([values, few]), at)[at])


def _borders_kept(first: _Side, second: _Side) -> float:
    """Return the share of sentence ends, seen from words unchanged before them, that both texts have."""
    kept = total = 0
    for here, other in ((first, second), (second, first)):
        ends = _last_words(here.column)
        ends = ends[here.column.inside[ends]]
        partner = here.column.partner[ends]
        linked = partner >= 0
        is_end = np.zeros(len(other.column.counted), np.bool_)
        is_end[_last_words(other.column)] = True
        kept += int(np.count_nonzero(is_end[partner[linked]]))
        total += int(np.count_nonzero(linked))
    return (kept + PRIOR * TYPICAL["kept"]) / (total + PRIOR)


def _last_words(column: Column) -> Ints:
    """Return the last word of each sentence."""
    words = np.flatnonzero(column.word | column.number)
    sentence = column.sentence[words]
    return words[np.append(sentence[1:] != sentence[:-1], True)] if len(words) else words
