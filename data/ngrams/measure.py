"""Perplexity of held-out text, by the table as it is shipped and by all counts before pruning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from data.ngrams.count import Counts, Stream, pack, unpack
from data.ngrams.estimate import Estimates
from spindetect.language import Ngrams
from spindetect.language.ngrams import NOTHING
from spindetect.language.numbering import BOUNDARY

Triples = NDArray[np.int32]  # [3, n]: two before, one before, the word


def triples(streams: Iterable[Stream]) -> Triples:
    """Return every word and sentence's end with the two words before it."""
    out = [np.empty((3, 0), np.int32)]
    for stream in streams:
        ids = stream.numbers.astype(np.int32)
        rows = np.stack([np.append(np.int32(NOTHING), ids[:-2]), ids[:-1], ids[1:]])
        rows[0, rows[1] == BOUNDARY] = NOTHING
        out.append(rows)
    return np.concatenate(out, axis=1)


def perplexity(log10_p: NDArray[np.floating]) -> float:
    """Return 10 to the mean of -log10 P."""
    return float(10 ** -log10_p.mean(dtype=np.float64))


def shipped_perplexity(model: Ngrams, rows: Triples) -> float:
    """Return the perplexity by the table: pruned, hashed, rounded."""
    return perplexity(model.log10_p(rows[2], rows[1], rows[0]))


class Exact:
    """Estimates looked up by binary search, unrounded: slow and obvious."""

    def __init__(self, found: Estimates, bigrams: NDArray[np.uint64], trigrams: NDArray[np.uint64]) -> None:
        self._found, self._bigrams, self._trigrams = found, bigrams, trigrams

    def log10_p(self, rows: Triples) -> NDArray[np.float64]:
        """Return log10 P(word | two before) of every column."""
        before_that, before, word = rows
        found = self._found
        two_at, two_here = _search(self._bigrams, pack(before, word))
        lower = np.where(two_here, found.two[two_at], found.back_one[before] * found.one[word])
        usable = before_that >= 0
        context = np.maximum(before_that, 0)
        context_at, context_here = _search(self._bigrams, pack(context, before))
        back = np.where(context_here, found.back_two[context_at], 1.0)
        three_at, three_here = _search(self._trigrams, pack(context, before, word))
        three = np.where(three_here, found.three[three_at], back * lower)
        return np.asarray(np.log10(np.where(usable, three, lower)))


def _search(
    grams: NDArray[np.uint64], asked: NDArray[np.uint64]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    at = np.minimum(np.searchsorted(grams, asked), len(grams) - 1)
    return at, grams[at] == asked


def unknown_share(rows: Triples, unknown: Sequence[int]) -> float:
    """Return the share of words that stand for a class of unknown words."""
    words = rows[2][rows[2] != BOUNDARY]
    return float(np.isin(words, unknown).mean())


def covered(counts: Counts, keep: NDArray[np.bool_]) -> float:
    """Return the share of all occurrences whose n-gram is kept."""
    return round(float(counts.count[keep].sum() / max(1, counts.count.sum())), 4)


def false_positives(model: Ngrams, pruned: Sequence[tuple[Counts, int]]) -> dict[str, float]:
    """Return how often n-grams that were pruned, and so are not stored, are found all the same.

    Parameters
    ----------
    model : Ngrams
    pruned : pairs of Counts and order
        Bigrams, trigrams and pairs apart; order 0 stands for the last.
    """
    out = {}
    for counts, order in pruned:
        words = tuple(column.astype(np.int32) for column in unpack(counts.grams, order or 2))
        name = {2: "bigrams", 3: "trigrams", 0: "skips"}[order]
        out[name] = float(f"{model.holds(name, *words).mean():.2g}")
    return out
