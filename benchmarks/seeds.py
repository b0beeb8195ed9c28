"""The real articles: what the whole comparison says of the spun pair and of all the others.

usage: python -m benchmarks.seeds [--shared ../shared]
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import spindetect
from benchmarks.swap_score import Gold, SwapScore, missed, score
from spindetect.errors import ResourceError
from spindetect.verdict import PairVerdict

SPUN, SOURCE = "000", "002"
ODD = ("red lines", "crimson traces")


@dataclass(frozen=True)
class SeedsResult:
    """The figures of the seeds.

    Attributes
    ----------
    p_spun, p_reversed : float
        P(spun) of the spun pair, and with the sides exchanged.
    odd_rank : int
        Rank of the oddest swap that holds part of the named phrase; 0 where it is not found.
    highest_other : float
        Greatest P(spun) of the 18 other ordered pairs.
    """

    p_spun: float
    p_reversed: float
    label: str
    swaps: SwapScore
    odd_rank: int
    highest_other: float
    others: dict[tuple[str, str], PairVerdict]
    verdict: PairVerdict


def read_texts(shared: Path) -> dict[str, str]:
    """Return the articles by their three-digit name."""
    found = {p.name[:3]: p.read_text(encoding="utf-8") for p in sorted((shared / "seeds").glob("0*.txt"))}
    if not found:
        raise ResourceError("no articles here", where=str(shared / "seeds"), hint="give --shared")
    return found


def read_gold(shared: Path) -> list[Gold]:
    """Return the listed swaps of the spun pair."""
    with (shared / "seeds" / f"swaps-{SOURCE}-{SPUN}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    columns = ("source_start", "source_end", "suspect_start", "suspect_end")
    return [(int(r[columns[0]]), int(r[columns[1]]), int(r[columns[2]]), int(r[columns[3]])) for r in rows]


def measure(shared: Path, detector: spindetect.Detector) -> SeedsResult:
    """Compare all ordered pairs of the articles."""
    texts, gold = read_texts(shared), read_gold(shared)
    verdicts = {(a, b): detector.compare(texts[a], texts[b]) for a, b in permutations(texts, 2)}
    spun, turned = verdicts.pop((SPUN, SOURCE)), verdicts.pop((SOURCE, SPUN))
    return SeedsResult(
        spun.probability,
        turned.probability,
        spun.label,
        score(gold, spun.substitutions, texts[SOURCE], texts[SPUN]),
        _odd_rank(spun, texts[SOURCE]),
        max(v.probability for v in verdicts.values()),
        verdicts,
        spun,
    )


def _odd_rank(verdict: PairVerdict, source: str) -> int:
    start = source.find(ODD[0])
    for rank, swap in enumerate(verdict.oddest(len(verdict.substitutions)), 1):
        if swap.source.start < start + len(ODD[0]) and start < swap.source.end:
            return rank
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--details", action="store_true", help="list missed swaps and all other pairs")
    arguments = parser.parse_args()
    result = measure(arguments.shared, spindetect.load())
    swaps = result.swaps
    print(f"P(spun) of {SPUN} beside {SOURCE}      {result.p_spun:.4f}   {result.label}")
    print(f"the same reversed            {result.p_reversed:.4f}")
    print(f"swaps found                  {swaps.found} of {swaps.gold} ({swaps.recall:.3f})")
    print(f"characters in listed swaps   {swaps.precision:.3f}")
    print(f"rank of {' -> '.join(ODD)!r}  {result.odd_rank}")
    print(f"highest P(spun) of the other pairs  {result.highest_other:.4f}")
    if arguments.details:
        texts = read_texts(arguments.shared)
        reported = result.verdict.substitutions
        for g in missed(read_gold(arguments.shared), reported, texts[SOURCE], texts[SPUN]):
            print("  missed", texts[SOURCE][g[0] : g[1]], "->", texts[SPUN][g[2] : g[3]])
        for (a, b), verdict in sorted(result.others.items(), key=lambda item: -item[1].probability):
            print(f"  {a} beside {b}  {verdict.probability:.4f}  {verdict.label}")


if __name__ == "__main__":
    main()
