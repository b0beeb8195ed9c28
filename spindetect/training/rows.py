"""A pair to rows of features, exactly as `compare` computes and judges them."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.align import Aligner, DocumentAlignment
from spindetect.features import PairFeatures, Stretch, compute, pair_features, stretches
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.model.judge import scored_alone
from spindetect.substitutions import Swaps, measure
from spindetect.text import Document

Floats = NDArray[np.float64]

# A model must not come to rely on knowing the spinner's dictionary: some pairs are read with a lexicon that
# lacks one. Every single source, and the two that spinners' lists overlap with most together.
LEXICONS: Final[tuple[tuple[str, ...], ...]] = ((), ("moby",), ("wordnet",), ("ppdb",), ("moby", "wordnet"))

MOST_PARTS: Final = 3
"""Passages of a pair that get rows of their own."""


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


@functools.lru_cache(maxsize=16)  # every choice of the three sources, with both n-gram models
def rooms(without: tuple[str, ...], ngrams: Path | None = None) -> tuple[Lexicon, Vectors, Ngrams, Aligner]:
    """Open what a pair passes through before its features are computed."""
    lexicon, vectors = Lexicon.open(without=without), Vectors.open()
    return lexicon, vectors, Ngrams.open(ngrams), Aligner(lexicon, vectors)


def lined_up(
    suspect: Document, source: Document, without: Iterable[str] = (), ngrams: Path | None = None
) -> tuple[DocumentAlignment, Swaps | None]:
    """Align two texts and measure their swaps; see `features_of`."""
    lexicon, vectors, counts, aligner = rooms(tuple(sorted(without)), ngrams)
    alignment = aligner.align(source.tokens, suspect.tokens)
    return alignment, measure(source.tokens, suspect.tokens, alignment, lexicon, vectors, counts)


def features_of(
    suspect: Document, source: Document, without: Iterable[str] = (), ngrams: Path | None = None
) -> PairFeatures:
    """Run two texts through the rooms up to the features.

    Parameters
    ----------
    without : iterable of str
        Sources of the lexicon to leave out.
    ngrams : Path, optional
        The n-gram model; texts that the shipped one has counted need one that has not.
    """
    return pair_features(source.tokens, suspect.tokens, *lined_up(suspect, source, without, ngrams))


def pair_rows(features: PairFeatures) -> PairRows:
    """Return the rows of a pair: the whole, and its passages of at least 80 words."""
    cut = [part_values(features, stretch) for stretch in passages(features)]
    return PairRows(np.array([features.values, *cut]), features.direction)


def part_values(features: PairFeatures, stretch: Stretch) -> Floats:
    """Return the features of a passage, as if nothing stood around it."""
    return compute(features.columns.cut(stretch.source, stretch.suspect)).values


def passages(features: PairFeatures) -> list[Stretch]:
    """Return the passages of a pair that have rows of their own: the longest that `compare` scores."""
    return scored_alone(features, *stretches(features.columns, features.counts))[:MOST_PARTS]
