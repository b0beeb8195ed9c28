"""What is not counted: whole sources, some documents of the others, and every sentence they share.

Texts travel: a post of one source is quoted or posted again in another, press releases follow a template.
So a sentence is left out too if it touches eight words in a row, marks not counted, that stand in a text
that is left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.ngrams.encode import KEY_SHIFT, KIND_SHIFT, Encoded
from spindetect.text.tokens import NUMBER

WORDS = 8
MEASURED_ONE_IN = 50  # documents of each counted source that only measure
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / phi
_FLAG_BITS = 30  # 128 MB of flags: most of what is asked for is refused without a search


@dataclass(frozen=True)
class Choice:
    """What a build leaves out.

    Attributes
    ----------
    sources : tuple of str
        Whole sources.
    fold, folds : int
        Of `folds` equal parts of all documents, the one to leave out besides; 0 folds leave none out. A
        model that is fitted on scores of the very texts that were counted would believe them too much: the
        texts of a fold are to be scored with the table that lacks it.
    """

    sources: tuple[str, ...]
    fold: int = 0
    folds: int = 0

    def counted(self, text: Encoded) -> NDArray[np.bool_]:
        """Return which documents of a source are counted."""
        if text.name in self.sources:
            return np.zeros(text.documents, np.bool_)
        number = text.document_hash
        keep = number % np.uint64(MEASURED_ONE_IN) != 0
        if self.folds:
            # Other bits than those that choose what measures.
            keep &= (number >> np.uint64(32)) % np.uint64(self.folds) != self.fold
        return np.asarray(keep)


class Windows:
    """The eight-word sequences of the texts that are left out."""

    def __init__(self, hashes: Sequence[NDArray[np.uint64]]) -> None:
        self._sorted = _distinct(np.concatenate(hashes)) if hashes else np.empty(0, np.uint64)
        self._flags = np.zeros(1 << (_FLAG_BITS - 3), np.uint8)
        np.bitwise_or.at(self._flags, *_flag(self._sorted))

    def __len__(self) -> int:
        return len(self._sorted)

    def hold(self, hashes: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Return which sequences are among them."""
        byte, bit = _flag(hashes)
        here = (self._flags[byte] & bit) != 0
        maybe = hashes[here]
        at = np.minimum(np.searchsorted(self._sorted, maybe), max(0, len(self._sorted) - 1))
        here[here] = self._sorted[at] == maybe if len(self._sorted) else False
        return np.asarray(here, np.bool_)


def _distinct(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sort and drop equal ones; ten times as fast as np.unique here."""
    ordered = np.sort(hashes)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def _flag(hashes: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    top = hashes >> np.uint64(64 - _FLAG_BITS)
    return (top >> np.uint64(3)).astype(np.intp), np.uint8(1) << (top & np.uint64(7)).astype(np.uint8)


def _key_hash(key: str) -> int:
    data = key.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def sequences(text: Encoded) -> Iterator[tuple[NDArray[np.uint64], NDArray[np.intp], NDArray[np.intp]]]:
    """Yield, a few documents at a time, each sequence's hash and its first and last token."""
    key_hash = np.array([_key_hash(key) for key in text.keys], np.uint64)
    for first in range(0, text.documents, 2048):
        bounds = text.document_start[first : first + 2049]
        tokens = text.tokens[bounds[0] : bounds[-1]]
        at = np.flatnonzero((tokens >> KIND_SHIFT & 3) <= NUMBER)
        if len(at) < WORDS:
            continue
        document = np.searchsorted(bounds, at + bounds[0], side="right")
        words = key_hash[tokens[at] >> KEY_SHIFT]
        n = len(words) - WORDS + 1
        rolled = np.zeros(n, np.uint64)
        for place in range(WORDS):
            rolled = (rolled ^ rolled >> np.uint64(29)) * _MULTIPLIER + words[place : place + n]
        whole = document[:n] == document[WORDS - 1 :]
        yield rolled[whole], at[:n][whole] + bounds[0], at[WORDS - 1 :][whole] + bounds[0]


def windows_left_out(texts: Iterable[Encoded], counted: Sequence[NDArray[np.bool_]]) -> Windows:
    """Collect the sequences of all documents that are not counted."""
    found = []
    for text, keep in zip(texts, counted, strict=True):
        if keep.all():
            continue
        out = np.repeat(~keep, np.diff(text.document_start))
        found += [_distinct(hashes[out[first]]) for hashes, first, _ in sequences(text)]
    return Windows(found)


def counted_tokens(text: Encoded, counted: NDArray[np.bool_], windows: Windows) -> NDArray[np.bool_]:
    """Return which tokens are counted: those of whole sentences of counted documents that share nothing."""
    keep = np.repeat(counted, np.diff(text.document_start))
    if not counted.any():
        return keep
    shared = np.zeros(len(text.tokens) + 1, np.int32)
    for hashes, first, last in sequences(text):
        here = windows.hold(hashes) & keep[first]
        np.add.at(shared, first[here], 1)
        np.subtract.at(shared, last[here] + 1, 1)
    touched = np.cumsum(shared[:-1]) > 0
    start = text.sentence_start
    bad = np.logical_or.reduceat(touched, start[:-1])
    return np.asarray(keep & ~np.repeat(bad, np.diff(start)), np.bool_)
