"""Words of many texts at once: cut from one stretch of bytes, and numbered, without a step of Python a word.

A word is known by 64 bits of hash. Of words of up to eight bytes no two have the same; of longer ones, two of
262,144 do with a probability of 2 in a billion.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

_BLANK: Final = 32
_CHUNK: Final = 8  # bytes that one step takes in
_LONGEST: Final = 64  # bytes of a word that numpy looks at; more are no word, and are rare
_MASKS: Final = np.array([(1 << (8 * size)) - 1 for size in range(_CHUNK + 1)], np.uint64)
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)  # odd: nothing is lost
_HALF: Final = np.uint64(32)
_SMALLEST_BITS: Final = 14


def cut(data: bytes) -> tuple[Places, Places]:
    """Return where the words begin and end that spaces part.

    Parameters
    ----------
    data : bytes
        Without other white space and without zero bytes.

    Returns
    -------
    starts, ends : arrays of int64, shape (words,)
    """
    blank = np.frombuffer(b" " + data + b" ", np.uint8) == _BLANK
    edges = (blank[1:] != blank[:-1]).nonzero()[0]
    return edges[::2], edges[1::2]


def hashed(data: bytes, starts: Places, ends: Places) -> Hashes:
    """Return a hash of each word; it is for looking up in one process, and may change with the version."""
    padded = data + bytes(_CHUNK)
    # Eight bytes from each place on, without copying: rows of it are what costs.
    windows: Hashes = np.ndarray((len(padded) - _CHUNK + 1,), "<u8", padded, strides=(1,))
    lengths = ends - starts
    found = _stirred(windows[starts] & _MASKS[np.minimum(lengths, _CHUNK)])
    at = (lengths > _CHUNK).nonzero()[0]
    for offset in range(_CHUNK, _LONGEST, _CHUNK):
        if not len(at):
            return found
        left = np.minimum(lengths[at] - offset, _CHUNK)
        found[at] = _stirred(found[at] ^ (windows[starts[at] + offset] & _MASKS[left]))
        at = at[lengths[at] > offset + _CHUNK]
    for place in at.tolist():
        word = data[starts[place] : ends[place]]
        found[place] = int.from_bytes(blake2b(word, digest_size=8).digest(), "little")
    return found


def _stirred(values: Hashes) -> Hashes:
    values = values * _FIRST
    values ^= values >> _HALF
    values *= _SECOND
    values ^= values >> _HALF
    return values


class WordTable:
    """Numbers of words by their hashes, in the order they were met: a hash table with open addressing."""

    def __init__(self) -> None:
        self._size = 0
        self._make(_SMALLEST_BITS)

    def __len__(self) -> int:
        return self._size

    def _make(self, bits: int) -> None:
        self._shift, self._last = np.uint64(64 - bits), (1 << bits) - 1
        self._hashes = np.zeros(1 << bits, np.uint64)
        self._numbers = np.full(1 << bits, -1, np.int32)

    def find(self, hashes: Hashes) -> NDArray[np.int32]:
        """Return the number of each word, -1 where it was not met."""
        at = (hashes >> self._shift).astype(np.int64)
        held = self._hashes[at]
        found = self._numbers[at]
        other = (held != hashes).nonzero()[0]
        while len(other):
            found[other] = -1
            other = other[held[other] != 0]
            at[other] = (at[other] + 1) & self._last
            held[other], found[other] = self._hashes[at[other]], self._numbers[at[other]]
            other = other[held[other] != hashes[other]]
        return found

    def add(self, hashes: Hashes) -> None:
        """Give numbers to words that were not met, no two of them the same."""
        numbers = np.arange(self._size, self._size + len(hashes), dtype=np.int32)
        self._size += len(hashes)
        if 2 * self._size > self._last:
            used = (self._numbers >= 0).nonzero()[0]
            hashes = np.concatenate((self._hashes[used], hashes))
            numbers = np.concatenate((self._numbers[used], numbers))
            self._make((4 * self._size).bit_length())
        at = (hashes >> self._shift).astype(np.int64)
        while len(hashes):
            free = self._numbers[at] < 0
            self._hashes[at[free]] = hashes[free]  # of several for one place the last stays
            here = free & (self._hashes[at] == hashes)
            self._numbers[at[here]] = numbers[here]
            hashes, numbers, at = hashes[~here], numbers[~here], (at[~here] + 1) & self._last


def joined(words: Sequence[bytes]) -> tuple[bytes, Places, Places]:
    """Return words as one stretch of bytes, and where each begins and ends in it."""
    ends = np.cumsum(np.fromiter((len(word) + 1 for word in words), np.int64, len(words))) - 1
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))[: len(words)]
    return b" ".join(words), starts, ends
