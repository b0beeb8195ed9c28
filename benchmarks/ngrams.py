"""The n-gram model: time to open, look-ups a second, candidates a second, held-out perplexity.

usage: python -m benchmarks.ngrams [--table FILE] [--runs N]

One core. A look-up is one n-gram of a batch hashed, gathered and compared, found or not.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from spindetect import resources
from spindetect.language import Ngrams, Vectors
from spindetect.language.numbering import FIRST_WORD

BATCH = 12_000  # the look-ups of one article: 200 places, 20 candidates, three trigrams
PLACES, CANDIDATES = 200, 20


def seconds(function: Callable[[], object], runs: int) -> float:
    """Return the processor time of one call, the best of `runs` rounds of ten."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        for _ in range(10):
            function()
        best = min(best, time.process_time() - start)
    return best / 10


def opening(path: Path | None, runs: int) -> None:
    def both() -> None:
        Vectors.open()
        Ngrams.open(path)

    for name, function in (("ngrams", lambda: Ngrams.open(path)), ("ngrams and vectors", both)):
        print(f"open {name:20} {seconds(function, runs) * 1e3:8.1f} ms   (must be < 80)")


def looking_up(model: Ngrams, runs: int) -> None:
    random = np.random.Generator(np.random.PCG64(0))
    # Frequent words are asked for more often, as in text: about half of these bigrams are stored.
    words = random.choice(len(model), (3, BATCH), p=_frequencies(model)).astype(np.int32)
    for table, order in (("bigrams", 2), ("trigrams", 3), ("skips", 2)):
        columns = words[:order]
        stored = model.holds(table, *columns).mean()
        taken = seconds(lambda table=table, columns=columns: model.holds(table, *columns), runs)  # type: ignore[misc]
        print(f"look up {table:10} {BATCH / taken / 1e6:15.1f} million a second, {stored:.0%} found")
    places = words[:, : 2 * PLACES].reshape(-1)[: 4 * PLACES].reshape(PLACES, 4)
    candidates = random.integers(FIRST_WORD, 20_000, (PLACES, CANDIDATES)).astype(np.int32)
    taken = seconds(lambda: model.log10_fit(places, candidates), runs)
    print(f"fit of {PLACES} places, {CANDIDATES} candidates each {taken * 1e3:8.2f} ms")


def _frequencies(model: Ngrams) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    share = 10.0 ** model.log10_frequency(np.arange(len(model), dtype=np.int32)).astype(np.float64)
    out: np.ndarray[tuple[int], np.dtype[np.float64]] = share / share.sum()
    return out


def stated() -> None:
    """Print what the builder measured."""
    figures = resources.manifest()["files"]["ngrams.bin"]["figures"]
    print(f"counted: {figures['words_counted']:,} words; bytes an n-gram: {figures['bytes_per_ngram']}")
    print(f"{'perplexity of':40} words   unknown  unpruned  pruned  shipped")
    for name, row in figures["perplexity"].items():
        print(f"{name:40} {row['words']:7} {row['unknown']:7.3f} {row['unpruned']:9} {row['pruned']:7} "
              f"{row['shipped']:8}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table", type=Path, default=None)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    opening(arguments.table, arguments.runs)
    looking_up(Ngrams.open(arguments.table), arguments.runs)
    if arguments.table is None:
        stated()


if __name__ == "__main__":
    main()
