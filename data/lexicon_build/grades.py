"""How common a shared sense each source's link stands for, on few levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from spindetect.lexicon.links import GRAMMAR_CODES, MOBY_GRADES, NEAR_GRADES, PPDB_GRADES, WORDNET_GRADES

Pair = tuple[str, str]


@dataclass(frozen=True)
class Grades:
    """The value of each grade; index 0 is absence."""

    moby: tuple[float, ...]
    ppdb: tuple[float, ...]
    wordnet: tuple[float, ...]
    grammar: float
    sister: float
    threshold: float


FIRST = Grades(
    moby=(0.0, 0.1, 0.2, 0.4, 0.6),
    ppdb=(0.0, 0.3, 0.5, 0.7, 0.9),
    wordnet=(0.0, 0.1, 0.3, 0.02, 0.1, 0.3, 0.5, 0.8),
    grammar=0.8,
    sister=0.1,
    threshold=0.15,
)


def codes(
    moby: Mapping[Pair, float],
    ppdb: Mapping[Pair, float],
    shared: Mapping[Pair, float],
    near: Mapping[Pair, float],
    grammar: set[Pair],
    grades: Grades,
) -> dict[Pair, int]:
    """Return the code byte of every pair; see `spindetect/lexicon/links.py`."""
    out: dict[Pair, int] = {}
    for pair, value in moby.items():
        out[pair] = nearest(grades.moby, 1, MOBY_GRADES, value)
    for pair, value in ppdb.items():
        out[pair] = out.get(pair, 0) + MOBY_GRADES * nearest(grades.ppdb, 1, PPDB_GRADES, value)
    base = MOBY_GRADES * PPDB_GRADES
    for pair, value in near.items():
        if pair not in shared:
            out[pair] = out.get(pair, 0) + base * nearest(grades.wordnet, 1, 1 + NEAR_GRADES, value)
    for pair, value in shared.items():
        out[pair] = out.get(pair, 0) + base * nearest(grades.wordnet, 1 + NEAR_GRADES, WORDNET_GRADES, value)
    for pair in grammar:
        had = out.get(pair, 0)
        moby_digit, ppdb_digit, wordnet_digit = (
            had % MOBY_GRADES,
            had // MOBY_GRADES % PPDB_GRADES,
            had // base,
        )
        out[pair] = (
            GRAMMAR_CODES + (moby_digit > 0) + 2 * (ppdb_digit > 0) + 4 * (wordnet_digit > NEAR_GRADES)
        )
    return out


def nearest(levels: tuple[float, ...], first: int, end: int, value: float) -> int:
    """Return the index in [first, end) of the level nearest to the value."""
    return first + int(np.argmin([abs(level - value) for level in levels[first:end]]))
