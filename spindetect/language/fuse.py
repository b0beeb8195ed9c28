"""Numbers found by hash and gather: a static table that stores no keys.

A key is a 64-bit hash. It owns three cells in each of two arrays: the exclusive or of the first three is a
fingerprint of the key, that of the others its value (the Bloomier filter of Chazelle et al. 2004, on the
cells of a binary fuse filter: Graf and Lemire 2022). Looking up is three gathers and a comparison, without
a branch or a loop, and three gathers more for the keys that are found. A key that was not stored passes for
one that was with a chance of one in 2**16.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError

_HALF: Final = np.uint64(32)
_ONE: Final = np.uint64(1)
_SECOND: Final = np.uint64(18)  # where the bits begin that place a key's second cell
# One odd number for each word of an n-gram: 2**64 / phi, and multipliers of splitmix64 and xxHash.
_ODD: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
_STIR: Final = np.array([0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xFF51AFD7ED558CCD], np.uint64)
_MOST: Final = 1 << 31  # of any figure of a shape
_PRINT: Final = np.uint64(48)  # a fingerprint is the top 16 bits of another product
_CHUNK: Final = 1 << 14  # look-ups at once: what is computed between stays in a core's cache


def hashes(seed: int, *words: NDArray[Any]) -> NDArray[np.uint64]:
    """Return the hash of every n-gram, given as parallel arrays of word numbers; they broadcast."""
    mixed: NDArray[np.uint64] = words[0].astype(np.uint64) * _ODD[0]
    mixed += np.uint64(seed)
    for word, odd in zip(words[1:], _ODD[1:], strict=False):
        mixed = mixed + word.astype(np.uint64) * odd
    for stir in _STIR[:2]:  # splitmix64's finish
        mixed ^= mixed >> _HALF
        mixed *= stir
    mixed ^= mixed >> _HALF
    return mixed


@dataclass(frozen=True)
class Shape:
    """Where the three cells of a key lie.

    Attributes
    ----------
    segments : int
        In how many segments a first cell may lie; the other two lie in the next two.
    segment_bits : int
        Binary logarithm of the cells in a segment.
    """

    segments: int
    segment_bits: int

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return (self.segments + 2) << self.segment_bits

    def places(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], ...]:
        """Return each key's three cells."""
        step = np.uint64(1 << self.segment_bits)
        inside = step - _ONE
        first = keys >> _HALF
        first *= np.uint64(self.segments << self.segment_bits)
        first >>= _HALF
        second = first + step
        third = second + step
        second ^= (keys >> _SECOND) & inside
        third ^= keys & inside
        return first.view(np.int64), second.view(np.int64), third.view(np.int64)


def fingerprints(keys: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """Return what the cells of a stored key agree to."""
    prints: NDArray[np.uint16] = ((keys * _STIR[2]) >> _PRINT).astype(np.uint16)
    return prints


class FuseTable:
    """Values of n-grams of one order.

    Parameters
    ----------
    container : Container
    name : str
        The sections `<name>_prints` and `<name>_values` hold the cells; the header's `tables` has their
        shape under `name`.
    dtype : str
        Of the values.

    Raises
    ------
    ResourceError
        If a section or the shape is missing or they do not fit.
    """

    __slots__ = ("_prints", "_seed", "_shape", "_values", "count")

    def __init__(self, container: Container, name: str, dtype: str) -> None:
        where = str(container.path)
        self._prints = container.need(f"{name}_prints", "<u2")
        self._values = container.need(f"{name}_values", dtype)
        try:
            row = container.meta["tables"][name]
            numbers = [row[key] for key in ("segments", "segment_bits", "seed", "count")]
        except (LookupError, TypeError) as error:
            raise ResourceError(f"the header says nothing of table {name!r}", where=where) from error
        if not all(type(n) is int and 0 <= n < _MOST for n in numbers) or numbers[1] > _SECOND:
            raise ResourceError(f"the header gives table {name!r} the shape {numbers}", where=where)
        self._shape, self._seed, self.count = Shape(*numbers[:2]), numbers[2], numbers[3]
        sizes = (self._shape.cells, self._prints.size, self._values.size)
        if len(set(sizes)) > 1:
            problem = "table {!r} does not fit: its shape has {} cells, its sections {} and {}"
            raise ResourceError(problem.format(name, *sizes), where=where)

    def find(self, *words: NDArray[Any]) -> tuple[NDArray[np.bool_], NDArray[Any]]:
        """Return whether each n-gram is here, and its value, 0 where it is not.

        Parameters
        ----------
        *words : arrays of int, of one shape or broadcasting to one
            Word numbers, the first word's first; none negative.
        """
        if len({word.shape for word in words}) > 1:
            words = tuple(np.broadcast_arrays(*words))
        shape, size = words[0].shape, words[0].size
        flat = [word.reshape(-1) for word in words]
        here, value = np.empty(size, np.bool_), np.zeros(size, self._values.dtype)
        for at in range(0, size, _CHUNK):
            part = slice(at, at + _CHUNK)
            self._find([word[part] for word in flat], here[part], value[part])
        return here.reshape(shape), value.reshape(shape)

    def _find(self, words: Sequence[NDArray[Any]], here: NDArray[np.bool_], value: NDArray[Any]) -> None:
        keys = hashes(self._seed, *words)
        places = self._shape.places(keys)
        found = _gathered(self._prints, places)
        np.equal(found, fingerprints(keys), out=here)
        at = np.flatnonzero(here)
        value[at] = _gathered(self._values, [place[at] for place in places])


def _gathered(cells: NDArray[Any], places: Sequence[NDArray[np.int64]]) -> NDArray[Any]:
    """Return the exclusive or of the cells in three places."""
    first, second, third = places
    found: NDArray[Any] = cells.take(first)
    found ^= cells.take(second)
    found ^= cells.take(third)
    return found
