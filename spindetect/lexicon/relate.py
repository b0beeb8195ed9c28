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
Floats = NDArray[np.float32]
_SECOND, _THIRD = np.uint8(1), np.uint8(2)  # places of bits


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

    __slots__ = ("_concepts", "_kinds", "_links", "_near", "_shared", "_sources", "_weights", "_words")

    def __init__(
        self, words: Words, links: Links, concepts: Concepts | None, table: CodeTable, weights: Weights
    ) -> None:
        self._words, self._links, self._concepts, self._weights = words, links, concepts, weights
        self._shared, self._near, self._sources = table.shared, table.near, table.sources
        # Kind by three bits: a sense shared at all, a concept near, a common sense shared.
        self._kinds = np.full(8, k.SYNONYM, np.uint8)
        self._kinds[:4] = (k.NONE, k.WRONG_SENSE, k.RELATED, k.RELATED)

    def pairs(self, a: Numbers, b: Numbers) -> k.RelationBatch:
        """Return what is known of n pairs; see `Lexicon.relations`."""
        known = np.minimum(a, b) >= 0
        unknown = (~known).nonzero()[0]
        if unknown.size:
            a, b = a * known, b * known
        lemma_a, lemma_b = self._words.lemmas(a), self._words.lemmas(b)
        agrees = (self._words.tags(a) & self._words.tags(b)) > 0
        shared, near, sources = self._linked(a, b, lemma_a, lemma_b, agrees)
        self._add_sisters(lemma_a, lemma_b, near, sources)
        index = (shared > 0) + ((near > 0) << _SECOND) + ((shared >= self._weights.threshold) << _THIRD)
        kind, commonness = self._kinds.take(index), np.maximum(shared, near)
        for holds, code in (
            (lemma_a == lemma_b, k.INFLECTION),
            (self._words.variants(a, b), k.SPELLING),
            (a == b, k.SAME),
        ):
            here = holds.nonzero()[0]
            if here.size:
                kind[here], commonness[here] = code, 1
                sources[here] |= k.RULES
        if unknown.size:
            kind[unknown], sources[unknown], commonness[unknown] = k.NONE, 0, 0
            agrees[unknown] = False
        return k.RelationBatch(kind, sources, commonness, agrees)

    def _linked(
        self, a: Numbers, b: Numbers, lemma_a: Numbers, lemma_b: Numbers, agrees: NDArray[np.bool_]
    ) -> tuple[Floats, Floats, NDArray[np.uint8]]:
        """Return chances of a shared sense and of a near one, and sources, each of shape [n].

        Of a pair's own link or of its lemmas', whichever says more.
        """
        n = len(a)
        other = ((lemma_a != a) | (lemma_b != b)).nonzero()[0]
        if other.size:
            a, b = np.concatenate((a, lemma_a.take(other))), np.concatenate((b, lemma_b.take(other)))
        codes = self._links.codes(a, b)
        shared, near, sources = self._shared.take(codes), self._near.take(codes), self._sources.take(codes)
        if not other.size:
            return shared, near, sources
        factor = np.where(agrees.take(other), np.float32(1), np.float32(self._weights.disagreeing))
        for chances in (shared, near):
            of_lemmas = _weaker(chances[n:], factor)
            chances[other] = np.maximum(chances.take(other), of_lemmas)
        sources[other] |= sources[n:]
        return shared[:n], near[:n], sources[:n]

    def _add_sisters(self, a: Numbers, b: Numbers, near: Floats, sources: NDArray[np.uint8]) -> None:
        """Enter the pairs of lemmas that nothing joins but a concept above both."""
        if self._concepts is None:
            return
        left = (sources == 0).nonzero()[0]
        left = left[self._concepts.sisters(a.take(left), b.take(left))]
        near[left] = self._weights.sister
        sources[left] |= k.WORDNET


def _weaker(chances: Floats, factor: Floats) -> Floats:
    """Return chances whose odds are multiplied by a factor for each row."""
    scaled = chances * factor
    return np.asarray(scaled / (1 - chances + scaled))
