"""What the lexicon, the vectors, the n-grams and the terms say of a word, under the lexicon's numbering."""

from __future__ import annotations

import functools
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.phrases.spelling import Spelling
from spindetect.phrases.terms import Terms

_LEAST_COMMON: Final = 4  # letters that an unknown word must share with a known one that helps out for it
_HELPERS: Final = 3
_LONGEST: Final = 63  # bytes of a key

Numbers = NDArray[np.int32]
Floats = NDArray[np.float32]


class Tables:
    """The four tables, joined by the lexicon's numbers. Safe in threads.

    Made in about 0.2 s and 15 MB when first asked for.

    Parameters
    ----------
    lexicon : Lexicon
    vectors : Vectors
    ngrams : Ngrams
    terms : Terms
    """

    def __init__(self, lexicon: Lexicon, vectors: Vectors, ngrams: Ngrams, terms: Terms) -> None:
        self.lexicon, self.vectors, self.ngrams, self.terms = lexicon, vectors, ngrams, terms
        every = np.arange(len(lexicon), dtype=np.int32)
        self.ngram = ngrams.numbering.of_table(lexicon.keys)
        self.row = vectors.keys.ids_of(lexicon.keys)
        self.number_of_row = lexicon.keys.ids_of(vectors.keys)
        self.term_row = terms.keys.ids_of(lexicon.keys)
        self.number_of_term_row = lexicon.keys.ids_of(terms.keys)
        self.all_rows = vectors.rows(np.arange(len(vectors), dtype=np.int32))
        self.zipf, self.flags = lexicon.zipf(every), lexicon.flags(every)
        self.lemma = lexicon.lemma_ids(every)
        self.degree = lexicon.degrees()
        self.spelling = Spelling(lexicon.keys)
        known = np.flatnonzero(self.ngram >= 0)
        self.log10_frequency = np.full(len(lexicon), -9, np.float32)
        self.log10_frequency[known] = ngrams.log10_frequency(self.ngram[known])

    def __len__(self) -> int:
        return len(self.lexicon)

    def closure(self, numbers: Numbers) -> Numbers:
        """Return words with their lemmas and all forms of these."""
        lemmas = np.unique(self.lemma[numbers])
        return np.unique(np.concatenate((numbers, lemmas, self.lexicon.forms(lemmas))))

    def helpers(self, word: str) -> Numbers:
        """Return the numbers of known words that begin as an unknown one does: 'backwoods' for 'backwood'."""
        words, numbers = self._sorted
        at = int(words.searchsorted(np.bytes_(word.encode("utf-8", "replace"))))
        near = range(max(0, at - 2 * _HELPERS), min(len(words), at + 2 * _HELPERS))
        texts = {other: bytes(words[other]).decode() for other in near}
        common = {other: _common(word, text) for other, text in texts.items()}
        best = sorted(near, key=lambda other: (-common[other], len(texts[other])))[:_HELPERS]
        least = max(_LEAST_COMMON, 0.6 * len(word))
        return numbers[[other for other in best if common[other] >= least]]

    @functools.cached_property
    def _sorted(self) -> tuple[NDArray[np.bytes_], Numbers]:
        """The words in alphabetical order, as bytes: their texts would take a third of a second to make."""
        numbers = np.flatnonzero((self.flags & 4) == 0).astype(np.int32)
        words = self.lexicon.keys.edges(numbers, _LONGEST, 0)[0].view(f"S{_LONGEST}").ravel()
        order = np.argsort(words, kind="stable")
        return words[order], numbers[order]


def _common(a: str, b: str) -> int:
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
