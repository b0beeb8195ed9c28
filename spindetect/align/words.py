"""What the tables know of the distinct words of a pair of texts: one row a word, looked up once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spindetect.align.sides import NUMBER, PUNCT, Numbered

if TYPE_CHECKING:
    from spindetect.language import Vectors
    from spindetect.lexicon import Lexicon

_FUNCTION = np.uint8(1)  # bit of Lexicon.flags, see spindetect.lexicon


@dataclass(frozen=True, eq=False)
class Words:
    """Facts about each distinct word of a pair, by its number.

    Attributes
    ----------
    lexicon_id, lemma_id : ndarray of int32, shape (n,)
        -1 where unknown.
    zipf : ndarray of float32
        Log10 of occurrences in a billion words, 0 where unknown.
    function, mark, digits : ndarray of bool
        Function words; punctuation and symbols; numbers.
    vector : ndarray of float32, shape (n, d)
        Unit rows; zeros where unknown.
    """

    lexicon_id: NDArray[np.int32]
    lemma_id: NDArray[np.int32]
    zipf: NDArray[np.float32]
    function: NDArray[np.bool_]
    mark: NDArray[np.bool_]
    digits: NDArray[np.bool_]
    vector: NDArray[np.float32]

    @classmethod
    def look_up(cls, numbered: Numbered, lexicon: Lexicon, vectors: Vectors) -> Words:
        """Ask both tables for all words of a pair."""
        lexicon_id = lexicon.ids(numbered.vocabulary)
        flags = lexicon.flags(lexicon_id)
        vector = vectors.rows(vectors.ids(numbered.vocabulary))
        return cls(
            lexicon_id,
            lexicon.lemma_ids(lexicon_id),
            lexicon.zipf(lexicon_id),
            (flags & _FUNCTION) != 0,
            numbered.kind >= PUNCT,
            numbered.kind == NUMBER,
            vector,
        )
