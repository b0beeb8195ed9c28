"""n-grams of numbered texts: how often, in how many documents, of how many sources.

An n-gram is a 51-bit integer of up to three numbers of 17 bits. With the document's number in the low 13
bits one sort of plain integers brings equal n-grams together and, among them, those of one document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.language.numbering import BOUNDARY

BITS = 17  # of a number: up to 131,072 of them
MOST_NUMBERS = 1 << BITS
_DOCUMENT_BITS = 64 - 3 * BITS
DOCUMENTS = 1 << _DOCUMENT_BITS  # in one piece


@dataclass(frozen=True)
class Stream:
    """Numbered text with a boundary before and after every sentence; `document` numbers its documents."""

    numbers: NDArray[np.uint32]
    document: NDArray[np.int32]


@dataclass(frozen=True)
class Counts:
    """Distinct n-grams in ascending order, each with its counts; all arrays have one shape.

    Attributes
    ----------
    grams : array of uint64
        Numbers of 17 bits, the first word highest.
    count, documents : array of int32
        Occurrences, and documents that hold it.
    sources : array of uint8
    """

    grams: NDArray[np.uint64]
    count: NDArray[np.int32]
    documents: NDArray[np.int32]
    sources: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.grams)

    def where(self, keep: NDArray[np.bool_]) -> Counts:
        """Return those that a mask keeps."""
        return Counts(self.grams[keep], self.count[keep], self.documents[keep], self.sources[keep])


def pack(*numbers: NDArray[np.integer]) -> NDArray[np.uint64]:
    """Return n-grams of parallel arrays of numbers."""
    gram = numbers[0].astype(np.uint64)
    for more in numbers[1:]:
        gram = gram << np.uint64(BITS) | more.astype(np.uint64)
    return gram


def unpack(grams: NDArray[np.uint64], order: int) -> tuple[NDArray[np.int64], ...]:
    """Return the numbers of n-grams, the first word's first."""
    low = np.uint64(MOST_NUMBERS - 1)
    return tuple((grams >> np.uint64(BITS * at) & low).astype(np.int64) for at in reversed(range(order)))


def grams_of(stream: Stream, order: int) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return every n-gram that crosses no sentence's border, and the number of its document."""
    ids, document = stream.numbers, stream.document
    n = len(ids) - order + 1
    columns = [ids[at : at + n] for at in range(order)]
    inside = np.ones(n, np.bool_)
    for middle in columns[1:-1]:
        inside &= middle != BOUNDARY
    # A boundary belongs to the words beside it, whichever text it was numbered with.
    home = np.where(columns[0] == BOUNDARY, document[order - 1 :], document[:n])
    return pack(*columns)[inside], home[inside]


def skips_of(stream: Stream) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return every pair of words with one word between in one sentence, and the number of its document."""
    ids = stream.numbers
    first, second = ids[:-2], ids[2:]
    inside = (first != BOUNDARY) & (ids[1:-1] != BOUNDARY) & (second != BOUNDARY)
    return pack(first, second)[inside], stream.document[:-2][inside]


def count_source(streams: Iterable[Stream], order: int) -> Counts:
    """Count the n-grams of one source; order 0 stands for pairs with one word between."""
    pieces = [_count_piece(*(grams_of(each, order) if order else skips_of(each))) for each in streams]
    return merge(pieces, one_source=True)


def _count_piece(grams: NDArray[np.uint64], document: NDArray[np.int32]) -> Counts:
    both = grams << np.uint64(_DOCUMENT_BITS) | document.astype(np.uint64)
    both.sort()
    grams = both >> np.uint64(_DOCUMENT_BITS)
    first = np.flatnonzero(np.append(True, grams[1:] != grams[:-1]))
    new_document = np.append(True, both[1:] != both[:-1])
    count = np.diff(np.append(first, len(grams))).astype(np.int32)
    documents = np.add.reduceat(new_document, first, dtype=np.int32)
    return Counts(grams[first], count, documents, np.ones(len(first), np.uint8))


def merge(pieces: Sequence[Counts], *, one_source: bool) -> Counts:
    """Add up counts; pieces of one source count it once, others add their sources.

    The result does not depend on the order of the pieces.
    """
    if not pieces:
        numbers = np.empty(0, np.int32)
        return Counts(np.empty(0, np.uint64), numbers, numbers, np.empty(0, np.uint8))
    if len(pieces) == 1:
        return pieces[0]
    grams = np.concatenate([piece.grams for piece in pieces])
    order = np.argsort(grams)
    grams = grams[order]
    first = np.flatnonzero(np.append(True, grams[1:] != grams[:-1]))
    grams = grams[first]

    def added(columns: list[NDArray[np.integer]]) -> NDArray[np.int32]:
        total: NDArray[np.int32] = np.add.reduceat(np.concatenate(columns)[order], first, dtype=np.int32)
        return total

    sources = np.ones(len(first), np.uint8)
    if not one_source:
        sources = added([piece.sources for piece in pieces]).astype(np.uint8)
    count = added([piece.count for piece in pieces])
    return Counts(grams, count, added([piece.documents for piece in pieces]), sources)
