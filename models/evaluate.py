"""Measure the shipped model on real people's and paraphrasers' texts, which nothing was fitted on.

usage: python -m models.evaluate [--shared ../shared] [--sources data/cache] [--rows N]

Prints, for each slice, the share of honest pairs called spun at several thresholds; how the seeds fare;
how errors depend on length; and the difference between the two directions.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

import spindetect
from benchmarks import seeds
from models.card import write_figures
from models.generators import recipe
from models.places import Places, read_rows
from models.spinners import open_dictionaries
from spindetect.verdict import PairVerdict

HONEST = ("quillbot", "turk", "msrp", "panhuman")
THRESHOLDS = (0.3, 0.5, 0.7, 0.9)
LENGTHS = (20, 35, 50, 80, 120, 200)


def honest_rows(shared: Path, name: str, rows: int | None) -> list[tuple[str, str, str]]:
    """Return (slice, source, suspect) of an honest set; the same `rows` of them every time."""
    found = list(read_rows(shared / "eval" / f"pairs_{name}_dev.jsonl.gz"))
    Random(0).shuffle(found)
    return [(r["slice"], r["source"], r["suspect"]) for r in found[:rows]]


def false_accusations(
    detector: spindetect.Detector, shared: Path, rows: int | None
) -> dict[str, list[PairVerdict]]:
    """Compare the honest pairs; verdicts by slice."""
    found: dict[str, list[PairVerdict]] = {}
    for name in HONEST:
        for part, source, suspect in honest_rows(shared, name, rows):
            found.setdefault(part, []).append(detector.compare(suspect, source))
    return found


def honest_table(found: dict[str, list[PairVerdict]]) -> str:
    """Return the share called spun at each threshold, by slice."""
    head = "".join(f"  P >= {t}" for t in THRESHOLDS)
    lines = [f"{'honest slice':20} pairs{head}   99 % quantile   labels"]
    for part, verdicts in found.items():
        p = np.array([v.probability for v in verdicts])
        shares = "".join(f"  {(p >= t).mean():8.4f}" for t in THRESHOLDS)
        lines.append(
            f"{part:20} {len(p):5}{shares}   {np.quantile(p, 0.99):.3f}           {_labels(verdicts)}"
        )
    return "\n".join(lines)


def _labels(verdicts: Iterable[PairVerdict]) -> str:
    names, counts = np.unique([v.label for v in verdicts], return_counts=True)
    return ", ".join(f"{n} {c}" for n, c in sorted(zip(names, counts, strict=True), key=lambda x: -x[1]))


def by_length(detector: spindetect.Detector, places: Places, pairs: int = 240) -> str:
    """Return errors on held-out pairs cut to so many words: where "insufficient" should begin."""
    made = [p for p in recipe.measuring(places, open_dictionaries(places), pairs, seed=5) if not p.passage]
    lines = [f"{'words':>6}  spun found  honest called spun  label right"]
    for words in LENGTHS:
        cut = [(_first(p.suspect, words), _first(p.source, words), p.label) for p in made]
        verdicts = [(detector.compare(a, b), label) for a, b, label in cut]
        best = [(v.probability, _most_likely(v), label) for v, label in verdicts]
        found = _mean(p >= 0.5 for p, _, label in best if label == "spun")
        false = _mean(p >= 0.5 for p, _, label in best if label != "spun")
        right = _mean(own == label for _, own, label in best)
        lines.append(f"{words:6}  {found:10.3f}  {false:18.3f}  {right:11.3f}")
    return "\n".join(lines)


def _first(text: str, words: int) -> str:
    return " ".join(text.split(" ")[:words])


def _mean(values: Iterable[bool]) -> float:
    return float(np.mean([float(v) for v in values]))


def _most_likely(verdict: PairVerdict) -> str:
    p = verdict.probabilities
    return max(("spun", "verbatim", "paraphrased", "edited", "independent"), key=lambda c: getattr(p, c))


def direction_gap(detector: spindetect.Detector, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    """Return |P(spun) - P(spun) with the sides exchanged| of each pair."""
    gaps = [abs(detector.compare(a, b).probability - detector.compare(b, a).probability) for a, b in pairs]
    return np.array(gaps)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--rows", type=int, default=None, help="at most so many pairs of each honest set")
    arguments = parser.parse_args()
    detector = spindetect.load()
    honest = honest_table(false_accusations(detector, arguments.shared, arguments.rows))
    print(honest, "", sep="\n")
    s = seeds.measure(arguments.shared, detector)
    told = (
        f"real spun pair: P(spun) {s.p_spun:.4f}, reversed {s.p_reversed:.4f}; swaps found "
        f"{s.swaps.recall:.3f}, characters right {s.swaps.precision:.3f}; highest P(spun) of the 18 other "
        f"pairs {s.highest_other:.4f}"
    )
    print(told, "", sep="\n")
    lengths = by_length(detector, Places(arguments.shared, arguments.sources))
    print(lengths, "", sep="\n")
    real = [(b, a) for name in HONEST for _, a, b in honest_rows(arguments.shared, name, 60)]
    gaps = direction_gap(detector, real)
    turned = f"exchanging the sides moves P(spun) by {gaps.mean():.4f} on average, {gaps.max():.4f} at most"
    print(turned)
    write_figures("measured", "\n\n".join([honest, told, lengths, turned]))


if __name__ == "__main__":
    main()
