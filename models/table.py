"""Pairs to rows of features: what the classifier is fitted on, calibrated on and measured on."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from models.generators.pairs import Pair
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
from spindetect.model import CLASSES
from spindetect.substitutions import measure
from spindetect.text import Document

# Half of the spun pairs are read with a lexicon that lacks the spinner's dictionary, and as many honest
# ones with a lexicon that lacks one: the model must not come to rely on knowing the dictionary.
LEXICONS: tuple[tuple[str, ...], ...] = ((), ("moby",), ("wordnet",), ("ppdb",), ("moby", "wordnet"))


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of features with what is known of each.

    Attributes
    ----------
    features : array of float64, shape (n, n_features)
    label : array of int64, shape (n,)
        Indices into `CLASSES`.
    pair : array of int64, shape (n,)
        The pair that each row comes from; one pair may give several rows.
    family, domain : list of str, length n
    weight : array of float64, shape (n,)
        Rows of one pair share a weight of 1.
    """

    features: NDArray[np.float64]
    label: NDArray[np.int64]
    pair: NDArray[np.int64]
    family: list[str]
    domain: list[str]
    weight: NDArray[np.float64]

    def only(self, rows: NDArray[np.bool_]) -> Table:
        """Return the rows where `rows` is true."""
        return Table(
            self.features[rows],
            self.label[rows],
            self.pair[rows],
            [name for name, kept in zip(self.family, rows, strict=True) if kept],
            [name for name, kept in zip(self.domain, rows, strict=True) if kept],
            self.weight[rows],
        )

    def digest(self) -> str:
        """Return a SHA-256 of the rows and labels, rounded as far as two machines may differ."""
        whole = np.round(np.column_stack([self.features, self.label]), 6)
        return hashlib.sha256(np.ascontiguousarray(whole).tobytes()).hexdigest()


@functools.lru_cache(maxsize=16)  # every choice of the three sources, with both n-gram models
def _rooms(without: tuple[str, ...], ngrams: Path | None) -> tuple[Lexicon, Vectors, Aligner, Ngrams]:
    lexicon, vectors = Lexicon.open(without=without), Vectors.open()
    return lexicon, vectors, Aligner(lexicon, vectors), Ngrams.open(ngrams)


def features_of(
    source: str, suspect: str, without: tuple[str, ...] = (), ngrams: Path | None = None
) -> tuple[PairFeatures, Document]:
    """Run two texts through the rooms up to the features; also return the suspect document.

    Parameters
    ----------
    without : tuple of str
        Sources that the lexicon lacks.
    ngrams : Path, optional
        The n-gram model; texts that the shipped one has counted need one that has not.
    """
    lexicon, vectors, aligner, counts = _rooms(without, ngrams)
    first, second = Document.from_text(source), Document.from_text(suspect)
    alignment = aligner.align(first.tokens, second.tokens)
    swaps = measure(first.tokens, second.tokens, alignment, lexicon, vectors, counts)
    return pair_features(first.tokens, second.tokens, alignment, swaps), second


Row = tuple[NDArray[np.float64], int, int, str, str, float]


def _rows_of(number: int, pair: Pair, ngrams: Path | None) -> list[Row]:
    rng = np.random.default_rng(number)
    unseen = pair.without if pair.label == "spun" else LEXICONS[int(rng.integers(1, len(LEXICONS)))]
    without = tuple(unseen) if rng.random() < 0.5 else ()
    features, suspect = features_of(pair.source, pair.suspect, without, ngrams)
    found = [features.values, *_parts(features, suspect, pair)]
    label = CLASSES.index(pair.label)
    whole = pair.passage is None or _share(pair) >= 0.5
    kept = found if whole else found[1:]
    weight = 1.0 / max(1, len(kept))
    known = (label, number, pair.family, pair.domain, weight)
    return [(values, *known) for values in kept]


def _share(pair: Pair) -> float:
    start, end = pair.passage or (0, len(pair.suspect))
    return (end - start) / max(1, len(pair.suspect))


def _parts(features: PairFeatures, suspect: Document, pair: Pair) -> Iterator[NDArray[np.float64]]:
    """Yield features of the stretches that the pair's label is about, as the verdict scores them."""
    columns = features.columns
    found, _ = stretches(columns, features.counts)
    if pair.passage is None:
        words = features.counts.suspect.every[WORDS]
        wanted = [s for s in found if PASSAGE_WORDS <= s.words < 0.85 * words]
    else:
        wanted = [s for s in found if s.words >= PASSAGE_WORDS and _inside(s, suspect, pair.passage)]
    for stretch in wanted[:3]:
        yield compute(columns.cut(stretch.source, stretch.suspect)).values


def _inside(stretch: Stretch, suspect: Document, passage: tuple[int, int]) -> bool:
    start = int(suspect.tokens.start[stretch.suspect[0]])
    end = int(suspect.tokens.end[stretch.suspect[1] - 1])
    return min(end, passage[1]) - max(start, passage[0]) > 0.7 * (end - start)


def build(pairs: Iterable[Pair], *, workers: int = 2, ngrams: Path | None = None) -> Table:
    """Compute the rows of all pairs, in the pairs' order whatever the number of workers.

    `ngrams` is the n-gram model, if it is to be another than the shipped one.
    """
    jobs = (delayed(_batch)(batch, ngrams) for batch in _batches(enumerate(pairs)))
    done = Parallel(n_jobs=workers, backend="loky")(jobs)
    rows = [row for batch in done for row in batch]
    values, label, pair, family, domain, weight = map(list, zip(*rows, strict=True))
    return Table(
        np.array(values),
        np.array(label),
        np.array(pair),
        family,
        domain,
        np.array(weight),
    )


def _batch(numbered: Sequence[tuple[int, Pair]], ngrams: Path | None) -> list[Row]:
    return [row for number, pair in numbered for row in _rows_of(number, pair, ngrams)]


def _batches(pairs: Iterable[tuple[int, Pair]], size: int = 50) -> Iterator[list[tuple[int, Pair]]]:
    batch: list[tuple[int, Pair]] = []
    for pair in pairs:
        batch.append(pair)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
