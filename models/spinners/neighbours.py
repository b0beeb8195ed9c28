"""A dictionary that no one wrote: the words that stand in the same places, by their vectors."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.spinners.dictionaries import STOP_WORDS
from models.spinners.inflect import bases
from spindetect.language import Vectors

# The words that vectors.bin holds for their frequency alone, in no lexicon's order.
MOST_FREQUENT = 30_000
# Of 30,000 words 98 % have eight others this near; below it are topics, not meanings.
LEAST_COSINE = 0.55
_ENDINGS = ("ing", "ed", "ly", "s")
_BLOCK = 2048  # rows of a product at once: 200 MB at most


@dataclass
class Neighbours:
    """The nearest of the frequent words, as far as they end alike; mere inflections are left out.

    Nearness in GloVe's space is no synonymy: "large" is near "small". So much the better for learning what
    does not belong, since no dictionary's favourites are in it.

    Attributes
    ----------
    counts : Counter of str
        Lower-case words of prose; others, mostly names, are nobody's neighbours.
    keep : int
        Most alternatives of a word, nearest first.
    """

    counts: Counter[str] = field(repr=False)
    vectors: Vectors | None = field(default=None, repr=False)
    keep: int = 8
    longest: int = 1

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the nearest words."""
        return self._of.get(phrase, ())

    @functools.cached_property
    def _of(self) -> dict[str, tuple[str, ...]]:
        """The neighbours of all words; made when first asked, in some 3 s."""
        vectors = Vectors.open() if self.vectors is None else self.vectors
        groups: dict[str, list[int]] = defaultdict(list)
        words = vectors.words(MOST_FREQUENT)
        for at, word in enumerate(words):
            if self.counts[word] and word not in STOP_WORDS and len(word) > 2 and word.isalpha():
                groups[ending(word)].append(at)
        found: dict[str, tuple[str, ...]] = {}
        for group in groups.values():
            names = [words[at] for at in group]
            for at, near in _nearest(vectors.rows(np.array(group, np.int32))):
                others = (names[n] for n in near if not akin(names[at], names[n]))
                found[names[at]] = tuple(w for w, _ in zip(others, range(self.keep), strict=False))
        return found


def ending(word: str) -> str:
    """Return the ending that tells a word's form, empty for none: -ing, -ed, -ly, -s."""
    return next((e for e in _ENDINGS if word.endswith(e) and len(word) > len(e) + 2), "")


def _nearest(rows: NDArray[np.float32]) -> Iterator[tuple[int, list[int]]]:
    """Yield each row's number and the others of at least `LEAST_COSINE`, nearest first."""
    for first in range(0, len(rows), _BLOCK):
        cosine = rows[first : first + _BLOCK] @ rows.T
        row, other = np.nonzero(cosine >= LEAST_COSINE)
        order = np.lexsort((other, -cosine[row, other], row))
        ends = np.searchsorted(row, np.arange(len(cosine) + 1))
        other = other[order]
        for at in range(len(cosine)):
            near = other[ends[at] : ends[at + 1]]
            yield first + at, near[near != first + at].tolist()


def akin(word: str, other: str) -> bool:
    """Tell whether one word is but a form of the other: "large" and "larger", "walks" and "walked".

    In doubt it is one: too few neighbours do no harm.
    """
    least, most = sorted((word, other), key=len)
    same = next((at for at, (a, b) in enumerate(zip(least, most, strict=False)) if a != b), len(least))
    if same >= max(3, len(least) - 1) and len(most) - same <= 3:
        return True
    roots = ({w, *(base for base, _ in bases(w))} for w in (word, other))
    return not next(roots).isdisjoint(next(roots))
