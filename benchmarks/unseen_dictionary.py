"""Swaps of texts spun by a dictionary that the lexicon does not hold, each dictionary in turn left out.

usage: python -m benchmarks.unseen_dictionary [--shared ../shared] [--sources data/cache] [--texts 300]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import spindetect
from benchmarks.swap_score import Gold, SwapScore, score
from models.generators.pieces import sample
from models.places import HELD_OUT, Places
from models.spinners import DRAWS_ON, Settings, Spun, make, open_dictionaries
from spindetect.errors import ResourceError

FAMILIES = ("moby-frequent", "ppdb", "wordnet-senses")
DOSES = (0.10, 0.18, 0.30)  # the real spinner's is about 18 %


@dataclass(frozen=True)
class UnseenResult:
    """Counts of one dictionary, and how many of its texts were called spun."""

    swaps: SwapScore
    texts: int
    called_spun: int


def spun_texts(shared: Path, sources: Path, texts: int, seed: int = 7) -> Iterator[tuple[str, str, Spun]]:
    """Yield (family, source text, spun text): texts of held-out sources, the families in turn."""
    places = Places(shared, sources)
    dictionaries = open_dictionaries(places)
    pieces = [p for name in HELD_OUT for p in sample(places, name, -(-texts // len(HELD_OUT)), seed)]
    if len(pieces) < texts:
        raise ResourceError(f"only {len(pieces)} texts of {texts}", where=str(shared), hint="give --shared")
    for number, piece in enumerate(pieces[:texts]):
        rng = Random(f"{seed}:{piece.id}")
        family = FAMILIES[number % len(FAMILIES)]
        settings = Settings(DOSES[number // len(FAMILIES) % len(DOSES)], rng.random() < 0.4, articles=True)
        yield family, piece.text, make(family, dictionaries, settings).spin(piece.text, rng)


def measure(shared: Path, sources: Path, texts: int = 300) -> dict[str, UnseenResult]:
    """Compare every text with its spun copy by a detector whose lexicon lacks the dictionary."""
    detectors = {family: spindetect.load(without=DRAWS_ON[family]) for family in FAMILIES}
    results = {family: UnseenResult(SwapScore(), 0, 0) for family in FAMILIES}
    for family, source, spun in spun_texts(shared, sources, texts):
        verdict = detectors[family].compare(spun.text, source)
        gold: list[Gold] = [
            (s.source_start, s.source_end, s.suspect_start, s.suspect_end) for s in spun.swaps
        ]
        before = results[family]
        results[family] = UnseenResult(
            before.swaps + score(gold, verdict.substitutions, source, spun.text),
            before.texts + 1,
            before.called_spun + (verdict.probability >= 0.5),
        )
    return results


def total(results: dict[str, UnseenResult]) -> SwapScore:
    """Return the counts of all dictionaries together."""
    return sum((r.swaps for r in results.values()), SwapScore())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--texts", type=int, default=300)
    arguments = parser.parse_args()
    results = measure(arguments.shared, arguments.sources, arguments.texts)
    print(f"{'dictionary left out':20} texts  swaps  recall  precision  called spun")
    for family, r in results.items():
        print(f"{family:20} {r.texts:5}  {r.swaps.gold:5}  {r.swaps.recall:.3f}   {r.swaps.precision:.3f}"
              f"      {r.called_spun}")  # fmt: skip
    both = total(results)
    texts = sum(r.texts for r in results.values())
    print(f"{'all':20} {texts:5}  {both.gold:5}  {both.recall:.3f}   {both.precision:.3f}")


if __name__ == "__main__":
    main()
