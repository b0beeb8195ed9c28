"""Word frequencies from frequency ranks, so that no text is counted and none held out can leak in.

GloVe's vocabulary is in order of frequency in 6 billion tokens (Wikipedia 2014 and Gigaword 5) but comes
without counts. The double power law of Gerlach and Altmann ("Stochastic Model for the Vocabulary Growth in
Natural Languages", Physical Review X 3, 021006, 2013) gives them: f(r) ~ 1/r up to rank 7,873, then
r**-1.77, fitted by them to English books. Mandelbrot's shift of one rank keeps 'the' near its known 5 %.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_BREAK = 7873
_SLOPE = 1.77
_SHIFT = 1.0


def by_rank(words: Sequence[str]) -> dict[str, float]:
    """Return each word's Zipf value, log10 of its uses in 10**9 words, for words in order of frequency."""
    rank = np.arange(1, len(words) + 1, dtype=np.float64)
    share = 1 / (rank + _SHIFT)
    share[_BREAK:] = (1 / (_BREAK + _SHIFT)) * (rank[_BREAK:] / _BREAK) ** -_SLOPE
    share /= share.sum()
    zipf = np.log10(share * 1e9)
    return {word: float(value) for word, value in zip(words, zipf, strict=True)}
