"""The counts behind a verdict's numbers: what a reader can check with a finger on the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.features import Columns
from spindetect.features.columns import KINDS, SWAPPED


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of one compared stretch; words are the suspect's counted words."""

    words: int
    unchanged: int
    swapped: int
    left_out: int
    longest_run: int
    swaps: int
    listed: int
    kinds: dict[str, int]
    sentences: int
    sentences_touched: int
    facts: int
    facts_kept: int

    @property
    def copied(self) -> int:
        """Words that stand in the source, unchanged or swapped."""
        return self.unchanged + self.swapped


def count(columns: Columns) -> Figures:
    """Count one stretch."""
    suspect = columns.suspect
    _, alone, unchanged, swapped = suspect.table.sum(axis=0).tolist()
    facts_changed, facts_kept, _, _ = suspect.kept
    kinds = np.bincount(columns.swaps.kind, minlength=len(KINDS)).tolist()
    return Figures(
        words=alone + unchanged + swapped,
        unchanged=unchanged,
        swapped=swapped,
        left_out=int(np.count_nonzero((suspect.word | suspect.number) & ~suspect.counted)),
        longest_run=_longest_run(columns),
        swaps=len(columns.swaps),
        listed=int(np.count_nonzero(columns.swaps.listed)),
        kinds={kind: n for kind, n in zip(KINDS, kinds, strict=True) if n},
        sentences=int(np.count_nonzero(suspect.aligned)),
        sentences_touched=int(np.count_nonzero(suspect.aligned & (suspect.table[:, SWAPPED] > 0))),
        facts=facts_changed + facts_kept,
        facts_kept=facts_kept,
    )


def _longest_run(columns: Columns) -> int:
    """Return the words of the longest run that is unchanged in both texts; punctuation does not part it."""
    rank = np.cumsum(columns.source.counted)
    words = np.flatnonzero(columns.suspect.counted)
    partner = columns.suspect.partner[words]
    at = np.where((partner >= 0) & columns.source.counted[partner], rank[partner], -1)
    good = at >= 0
    if not good.any():
        return 0
    joined = good[1:] & good[:-1] & (np.diff(at) == 1)
    edges = np.flatnonzero(~joined) + 1
    lengths = np.diff(edges, prepend=0, append=len(words))
    first = np.concatenate([[0], edges])
    return int(lengths[good[first]].max())
