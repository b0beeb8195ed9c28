"""Unchanged runs of words, and what stands between neighbouring ones in both texts."""

from __future__ import annotations

import numpy as np

from spindetect.features.catalogue import FAR, LONG_RUN, PRIOR, SHORT_RUN, TYPICAL
from spindetect.features.columns import Column, Ints


class Breaks:
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


def find_breaks(first: Column, second: Column) -> Breaks:
    """Follow the second text's counted words in aligned sentences and look where each stands in the first."""
    rank = np.cumsum(first.counted) - 1
    mine = np.flatnonzero(second.counted & second.inside)
    partner = second.partner[mine]
    own = np.flatnonzero((partner >= 0) & first.counted[partner])
    if not len(own):
        empty = np.empty(0, np.int64)
        return Breaks(empty, empty, empty)
    at = rank[partner[own]]
    step_second, step_first = np.diff(own), np.diff(at)
    cut = np.flatnonzero((step_second != 1) | (step_first != 1))
    ends = np.append(cut, len(own) - 1)
    run = np.diff(ends, prepend=-1)
    return Breaks(run, step_first[cut] - 1, step_second[cut] - 1)
