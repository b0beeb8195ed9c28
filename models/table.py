"""Pairs to rows of features: what the classifier is fitted on, calibrated on and measured on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from models.generators.pairs import Pair
from spindetect.features import INDEX, PASSAGE_WORDS, Stretch
from spindetect.model import CLASSES
from spindetect.text import Document
from spindetect.training.rows import LEXICONS, features_of, part_values, passages

_VERBATIM, _EDITED = CLASSES.index("verbatim"), CLASSES.index("edited")
_UNCHANGED = INDEX["unchanged_more"]


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of features with what is known of each.

    Attributes
    ----------
    features : array of float64, shape (n, n_features)
    label : array of int64, shape (n,)
        Indices into `CLASSES`.
    pair : array of int64, shape (n,)
        Number of the pair that each row comes from; one pair may give several rows.
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

    def save(self, path: Path) -> None:
        """Write to a file; without pickles, so that reading it runs nothing."""
        path.parent.mkdir(parents=True, exist_ok=True)
        names = np.frombuffer(json.dumps([self.family, self.domain]).encode(), np.uint8)
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                names=names,
                features=self.features,
                label=self.label,
                pair=self.pair,
                weight=self.weight,
            )

    @classmethod
    def open(cls, path: Path) -> Table:
        """Read a file that `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            family, domain = json.loads(file["names"].tobytes())
            return cls(file["features"], file["label"], file["pair"], family, domain, file["weight"])

    def digest(self) -> str:
        """Return a SHA-256 of the rows and labels, rounded as far as two machines may differ."""
        whole = np.round(np.column_stack([self.features, self.label]), 6)
        return hashlib.sha256(np.ascontiguousarray(whole).tobytes()).hexdigest()


Row = tuple[NDArray[np.float64], int, int, str, str, float]


def lexicon_of(number: int, pair: Pair) -> tuple[str, ...]:
    """Return what the lexicon lacks when a pair is read: half of the time a dictionary, or nothing.

    A spun pair's is its spinner's: the model must not come to rely on knowing the dictionary.
    """
    rng = np.random.default_rng(number)
    unseen = pair.without if pair.label == "spun" else LEXICONS[int(rng.integers(1, len(LEXICONS)))]
    return tuple(unseen) if rng.random() < 0.5 else ()


def _rows_of(number: int, pair: Pair, ngrams: Path | None) -> list[Row]:
    suspect = Document.from_text(pair.suspect)
    features = features_of(suspect, Document.from_text(pair.source), lexicon_of(number, pair), ngrams)
    found = [features.values] if pair.passage is None or _share(pair) >= 0.5 else []
    found += [part_values(features, s) for s in passages(features) if _is_meant(s, suspect, pair)]
    weight = 1.0 / max(1, len(found))
    return [(v, _label(v, pair), number, pair.family, pair.domain, weight) for v in found]


def _label(values: NDArray[np.float64], pair: Pair) -> int:
    """Return a row's class: what one gets from the other by leaving out is verbatim, whoever did it.

    The same rule as `spindetect.model.judge.Part.label` and `models.generators.pair.is_left_out` go by.
    """
    label = CLASSES.index(pair.label)
    return _VERBATIM if label == _EDITED and values[_UNCHANGED] == 1.0 else label


def _share(pair: Pair) -> float:
    start, end = pair.passage or (0, len(pair.suspect))
    return (end - start) / max(1, len(pair.suspect))


def _is_meant(stretch: Stretch, suspect: Document, pair: Pair) -> bool:
    """Whether the pair's label is about a passage."""
    if pair.label == "spun" and stretch.words < PASSAGE_WORDS:
        return False
    return pair.passage is None or _inside(stretch, suspect, pair.passage)


def _inside(stretch: Stretch, suspect: Document, passage: tuple[int, int]) -> bool:
    start = int(suspect.tokens.start[stretch.suspect[0]])
    end = int(suspect.tokens.end[stretch.suspect[1] - 1])
    return min(end, passage[1]) - max(start, passage[0]) > 0.7 * (end - start)


def joined(tables: Sequence[Table]) -> Table:
    """Return the rows of several tables as one; pairs of different tables keep different numbers."""
    numbers, after = [], 0
    for table in tables:
        numbers.append(table.pair + after)
        after = int(numbers[-1].max(initial=after)) + 1
    return Table(
        np.concatenate([table.features for table in tables]),
        np.concatenate([table.label for table in tables]),
        np.concatenate(numbers),
        [name for table in tables for name in table.family],
        [name for table in tables for name in table.domain],
        np.concatenate([table.weight for table in tables]),
    )


def build(pairs: Iterable[tuple[int, Pair]], *, workers: int = 2, ngrams: Path | None = None) -> Table:
    """Compute the rows of numbered pairs, in their order whatever the number of workers.

    A pair's number also decides what the lexicon lacks when it is read, see `lexicon_of`.

    `ngrams` is the n-gram model, if it is to be another than the shipped one.
    """
    jobs = (delayed(_batch)(batch, ngrams) for batch in _batches(pairs))
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
