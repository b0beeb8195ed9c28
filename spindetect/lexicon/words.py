"""What the lexicon knows of single words: frequency, flags, lemma, form, spelling variants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import starts

ZIPF_STEPS = 32  # a byte holds Zipf values up to 7.97 ('the' has 7.6) in steps of 1/32
FLAG_BITS = 3  # the low bits of a word's byte are its flags, the others number its set of tags

_SHIFT = np.uint64(32)


class Words:
    """Look-ups by number; numbers must be valid here.

    Parameters
    ----------
    container : Container
    count : int
        How many words the file holds.

    Raises
    ------
    ResourceError
        If a section is missing, of another type, or does not fit the others.
    """

    __slots__ = ("_by_lemma", "_forms", "_lemma", "_properties", "_spelling", "_tag_sets", "_zipf")

    def __init__(self, container: Container, count: int) -> None:
        need = container.need
        self._zipf, self._properties = need("zipf", "|u1"), need("properties", "|u1")
        self._tag_sets, self._spelling = need("tag_sets", "|u1"), need("spelling", "<u8")
        gaps, low, high = need("form_gaps", "<u2"), need("lemma_low", "<u2"), need("lemma_high", "|u1")
        self._forms = np.cumsum(gaps, dtype=np.int32)
        lemmas = low | (high.astype(np.int32) << 16)
        fits = self._zipf.size == self._properties.size == count and self._forms.size == lemmas.size
        if not fits or max(self._forms.max(initial=0), lemmas.max(initial=0)) >= count:
            raise ResourceError(
                "sections of lemmas do not fit the number of words", where=str(container.path)
            )
        self._lemma = np.arange(count, dtype=np.int32)
        self._lemma[self._forms] = lemmas
        self._by_lemma: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None

    def zipf(self, numbers: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return Zipf frequencies, 0 where unknown."""
        return self._zipf.take(numbers) * np.float32(1 / ZIPF_STEPS)

    def flags(self, numbers: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return the bits of `kinds`: FUNCTION_WORD, NAME_LIKE, PHRASE."""
        return self._properties.take(numbers) & np.uint8((1 << FLAG_BITS) - 1)

    def tags(self, numbers: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return which forms each word can be, as bits; two words agree if they have one in common."""
        out: NDArray[np.uint8] = self._tag_sets.take(self._properties.take(numbers) >> FLAG_BITS)
        return out

    def lemmas(self, numbers: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the number of each word's lemma, its own if it is not a known form of another."""
        return self._lemma.take(numbers)

    def forms(self, lemmas: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the numbers of all forms of all these lemmas, the lemmas themselves left out."""
        first, forms = self._by_lemma or self._index()
        length = first[lemmas + 1] - first[lemmas]
        before = np.cumsum(length) - length
        found: NDArray[np.int32] = forms[
            np.arange(int(length.sum())) + np.repeat(first[lemmas] - before, length)
        ]
        return found

    def variants(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return whether each pair is one word in two spellings."""
        if not self._spelling.size:
            return np.zeros(len(a), np.bool_)
        pair = (np.minimum(a, b).astype(np.uint64) << _SHIFT) | np.maximum(a, b).astype(np.uint64)
        at = self._spelling.searchsorted(pair)
        return np.asarray(self._spelling.take(at, mode="clip") == pair)

    def _index(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        lemmas = self._lemma[self._forms]
        order = np.argsort(lemmas, kind="stable")
        # Two threads may both come here; both find the same, and the last one stays.
        self._by_lemma = (starts(np.bincount(lemmas, minlength=self._lemma.size)), self._forms[order])
        return self._by_lemma
