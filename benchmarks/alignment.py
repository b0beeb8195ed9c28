"""The aligner alone: words it pairs in spun text, its time beside difflib's, long texts, hard pairs.

usage: python -m benchmarks.alignment [--shared ../shared] [--sources data/cache] [--texts 90]

Pairing is measured with the spinner's dictionary left out of the lexicon. Links between words of
sentences are measured elsewhere, by `score_alignment.py` of the shared data.
"""

from __future__ import annotations

import argparse
import resource
from pathlib import Path

from benchmarks.moved import Made, swap_score
from benchmarks.speed import LONG, SHORT, hard_pairs, spun_pair
from benchmarks.swap_score import SwapScore
from benchmarks.timing import paired, seconds
from benchmarks.unseen_dictionary import spun_texts
from models.spinners import DRAWS_ON
from spindetect.align import Aligner
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.text import Document


def pairing(shared: Path, sources: Path, texts: int) -> dict[str, SwapScore]:
    """Return how well replaced spans match the swaps, by the family of spinners."""
    vectors = Vectors.open()
    aligners = {
        family: Aligner(Lexicon.open(without=without), vectors) for family, without in DRAWS_ON.items()
    }
    scores: dict[str, SwapScore] = {}
    for family, text, spun in spun_texts(shared, sources, texts):
        gold = [(s.source_start, s.source_end, s.suspect_start, s.suspect_end) for s in spun.swaps]
        source, suspect = Document.from_text(text), Document.from_text(spun.text)
        alignment = aligners[family].align(source.tokens, suspect.tokens)
        found = swap_score(alignment, Made(text, spun.text, gold), source, suspect)
        scores[family] = scores.get(family, SwapScore()) + found
    return scores


def print_times(shared: Path, sources: Path, runs: int) -> None:
    """Print the times of a short pair, a long one and hard ones."""
    import difflib

    aligner = Aligner(Lexicon.open(), Vectors.open())
    suspect, source = (Document.from_text(text).tokens for text in spun_pair(shared, sources, SHORT))

    def peer() -> object:
        return difflib.SequenceMatcher(None, source.keys, suspect.keys, autojunk=False).get_opcodes()

    print(f"{SHORT} words beside difflib: {paired(lambda: aligner.align(source, suspect), peer, runs=runs)}")
    short = seconds(lambda: aligner.align(source, suspect))
    pairs = {f"{LONG} words, spun": spun_pair(shared, sources, LONG), **hard_pairs()}
    for name, (first, second) in pairs.items():
        left, right = Document.from_text(second).tokens, Document.from_text(first).tokens
        taken = seconds(lambda left=left, right=right: aligner.align(left, right))  # type: ignore[misc]
        print(f"{name:40} {taken:7.3f} s  {taken / short:6.1f} x the short pair")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {peak} MB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--texts", type=int, default=90)
    parser.add_argument("--runs", type=int, default=31)
    arguments = parser.parse_args()
    for family, found in pairing(arguments.shared, arguments.sources, arguments.texts).items():
        print(f"{family:20} {found.gold:5} swaps  recall {found.recall:.3f}  precision {found.precision:.3f}")
    print_times(arguments.shared, arguments.sources, arguments.runs)


if __name__ == "__main__":
    main()
