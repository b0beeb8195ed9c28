"""Sisters: words that stand under one concept of WordNet, such as two kinds of vehicle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import starts

MOST = 4  # concepts stored above a word, those of its commonest senses; see data/lexicon_build/senses.py
# Pairs lie along the last axis, for numpy is slow where that is short.
_STEPS = np.arange(MOST, dtype=np.int32)[:, None, None]
# What stands in the empty places of the first and of the second word, so that they are not equal; concepts
# are numbered from 1, and there are about 20,000.
_NO_CONCEPT = np.array([[0], [0xFFFF]], np.uint16)


class Concepts:
    """The concepts above each word.

    Parameters
    ----------
    container : Container
    words : int
        How many words the file holds.

    Raises
    ------
    ResourceError
        If a section is missing, of another type, or does not fit the others.
    """

    __slots__ = ("_above", "_start")

    def __init__(self, container: Container, words: int) -> None:
        counts = container.need("concept_counts", "|u1")
        self._above = container.need("concepts", "<u2")
        self._start = starts(counts)
        if counts.size != words or self._start[-1] != self._above.size:
            raise ResourceError(
                "sections of concepts do not fit the number of words", where=str(container.path)
            )

    def sisters(self, both: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Return whether the two words of each pair have a concept above them in common.

        Parameters
        ----------
        both : ndarray of int32, shape [2, n]

        Returns
        -------
        ndarray of bool, shape [n]
        """
        start = self._start.take(both)
        size = self._start.take(both + 1) - start
        above = np.where(size > _STEPS, self._above.take(start + _STEPS, mode="clip"), _NO_CONCEPT)
        equal = above[:, None, 0] == above[None, :, 1]
        found: NDArray[np.bool_] = equal.reshape(MOST * MOST, -1).any(axis=0)
        return found
