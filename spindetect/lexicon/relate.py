"""From two columns of numbers to what the lexicon knows of each pair: the one truth for a look-up.

The work is done for all pairs at once, and in few steps of numpy: in batches of hundreds each step costs
more than its data.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import kinds as k
from spindetect.lexicon.codes import CodeTable, Weights
from spindetect.lexicon.concepts import Concepts
from spindetect.lexicon.links import Links
from spindetect.lexicon.words import Words

Numbers = NDArray[np.int32]
SHARED, NEAR = 0, 1  # columns of chances


class Relater:
    """Looks up pairs in the links, by their lemmas, under common concepts, and by rules.

    Parameters
    ----------
    words, links : Words, Links
    concepts : Concepts or None
        None where WordNet is left out.
    table : CodeTable
    weights : Weights
    """

    __slots__ = ("_chances", "_concepts", "_kinds", "_links", "_sources", "_weights", "_words")

    def __init__(
        self, words: Words, links: Links, concepts: Concepts | None, table: CodeTable, weights: Weights
    ) -> None:
        self._words, self._links, self._concepts, self._weights = words, links, concepts, weights
        self._chances = np.stack((table.shared, table.near), axis=1)
        self._sources = table.sources
        # Kind by three bits: a sense shared at all, a concept near, a common sense shared.
        self._kinds = np.full(8, k.SYNONYM, np.uint8)
        self._kinds[:4] = (k.NONE, k.WRONG_SENSE, k.RELATED, k.RELATED)

    def pairs(self, a: Numbers, b: Numbers) -> k.RelationBatch:
        """Return what is known of n pairs; see `Lexicon.relations`."""
        known = np.minimum(a, b) >= 0
        if not known.all():
            a, b = a * known, b * known
        lemma_a, lemma_b = self._words.lemmas(a), self._words.lemmas(b)
        agrees = (self._words.tags(a) & self._words.tags(b)) > 0
        chances, sources = self._linked(a, b, lemma_a, lemma_b, agrees)
        self._add_sisters(lemma_a, lemma_b, chances, sources)
        found = chances > 0
        index = found[:, SHARED] + (found[:, NEAR] << np.uint8(1))
        index += (chances[:, SHARED] >= self._weights.threshold) << np.uint8(2)
        kind, commonness = self._kinds[index], chances.max(axis=1)
        for holds, code in (
            (lemma_a == lemma_b, k.INFLECTION),
            (self._words.variants(a, b), k.SPELLING),
            (a == b, k.SAME),
        ):
            if holds.any():
                kind[holds], commonness[holds] = code, 1
                sources[holds] |= k.RULES
        if not known.all():
            kind[~known], sources[~known], commonness[~known] = k.NONE, 0, 0
            agrees &= known
        return k.RelationBatch(kind, sources, commonness, agrees)

    def _linked(
        self, a: Numbers, b: Numbers, lemma_a: Numbers, lemma_b: Numbers, agrees: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return chances [n, 2] and sources [n], of a pair's own link or its lemmas', whichever says more."""
        n = len(a)
        other = np.flatnonzero((lemma_a != a) | (lemma_b != b))
        codes = self._links.codes(np.concatenate((a, lemma_a[other])), np.concatenate((b, lemma_b[other])))
        chances, sources = self._chances[codes], self._sources[codes]
        if other.size:
            of_lemmas = _weaker(chances[n:], np.where(agrees[other], 1, self._weights.disagreeing))
            chances, from_lemmas, sources = chances[:n], sources[n:], sources[:n]
            chances[other] = np.maximum(chances[other], of_lemmas)
            sources[other] |= from_lemmas
        return chances, sources

    def _add_sisters(
        self, a: Numbers, b: Numbers, chances: NDArray[np.float32], sources: NDArray[np.uint8]
    ) -> None:
        """Enter the pairs of lemmas that nothing joins but a concept above both."""
        if self._concepts is None:
            return
        left = np.flatnonzero(sources == 0)
        left = left[self._concepts.sisters(a[left], b[left])]
        chances[left, NEAR] = self._weights.sister
        sources[left] |= k.WORDNET


def _weaker(chances: NDArray[np.float32], factor: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return chances whose odds are multiplied by a factor for each row."""
    scaled = chances * factor.astype(np.float32)[:, None]
    return np.asarray(scaled / (1 - chances + scaled))
