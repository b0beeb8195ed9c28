"""The sections of `ngrams.bin`: what was estimated, in few bits, where hashes find it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.ngrams.count import Counts, unpack
from data.ngrams.estimate import Estimates
from data.ngrams.fuse_build import build
from spindetect.keytable import key_table_arrays
from spindetect.language.ngrams import COLUMNS, STEPS

BITS = 8  # of a stored value; the manifest's perplexities say what rounding costs ("pruned" and "shipped")
# A pair apart is worth its room only if the first word makes the second at least twice as likely: that
# leaves room for fingerprints of 16 bits.
LEAST_GAIN = 0.3
_LEAST = 1e-7  # of a probability or weight that is stored


@dataclass(frozen=True)
class Skips:
    """Kept pairs with one word between, in ascending order: log10 P(second | first) / P(second).

    `back` holds for each word what that ratio is with words that it has no pair with.
    """

    grams: NDArray[np.uint64]
    gain: NDArray[np.float64]
    back: NDArray[np.float64]


def log10(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log10 of probabilities, the smallest ones raised to 1e-7."""
    return np.asarray(np.log10(np.maximum(p, _LEAST)))


def code_book(values: NDArray[np.float64]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return the values that codes stand for, in even steps, and each value's code."""
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    book = np.linspace(low, max(high, low + 1e-6), 1 << BITS)
    codes = np.rint((values - low) / (book[1] - book[0])).astype(np.int64)
    return book.astype(np.float32), codes


def sections(
    words: list[str],
    class_types: NDArray[np.integer],
    unigrams: NDArray[np.integer],
    grams: tuple[NDArray[np.uint64], NDArray[np.uint64]],
    found: Estimates,
    skips: Skips,
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """Return arrays and header values for `write_container`.

    Parameters
    ----------
    words : list of str
        The vocabulary, without classes.
    class_types : array, shape (FIRST_WORD,)
        How many different words each class stood for.
    unigrams : array of int, shape (numbers,)
        How often each number was counted.
    grams : pair of arrays
        The kept bigrams and trigrams.
    found : Estimates
        Their probabilities.
    skips : Skips
    """
    book_two, two = code_book(log10(found.two))
    book_back, back = code_book(log10(found.back_two))
    book_three, three = code_book(log10(found.three))
    book_skip, skip = code_book(skips.gain)
    # A word that occurs only in what is left out has half a count.
    frequency = np.maximum(unigrams, 0.5) / unigrams.sum()
    columns = (np.log10(found.one), np.log10(frequency), log10(found.back_one), skips.back)
    arrays: dict[str, NDArray[Any]] = {**key_table_arrays(words)}
    arrays |= {
        name: np.rint(column * STEPS).astype(np.int16) for name, column in zip(COLUMNS, columns, strict=True)
    }
    arrays["log10_class_share"] = (-np.log10(np.maximum(class_types, 1))).astype(np.float32)
    arrays |= {"codes_two": book_two, "codes_back": book_back}
    arrays |= {"codes_three": book_three, "codes_skip": book_skip}
    tables = {}
    for name, rows, order, values, kind in (
        ("bigrams", grams[0], 2, two | back << BITS, "<u2"),
        ("trigrams", grams[1], 3, three, "|u1"),
        ("skips", skips.grams, 2, skip, "|u1"),
    ):
        prints, cells, tables[name] = build(unpack(rows, order), values, kind)
        arrays |= {f"{name}_prints": prints, f"{name}_values": cells}
    return arrays, {"tables": tables}


def skip_gains(counts: Counts, keep: NDArray[np.bool_], numbers: int, d: NDArray[np.float64]) -> Skips:
    """Estimate pairs with a word between: absolute discounting of all counts, then pruned.

    Parameters
    ----------
    counts : Counts
    keep : mask
    numbers : int
    d : array
        Discounts of counts of 0, 1, 2, and 3 or more.
    """
    first, second = unpack(counts.grams, 2)
    total = np.bincount(first, counts.count, numbers)
    alone = np.bincount(second, counts.count, numbers) + 0.5
    alone /= alone.sum()
    taken = d[np.minimum(counts.count, 3)]
    freed = np.bincount(first, taken, numbers) / np.maximum(total, 1)
    p = ((counts.count - taken) / total[first] + freed[first] * alone[second])[keep]
    gain = log10(p / alone[second[keep]])
    worth = gain >= LEAST_GAIN
    p, first, second = p[worth], first[keep][worth], second[keep][worth]
    rest = 1 - np.bincount(first, p, numbers)
    alone_rest = 1 - np.bincount(first, alone[second], numbers)
    back = log10(rest / np.maximum(alone_rest, _LEAST))
    return Skips(counts.grams[keep][worth], gain[worth], back)
