"""Tortured phrases with what was expected in their place: reading, aligning, and folds without overlap."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

FILE: Final = Path("eval/tortured_phrases_dev.jsonl.gz")
FOLDS: Final = 5

_PARENTHESES: Final = re.compile(r"\([^()]*\)")


class Pair(NamedTuple):
    """A tortured phrase and what was expected."""

    tortured: str
    expected: str


def cleaned(phrase: str) -> str:
    r"""Return a phrase in small letters, without what stands in parentheses, square brackets and quotes.

    'Convolutional neural network (CNN)' -> 'convolutional neural network'. What stands inside square
    brackets stays; alternatives with a slash stay as they are, and so are never met.
    """
    text = phrase.casefold().replace("\\", "").replace('"', "")
    before = ""
    while before != text:
        before, text = text, _PARENTHESES.sub(" ", text)
    return " ".join(text.replace("[", "").replace("]", "").split())


def read_pairs(path: Path) -> list[Pair]:
    """Return the distinct pairs, in alphabetical order; pairs that are equal when cleaned are left out."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    pairs = {Pair(cleaned(row["tortured"]), cleaned(row["expected"])) for row in rows}
    return sorted(
        pair for pair in pairs if pair.tortured and pair.expected and pair.tortured != pair.expected
    )


def parted(pair: Pair) -> Pair:
    """Return a pair with the parts of hyphened words as words: 'k-crease' is restored part by part."""
    return Pair(*(" ".join(side.replace("-", " ").split()) for side in pair))


def apart(inside: Sequence[Pair], outside: Sequence[Pair]) -> NDArray[np.bool_]:
    """Return which pairs share nothing with those outside when hyphened words are taken in parts.

    Components are of words as they are written: 'k-crease' for 'k-fold' may be in one, 'crease' for 'fold'
    in another. What is fitted leaves such pairs out.
    """
    told: set[tuple[str, ...]] = set()
    for pair in map(parted, outside):
        told |= {("answer", pair.expected), ("phrase", pair.tortured), *word_pairs(pair)}
    return np.array(
        [
            not told & {("answer", pair.expected), ("phrase", pair.tortured), *word_pairs(pair)}
            for pair in map(parted, inside)
        ],
        np.bool_,
    )


def aligned(pair: Pair) -> list[tuple[str, str]]:
    """Return the pairs of words, or of stretches of words, that stand for each other; also equal ones.

    Phrases of one length word by word; others by what they have in common, stretches between as a whole.
    """
    old, new = pair.tortured.split(), pair.expected.split()
    if len(old) == len(new):
        return list(zip(old, new, strict=True))
    out = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            out += list(zip(old[a:b], new[c:d], strict=True))
        elif tag == "replace":
            out.append((" ".join(old[a:b]), " ".join(new[c:d])))
    return out


def word_pairs(pair: Pair) -> set[tuple[str, str]]:
    """Return every pair of differing words that may stand for each other: in stretches, each with each."""
    out = set()
    for old, new in aligned(pair):
        out |= {(a, b) for a in old.split() for b in new.split()}
    return {(a, b) for a, b in out if a != b}


def components(pairs: Sequence[Pair]) -> NDArray[np.int64]:
    """Return the component of each pair: those that share an answer, a phrase or a word pair share one.

    A component has the number of its first pair, whatever the order in which its links were met: folds of
    components of one size go by these numbers, and sets of words have another order in every process.
    """
    parent = list(range(len(pairs)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    seen: dict[tuple[str, ...], int] = {}
    for at, pair in enumerate(pairs):
        links = [("answer", pair.expected), ("phrase", pair.tortured)]
        for link in (*links, *(("words", *words) for words in word_pairs(pair))):
            low, high = sorted((root(at), root(seen.setdefault(link, at))))
            parent[high] = low
    return np.array([root(at) for at in range(len(pairs))])


def folds(component: NDArray[np.int64], count: int = FOLDS) -> NDArray[np.int64]:
    """Return the fold of each pair: components by size, each into the smallest fold so far."""
    sizes = Counter(component.tolist())
    load, fold_of = [0] * count, {}
    for each, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        fold_of[each] = load.index(min(load))
        load[fold_of[each]] += size
    return np.array([fold_of[each] for each in component.tolist()])
