"""False accusations of honest texts that differ by one rule or fill one template.

usage: python -m benchmarks.mechanical [--shared ../shared] [--sources data/cache] [--texts 240]

The texts are of held-out sources. Masks, tables of words, names, ciphers and mistaken letters are others than
any the model was fitted on; dropped endings, other figures and the way of filling a template are the same.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import spindetect
from models.generators import templates, uniform
from models.generators.pieces import sample
from models.places import HELD_OUT, Places
from spindetect.errors import ResourceError

THRESHOLD = 0.5


@dataclass(frozen=True)
class MechanicalResult:
    """How many texts of one rule were compared, how many called spun, and the highest P(spun)."""

    texts: int
    called_spun: int
    highest: float


def pairs(shared: Path, sources: Path, texts: int, seed: int = 11) -> Iterator[tuple[str, str, str]]:
    """Yield (rule, source, suspect); every third pair fills a template; all differ."""
    places = Places(shared, sources)
    for name in HELD_OUT:
        pieces = sample(places, name, -(-texts // len(HELD_OUT)), seed)
        if len(pieces) < 2:
            raise ResourceError(f"too few texts of {name}", where=str(shared), hint="give --shared")
        rng = Random(f"{seed}:{name}:mechanical")
        for number, piece in enumerate(pieces):
            others = [p for p in pieces if p is not piece]
            rule, source, suspect = "", "", ""
            while source == suspect:
                if number % 3 == 2:
                    rule = "template"
                    source, suspect = templates.fill(piece, rng.sample(others, min(12, len(others))), rng)
                else:
                    source = piece.text
                    suspect, rule = uniform.change(source, rng, uniform.MEASURED)
            yield rule, source, suspect


def measure(
    shared: Path, sources: Path, texts: int = 240, detector: spindetect.Detector | None = None
) -> dict[str, MechanicalResult]:
    """Compare the pairs; results by rule."""
    detector = detector or spindetect.load()
    results: dict[str, MechanicalResult] = {}
    for rule, source, suspect in pairs(shared, sources, texts):
        p = detector.compare(suspect, source).probability
        before = results.get(rule, MechanicalResult(0, 0, 0.0))
        results[rule] = MechanicalResult(
            before.texts + 1, before.called_spun + (p >= THRESHOLD), max(before.highest, p)
        )
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--texts", type=int, default=240)
    arguments = parser.parse_args()
    results = measure(arguments.shared, arguments.sources, arguments.texts)
    print(f"{'rule':20} texts  called spun  highest P(spun)")
    for rule, r in sorted(results.items()):
        print(f"{rule:20} {r.texts:5}  {r.called_spun:11}  {r.highest:.3f}")


if __name__ == "__main__":
    main()
