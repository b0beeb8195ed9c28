"""Named features of a pair: what was kept, what was swapped, how evenly, and what else changed.

Each is symmetric in the two texts, so that P(spun) does not depend on which is called the suspect:
values of the two sides are put together as a sum, a mean, a least or a greatest. "Words" are counted
words; "copied" is unchanged or swapped; "aligned" sentences are those copied to `ALIGNED_SHARE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.features.columns import (
    ALONE,
    EQUAL,
    KINDS,
    SWAPPED,
    Column,
    Columns,
    Ints,
    SwapColumns,
)
from spindetect.features.direction import direction_features
from spindetect.substitutions import Swaps
from spindetect.text import Tokens

FEATURES_VERSION = 1

Group = Literal[
    "copied",
    "swaps",
    "evenness",
    "one-for-one",
    "dictionary",
    "oddness",
    "kinds",
    "runs",
    "order",
    "facts",
    "marks",
]


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature's name, unit and range; `group` is the piece of evidence it belongs to."""

    name: str
    unit: str
    low: float
    high: float
    group: Group
    doc: str


def _share(name: str, group: Group, doc: str) -> Feature:
    return Feature(name, "share", 0.0, 1.0, group, doc)


PAIR_FEATURES: tuple[Feature, ...] = (
    _share("unchanged_more", "copied", "unchanged words of the text that has the larger share of them"),
    _share("unchanged_less", "copied", "unchanged words of the text that has the smaller share of them"),
    _share("copied_more", "copied", "copied words of the text that has the larger share of them"),
    _share("copied_less", "copied", "copied words of the text that has the smaller share of them"),
    _share("passage_copied", "copied", "copied words of the best stretch of 80 words, in the better text"),
    Feature(
        "aligned_words", "log words", 0.0, 20.0, "copied", "natural log of 1 + the words of aligned sentences"
    ),
    _share("swap_rate", "swaps", "swapped among the copied words of aligned sentences"),
    _share("swap_share_of_changes", "swaps", "swapped among all changed words of aligned sentences"),
    _share("sentences_touched", "evenness", "aligned sentences that hold a swap"),
    Feature(
        "clustering",
        "ratio",
        0.0,
        20.0,
        "evenness",
        "variance of swaps a sentence, to that of an even spread",
    ),
    _share(
        "pure_swaps",
        "one-for-one",
        "sentences that hold a swap and no word that is not copied, of those with a swap",
    ),
    _share(
        "left_between", "copied", "words of sentences that are not aligned but stand between aligned ones"
    ),
    _share(
        "sentences_untouched_long",
        "evenness",
        "words of aligned sentences of 12 and more words without any change",
    ),
    _share("one_for_one", "one-for-one", "breaks between unchanged runs where one word stands for one word"),
    _share("short_for_short", "one-for-one", "breaks where one to three words stand for one to three others"),
    _share("only_added", "one-for-one", "breaks where words were only added or only dropped"),
    _share("long_rewrites", "one-for-one", "breaks where more than three words changed on a side"),
    _share("dropped_words", "one-for-one", "words of aligned sentences, both texts, that are not copied"),
    _share("length_ratio", "one-for-one", "words of the aligned sentences, the fewer to the more"),
    _share("listed", "dictionary", "swaps that a synonym dictionary lists"),
    Feature(
        "commonness", "0 to 1", 0.0, 1.0, "dictionary", "mean of how commonly the swapped words share a sense"
    ),
    Feature(
        "form_agrees",
        "share",
        0.0,
        1.0,
        "dictionary",
        "listed swaps that can be the same form of their words",
    ),
    Feature(
        "oddness_more", "0 to 1", 0.0, 1.0, "oddness", "mean oddness of swaps, in the direction that has more"
    ),
    Feature(
        "oddness_less", "0 to 1", 0.0, 1.0, "oddness", "mean oddness of swaps, in the direction that has less"
    ),
    Feature(
        "oddest",
        "0 to 1",
        0.0,
        1.0,
        "oddness",
        "oddness that a tenth of the swaps exceeds, the greater of both",
    ),
    Feature(
        "zipf_gap",
        "zipf",
        0.0,
        8.0,
        "oddness",
        "mean difference in frequency, either way, of the swapped words",
    ),
    *(_share(f"kind_{kind}", "kinds", f"swaps of the kind '{kind}'") for kind in KINDS),
    _share("capital_or_digit_kept", "facts", "names and numbers of aligned sentences that stand unchanged"),
    Feature("longest_run", "log words", 0.0, 20.0, "runs", "natural log of 1 + the longest unchanged run"),
    Feature("mean_run", "log words", 0.0, 20.0, "runs", "mean natural log of the lengths of unchanged runs"),
    Feature(
        "longest_to_expected", "log ratio", -5.0, 10.0, "runs", "log of the longest run to that of even swaps"
    ),
    _share("in_long_runs", "runs", "unchanged words in runs of 15 and more"),
    _share("in_short_runs", "runs", "unchanged words in runs of one to five"),
    _share("out_of_order", "order", "breaks where the order of the two texts differs"),
    _share("borders_kept", "order", "sentence ends of aligned sentences that are ends in both texts"),
    _share("marks_kept", "marks", "punctuation marks of aligned sentences that stand unchanged"),
)
NAMES = tuple(feature.name for feature in PAIR_FEATURES)
INDEX = {name: at for at, name in enumerate(NAMES)}
GROUPS: tuple[Group, ...] = tuple(dict.fromkeys(feature.group for feature in PAIR_FEATURES))

# Words of a passage that can have a label of its own, as the design has it.
PASSAGE_WORDS = 80
LONG_RUN, SHORT_RUN = 15, 5  # an even dose of 20 % leaves 1 run in 28 of 15 and more (0.8 ** 15)
LONG_SENTENCE = 12
FAR = 40  # words: unchanged runs further apart than two sentences are not neighbours
# A share of few is drawn towards this typical value by as many imagined observations as stated, so that
# one swap does not make "100 % of the swaps". Values: medians over the training set's honest copies,
# edited and paraphrased; of the kinds means, for they must add up to 1.
PRIOR = 3.0
TYPICAL = {
    "one_for_one": 0.32,
    "short_for_short": 0.48,
    "only_added": 0.40,
    "long_rewrites": 0.18,
    "listed": 0.60,
    "commonness": 0.35,
    "agrees": 0.85,
    "oddness": 0.36,
    "zipf_gap": 0.75,
    "touched": 0.50,
    "kept": 0.93,
    "share_of_changes": 0.48,
    "pure": 0.42,
}
KIND_TYPICAL = (0.04, 0.05, 0.34, 0.06, 0.06, 0.17, 0.02, 0.02, 0.24)  # in the order of `KINDS`


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
    breaks = _breaks(first, second)
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


class _Breaks:
    """Unchanged runs of words, and what stands between neighbouring ones in both texts."""

    def __init__(self, run: Ints, gap_first: Ints, gap_second: Ints) -> None:
        self.run = run
        near = (gap_first >= 0) & (gap_first <= FAR) & (gap_second <= FAR)
        self.jumps = int(np.count_nonzero(~near))
        self.first, self.second = gap_first[near], gap_second[near]

    def shapes(self) -> tuple[float, float, float, float]:
        """Return the shares of one-for-one, short, one-sided and long changes."""
        less, more = np.minimum(self.first, self.second), np.maximum(self.first, self.second)
        total = len(less) + PRIOR
        counts = (
            ("one_for_one", np.count_nonzero((less == 1) & (more == 1))),
            ("short_for_short", np.count_nonzero((less >= 1) & (more <= 3))),
            ("only_added", np.count_nonzero(less == 0)),
            ("long_rewrites", np.count_nonzero(more > 3)),
        )
        one, short, added, long = ((int(n) + PRIOR * TYPICAL[name]) / total for name, n in counts)
        return one, short, added, long

    def runs(self) -> tuple[float, float, float, float, float]:
        """Return longest, mean and longest-to-expected (logs), and the shares in long and short runs."""
        if not len(self.run):
            return 0.0, 0.0, 0.0, 0.0, 0.0
        longest, total = int(self.run.max()), int(self.run.sum())
        # Runs between evenly spread changes are geometric: the longest of n is about mean * (ln n + 0.58).
        expected = total / len(self.run) * (np.log(len(self.run)) + 0.58)
        return (
            float(np.log1p(longest)),
            float(np.log(self.run).mean()),
            float(np.log(longest / max(expected, 1.0))),
            int(self.run[self.run >= LONG_RUN].sum()) / total,
            int(self.run[self.run <= SHORT_RUN].sum()) / total,
        )

    def out_of_order(self) -> float:
        """Return the share of breaks where the next run is not the next one in the other text."""
        return self.jumps / (self.jumps + len(self.first) + PRIOR)


def _count(mask: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(mask))


def _breaks(first: _Side, second: _Side) -> _Breaks:
    """Follow the second text's counted words in aligned sentences and look where each stands in the first."""
    rank = np.cumsum(first.column.counted) - 1
    mine = np.flatnonzero(second.column.counted & second.column.inside)
    partner = second.column.partner[mine]
    own = np.flatnonzero((partner >= 0) & first.column.counted[partner])
    if not len(own):
        empty = np.empty(0, np.int64)
        return _Breaks(empty, empty, empty)
    at = rank[partner[own]]
    step_second, step_first = np.diff(own), np.diff(at)
    cut = np.flatnonzero((step_second != 1) | (step_first != 1))
    ends = np.append(cut, len(own) - 1)
    run = np.diff(ends, prepend=-1)
    return _Breaks(run, step_first[cut] - 1, step_second[cut] - 1)


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
