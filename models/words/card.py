"""Put the figures of the folds, and the comparison of networks, into `models/cards/text.md`.

usage: python -m models.words.card [--networks FILE]

The figures are those that `python -m models.words.train --without DICTIONARY` wrote, kept in
`models/words/figures/`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from models.card import CARD, write_figures
from models.spinners import SOURCES
from models.words.spun import DOSES

FIGURES = Path(__file__).parent / "figures"
TEXT_CARD = CARD.parent / "text.md"
_SHORT, _LONG, _WORDS = "texts of 200 to 500 words", "300 spun words in 3,000", "words"


def read() -> dict[str, dict[str, Any]]:
    """Return the figures of the folds, by the dictionary left out."""
    return {name: json.loads((FIGURES / f"{name}.json").read_text(encoding="utf-8")) for name in SOURCES}


def folds(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield the figures of all folds beside each other."""
    yield f"{'left out':44}" + "".join(f"{name:>22}" for name in found)
    for dose in DOSES:
        rows = [figures[_SHORT][f"dose {dose}"] for figures in found.values()]
        spans = [
            f"{r['auroc']:.3f} [{r['auroc_interval'][0]:.3f}, {r['auroc_interval'][1]:.3f}]" for r in rows
        ]
        yield f"{f'dose {dose}: AUROC':44}" + "".join(f"{text:>22}" for text in spans)
        yield _row("  worst source", (r["worst_auroc"] for r in rows))
        yield _row("  found at 1 % false positives", (r["tpr_at_1"] for r in rows))
        yield _row("  worst source", (r["worst_tpr_at_1"] for r in rows))
        yield _row("  found at 0.1 %", (r["tpr_at_0.1"] for r in rows))
        yield _row("  called spun at the threshold", (r["tpr_at_threshold"] for r in rows))
    short = [figures[_SHORT] for figures in found.values()]
    yield _row("honest texts called spun, all", (r["false_positive_rate"] for r in short))
    worst = [max(r["false_positive_rate_by_source"].values()) for r in short]
    yield _row("  worst source", worst)
    yield _row("expected calibration error", (r["expected_calibration_error"] for r in short))
    long = [figures[_LONG] for figures in found.values()]
    yield _row("300 spun words in 3,000: AUROC", (r["auroc"] for r in long))
    yield _row("  found at 1 % false positives", (r["tpr_at_1"] for r in long))
    yield _row("  honest ones called spun", (r["false_positive_rate"] for r in long))
    whole = [row["whole"] for row in long]
    yield _row("3,000 words spun from end to end: AUROC", (r["auroc"] for r in whole))
    yield _row("  found at 1 % false positives", (r["tpr_at_1"] for r in whole))
    yield _row("  called spun at the threshold", (r["tpr_at_threshold"] for r in whole))
    for name in found["moby"][_WORDS]:
        yield _row(f"words, {name}: AUROC", (figures[_WORDS][name] for figures in found.values()))


def sources(found: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield AUROC and false positives of every source, the worst fold of each."""
    yield (
        f"{'source (worst of the three dictionaries)':44}"
        + "".join(f"  AUROC {d}" for d in DOSES)
        + "  called spun"
    )
    for name in found["moby"][_SHORT]["false_positive_rate_by_source"]:
        areas = [
            min(figures[_SHORT][f"dose {dose}"]["auroc_by_source"][name] for figures in found.values())
            for dose in DOSES
        ]
        rate = max(figures[_SHORT]["false_positive_rate_by_source"][name] for figures in found.values())
        yield f"{name:44}" + "".join(f"  {area:10.3f}" for area in areas) + f"  {rate:11.4f}"


def _row(name: str, values: Iterable[float]) -> str:
    return f"{name:44}" + "".join(f"{value:22.4f}" for value in values)


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--networks", type=Path, default=None, help="what models.words.compare printed")
    given = parser.parse_args()
    found = read()
    write_figures("folds", "\n".join(folds(found)), card=TEXT_CARD)
    write_figures("sources", "\n".join(sources(found)), card=TEXT_CARD)
    if given.networks:
        write_figures("networks", given.networks.read_text(encoding="utf-8"), card=TEXT_CARD)


if __name__ == "__main__":
    main()
