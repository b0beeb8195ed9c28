"""Scores for cells: how likely a word of the source and a word of the suspect stand for each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.align.gaps import Cells
from spindetect.align.sides import Numbered


def score_cells(cells: Cells, numbered: Numbered) -> NDArray[np.float32]:
    """Placeholder until the fitted scorer: spelling alone."""
    first, second = numbered.source[cells.row], numbered.suspect[cells.column]
    words = numbered.vocabulary
    out = np.empty(len(cells), np.float32)
    for index, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        out[index] = 1.0 if a == b else 0.7 if words[a][:4] == words[b][:4] else 0.05
    return out
