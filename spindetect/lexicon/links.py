"""The links of the lexicon: which pairs of words the sources join, and how strongly.

Words are numbered by their number of links, most first. A link stands once, in the row of the word with the
higher number, under the lower number, of which 16 bits are kept: a row has two parts ('low' and 'high'), for
numbers below 65,536 and for those from there on. One byte, the code, says which sources join the pair and with which
grade; the grades' values are in the file's header. The codes are digits in a mixed base::

    code = moby + 5 * ppdb + 25 * wordnet          grades 0 (absent) to 4, 0 to 4, 0 to 7
    code = 200 + (1 moby) + (2 ppdb) + (4 wordnet) pairs of the grammar table, and who else says so
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import starts
from spindetect.lexicon.kinds import GRAMMAR, MOBY, PPDB, WORDNET

MOBY_GRADES, PPDB_GRADES, WORDNET_GRADES = 5, 5, 8
NEAR_GRADES = 2  # the first WordNet grades after 0 are of neighbouring concepts, not of a shared one
GRAMMAR_CODES = MOBY_GRADES * PPDB_GRADES * WORDNET_GRADES
PLANE_BITS = 16


@dataclass(frozen=True, slots=True)
class CodeTable:
    """What each code means, shape [256]; `shared` and `near` are commonness in [0, 1]."""

    sources: NDArray[np.uint8]
    shared: NDArray[np.float32]
    near: NDArray[np.float32]


class Links:
    """Look-ups in the link sections of a lexicon file."""

    __slots__ = ("_codes", "_columns", "_end", "_reverse", "_start")

    def __init__(self, container: Container) -> None:
        self._columns = container.need("link_columns", "<u2")
        self._codes = container.need("link_codes", "|u1")
        low = starts(container.need("link_low_counts", "<u2"))
        high = starts(container.need("link_high_counts", "<u2")) + low[-1]
        if not high[-1] == self._columns.size == self._codes.size:
            raise ResourceError(
                f"sections do not fit: {high[-1]} links counted, {self._columns.size} columns, "
                f"{self._codes.size} codes",
                where=str(container.path),
            )
        self._start = np.concatenate((low[:-1], high[:-1]))
        self._end = np.concatenate((low[1:], high[1:]))
        self._reverse: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None

    def codes(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return the code of each pair, 0 where nothing joins it; numbers must be valid.

        Parameters
        ----------
        a, b : ndarray of int32, shape [n]

        Returns
        -------
        ndarray of uint8, shape [n]
        """
        row, column = np.maximum(a, b), np.minimum(a, b)
        plane = column >> PLANE_BITS
        part = row + np.minimum(plane, 1) * (self._start.size // 2)
        start = self._start[part]
        length = np.where(plane < 2, self._end[part] - start, 0)  # words beyond two planes have no links
        # All entries of all rows asked for, end to end: rows are short, so reading them whole costs less
        # than a binary search in Python steps (measured: 70 us against 110 us for 600 pairs).
        before = np.cumsum(length) - length
        at = np.arange(int(length.sum())) + np.repeat(start - before, length)
        hit = np.flatnonzero(self._columns[at] == np.repeat((column & 0xFFFF).astype(np.uint16), length))
        out = np.zeros(len(a), np.uint8)
        out[np.searchsorted(before, hit, side="right") - 1] = self._codes[at[hit]]
        return out

    def neighbours(self, number: int) -> NDArray[np.int32]:
        """Return the numbers of all words that anything joins with this one, in ascending order.

        The first call in a process makes an index of 8 bytes a link, in about 50 ms.
        """
        words = self._start.size // 2
        low = self._columns[self._start[number] : self._end[number]].astype(np.int32)
        part = number + words
        high = self._columns[self._start[part] : self._end[part]].astype(np.int32) + (1 << PLANE_BITS)
        first, rows = self._reverse or self._index()
        return np.concatenate((low, high, rows[first[number] : first[number + 1]]))

    def _index(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return for each word where its entries as a column begin, and the rows of all entries in that order."""
        words = self._start.size // 2
        length = self._end - self._start
        rows = np.repeat(np.tile(np.arange(words, dtype=np.int32), 2), length)
        low = int(self._start[words])
        parts = []
        counts = np.zeros(words, np.int32)
        for at, (begin, end) in enumerate(((0, low), (low, rows.size))):
            columns = self._columns[begin:end]
            parts.append(rows[begin:end][np.argsort(columns, kind="stable")])
            found = np.bincount(columns, minlength=1 << PLANE_BITS)
            offset = at << PLANE_BITS
            here = found[: max(0, words - offset)]
            counts[offset : offset + here.size] += here.astype(np.int32)
        # Two threads may both come here; both find the same, and the last one stays.
        self._reverse = (starts(counts), np.concatenate(parts))
        return self._reverse


def code_table(container: Container, without: Collection[str]) -> CodeTable:
    """Return what each code means with the given sources left out.

    Raises
    ------
    ResourceError
        If the header lacks the grades' values.
    """
    try:
        grades = {
            name: np.array(container.meta["grades"][name], np.float32) for name in ("moby", "ppdb", "wordnet")
        }
        grammar = np.float32(container.meta["grades"]["grammar"])
    except (LookupError, TypeError, ValueError) as error:
        raise ResourceError(
            f"header lacks the grades' values: {error!r}", where=str(container.path)
        ) from error
    code = np.arange(256)
    from_table = code >= GRAMMAR_CODES
    extra = np.where(from_table, code - GRAMMAR_CODES, 0)
    moby = np.where(from_table, (extra & 1) * (MOBY_GRADES - 1), code % MOBY_GRADES)
    ppdb = np.where(from_table, (extra >> 1 & 1) * (PPDB_GRADES - 1), code // MOBY_GRADES % PPDB_GRADES)
    wordnet = np.where(
        from_table, (extra >> 2 & 1) * (WORDNET_GRADES - 1), code // (MOBY_GRADES * PPDB_GRADES)
    )
    wordnet = np.minimum(wordnet, WORDNET_GRADES - 1)
    moby, ppdb, wordnet = (
        np.zeros(256, np.intp) if name in without else digit
        for name, digit in (("moby", moby), ("ppdb", ppdb), ("wordnet", wordnet))
    )
    sources = (moby > 0) * MOBY | (ppdb > 0) * PPDB | (wordnet > 0) * WORDNET | from_table * GRAMMAR
    near = (wordnet > 0) & (wordnet <= NEAR_GRADES)
    shared = np.maximum(grades["moby"][moby], grades["ppdb"][ppdb])
    shared = np.maximum(shared, np.where(near, 0, grades["wordnet"][wordnet]))
    shared = np.maximum(shared, from_table * grammar)
    return CodeTable(
        sources.astype(np.uint8),
        shared.astype(np.float32),
        (near * grades["wordnet"][wordnet]).astype(np.float32),
    )
