"""Which words have a number of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.ngrams.count import DOCUMENTS, MOST_NUMBERS, Stream
from data.ngrams.encode import KEY_SHIFT, KIND_SHIFT, Encoded
from spindetect.language.numbering import BOUNDARY, FIRST_WORD, class_of
from spindetect.text.tokens import NUMBER, OTHER

# A word is kept by the rule for longer n-grams: in at least so many documents of so many sources. A word
# that one source alone uses tells the source, not the language.
LEAST_DOCUMENTS, LEAST_SOURCES = 3, 2
_LONGEST = 40  # bytes; longer keys are addresses and strung-together words


@dataclass(frozen=True)
class Seen:
    """How often a key occurs other than as a number, and where."""

    count: int
    documents: int
    sources: int


def seen_in(texts: Sequence[Encoded], counted: Sequence[NDArray[np.bool_]]) -> dict[str, Seen]:
    """Count every key among the counted tokens of all texts, numbers left out."""
    seen: dict[str, Seen] = {}
    for text, keep in zip(texts, counted, strict=True):
        document = np.repeat(np.arange(text.documents, dtype=np.uint64), np.diff(text.document_start))
        inside = keep & ((text.tokens >> KIND_SHIFT & 3) != NUMBER)
        both = (text.tokens[inside] >> KEY_SHIFT).astype(np.uint64) << np.uint64(32) | document[inside]
        both.sort()
        key = (both >> np.uint64(32)).astype(np.int64)
        count = np.bincount(key, minlength=len(text.keys))
        new = np.append(True, both[1:] != both[:-1])[: len(both)]
        documents = np.bincount(key[new], minlength=len(text.keys))
        for word, n, d in zip(text.keys, count.tolist(), documents.tolist(), strict=True):
            if n:
                old = seen.get(word)
                seen[word] = Seen(old.count + n, old.documents + d, old.sources + 1) if old else Seen(n, d, 1)
    return seen


def chosen(seen: dict[str, Seen]) -> list[str]:
    """Return the vocabulary, the most frequent word first; equal ones in alphabetical order."""
    fit = [
        (-found.count, word)
        for word, found in seen.items()
        if found.documents >= LEAST_DOCUMENTS
        and found.sources >= LEAST_SOURCES
        and len(word.encode("utf-8", "surrogatepass")) <= _LONGEST
    ]
    return [word for _, word in sorted(fit)[: MOST_NUMBERS - FIRST_WORD]]


def numbers_of(text: Encoded, place: dict[str, int]) -> NDArray[np.uint32]:
    """Return the number of every token of a text.

    Parameters
    ----------
    text : Encoded
    place : dict of str to int
        Each word's place in the vocabulary.
    """
    kinds = np.unique(text.tokens)
    number = np.empty(len(kinds), np.uint32)
    for at, code in enumerate(kinds.tolist()):
        key, kind = text.keys[code >> KEY_SHIFT], code >> KIND_SHIFT & OTHER
        word = -1 if kind == NUMBER else place.get(key, -1)
        number[at] = word + FIRST_WORD if word >= 0 else class_of(key, kind, bool(code & 1))
    return number[np.searchsorted(kinds, text.tokens)]


def class_types(
    texts: Sequence[Encoded], numbers: Sequence[NDArray[np.uint32]], counted: Sequence[NDArray[np.bool_]]
) -> NDArray[np.int64]:
    """Return how many different keys stand behind each class among the counted tokens."""
    behind: list[set[str]] = [set() for _ in range(FIRST_WORD)]
    for text, number, keep in zip(texts, numbers, counted, strict=True):
        inside = keep & (number < FIRST_WORD)
        pairs = np.unique((text.tokens[inside] >> KEY_SHIFT).astype(np.int64) << 8 | number[inside])
        for pair in pairs.tolist():
            behind[pair & 255].add(text.keys[pair >> 8])
    return np.array([len(keys) for keys in behind], np.int64)


def streams(text: Encoded, numbers: NDArray[np.uint32], counted: NDArray[np.bool_]) -> Iterator[Stream]:
    """Yield the counted tokens of a text with boundaries, at most `DOCUMENTS` documents at once."""
    begins_sentence = np.zeros(len(numbers), np.bool_)
    begins_sentence[text.sentence_start[:-1]] = True
    for first in range(0, text.documents, DOCUMENTS):
        bounds = text.document_start[first : first + DOCUMENTS + 1]
        part = slice(int(bounds[0]), int(bounds[-1]))
        keep = counted[part]
        if not keep.any():
            continue
        document = np.repeat(np.arange(len(bounds) - 1, dtype=np.int32), np.diff(bounds))[keep]
        begins = np.flatnonzero(begins_sentence[part][keep])
        ids = np.append(np.insert(numbers[part][keep], begins, BOUNDARY), BOUNDARY).astype(np.uint32)
        home = np.append(np.insert(document, begins, document[begins]), document[-1])
        yield Stream(ids, home)
