"""Words' numbers in the n-gram model and in the vectors, looked up together and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.context.regional import respell
from spindetect.language import Ngrams, Vectors

MOST_MET: Final = 1 << 16
"""Words remembered: more than are in common use; some 8 MB."""

_LONGEST: Final = 63  # characters of a word that is remembered; no table holds a longer one
_BITS: Final = 24  # of a row and 1; tables number fewer
_ROW: Final = (1 << _BITS) - 1


class Vocabulary:
    """Looks words up; British spellings as the American ones, where these are known better.

    Nine words in ten of a text were in the texts before it, and a dictionary finds a word in a tenth of the
    time that mapped tables need. Safe in threads: what is remembered of a word never changes.

    Parameters
    ----------
    ngrams : Ngrams
    vectors : Vectors
    """

    __slots__ = ("_met", "ngrams", "vectors")

    def __init__(self, ngrams: Ngrams, vectors: Vectors) -> None:
        self.ngrams, self.vectors = ngrams, vectors
        self._met: dict[str, int] = {}

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
        codes = list(map(self._met.get, keys))
        if None in codes:
            new = list({key: None for key, code in zip(keys, codes, strict=True) if code is None})
            told = self._new(new)
            known = [told[key] if code is None else code for key, code in zip(keys, codes, strict=True)]
        else:
            known = [code for code in codes if code is not None]
        found = np.array(known, np.int64)
        return (found >> _BITS).astype(np.int32), (found & _ROW).astype(np.int32) - np.int32(1)

    def _new(self, keys: list[str]) -> dict[str, int]:
        number, row = self.ngrams.words(keys), self.vectors.ids(keys)
        respell(keys, number, row, self.ngrams, self.vectors)
        codes = (number.astype(np.int64) << _BITS) + row + 1
        told = dict(zip(keys, codes.tolist(), strict=True))
        if len(self._met) + len(told) > MOST_MET:
            self._met = {}
        self._met.update(item for item in told.items() if len(item[0]) <= _LONGEST)
        return told
