"""The lexicon: one place that answers how two words or phrases are related."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container, open_container
from spindetect.errors import InputError
from spindetect.keytable import KeyTable, starts
from spindetect.lexicon import kinds as k
from spindetect.lexicon.links import Links, code_table
from spindetect.records import Relation
from spindetect.resources import shipped

KIND, FORMAT = "lexicon", 1
REMOVABLE = ("moby", "wordnet", "ppdb")
# A link of the lemmas of two words whose forms do not agree ('lines', 'trace') counts this share of one
# whose forms do: the sense is shared, but the one cannot stand in the other's place.
DISAGREEING = 0.6
_PADDING = 4  # most concepts above a word that are stored, see data/lexicon_build/senses.py


class Lexicon:
    """The compiled synonym relation. Immutable, safe in threads, pickles to its path.

    Use `Lexicon.open`.

    Attributes
    ----------
    version : int
        Format of the file.
    digest : str
        SHA-256 that stands for the whole file.
    sources : tuple of str
        Sources that answer, those left out not among them.
    """

    __slots__ = (
        "_above", "_codes", "_container", "_flags", "_given", "_keys", "_lemma", "_links", "_of_lemma", "_sister",
        "_spelling", "_tags", "_threshold", "_zipf", "digest", "sources", "version",
    )  # fmt: skip

    def __init__(self, container: Container, given: Path | None, without: tuple[str, ...]) -> None:
        need = container.need
        self._container, self._given = container, (given, without)
        self.version, self.digest = container.format, container.digest
        self.sources = tuple(name for name in k.SOURCES if name not in without)
        self._keys = KeyTable(container)
        self._links = Links(container)
        self._codes = code_table(container, without)
        self._threshold = np.float32(container.meta["grades"]["threshold"])
        self._zipf, self._flags, self._tags = need("zipf", "|u1"), need("flags", "|u1"), need("tags", "|u1")
        self._lemma = np.arange(len(self._keys), dtype=np.int32)
        self._lemma[need("inflected", "<i4")] = need("lemmas", "<i4")
        self._spelling = need("spelling", "<u8")
        self._above = (starts(need("parent_counts", "|u1")), need("parents", "<u2"))
        self._sister = np.float32(0.0 if "wordnet" in without else container.meta["grades"]["sister"])
        self._of_lemma: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None

    @classmethod
    def open(cls, path: Path | None = None, *, without: Collection[str] = ()) -> Lexicon:
        """Open a lexicon file, the shipped one by default.

        Parameters
        ----------
        path : Path, optional
        without : collection of str
            Sources to leave out with everything that derives from them: 'moby', 'wordnet', 'ppdb'.

        Raises
        ------
        ResourceError
            If the file is missing, damaged or of another format.
        InputError
            If `without` names a source that there is not.
        """
        left_out = tuple(sorted(set(without)))
        unknown = [name for name in left_out if name not in REMOVABLE]
        if unknown:
            raise InputError(
                f"unknown source {unknown[0]!r}", where="without", hint=f"choose from {', '.join(REMOVABLE)}"
            )
        container = open_container(shipped("lexicon.bin") if path is None else path, kind=KIND, format=FORMAT)
        return cls(container, path, left_out)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_reopen, self._given)

    def __len__(self) -> int:
        return len(self._keys)

    def verify(self) -> None:
        """Raise ResourceError unless every section has its stated SHA-256."""
        self._container.verify()

    def ids(self, keys: Sequence[str]) -> NDArray[np.int32]:
        """Return the number of each word or phrase, -1 for unknown ones, shape [len(keys)].

        Phrases are the keys of up to four tokens, joined by single spaces.
        """
        return self._keys.ids(keys)

    def text(self, number: int) -> str:
        """Return the word or phrase with this number; IndexError if there is none."""
        return self._keys.text(number)

    def zipf(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return each word's Zipf frequency (log10 of uses in 10**9 words), 0 for unknown ones and phrases."""
        return np.where(ids >= 0, self._zipf[ids] * np.float32(1 / 32), np.float32(0))

    def flags(self, ids: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return bits FUNCTION_WORD, NAME_LIKE, PHRASE; 0 for unknown words."""
        return np.where(ids >= 0, self._flags[ids], np.uint8(0))

    def lemma_ids(self, ids: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the number of each word's lemma, its own for words that are no known form; -1 for unknown."""
        return np.where(ids >= 0, self._lemma[ids], np.int32(-1))

    def relation(self, a: str, b: str) -> Relation:
        """Return what the lexicon knows of two words or phrases, given as keys."""
        numbers = self.ids((a, b))
        return self.relations(numbers[:1], numbers[1:]).relation(0)

    def relations(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> k.RelationBatch:
        """Return what the lexicon knows of n pairs, as written and by their lemmas; the order does not matter.

        Parameters
        ----------
        a, b : ndarray of int32, shape [n]
            From `ids`; a pair with a -1 is 'none'.
        """
        known = (a >= 0) & (b >= 0)
        first, second = np.where(known, a, 0), np.where(known, b, 0)
        lemma_a, lemma_b = self._lemma[first], self._lemma[second]
        agrees = (self._tags[first] & self._tags[second]) != 0
        n = len(a)
        codes = self._links.codes(np.concatenate((first, lemma_a)), np.concatenate((second, lemma_b)))
        share = np.where(agrees, np.float32(1), np.float32(DISAGREEING))
        weight = np.concatenate((np.ones(n, np.float32), share))
        shared = (self._codes.shared[codes] * weight).reshape(2, n).max(axis=0)
        near = (self._codes.near[codes] * weight).reshape(2, n).max(axis=0)
        sources = np.bitwise_or.reduce(self._codes.sources[codes].reshape(2, n), axis=0)
        self._add_sisters(lemma_a, lemma_b, share, shared, near, sources)
        kind = np.full(n, k.NONE, np.uint8)
        kind[near > 0] = k.RELATED
        common = shared >= self._threshold
        kind[(shared > 0) & ~common & (near < self._threshold)] = k.WRONG_SENSE
        kind[common] = k.SYNONYM
        commonness = np.maximum(shared, near)
        self._add_rules(first, second, lemma_a == lemma_b, kind, sources, commonness)
        kind[~known], sources[~known], commonness[~known] = k.NONE, 0, 0
        return k.RelationBatch(kind, sources, commonness, agrees & known)

    def _add_sisters(
        self,
        a: NDArray[np.int32],
        b: NDArray[np.int32],
        share: NDArray[np.float32],
        shared: NDArray[np.float32],
        near: NDArray[np.float32],
        sources: NDArray[np.uint8],
    ) -> None:
        """Enter the pairs that nothing joins but a concept above both."""
        if not self._sister:
            return
        where = np.flatnonzero((shared == 0) & (near == 0))
        above_a, above_b = self._concepts(a[where]), self._concepts(b[where])
        met = ((above_a[:, :, None] == above_b[:, None, :]) & (above_a[:, :, None] > 0)).any(axis=(1, 2))
        where = where[met]
        near[where] = self._sister * share[where]
        sources[where] |= k.WORDNET

    def _concepts(self, numbers: NDArray[np.int32]) -> NDArray[np.uint16]:
        """Return the concepts above each word, 0 where there are fewer, shape [n, 4]."""
        start, concepts = self._above
        at = start[numbers][:, None] + np.arange(_PADDING)
        inside = at < start[numbers + 1][:, None]
        return np.where(inside, np.take(concepts, at, mode="clip"), np.uint16(0))

    def _add_rules(
        self,
        a: NDArray[np.int32],
        b: NDArray[np.int32],
        one_lemma: NDArray[np.bool_],
        kind: NDArray[np.uint8],
        sources: NDArray[np.uint8],
        commonness: NDArray[np.float32],
    ) -> None:
        """Enter forms of one lemma, spelling variants and identical words, which stand above meaning."""
        pair = (np.minimum(a, b).astype(np.uint64) << np.uint64(32)) | np.maximum(a, b).astype(np.uint64)
        at = np.searchsorted(self._spelling, pair)
        variant = np.take(self._spelling, at, mode="clip") == pair if self._spelling.size else pair < 0
        for mask, code in ((one_lemma, k.INFLECTION), (variant, k.SPELLING), (a == b, k.SAME)):
            kind[mask] = code
            commonness[mask] = 1
            sources[mask] |= k.RULES

    def alternatives(self, phrase: str, limit: int = 20) -> tuple[k.Alternative, ...]:
        """Return what could stand in a word's or phrase's place, most common sense first.

        Parameters
        ----------
        phrase : str
            As a key.
        limit : int
            Most alternatives to return.
        """
        number = int(self.ids((phrase,))[0])
        if number < 0:
            return ()
        found = np.unique(np.concatenate((self._links.neighbours(number), self._same_form(number))))
        found = found[found != number]
        batch = self.relations(np.full(found.size, number, np.int32), found)
        usable = np.flatnonzero((batch.kind < k.NONE) & (batch.kind != k.INFLECTION))
        # Equally common ones: the more frequent word first, then the lower number, so that order is stable.
        order = np.lexsort((found[usable], -self.zipf(found[usable]), -batch.commonness[usable]))
        best = usable[order[:limit]]
        return tuple(k.Alternative(self.text(int(found[at])), batch.relation(int(at))) for at in best)

    def _same_form(self, number: int) -> NDArray[np.int32]:
        """Return the neighbours of a word's lemma in the word's own form: for 'lines', 'rows' and not 'row'."""
        lemma = int(self._lemma[number])
        near = self._links.neighbours(lemma)
        if lemma == number:
            return near
        first, forms = self._of_lemma or self._index_forms()
        length = first[near + 1] - first[near]
        before = np.cumsum(length) - length
        found = forms[np.arange(int(length.sum())) + np.repeat(first[near] - before, length)]
        return found[(self._tags[found] & self._tags[number]) != 0]

    def _index_forms(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        forms = self._container.need("inflected", "<i4")
        lemmas = self._container.need("lemmas", "<i4")
        counts = np.bincount(lemmas, minlength=len(self))
        self._of_lemma = (starts(counts), forms[np.argsort(lemmas, kind="stable")])
        return self._of_lemma


def _reopen(path: Path | None, without: tuple[str, ...]) -> Lexicon:
    return Lexicon.open(path, without=without)
