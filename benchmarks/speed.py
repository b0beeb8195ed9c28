"""Whole comparisons, text in, verdict out, beside difflib's opcodes alone on the same tokens.

usage: python -m benchmarks.speed [--shared ../shared] [--sources data/cache] [--runs N]

The pairs are an article of a held-out source and its copy spun with Moby at about 25 %; a longer pair
and hard ones follow. Peak memory is the process's own, read after the largest comparison.
"""

from __future__ import annotations

import argparse
import difflib
import random
import resource
from pathlib import Path

import spindetect
from benchmarks.texts import prose
from benchmarks.timing import Paired, paired, seconds
from models.spinners import moby_spinner

SHORT, LONG = 500, 20_000
DOSE = 0.25


def spun_pair(shared: Path, sources: Path, words: int) -> tuple[str, str]:
    """Return (suspect, source): a text of so many words and its spun copy."""
    source = prose(shared, "openstax", words)
    spinner = moby_spinner(sources, dose=DOSE)
    return spinner.spin(source, random.Random(0)).text, source


def beside_difflib(detector: spindetect.Detector, suspect: str, source: str, runs: int) -> Paired:
    """Time a whole comparison and difflib's opcodes on the same tokens."""
    first, second = (spindetect.Document.from_text(text).tokens.keys for text in (source, suspect))

    def peer() -> object:
        return difflib.SequenceMatcher(None, first, second, autojunk=False).get_opcodes()

    return paired(lambda: detector.compare(suspect, source), peer, runs=runs)


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
    parser.add_argument("--runs", type=int, default=31)
    arguments = parser.parse_args()
    detector = spindetect.load()
    suspect, source = spun_pair(arguments.shared, arguments.sources, SHORT)
    short = beside_difflib(detector, suspect, source, arguments.runs)
    print(f"{SHORT} words: compare {short.ours_seconds * 1e3:.2f} ms, difflib opcodes", end=" ")
    print(f"{short.peer_seconds * 1e3:.2f} ms, ratio {short.ratio:.2f} (must be <= 1.5)")
    suspect, source = spun_pair(arguments.shared, arguments.sources, LONG)
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
