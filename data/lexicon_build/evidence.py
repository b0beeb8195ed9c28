"""What speaks for a link, as the digits of its code; `spindetect/lexicon/codes.py` is the reader."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.lexicon_build.grammar import FUNCTION_WORDS
from spindetect.lexicon.codes import code_of

Pair = tuple[str, str]

# Upper borders of similarities 1 to 6; 7 is above. Cosines after `all_but_the_top`: half of blind swaps lie
# below 0.26, half of writers' swaps above 0.64 and one in twenty below 0.26.
SIMILARITY_BORDERS = (0.1, 0.2, 0.3, 0.4, 0.52, 0.66)
# PPDB's pairs that share this much of their paraphrases are more certain: the median of human swaps.
PPDB_OVERLAP = 0.22
# Shared senses: a rare one, one that is meant sometimes, a common one.
WORDNET_BORDERS = (0.03, 0.3)
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
    """Return the digit of each pair's cosine, 0 where a word has no vector.

    A phrase has the mean of its content words' vectors.

    Parameters
    ----------
    rank : mapping of str to int
        A word's row in `vectors`.
    vectors : ndarray, shape [n_words, d]
        Unit rows.
    """
    keys = sorted({key for pair in pairs for key in pair})
    number = {key: at for at, key in enumerate(keys)}
    rows = np.zeros((len(keys), vectors.shape[1]))
    for at, key in enumerate(keys):
        words = key.split()
        content = [word for word in words if word not in FUNCTION_WORDS] or words
        if all(rank.get(word, len(vectors)) < len(vectors) for word in content):
            mean = vectors[[rank[word] for word in content]].mean(axis=0)
            rows[at] = mean / max(float(np.linalg.norm(mean)), 1e-9)
    first = np.array([number[a] for a, _ in pairs], np.intp)
    second = np.array([number[b] for _, b in pairs], np.intp)
    cosine = np.concatenate(
        [
            np.einsum("ij,ij->i", rows[first[at : at + 65536]], rows[second[at : at + 65536]])
            for at in range(0, len(pairs), 65536)
        ]
    )
    digit = 1 + np.searchsorted(SIMILARITY_BORDERS, cosine, side="right")
    digit[cosine == 0] = 0
    return dict(zip(pairs, digit.tolist(), strict=True))
