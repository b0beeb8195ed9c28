"""The counts behind a verdict's numbers: what a reader can check with a finger on the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.features import PairFeatures
from spindetect.features.columns import KINDS
from spindetect.features.tally import EQUAL, FACTS_CHANGED, FACTS_KEPT, ONE, SWAPPED, WORDS
from spindetect.text import NUMBER


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
    taken: int
    given: int
    kinds: dict[str, int]
    sentences: int
    sentences_touched: int
    facts: int
    facts_kept: int

    @property
    def copied(self) -> int:
        """Words that stand in the source, unchanged or swapped."""
        return self.unchanged + self.swapped


def count(features: PairFeatures) -> Figures:
    """Count one stretch."""
    suspect, columns = features.counts.suspect, features.columns
    every, aligned = suspect.every, suspect.aligned
    numbered = int(np.count_nonzero(columns.kind[columns.split :] <= NUMBER))
    words = int(every[WORDS])
    return Figures(
        words=words,
        unchanged=int(every[EQUAL]),
        swapped=int(every[SWAPPED]),
        left_out=numbered - words,
        longest_run=features.longest_run,
        swaps=len(columns.swaps),
        listed=features.listed,
        taken=features.taken,
        given=features.given,
        kinds={kind: n for kind, n in zip(KINDS, features.kinds, strict=True) if n},
        sentences=int(aligned[ONE]),
        sentences_touched=int(suspect.touched[ONE]),
        facts=int(aligned[FACTS_KEPT] + aligned[FACTS_CHANGED]),
        facts_kept=int(aligned[FACTS_KEPT]),
    )
