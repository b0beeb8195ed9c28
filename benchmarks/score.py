"""Scoring a text of 500 words without its source, beside scikit-learn's HashingVectorizer on the same texts.

usage: python -m benchmarks.score [--texts N] [--runs N]

One core: set OMP_NUM_THREADS=1. Both read the same strings; tables are open. The ratio is of the sums over
all texts, each the best of its runs. Times are of the processor, not of the clock, and passes over all texts
take turns: on a machine that others use too, ten milliseconds are interrupted far more often than one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sklearn.feature_extraction.text import HashingVectorizer

import spindetect

WORDS = 500
SAMPLES = Path(__file__).parents[1] / "data" / "samples"


def texts(number: int) -> list[str]:
    """Return texts of 500 words, each cut out of the sample articles from another place on."""
    words = " ".join(path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*/*.txt"))).split(" ")
    step = max(1, (len(words) - WORDS) // number)
    return [" ".join(words[at * step : at * step + WORDS]) for at in range(number)]


def seconds(functions: Sequence[Callable[[str], object]], given: list[str], runs: int) -> list[float]:
    """Return the sum of the best times of all texts, for each function."""
    best = [[float("inf")] * len(given) for _ in functions]
    for _ in range(runs):
        for times, function in zip(best, functions, strict=True):
            for place, text in enumerate(given):
                start = time.thread_time()
                function(text)
                times[place] = min(times[place], time.thread_time() - start)
    return [sum(times) for times in best]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=20)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    given = texts(options.texts)
    detector, hashing = spindetect.load(), HashingVectorizer()
    detector.score(given[0])
    score, read, peer = seconds(
        (
            detector.score,
            lambda text: detector.score(text).to_json(),
            lambda text: hashing.transform([text]),
        ),
        given,
        options.runs,
    )
    print(
        f"score of {WORDS} words         {1e3 * score / len(given):7.2f} ms   {score / peer:5.1f} x hashing"
    )
    print(f"the same, every field read {1e3 * read / len(given):7.2f} ms   {read / peer:5.1f} x")
    print(f"HashingVectorizer.transform {1e3 * peer / len(given):7.2f} ms")


if __name__ == "__main__":
    main()
