"""Keys to numbers, many at once: an exact hash table over mapped arrays that needs no building at start.

The keys' bytes lie one after another, each ended by a newline. A key's hash is a sum over its bytes of byte
times a random odd number of 64 bits (multilinear hashing: Carter and Wegman 1979; Lemire and Kaser 2014),
which numpy computes for a whole batch without a Python step for each key. The hash chooses a bucket and a
check value of 16 bits; then the bytes themselves are compared, so a look-up is exact whatever the hash does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container

BUCKET_BITS = 16  # 65,536 buckets: 2 to 4 keys in each for 100,000 to 250,000 keys
_SEED = 20150617  # any; fixed so that equal keys give equal files
_NEWLINE = 10
_SHIFT_BUCKET = np.uint64(64 - BUCKET_BITS)
_SHIFT_CHECK = np.uint64(64 - BUCKET_BITS - 16)


class KeyTable:
    """The keys of one file, numbered from 0 in the order they were stored.

    Parameters
    ----------
    container : Container
        A file with the sections that `key_table_arrays` makes.

    Raises
    ------
    ResourceError
        If a section is missing or of another type.
    """

    __slots__ = ("_bucket_start", "_check", "_high", "_low", "_multipliers", "_start", "_widest", "_words")

    def __init__(self, container: Container) -> None:
        need = container.need
        self._words = need("words", "|u1")
        self._multipliers = need("hash_multipliers", "<u8")
        self._check = need("slot_check", "<u2")
        self._low = need("slot_low", "<u2")
        self._high = need("slot_high", "|u1")
        counts = need("bucket_counts", "|u1")
        self._widest = int(counts.max(initial=0))
        self._bucket_start = starts(counts)
        ends = np.flatnonzero(self._words == _NEWLINE)
        self._start = np.concatenate(([0], ends + 1))

    def __len__(self) -> int:
        return len(self._start) - 1

    def text(self, number: int) -> str:
        """Return the key with this number.

        Raises
        ------
        IndexError
            If there is none.
        """
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self._words[self._start[number] : self._start[number + 1] - 1].tobytes().decode()

    def ids(self, keys: Sequence[str]) -> NDArray[np.int32]:
        """Return each key's number, -1 for those that are not here; about 0.15 us a key in batches of hundreds.

        Parameters
        ----------
        keys : sequence of str

        Returns
        -------
        ndarray of int32, shape [len(keys)]
        """
        if not keys:
            return np.empty(0, np.int32)
        data, start, length = _split(keys)
        number = self._candidates(_hash(data, start, length, self._multipliers))
        at = np.arange(data.size) + np.repeat(self._start[number] - start, length)
        differs = np.take(self._words, at, mode="clip") != data
        number[np.logical_or.reduceat(differs, start)] = -1
        return number

    def _candidates(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Return for each hash the number of a key with its bucket and check value, else 0."""
        bucket = (hashes >> _SHIFT_BUCKET).astype(np.intp)
        check = (hashes >> _SHIFT_CHECK).astype(np.uint16)
        first = self._bucket_start[bucket]
        slots = first[:, None] + np.arange(self._widest)
        found = np.take(self._check, slots, mode="clip") == check[:, None]
        # A hit beyond the bucket's end belongs to a neighbour and then fails the comparison of bytes, but
        # it must not hide the right slot: the first hit is the one inside, if there is one.
        slot = np.minimum(first + found.argmax(axis=1), len(self._low) - 1)
        return self._low[slot].astype(np.int32) | (self._high[slot].astype(np.int32) << 16)


def starts(counts: NDArray[Any]) -> NDArray[np.int32]:
    """Return where each row begins, and the total, for rows of the given lengths: shape [n + 1]."""
    out = np.zeros(counts.size + 1, np.int32)
    np.cumsum(counts, out=out[1:])
    return out


def key_table_arrays(keys: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return the sections of a table of these keys, for `write_container`.

    Keys must be distinct, without newlines, at most 63 bytes each, and fewer than 2**24. The seed is raised
    until no two keys share bucket and check value, so that one comparison decides.
    """
    data, start, length = _split(keys)
    seed = _SEED
    while True:
        random = np.random.Generator(np.random.PCG64(seed))
        multipliers = random.integers(0, 2**63, size=64, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        hashes = _hash(data, start, length, multipliers)
        slot_keys = hashes >> _SHIFT_CHECK
        if np.unique(slot_keys).size == len(keys):
            break
        seed += 1
    order = np.argsort(slot_keys, kind="stable")
    bucket = (hashes >> _SHIFT_BUCKET).astype(np.intp)
    return {
        "words": data,
        "hash_multipliers": multipliers,
        "bucket_counts": np.bincount(bucket, minlength=1 << BUCKET_BITS).astype(np.uint8),
        "slot_check": (slot_keys[order] & np.uint64(0xFFFF)).astype(np.uint16),
        "slot_low": (order & 0xFFFF).astype(np.uint16),
        "slot_high": (order >> 16).astype(np.uint8),
    }


def _split(keys: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.intp], NDArray[np.intp]]:
    """Return the keys' bytes, each key ended by a newline, where each begins, and its length with the newline."""
    joined = "\n".join(keys)
    if (
        joined.count("\n") != len(keys) - 1
    ):  # no stored key holds a newline, so these are unknown: make them so
        joined = "\n".join([key.replace("\n", "\0") for key in keys])
    data = np.frombuffer((joined + "\n").encode("utf-8", "surrogatepass"), np.uint8)
    ends = np.flatnonzero(data == _NEWLINE) + 1
    start = np.concatenate(([0], ends[:-1]))
    return data, start, ends - start


def _hash(
    data: NDArray[np.uint8],
    start: NDArray[np.intp],
    length: NDArray[np.intp],
    multipliers: NDArray[np.uint64],
) -> NDArray[np.uint64]:
    place = np.arange(data.size) - np.repeat(start, length)
    # Bytes past the 64th wrap round: such keys are longer than any stored one and fail the comparison.
    terms = multipliers[place & 63] * (data + np.uint64(1))
    return np.add.reduceat(terms, start)
