"""Whole comparisons, text in, verdict out, beside difflib's opcodes alone on the same tokens.

usage: python -m benchmarks.speed [--shared ../shared] [--sources data/cache]

The pairs are texts of a held-out source and their copies spun with Moby at about 25 %, each compared once,
so that nothing is remembered of it; then with every field read, for the records behind a verdict are made
when they are asked for. A longer pair and hard ones follow. Peak memory is the process's own, read after the
largest comparison.
"""

from __future__ import annotations

import argparse
import difflib
import random
import resource
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import spindetect
from benchmarks.texts import prose
from benchmarks.timing import Paired, seconds
from models.spinners import moby_spinner

SHORT, LONG, WARM = 500, 20_000, 5
DOSE = 0.25


def spun_pair(shared: Path, sources: Path, words: int) -> tuple[str, str]:
    """Return (suspect, source): a text of so many words and its spun copy."""
    source = prose(shared, "openstax", words)
    spinner = moby_spinner(sources, dose=DOSE)
    return spinner.spin(source, random.Random(0)).text, source


def pieces(suspects: str, sources: str) -> list[tuple[str, str]]:
    """Cut a long spun pair into pairs of about SHORT words, paragraph by paragraph of both."""
    pairs: list[tuple[str, str]] = []
    taken: list[tuple[str, str]] = []
    words = 0
    for suspect, source in zip(suspects.split("\n"), sources.split("\n"), strict=True):
        taken.append((suspect, source))
        words += len(source.split())
        if words >= SHORT:
            first, second = ("\n".join(side) for side in zip(*taken, strict=True))
            pairs.append((first, second))
            taken, words = [], 0
    return pairs


def beside_difflib(compare: Callable[[str, str], object], pairs: Sequence[tuple[str, str]]) -> Paired:
    """Time whole comparisons and difflib's opcodes on the same tokens, a pair after the other, once each."""
    rows = []
    for suspect, source in pairs:
        first, second = (spindetect.Document.from_text(text).tokens.keys for text in (source, suspect))
        ours = seconds(partial(compare, suspect, source))
        rows.append((ours, seconds(partial(_opcodes, first, second))))
    return Paired.of(rows)


def _opcodes(first: Sequence[str], second: Sequence[str]) -> object:
    return difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes()


def hard_pairs() -> dict[str, tuple[str, str]]:
    """Return pairs made to be slow."""
    return {
        "one word 20,000 times, against itself": ("word " * LONG, "word " * LONG),
        "two alternating words": ("ping pong " * (LONG // 2), "pong ping " * (LONG // 2)),
        "20,000 different words, none shared": (
            " ".join(f"a{n}" for n in range(LONG)),
            " ".join(f"b{n}" for n in range(LONG)),
        ),
        "a million characters without a space": ("x" * 1_000_000, "x" * 999_999 + "y"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    arguments = parser.parse_args()
    detector = spindetect.load()
    suspect, source = spun_pair(arguments.shared, arguments.sources, LONG)
    pairs = pieces(suspect, source)
    # The first ones warm the program up.
    half, rest = (len(pairs) + WARM) // 2, pairs[WARM:]
    beside_difflib(detector.compare, pairs[:WARM])
    short = beside_difflib(detector.compare, rest[: half - WARM])
    read = beside_difflib(lambda a, b: detector.compare(a, b).to_dict(), rest[half - WARM :])
    for what, found in (("verdict", short), ("verdict, every field read as JSON", read)):
        print(f"about {SHORT} words, {what}: {found.ours_seconds * 1e3:.2f} ms, difflib opcodes", end=" ")
        print(f"{found.peer_seconds * 1e3:.2f} ms, ratio {found.ratio:.2f} (must be <= 2.5)")
    long = min(seconds(lambda: detector.compare(suspect, source)) for _ in range(3))
    times = long / short.ours_seconds
    print(f"{LONG} words: compare {long * 1e3:.0f} ms, {times:.0f} x the short pair", end=" ")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"(must be <= 60), peak memory {peak:.0f} MB (must be < 500)")
    for name, (suspect, source) in hard_pairs().items():
        taken = seconds(lambda pair=(suspect, source): detector.compare(*pair))  # type: ignore[misc]
        print(f"{name}: {taken:.2f} s (must be < 5)")


if __name__ == "__main__":
    main()
