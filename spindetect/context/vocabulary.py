"""Words' numbers in the n-gram model and in the vectors, looked up together and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.context.regional import respell
from spindetect.language import Ngrams, Vectors
from spindetect.language.remembered import Remembered

_BITS: Final = 24  # of a row and 1; tables number fewer
_ROW: Final = (1 << _BITS) - 1


class Vocabulary:
    """Looks words up; British spellings as the American ones, where these are known better.

    Parameters
    ----------
    ngrams : Ngrams
    vectors : Vectors
    """

    __slots__ = ("_met", "ngrams", "vectors")

    def __init__(self, ngrams: Ngrams, vectors: Vectors) -> None:
        self.ngrams, self.vectors = ngrams, vectors
        self._met = Remembered(self._codes)

    def look_up(self, keys: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return each word's number in the n-gram model, and its row in the vectors, -1 where it has none.

        Parameters
        ----------
        keys : sequence of str

        Returns
        -------
        number, row : array of int32, shape (len(keys),)
            A word of no number has that of the class it would have in small letters.
        """
        found = np.array(self._met.numbers(keys), np.int64)
        return (found >> _BITS).astype(np.int32), (found & _ROW).astype(np.int32) - np.int32(1)

    def _codes(self, keys: list[str]) -> list[int]:
        number, row = self.ngrams.words(keys), self.vectors.ids(keys)
        respell(keys, number, row, self.ngrams, self.vectors)
        codes: list[int] = ((number.astype(np.int64) << _BITS) + row + 1).tolist()
        return codes
