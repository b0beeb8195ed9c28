"""Keys to numbers, many at once: an exact hash table over mapped arrays that needs no building at start.

The keys' bytes lie one after another. A key's hash is a sum over its bytes of byte
times a random odd number of 64 bits (multilinear hashing: Carter and Wegman 1979; Lemire and Kaser 2014),
which numpy computes for a whole batch without a Python step for each key. The hash chooses a bucket; a seed
found when the file was made spreads the bucket's keys over as many slots (hash and displace: Belazzougui,
Botelho and Dietzfelbinger 2009). The one slot names one key, whose bytes are compared with those asked for:
look-ups are exact whatever the hash does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError

BUCKET_BITS = 16  # 65,536 buckets: 1 to 4 keys in each for 65,000 to 250,000 keys
_SEED = 20150617  # any; fixed so that equal keys give equal files
_SEEDS = 1 << 16  # as many as the section for them can tell apart
_NEWLINE = 10
_LONGEST = 63  # bytes of a stored key
_TO_BUCKET = np.uint64(64 - BUCKET_BITS)
_TO_REST = np.uint64(64 - BUCKET_BITS - 32)
_SPREAD, _STIR = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)  # primes near 2**32/phi, and xxHash's second
_HALF = np.uint32(16)


class KeyTable:
    """The keys of one file, numbered from 0 in the order they were stored.

    Parameters
    ----------
    container : Container
        A file with the sections that `key_table_arrays` makes.

    Raises
    ------
    ResourceError
        If a section is missing, of another type, or does not fit the others.
    """

    __slots__ = (
        "_bucket_count",
        "_bucket_seed",
        "_bucket_start",
        "_multipliers",
        "_number",
        "_start",
        "_words",
    )

    def __init__(self, container: Container) -> None:
        need = container.need
        self._words = need("words", "|u1")
        self._multipliers = need("hash_multipliers", "<u8")
        low, high = need("slot_low", "<u2"), need("slot_high", "|u1")
        self._bucket_seed = need("bucket_seeds", "<u2")
        self._bucket_count = need("bucket_counts", "|u1")
        self._bucket_start = starts(self._bucket_count)
        word_bytes = need("word_bytes", "|u1")
        self._start = starts(word_bytes)
        found = (len(self), int(self._bucket_start[-1]), low.size, high.size)
        if len(set(found)) > 1 or self._start[-1] != self._words.size or not word_bytes.all():
            problem = f"sections of words do not fit: {found} entries, {self._words.size} bytes"
            raise ResourceError(problem, where=str(container.path))
        self._number = high.astype(np.int32)
        self._number <<= 16
        self._number |= low

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
        return self._words[self._start[number] : self._start[number + 1]].tobytes().decode()

    def edges(
        self, numbers: NDArray[np.integer], head: int, tail: int
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.intp]]:
        """Return the first bytes of keys, their last ones from the end on, and their lengths.

        Zeros stand where a key is shorter; 30 ns a key and byte, no text is made.

        Parameters
        ----------
        numbers : ndarray of int, shape [n]
        head, tail : int
            How many bytes of each end.

        Returns
        -------
        tuple of ndarray, shapes [n, head], [n, tail] and [n]
        """
        start = self._start.take(numbers)
        length = self._start.take(numbers + 1) - start
        front, back = np.arange(head), np.arange(tail)
        first = self._words.take(start[:, None] + front, mode="clip") * (front < length[:, None])
        ends = (start + length - 1)[:, None] - back
        return first, self._words.take(ends, mode="clip") * (back < length[:, None]), length

    def ids(self, keys: Sequence[str]) -> NDArray[np.int32]:
        """Return each key's number, -1 for those that are not here; 0.2 us a key in batches of hundreds.

        Parameters
        ----------
        keys : sequence of str

        Returns
        -------
        ndarray of int32, shape [len(keys)]
        """
        if not keys or not self._words.size:
            return np.full(len(keys), -1, np.int32)
        return self._looked_up(*_split(keys))

    def ids_of(self, other: KeyTable) -> NDArray[np.int32]:
        """Return the number here of each key of another table, -1 for those that are not here.

        The same as asking for their texts, without making them: 0.4 us a key. Shape [len(other)].
        """
        if not len(other) or not self._words.size:
            return np.full(len(other), -1, np.int32)
        start = other._start[:-1] + np.arange(len(other))
        length = np.diff(other._start) + np.int64(1)
        data = np.insert(other._words, other._start[1:], np.uint8(_NEWLINE))
        place = np.arange(data.size)
        place -= start.repeat(length)
        return self._looked_up(data, start, length, place)

    def _looked_up(
        self,
        data: NDArray[np.uint8],
        start: NDArray[np.intp],
        length: NDArray[np.intp],
        place: NDArray[np.intp],
    ) -> NDArray[np.int32]:
        """Return the numbers of keys whose bytes lie one after another, each with a newline."""
        number = self._candidates(_hash(data, start, place, self._multipliers))
        first = self._start.take(number)
        length = length - 1  # without the newline
        fits = self._start.take(number + 1) - first == length
        # Most phrases that are asked for are none; a stored key of another length need not be read.
        at = fits.nonzero()[0]
        wrong = self._differs(data, start.take(at), first.take(at), length.take(at))
        number[~fits] = -1
        number[at[wrong]] = -1
        return number

    def _differs(
        self,
        data: NDArray[np.uint8],
        start: NDArray[np.intp],
        first: NDArray[np.int32],
        length: NDArray[np.intp],
    ) -> NDArray[np.bool_]:
        """Return which stretches of `data` differ from the stored keys of these lengths, from `first` on."""
        if not length.size:
            return np.empty(0, np.bool_)
        end = length.cumsum()
        begin = end - length
        place = np.arange(end[-1])
        asked, stored = place + (start - begin).repeat(length), place + (first - begin).repeat(length)
        differs = data.take(asked) != self._words.take(stored)
        return np.logical_or.reduceat(differs, begin)

    def _candidates(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Return the number of the one key that each hash can stand for."""
        bucket = (hashes >> _TO_BUCKET).view(np.int64)
        slot = _displaced(hashes, self._bucket_seed.take(bucket), self._bucket_count.take(bucket))
        slot += self._bucket_start.take(bucket)
        # An empty bucket points at its neighbour's first slot, whose bytes then differ.
        return self._number.take(slot, mode="clip")


def starts(counts: NDArray[Any]) -> NDArray[np.int32]:
    """Return where each row begins, and the total, for rows of the given lengths: shape [n + 1]."""
    out = np.zeros(counts.size + 1, np.int32)
    np.cumsum(counts, out=out[1:])
    return out


def key_table_arrays(keys: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Return the sections of a table of these keys, for `write_container`.

    Raises
    ------
    ResourceError
        If keys are equal, empty, hold a newline, have more than 63 bytes, or number 2**24 or more.
    """
    fine = all(key and "\n" not in key and len(key.encode()) <= _LONGEST for key in keys)
    if not fine or len(set(keys)) != len(keys) or len(keys) >> 24:
        raise ResourceError("keys must be distinct, of 1 to 63 bytes, without newlines, fewer than 2**24")
    data, start, _, place = _split(keys) if keys else _split([""])
    for attempt in range(100):
        random = np.random.Generator(np.random.PCG64(_SEED + attempt))
        multipliers = random.integers(0, 2**63, size=64, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        hashes = _hash(data, start, place, multipliers)[: len(keys)]
        bucket = (hashes >> _TO_BUCKET).astype(np.intp)
        counts = np.bincount(bucket, minlength=1 << BUCKET_BITS)
        seeds = _find_seeds(hashes, bucket, counts)
        if seeds is not None:
            break
    else:
        raise ResourceError(f"no hash function spreads these {len(keys)} keys")
    slot = starts(counts)[bucket] + _displaced(hashes, seeds[bucket], counts[bucket])
    numbers = np.empty(len(keys), np.int64)
    numbers[slot] = np.arange(len(keys))
    return {
        "words": data[data != _NEWLINE],
        "word_bytes": np.array([len(key.encode()) for key in keys], np.uint8),
        "hash_multipliers": multipliers,
        "bucket_counts": counts.astype(np.uint8),
        "bucket_seeds": seeds,
        "slot_low": (numbers & 0xFFFF).astype(np.uint16),
        "slot_high": (numbers >> 16).astype(np.uint8),
    }


def _find_seeds(
    hashes: NDArray[np.uint64], bucket: NDArray[np.intp], counts: NDArray[np.intp]
) -> NDArray[np.uint16] | None:
    """Return for each bucket the first seed that parts its keys; None if one has none."""
    seeds = np.zeros(counts.size, np.uint16)
    open_keys = np.arange(hashes.size)
    for seed in range(_SEEDS):
        here = bucket[open_keys]
        place = _displaced(hashes[open_keys], np.full(here.size, seed, np.uint16), counts[here])
        taken = np.sort((here << 8) | place)
        clash = np.zeros(counts.size, np.bool_)
        clash[taken[1:][taken[1:] == taken[:-1]] >> 8] = True
        seeds[here[~clash[here]]] = seed
        open_keys = open_keys[clash[here]]
        if not open_keys.size:
            return seeds
    return None


def _displaced(
    hashes: NDArray[np.uint64], seeds: NDArray[np.uint16], counts: NDArray[Any]
) -> NDArray[np.intp]:
    """Return the place within its bucket of each hash, in [0, count)."""
    mixed = (hashes >> _TO_REST).astype(np.uint32)  # the lowest 32 bits
    mixed ^= np.multiply(seeds, _SPREAD, dtype=np.uint32)
    mixed *= _STIR
    mixed >>= _HALF
    np.multiply(mixed, counts, out=mixed, casting="unsafe")
    mixed >>= _HALF
    return mixed.astype(np.intp)


def _split(
    keys: Sequence[str],
) -> tuple[NDArray[np.uint8], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return the bytes of the keys, each with a newline, where each begins, its length, and places in it."""
    joined = "\n".join(keys)
    if (
        joined.count("\n") != len(keys) - 1
    ):  # no stored key holds a newline, so these are unknown: make them so
        joined = "\n".join([key.replace("\n", "\0") for key in keys])
    data = np.frombuffer((joined + "\n").encode("utf-8", "surrogatepass"), np.uint8)
    ends = (data == _NEWLINE).nonzero()[0]
    start = np.empty_like(ends)
    start[0] = 0
    np.add(ends[:-1], 1, out=start[1:])
    length = ends - start
    length += 1
    place = np.arange(data.size)
    place -= start.repeat(length)
    return data, start, length, place


def _hash(
    data: NDArray[np.uint8],
    start: NDArray[np.intp],
    place: NDArray[np.intp],
    multipliers: NDArray[np.uint64],
) -> NDArray[np.uint64]:
    # Bytes past the 64th wrap round: such keys are longer than any stored one and fail the comparison.
    terms = multipliers.take(place & 63)
    terms *= data
    return np.add.reduceat(terms, start)
