"""A pair to rows of features, exactly as `compare` computes and judges them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.align import Aligner
from spindetect.features import (
    PASSAGE_WORDS,
    PairFeatures,
    Stretch,
    compute,
    pair_features,
    stretches,
)
from spindetect.features.tally import WORDS
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.substitutions import measure
from spindetect.text import Document

Floats = NDArray[np.float64]

# A model must not come to rely on knowing the spinner's dictionary: some pairs are read with a lexicon that
# lacks one. Every single source, and the two that spinners' lists overlap with most together.
LEXICONS: Final[tuple[tuple[str, ...], ...]] = ((), ("moby",), ("wordnet",), ("ppdb",), ("moby", "wordnet"))

MOST_PARTS: Final = 3
"""Passages of a pair that get rows of their own."""

# A stretch of less than this much of the suspect is a passage; a longer one is nearly the whole pair again.
_PART: Final = 0.85


@dataclass(frozen=True, eq=False)
class PairRows:
    """What is fitted on, of one pair.

    Attributes
    ----------
    values : array of float64, shape (rows, n_features)
        The pair's own features, then those of its passages, as `compare` scores them.
    direction : array of float64, shape (n_direction_features,)
    """

    values: Floats
    direction: Floats


@functools.lru_cache(maxsize=8)  # every choice of the three sources
def rooms(without: tuple[str, ...]) -> tuple[Lexicon, Vectors, Ngrams, Aligner]:
    """Open what a pair passes through before its features are computed."""
    lexicon, vectors = Lexicon.open(without=without), Vectors.open()
    return lexicon, vectors, Ngrams.open(), Aligner(lexicon, vectors)


def features_of(suspect: Document, source: Document, without: Iterable[str] = ()) -> PairFeatures:
    """Run two texts through the rooms up to the features.

    Parameters
    ----------
    without : iterable of str
        Sources of the lexicon to leave out.
    """
    lexicon, vectors, ngrams, aligner = rooms(tuple(sorted(without)))
    alignment = aligner.align(source.tokens, suspect.tokens)
    swaps = measure(source.tokens, suspect.tokens, alignment, lexicon, vectors, ngrams)
    return pair_features(source.tokens, suspect.tokens, alignment, swaps)


def pair_rows(features: PairFeatures) -> PairRows:
    """Return the rows of a pair: the whole, and its passages of at least 80 words."""
    columns = features.columns
    cut = [compute(columns.cut(s.source, s.suspect)).values for s in passages(features)]
    return PairRows(np.array([features.values, *cut]), features.direction)


def passages(features: PairFeatures) -> Iterator[Stretch]:
    """Yield the stretches of a pair that have rows of their own."""
    found, _ = stretches(features.columns, features.counts)
    words = features.counts.suspect.every[WORDS]
    fit = [s for s in found if PASSAGE_WORDS <= s.words < _PART * words]
    yield from fit[:MOST_PARTS]
