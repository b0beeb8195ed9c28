"""Fingerprints that survive spinning: from the texts of documents to keys, a batch at a time.

A key is the hash of words in a row, after words that may be swapped are taken out:

- four words in a row of those that nothing can stand for and of the function words between them: what is
  left of a sentence when every swappable word is gone;
- two content words in a row, if at least one of them is not easily swapped.

The order of the words is in the key, so that one key says more than its words. Of the runs alone, four in
common found the sources of all 2,151 texts spun at about 18 and 40 %, and of .995 of 1,085 spun passages,
with 1.5 candidates a document of 16,000 (dictionary unseen); the pairs find what the runs miss where
function words are swapped too.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.corpus.extras import require
from spindetect.corpus.keys import FUNCTION, NONE, STABLE, Words
from spindetect.corpus.tables import KEYS, SKETCH
from spindetect.lexicon import Lexicon
from spindetect.text.characters import DIGIT, class_of, odd_characters
from spindetect.text.normalise import clean, is_suspicious

require("corpus", "pyarrow", where="spindetect.corpus.fingerprint")

import pyarrow as pa  # noqa: E402 - without it there is an install line, not a traceback

FINGERPRINT_VERSION: Final = 1
"""Raised when a text's keys change: what was stored under another version is made again."""

FILE: Final[dict[str, Any]] = {
    "compression": "zstd",
    "use_dictionary": ["doc", "weight"],
    "column_encoding": {"key": "PLAIN", "position": "DELTA_BINARY_PACKED"},
}
"""How keys are written as Parquet: hashes are no words to look up, and positions ascend. A third faster."""

IN_A_ROW: Final = 4
LEAST_SURVIVING: Final = 0.19
"""Of two content words: .35 x .55, so that not both of them are easily swapped."""

# ASCII to what words are made of: letters and digits in small letters, all else a space.
_PLAIN: Final = bytes(
    code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(256)
)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, near 2**64 / phi: Fibonacci hashing
_STIR, _FOLD, _TOP = np.uint64(0xBF58476D1CE4E5B9), np.uint64(29), np.uint64(1)  # as in SplitMix64
Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]


def words_of(text: str) -> list[bytes]:
    """Return the words of a text as keys are made of them: small letters, disguises undone, UTF-8."""
    return _bytes(text).split()


def _bytes(text: str) -> bytes:
    if text.isascii():
        return text.encode().translate(_PLAIN)
    # Most texts have a few quotes and dashes that are the same wherever they stand: searches at memory speed.
    changes = None if "-\n" in text or "-\r" in text else _changes(odd_characters(text))
    if changes is None:
        text = _plain(text)
        return text.encode("utf-8", "replace").translate(_PLAIN)
    data = text.encode()
    for old, new in changes:
        data = data.replace(old, new)
    return data.translate(_PLAIN)


@functools.lru_cache(maxsize=4096)
def _changes(odd: frozenset[str]) -> tuple[tuple[bytes, bytes], ...] | None:
    """Return what `_plain` makes of some characters, where it does not depend on what stands around them."""
    found = [_change(char) for char in odd]
    return tuple(row for row in found if row[0] != row[1]) if all(row[0] for row in found) else None


@functools.lru_cache(maxsize=4096)
def _change(char: str) -> tuple[bytes, bytes]:
    """Return one character as read and as keys have it, in UTF-8; empty where its company says."""
    if is_suspicious(char) or "\ud800" <= char <= "\udfff":
        return b"", b""
    return char.encode(), _plain(char).encode()


def _plain(text: str) -> str:
    found = clean(text)
    text = found.text
    for char in found.left:
        if class_of(char) > DIGIT:
            text = text.replace(char, " ")
    return text.casefold()


class Fingerprinter:
    """Makes fingerprints. It pickles to its lexicon; what it remembers of words changes no result.

    Parameters
    ----------
    lexicon : Lexicon
        Says which words can be swapped; all that is to be related must be made with one.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._words = Words(lexicon)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Fingerprinter, (self.lexicon,))

    @property
    def digest(self) -> str:
        """What a fingerprint depends on besides the text, in words: version, lexicon, what is left out."""
        return f"{FINGERPRINT_VERSION}/{self.lexicon.digest}/{','.join(self.lexicon.sources)}"

    def keys(self, texts: Sequence[str]) -> Fingerprints:
        """Return the fingerprints of some texts."""
        return Fingerprints(*self._numbers(texts), self._words)

    def _numbers(self, texts: Sequence[str]) -> tuple[Places, NDArray[np.int32]]:
        """Return how many words each text has, and the numbers of all."""
        parts = [_bytes(text) for text in texts]
        numbers, starts = self._words.cut(b" ".join(parts))
        ends = np.cumsum(np.fromiter((len(part) + 1 for part in parts), np.int64, len(parts)))
        return np.diff(np.searchsorted(starts, ends), prepend=0), numbers


class Fingerprints:
    """The keys of a batch of texts in parallel columns, and what sums each text up.

    Attributes
    ----------
    lengths : array of int64, shape (texts,)
        Words of each text.
    text, key, position, weight : arrays, shape (keys,)
        Which text of the batch a key is of, its hash, the number of its first word in the text, and how
        likely a spinner is to leave its words alone, in (0, 1]. A text has a key once, where it first
        stands; runs first, then pairs, each in the order of texts and places.
    digests : array of int64, shape (texts,)
        Of the words in order.
    bands : array of int64, shape (texts, BANDS)
        Of a MinHash signature of runs of three words.
    """

    def __init__(self, lengths: Places, numbers: NDArray[np.int32], words: Words) -> None:
        self.lengths = lengths
        # Of two million words in one text each column is 16 MB: none stays longer than it is needed.
        owner = np.repeat(np.arange(len(lengths)), lengths)
        hashes = words.hashes[numbers]
        classes = words.classes[numbers]
        self.digests = _digests(owner, hashes, len(lengths))
        counted = classes != NONE
        self.bands = _bands(owner[counted], hashes[counted], len(lengths))
        del counted
        self.text, self.key, self.position, self.weight = _once(
            *_both(owner, hashes, classes, words.surviving[numbers])
        )


def _both(
    owner: Places, hashes: Hashes, classes: NDArray[np.uint8], surviving: NDArray[np.float32]
) -> Iterator[NDArray[Any]]:
    """Yield the columns of `_rows`, each of runs and of pairs behind them."""
    starts = np.searchsorted(owner, np.arange(owner[-1] + 1 if len(owner) else 0))
    place = np.arange(len(owner)) - starts[owner]
    kept, content = (classes == FUNCTION) | (classes == STABLE), classes > FUNCTION
    runs: list[NDArray[Any]] = list(_rows(owner, place, hashes, surviving, kept, IN_A_ROW, 0.0))
    pairs: list[NDArray[Any]] = list(_rows(owner, place, hashes, surviving, content, 2, LEAST_SURVIVING))
    while runs:
        yield np.concatenate((runs.pop(0), pairs.pop(0)))


def _rows(
    owner: Places,
    place: Places,
    hashes: Hashes,
    surviving: NDArray[np.float32],
    among: NDArray[np.bool_],
    size: int,
    least: float,
) -> tuple[Places, Hashes, Places, NDArray[np.float32]]:
    """Return the keys of `size` words in a row among some of the words, of at least some weight."""
    at = among.nonzero()[0]
    last = max(0, len(at) - size + 1)
    first, final = at[:last], at[size - 1 :]
    key = np.full(last, size, np.uint64)
    weight = np.ones(last, np.float32)
    hashes, surviving = hashes[at], surviving[at]
    for offset in range(size):
        key ^= hashes[offset : offset + last]
        key *= _MULTIPLIER
        key ^= key >> _FOLD
        weight *= surviving[offset : offset + last]
    good = (owner[first] == owner[final]) & (weight >= least)
    first = first[good]
    return owner[first], key[good], place[first], weight[good]


def _once(
    text: Places, key: Hashes, position: Places, weight: NDArray[np.float32]
) -> tuple[Places, NDArray[np.int64], Places, NDArray[np.float32]]:
    """Return each text's keys once, where they first stand; the order stays."""
    own = key ^ (text.astype(np.uint64) * _STIR)
    order = own.argsort()
    own = own[order]
    starts = np.concatenate(([0], (own[1:] != own[:-1]).nonzero()[0] + 1))
    del own
    # A text's keys of one kind stand in the order of their places.
    at = np.minimum.reduceat(order, starts) if len(order) else order
    del order, starts
    at.sort()
    return text[at], (key[at] >> _TOP).astype(np.int64), position[at], weight[at]


BANDS: Final = 3
ROWS: Final = 8
"""Eight equal minima in one of three bands: texts with .95 of their runs of three words in common are found
with .96, with .9 with .81, with .75 with .27; these are compared key by key before anything is folded."""
_RUN: Final = 3
_ODD: Final = np.random.Generator(np.random.PCG64(20150617)).integers(
    1 << 62, size=BANDS * ROWS, dtype=np.uint64
) * np.uint64(2) + np.uint64(1)


def _digests(owner: Places, hashes: Hashes, texts: int) -> NDArray[np.int64]:
    """Return a hash of each text's words in order."""
    starts = np.searchsorted(owner, np.arange(texts))
    place = (np.arange(len(owner)) - starts[owner]).astype(np.uint64)
    mixed = (hashes ^ (place * _STIR)) * _MULTIPLIER
    mixed ^= mixed >> _FOLD
    mixed *= _STIR
    return (_reduced(np.add, mixed, starts, np.bincount(owner, minlength=texts)) >> _TOP).astype(np.int64)


def _bands(owner: Places, hashes: Hashes, texts: int) -> NDArray[np.int64]:
    """Return the bands of the texts' signatures; of texts of fewer than three words, those of nothing."""
    size = max(0, len(owner) - _RUN + 1)
    runs = np.zeros(size, np.uint64)
    for offset in range(_RUN):
        runs = (runs ^ hashes[offset : offset + size]) * _MULTIPLIER
        runs ^= runs >> _FOLD
    whole = owner[:size] == owner[_RUN - 1 :] if size else np.zeros(0, np.bool_)
    runs, owner = runs[whole], owner[:size][whole]
    starts, counts = np.searchsorted(owner, np.arange(texts)), np.bincount(owner, minlength=texts)
    bands = np.zeros((texts, BANDS), np.uint64)
    product = np.empty_like(runs)
    for number, odd in enumerate(_ODD):
        at = number // ROWS
        least = _reduced(np.minimum, np.multiply(runs, odd, out=product), starts, counts)
        bands[:, at] = (bands[:, at] ^ least) * _MULTIPLIER
        bands[:, at] ^= bands[:, at] >> _FOLD
    return (bands >> _TOP).astype(np.int64)


def _reduced(function: np.ufunc, values: Hashes, starts: Places, counts: Places) -> Hashes:
    """Return a reduction of each text's stretch of values, 0 where it is empty."""
    out = np.zeros(len(starts), np.uint64)
    full = counts.nonzero()[0]
    if len(full):
        out[full] = function.reduceat(values, starts[full])
    return out


def fingerprint(
    documents: pa.RecordBatch, fingerprinter: Fingerprinter
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Return the keys and the sketches of some documents.

    Parameters
    ----------
    documents : RecordBatch
        With the columns `doc`, `id` and `text` of `tables.DOCUMENT`.
    fingerprinter : Fingerprinter

    Returns
    -------
    keys, sketch : RecordBatch
        Of `tables.KEYS` and `tables.SKETCH`, in the order of the documents.
    """
    docs = documents.column("doc").to_numpy(zero_copy_only=False)
    found = fingerprinter.keys(documents.column("text").to_pylist())
    keys = pa.RecordBatch.from_arrays(
        [
            pa.array(docs[found.text], pa.int64()),
            pa.array(found.key, pa.int64()),
            pa.array(found.position, pa.int32()),
            pa.array(found.weight, pa.float32()),
        ],
        schema=KEYS.schema,
    )
    offsets = np.arange(0, found.bands.size + 1, BANDS, dtype=np.int32)
    sketch = pa.RecordBatch.from_arrays(
        [
            pa.array(docs, pa.int64()),
            documents.column("id").cast(pa.string()),
            pa.array(found.lengths, pa.int32()),
            pa.array(np.bincount(found.text, minlength=len(docs)), pa.int32()),
            pa.array(found.digests, pa.int64()),
            pa.ListArray.from_arrays(pa.array(offsets), pa.array(found.bands.ravel())).cast(
                SKETCH.schema.field("signature").type
            ),
        ],
        schema=SKETCH.schema,
    )
    return keys, sketch
