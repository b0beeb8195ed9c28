"""Swaps of words that writers made, and swaps that a blind machine would make, as pairs of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import FUNCTION_WORD, PHRASE, Lexicon
from spindetect.lexicon.codes import MOBY_DIGITS, PPDB_DIGITS, SIMILARITIES, WORDNET_DIGITS, digits_of

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

_FREQUENCY_STEPS = 2  # bins of half a Zipf unit
_BINS = 16
# Which of two codes has more in it, column by column of `design`: only to choose between a pair's own link
# and its lemmas' link, where both stand.
_SUPPORT = np.array([*range(1, 8), 1, 4, 6, 1, 1, 3, 5, 0], np.float64)


@dataclass(frozen=True)
class Swaps:
    """Pairs of words as numbers; the code is of their own link or their lemmas', whichever says more."""

    a: Ints
    b: Ints
    code: NDArray[np.uint8]

    def __getitem__(self, where: NDArray[np.bool_]) -> Swaps:
        return Swaps(self.a[where], self.b[where], self.code[where])


def human_pairs(paths: list[Path]) -> Iterator[tuple[str, str]]:
    """Yield the words of each sure one-to-one link between different words of MultiMWA files."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            column = [*line.split("\t"), "", ""]
            first, second = column[1].lower().split(), column[3].lower().split()
            links = [tuple(map(int, link.split("-"))) for link in column[7].split() if link.count("-") == 1]
            left, right = Counter(i for i, _ in links), Counter(j for _, j in links)
            for i, j in sorted(links):
                if left[i] == right[j] == 1 and first[i] != second[j] and (first[i] + second[j]).isalpha():
                    yield first[i], second[j]


def drawn_words(lexicon: Lexicon, count: int, random: np.random.Generator) -> Ints:
    """Draw content words, each as often as it is used."""
    everything = np.arange(len(lexicon), dtype=np.int32)
    zipf = lexicon.zipf(everything).astype(np.float64)
    usable = ((lexicon.flags(everything) & (FUNCTION_WORD | PHRASE)) == 0) & (zipf > 0)
    share = np.where(usable, 10.0**zipf, 0)
    return random.choice(everything, size=count, p=share / share.sum())


def blind_pairs(lexicon: Lexicon, count: int, random: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw words, and for each one that the lexicon joins with it, all as likely."""
    a, b = [], []
    for word in drawn_words(lexicon, 2 * count, random).tolist():
        near = single_content_words(lexicon, lexicon.neighbours(word))
        if near.size:
            a.append(word)
            b.append(int(random.choice(near)))
        if len(a) == count:
            break
    return np.array(a, np.int32), np.array(b, np.int32)


def single_content_words(lexicon: Lexicon, numbers: Ints) -> Ints:
    """Return those that are neither function words nor phrases."""
    kept: Ints = numbers[(lexicon.flags(numbers) & (FUNCTION_WORD | PHRASE)) == 0]
    return kept


def content_pairs(lexicon: Lexicon, a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """Return the pairs of known content words of different lemmas."""
    fine = (a >= 0) & (b >= 0) & (lexicon.lemma_ids(a) != lexicon.lemma_ids(b))
    fine &= ((lexicon.flags(a) | lexicon.flags(b)) & FUNCTION_WORD) == 0
    return a[fine], b[fine]


def linked(lexicon: Lexicon, a: Ints, b: Ints) -> Swaps:
    """Return the pairs that a source joins, as written or by lemmas if their forms agree."""
    agrees = lexicon.relations(a, b).agrees
    written = lexicon.link_codes(a, b)
    lemmas = np.where(agrees, lexicon.link_codes(lexicon.lemma_ids(a), lexicon.lemma_ids(b)), np.uint8(0))
    code = np.where(design(written) @ _SUPPORT >= design(lemmas) @ _SUPPORT, written, lemmas)
    return Swaps(a, b, code)[(code > 0) & ~digits_of(code).grammar]


def design(codes: NDArray[np.uint8]) -> Floats:
    """Return a column for each weight: similarity 1 to 7, moby 1, ppdb 1 and 2, wordnet 1 to 4; last 1."""
    digits = digits_of(codes)
    columns = [digits.similarity == at for at in range(1, SIMILARITIES)]
    columns += [digits.moby == at for at in range(1, MOBY_DIGITS)]
    columns += [digits.ppdb == at for at in range(1, PPDB_DIGITS)]
    columns += [digits.wordnet == at for at in range(1, WORDNET_DIGITS)]
    return np.stack([*columns, np.ones(len(codes), np.bool_)], axis=1).astype(np.float64)


def matching(lexicon: Lexicon, wanted: Swaps, given: Swaps) -> Floats:
    """Return weights that make the words of `given` as frequent as those of `wanted`, and as many."""
    there, goal = (np.bincount(_bins(lexicon, pairs), minlength=_BINS**2) for pairs in (given, wanted))
    weight = np.where(there > 0, goal / np.maximum(there, 1), 0.0)[_bins(lexicon, given)]
    return np.asarray(weight * (len(wanted.a) / weight.sum()))


def _bins(lexicon: Lexicon, pairs: Swaps) -> NDArray[np.intp]:
    first, second = (
        np.minimum(lexicon.zipf(ids) * _FREQUENCY_STEPS, _BINS - 1).astype(np.intp)
        for ids in (pairs.a, pairs.b)
    )
    return _BINS * first + second
