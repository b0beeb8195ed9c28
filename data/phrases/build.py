"""Build `spindetect/_shipped/phrases.bin`. Run from the repository's root.

    python -m data.phrases.build --shared ../shared

The table holds phrases that spinners broke with what was expected in their place, and how often each stretch
of words stood for which other. One fold of the five in which phrases are measured is left out of it whole, so
that what ships can be measured on phrases it does not hold.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np

from data.manifest import package_source, update_manifest
from models.phrases_data import FILE, Pair, apart, components, folds, parted, read_pairs
from models.phrases_fit import known_of
from spindetect.container import write_container
from spindetect.phrases.known import FORMAT, KIND
from spindetect.resources import SHIPPED

HELD_OUT_FOLD: Final = 4
NAME: Final = "phrases.bin"
SOURCE: Final = (
    "Tortured phrases of the Problematic Paper Screener, G. Cabanac, C. Labbé, A. Magazinov; modified",
    "dev",
    "tortured_phrases_dev.jsonl.gz",
)


def main() -> None:
    """Write the table and its entry in the manifest."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=SHIPPED / NAME)
    options = parser.parse_args()
    pairs = read_pairs(options.shared / FILE)
    component = components(pairs)
    fold = folds(component)
    sides: tuple[list[Pair], list[Pair]] = ([], [])
    for pair, each in zip(pairs, fold.tolist(), strict=True):
        sides[each == HELD_OUT_FOLD].append(pair)
    fine = apart(*sides)
    known = known_of(parted(pair) for pair, good in zip(sides[0], fine.tolist(), strict=True) if good)
    write_container(options.out, kind=KIND, format=FORMAT, arrays=known.arrays(), meta={})
    figures = {
        "phrases": len(known.phrases),
        "stretches": len(known.pairs),
        "held_out_phrases": int((fold == HELD_OUT_FOLD).sum()),
        "left_out_alike_in_parts": int((~fine).sum()),
    }
    print(figures)
    if options.out == SHIPPED / NAME:
        entry = {
            "licences": ["CC-BY-4.0"],
            "sources": [package_source(*SOURCE, options.shared / FILE)],
            "built_by": "python -m data.phrases.build",
            "held_out": {
                "fold": HELD_OUT_FOLD,
                "phrases": figures["held_out_phrases"],
                "components": int(np.unique(component[fold == HELD_OUT_FOLD]).size),
                "rule": "components of phrases that share an answer, a phrase or a word pair, by size into "
                "the smallest of five folds (models/phrases_data.py); this fold is in nothing that ships, "
                "nor is what shares an answer, a phrase or word pair with it, hyphened words taken apart",
            },
            "figures": figures,
        }
        update_manifest(NAME, entry)


if __name__ == "__main__":
    main()
