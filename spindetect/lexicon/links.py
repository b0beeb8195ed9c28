"""The links of the lexicon: which pairs of words the sources join.

Words are numbered by their number of links, most first. A link stands once, in the row of the word with
the higher number, under the lower number, of which 16 bits are kept: a row has two parts, for numbers below
65,536 and for those from there on. `codes.py` says what the byte beside each link means.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import starts

PLANE_BITS = 16
PLANES = 2


class Links:
    """Look-ups in the link sections of a lexicon file.

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

    __slots__ = ("_bounds", "_codes", "_columns", "_reverse", "_words")

    def __init__(self, container: Container, words: int) -> None:
        self._words = words
        self._columns = container.need("link_columns", "<u2")
        self._codes = container.need("link_codes", "|u1")
        counts = container.need("link_counts", "|u1", ndim=2)
        self._bounds = starts(counts.reshape(-1))
        if counts.shape != (PLANES, words) or not self._bounds[-1] == self._columns.size == self._codes.size:
            problem = (
                f"sections of links do not fit: {counts.shape} rows for {words} words, "
                f"{self._bounds[-1]} links, {self._columns.size} columns, {self._codes.size} codes"
            )
            raise ResourceError(problem, where=str(container.path))
        self._reverse: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None

    def codes(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return the code of each pair, 0 where nothing joins it.

        Parameters
        ----------
        a, b : ndarray of int32, shape [n]
            Valid numbers.

        Returns
        -------
        ndarray of uint8, shape [n]
        """
        column, part = np.minimum(a, b), np.maximum(a, b)
        low = column.max(initial=0) < 1 << PLANE_BITS
        if not low:
            plane = column >> PLANE_BITS
            part += np.minimum(plane, PLANES - 1) * np.int32(self._words)
        start = self._bounds.take(part)
        part += 1
        length = self._bounds.take(part) - start
        if not low:
            length[plane >= PLANES] = 0  # words so far down have no links at all
        # All entries of all rows asked for, end to end: rows are short (10 links on average, at most 255),
        # so reading them whole costs less than a binary search in steps of numpy.
        end = length.cumsum(dtype=np.int32)
        at = (start - end + length).repeat(length)
        at += np.arange(at.size, dtype=np.int32)
        hit = (self._columns.take(at) == column.astype(np.uint16).repeat(length)).nonzero()[0]
        out = np.zeros(len(a), np.uint8)
        out[end.searchsorted(hit, side="right")] = self._codes.take(at.take(hit))
        return out

    def neighbours(self, number: int) -> NDArray[np.int32]:
        """Return the numbers of all words that anything joins with this one.

        The first call in a process makes an index of 4 bytes a link.
        """
        first, rows = self._reverse or self._index()
        here = [rows[first[number] : first[number + 1]]]
        for plane in range(PLANES):
            part = number + plane * self._words
            columns = self._columns[self._bounds[part] : self._bounds[part + 1]]
            here.append(columns.astype(np.int32) + (plane << PLANE_BITS))
        return np.concatenate(here)

    def neighbours_many(self, numbers: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return what `neighbours` gives for each of several words, end to end, and how many each has."""
        first, rows = self._reverse or self._index()
        begins, ends, sources = [first[numbers]], [first[numbers + 1]], [rows]
        for plane in range(PLANES):
            part = numbers + plane * self._words
            begins.append(self._bounds[part])
            ends.append(self._bounds[part + 1])
            sources.append(self._columns)
        counts = np.array(ends, np.int64) - np.array(begins, np.int64)
        total = counts.sum(axis=0)
        out = np.empty(int(total.sum()), np.int32)
        place = np.cumsum(total) - total
        for plane, (begin, count, source) in enumerate(zip(begins, counts, sources, strict=True), -1):
            within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
            found = source[within + np.repeat(begin, count)].astype(np.int32)
            out[within + np.repeat(place, count)] = found + (max(plane, 0) << PLANE_BITS)
            place = place + count
        return out, total

    def degrees(self) -> NDArray[np.int32]:
        """Return how many links each word has, shape [words]."""
        first, _ = self._reverse or self._index()
        rows = np.diff(self._bounds).reshape(PLANES, self._words).sum(axis=0)
        out: NDArray[np.int32] = (np.diff(first) + rows).astype(np.int32)
        return out

    def _index(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return where each word's entries as a column begin, and the rows of all entries in that order."""
        row = np.repeat(np.tile(np.arange(self._words, dtype=np.int32), PLANES), np.diff(self._bounds))
        counts = np.zeros(max(self._words, PLANES << PLANE_BITS), np.int32)
        ordered = []
        for plane in range(PLANES):
            begin, end = self._bounds[plane * self._words], self._bounds[(plane + 1) * self._words]
            columns = self._columns[begin:end]
            ordered.append(row[begin:end][np.argsort(columns, kind="stable")])
            counts[plane << PLANE_BITS :][: 1 << PLANE_BITS] = np.bincount(columns, minlength=1 << PLANE_BITS)
        # Two threads may both come here; both find the same, and the last one stays.
        self._reverse = (starts(counts[: self._words]), np.concatenate(ordered))
        return self._reverse
