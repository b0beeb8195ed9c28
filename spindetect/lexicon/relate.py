"""From two columns of numbers to what the lexicon knows of each pair: the one truth for a look-up.

The work is done for all pairs at once, and in few steps of numpy: in batches of hundreds each step costs
more than its data. Both words of all pairs go in one array, and so do the pairs and their lemmas.
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
Bytes = NDArray[np.uint8]
# Facts of a code in one byte: its sources in the low bits, then whether it stands for a sense shared at all,
# for a concept near, for a common sense shared. Facts of several codes are joined by 'or'.
_SOURCE_BITS = np.uint8(len(k.SOURCES))
_SOURCES = np.uint8((1 << len(k.SOURCES)) - 1)
_SHARED, _NEAR, _COMMON = (1 << (len(k.SOURCES) + bit) for bit in range(3))
# Codes of lemmas are looked up in tables of their own, which lie behind that of words as written: one for
# forms that disagree, one for forms that agree.
_CODES = 256
_OF_LEMMAS = np.array([_CODES, 2 * _CODES])


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

    __slots__ = ("_commonness", "_concepts", "_facts", "_kinds", "_links", "_sister", "_words")

    def __init__(
        self, words: Words, links: Links, concepts: Concepts | None, table: CodeTable, weights: Weights
    ) -> None:
        self._words, self._links, self._concepts = words, links, concepts
        self._sister = weights.sister
        self._commonness, self._facts = _tables(table, weights)
        # Kind by three bits: a sense shared at all, a concept near, a common sense shared.
        self._kinds = np.full(8, k.SYNONYM, np.uint8)
        self._kinds[:4] = (k.NONE, k.WRONG_SENSE, k.RELATED, k.RELATED)

    def pairs(self, a: Numbers, b: Numbers) -> k.RelationBatch:
        """Return what is known of n pairs; see `Lexicon.relations`."""
        both = np.concatenate((a, b)).reshape(2, len(a))
        unknown = (np.minimum(a, b) < 0).nonzero()[0]
        if unknown.size:
            both[:, unknown] = 0
        lemma, tags = self._words.lemmas(both), self._words.tags(both)
        agrees = (tags[0] & tags[1]) > 0
        commonness, facts = self._linked(both, lemma, agrees)
        self._add_sisters(lemma, commonness, facts)
        kind, sources = self._kinds.take(facts >> _SOURCE_BITS), facts & _SOURCES
        for holds, code in (
            (lemma[0] == lemma[1], k.INFLECTION),
            (self._words.variants(*both), k.SPELLING),
            (both[0] == both[1], k.SAME),
        ):
            here = holds.nonzero()[0]
            if here.size:
                kind[here], commonness[here] = code, 1
                sources[here] |= k.RULES
        if unknown.size:
            kind[unknown], sources[unknown], commonness[unknown] = k.NONE, 0, 0
            agrees[unknown] = False
        return k.RelationBatch(kind, sources, commonness, agrees)

    def _linked(self, both: Numbers, lemma: Numbers, agrees: NDArray[np.bool_]) -> tuple[Floats, Bytes]:
        """Return the commonness and the facts of n pairs: of their own links and of their lemmas'.

        Parameters
        ----------
        both, lemma : ndarray of int32, shape [2, n]
        agrees : ndarray of bool, shape [n]
        """
        n = len(agrees)
        asked = np.concatenate((both, lemma), axis=1)
        # Lemmas that are the words themselves are not asked for again; nothing links word 0 with itself.
        asked[:, n:] *= (both != lemma).any(axis=0)
        codes = self._links.codes(*asked).astype(np.intp)
        codes[n:] += _OF_LEMMAS.take(agrees)
        commonness, facts = self._commonness.take(codes), self._facts.take(codes)
        return np.maximum(commonness[:n], commonness[n:]), facts[:n] | facts[n:]

    def _add_sisters(self, lemma: Numbers, commonness: Floats, facts: Bytes) -> None:
        """Enter the pairs of lemmas that nothing joins but a concept above both."""
        if self._concepts is None:
            return
        left = (facts == 0).nonzero()[0]
        if left.size:
            left = left[self._concepts.sisters(lemma.take(left, axis=1))]
            facts[left], commonness[left] = _NEAR | k.WORDNET, self._sister


def _tables(table: CodeTable, weights: Weights) -> tuple[Floats, Bytes]:
    """Return commonness and facts by code, [3 * 256]: of words, of lemmas whose forms disagree, and agree."""
    factors = (None, weights.disagreeing, 1.0)
    shared, near = (
        np.concatenate([chances if by is None else _weaker(chances, np.float32(by)) for by in factors])
        for chances in (table.shared, table.near)
    )
    facts = np.tile(table.sources, len(factors)) | (shared > 0) * np.uint8(_SHARED)
    facts |= (near > 0) * np.uint8(_NEAR) | (shared >= weights.threshold) * np.uint8(_COMMON)
    return np.maximum(shared, near), facts


def _weaker(chances: Floats, factor: np.float32) -> Floats:
    """Return chances whose odds are multiplied by a factor."""
    scaled = chances * factor
    return np.asarray(scaled / (1 - chances + scaled))
