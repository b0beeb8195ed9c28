"""Fixed terms under the numbers of their words, before they are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.phrases.literature import Term, weight
from spindetect.container import Container, open_container
from spindetect.errors import ResourceError
from spindetect.keytable import KeyTable
from spindetect.phrases.terms import FORMAT, KIND, MOST_WORDS, NAMES, STEPS

LEAST_TERMS: Final = 2
"""Terms of the literature that a word must be in that is not among the frequent ones: others are mostly names
and slips. 65,536 words hold all that are in a counted term, these, and some thousand more."""


class Rows(NamedTuple):
    """Terms of one number of words.

    Attributes
    ----------
    words : ndarray of int64, shape [terms, words of a term]
        Numbers of their words; rows are increasing.
    weight, literature : ndarray of uint8, shape [terms]
        As they are written, 0 where a term was not counted or is not in the literature.
    """

    words: NDArray[np.int64]
    weight: NDArray[np.uint8]
    literature: NDArray[np.uint8]

    def ordered(self) -> Rows:
        """Return them in increasing order."""
        order = np.lexsort(self.words.T[::-1])
        return Rows(self.words[order], self.weight[order], self.literature[order])


Fixed = dict[int, Rows]


def words_of(container: Container) -> list[str]:
    """Return the words of a table."""
    keys = KeyTable(container)
    return [keys.text(at) for at in range(len(keys))]


def of_before(path: Path) -> tuple[list[str], Fixed]:
    """Return the words and the counted terms of a table that was built before, of any format."""
    for each in reversed(range(1, FORMAT + 1)):
        try:
            table = open_container(path, kind=KIND, format=each)
        except ResourceError:
            if each == 1:
                raise
        else:
            break
    found = {}
    for size, name in NAMES.items():
        weight = table.arrays.get(f"{name}_weight", np.zeros(0, np.uint8))
        there = weight > 0
        rows = np.zeros((0, size), np.int64)
        if weight.size:
            others = (table.arrays[f"{name}_{at}"] for at in range(1, size))
            rows = np.stack([_first(table.arrays, name), *others], axis=1).astype(np.int64)
        found[size] = Rows(rows[there], weight[there], np.zeros(int(there.sum()), np.uint8))
    return words_of(table), found


def _first(arrays: Mapping[str, NDArray[Any]], name: str) -> NDArray[Any]:
    """Return the first words of terms; format 3 tells how many terms each word begins."""
    begun = arrays.get(f"{name}_begun")
    return arrays[f"{name}_0"] if begun is None else np.repeat(np.arange(begun.size), begun)


def chosen_words(
    words: Sequence[str], fixed: Fixed, read: Iterable[Term], most: int = MOST_WORDS
) -> list[str]:
    """Return the words that a table is made of.

    Parameters
    ----------
    words : sequence of str
        Of the counted terms, the most frequent first.
    fixed : dict of int to Rows
        The counted terms.
    read : iterable of tuple of str
        Terms of the literature.
    most : int
    """
    used = np.zeros(len(words), np.bool_)
    for rows in fixed.values():
        used[rows.words.ravel()] = True
    count = Counter(word for term in read for word in set(term))
    needed = {word for word, here in zip(words, used.tolist(), strict=True) if here or count[word]}
    told = set(words)
    new = sorted(
        (word for word, terms in count.items() if word not in told and terms >= LEAST_TERMS),
        key=lambda word: (-count[word], word),
    )
    rest = [word for word in words if word not in needed]
    kept = needed | set(rest[: max(0, most - len(needed) - len(new))])
    return [*(word for word in words if word in kept), *new][:most]


def under(words: Sequence[str], before: Sequence[str], fixed: Fixed) -> Fixed:
    """Return terms under the numbers of other words, without those that hold none of these."""
    place = {word: at for at, word in enumerate(words)}
    number = np.array([place.get(word, -1) for word in before], np.int64)
    out = {}
    for size, rows in fixed.items():
        found = number[rows.words].reshape(-1, size)
        there = (found >= 0).all(axis=1)
        out[size] = Rows(found[there], rows.weight[there], rows.literature[there]).ordered()
    return out


def with_literature(words: Sequence[str], fixed: Fixed, read: Mapping[Term, int]) -> Fixed:
    """Return counted terms with those of the literature.

    Parameters
    ----------
    words : sequence of str
    fixed : dict of int to Rows
    read : mapping of tuple of str to int
        Terms of the literature with their places.
    """
    place = {word: at for at, word in enumerate(words)}
    found: dict[int, dict[tuple[int, ...], int]] = {size: {} for size in NAMES}
    for term, at in read.items():
        if all(word in place for word in term):
            weighs = round(min(weight(at) * STEPS, 255))
            found[len(term)][tuple(place[word] for word in term)] = weighs
    return {size: _joined(rows, found[size]) for size, rows in fixed.items()}


def _joined(rows: Rows, read: dict[tuple[int, ...], int]) -> Rows:
    """Return counted terms with others; those that are both have both weights."""
    both = [read.pop(tuple(term), 0) for term in rows.words.tolist()]
    new = np.array(list(read), np.int64).reshape(-1, rows.words.shape[1])
    weighs = np.concatenate((np.array(both, np.uint8), np.array(list(read.values()), np.uint8)))
    counted = np.concatenate((rows.weight, np.zeros(len(new), np.uint8)))
    return Rows(np.concatenate((rows.words, new)), counted, weighs).ordered()


def term_arrays(fixed: Fixed, words: int) -> dict[str, NDArray[Any]]:
    """Return the sections of terms: how many each word begins, the other words, and the weights."""
    out: dict[str, NDArray[Any]] = {}
    for size, name in NAMES.items():
        rows = fixed[size]
        out[f"{name}_begun"] = np.bincount(rows.words[:, 0], minlength=words).astype(np.uint32)
        for at in range(1, size):
            out[f"{name}_{at}"] = np.ascontiguousarray(rows.words[:, at]).astype(np.uint16)
        out[f"{name}_weight"], out[f"{name}_literature"] = rows.weight, rows.literature
    return out
