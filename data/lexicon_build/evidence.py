"""What speaks for a link, as the digits of its code; `spindetect/lexicon/codes.py` is the reader."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon.codes import code_of

Pair = tuple[str, str]

# Upper borders of similarities 1 to 6; 7 is above. Cosines after `all_but_the_top`: half of blind swaps lie
# below 0.26, half of writers' swaps above 0.64 and one in twenty below 0.26.
SIMILARITY_BORDERS = (0.1, 0.2, 0.3, 0.4, 0.52, 0.66)
# PPDB's pairs that share this much of their paraphrases are more certain: the median of human swaps.
PPDB_OVERLAP = 0.22
# Shared senses: a rare one, one that is meant sometimes, a common one.
WORDNET_BORDERS = (0.03, 0.3)
_AT_ONCE = 1 << 16  # rows of vectors, to keep memory small
NEAREST_KEPT = 0.15  # neighbouring concepts with a smaller value are of senses that nobody means


@dataclass(frozen=True)
class Sources:
    """The pairs of kept words that each source joins."""

    moby: set[Pair]
    ppdb: set[Pair]
    shared: Mapping[Pair, float]
    near: Mapping[Pair, float]
    grammar: set[Pair]


def codes(sources: Sources, similarity: Mapping[Pair, int]) -> dict[Pair, int]:
    """Return the code of every pair that any source joins."""
    strong = overlapping(sources.ppdb, PPDB_OVERLAP)
    near = {pair for pair, value in sources.near.items() if value >= NEAREST_KEPT}
    pairs = sources.moby | sources.ppdb | set(sources.shared) | near | sources.grammar
    out = {}
    for pair in sorted(pairs):
        wordnet = int(pair in near)
        if pair in sources.shared:
            wordnet = 2 + int(np.searchsorted(WORDNET_BORDERS, sources.shared[pair], side="right"))
        out[pair] = code_of(
            similarity=similarity[pair],
            moby=int(pair in sources.moby),
            ppdb=(pair in sources.ppdb) + (pair in strong),
            wordnet=wordnet,
            grammar=pair in sources.grammar,
        )
    return out


def overlapping(pairs: set[Pair], least: float) -> set[Pair]:
    """Return the pairs whose neighbours overlap at least so much.

    The measure is a cosine of the two rows, each neighbour weighted by 1/log(2 + its own neighbours)
    (Adamic and Adar 2003), which keeps hubs from joining everything.
    """
    rows: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        rows[a].add(b)
        rows[b].add(a)
    weight = {word: 1 / math.log(2 + len(row)) for word, row in rows.items()}
    norm = {word: math.sqrt(math.fsum(weight[n] for n in row)) for word, row in rows.items()}
    return {
        (a, b)
        for a, b in pairs
        if math.fsum(weight[n] for n in rows[a] & rows[b]) >= least * norm[a] * norm[b]
    }


def similarities(
    pairs: Sequence[Pair], rank: Mapping[str, int], vectors: NDArray[np.float64]
) -> dict[Pair, int]:
    """Return the digit of each pair's cosine, 0 where one is a phrase or has no vector.

    Parameters
    ----------
    rank : mapping of str to int
        A word's row in `vectors`.
    vectors : ndarray, shape [n_words, d]
        Unit rows.
    """
    first, second = (np.array([rank.get(pair[side], -1) for pair in pairs], np.intp) for side in (0, 1))
    digit = np.zeros(len(pairs), np.int64)
    known = np.flatnonzero((first >= 0) & (second >= 0))
    for at in range(0, known.size, _AT_ONCE):
        part = known[at : at + _AT_ONCE]
        cosine = np.einsum("ij,ij->i", vectors[first[part]], vectors[second[part]])
        digit[part] = 1 + np.searchsorted(SIMILARITY_BORDERS, cosine, side="right")
    return dict(zip(pairs, digit.tolist(), strict=True))
