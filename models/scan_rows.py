"""What a scan sees of the candidates of a corpus with planted copies, and what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from benchmarks import candidates
from benchmarks.candidate_corpus import UNSEEN, Purpose
from benchmarks.scan import TWIN, common_words
from models.places import number_of
from spindetect.corpus.fingerprint import Fingerprinter
from spindetect.corpus.looking import Looker
from spindetect.corpus.looks import Side, evidence, showing_spun
from spindetect.detector import Detector
from spindetect.lexicon import Lexicon

Floats = NDArray[np.float64]
FOLDS: Final = 5
COPY, HONEST, NEITHER = 1, 0, -1
_BATCH: Final = 500
_MEMORY: Final = 1000 << 20


class Rows(NamedTuple):
    """Candidates of a corpus.

    Attributes
    ----------
    evidence : array of float64, shape (n, len(EVIDENCE))
    label : array of int64, shape (n,)
        `COPY`, `HONEST` or `NEITHER`.
    group : array of int64, shape (n, 2)
        Folds of the sources that its two documents are, or were made from.
    says_so : array of bool, shape (n,)
        Whether a look at it alone calls it spun.
    kind : array of str, shape (n,)
        Of the planted copy; empty where there is none.
    planted : mapping of str to int
        How many copies of each kind the corpus has, found or not.
    """

    evidence: Floats
    label: NDArray[np.int64]
    group: NDArray[np.int64]
    says_so: NDArray[np.bool_]
    kind: NDArray[np.str_]
    planted: Mapping[str, int]

    def called(self, certainty: Floats, least: float) -> NDArray[np.bool_]:
        """Return which rows a scan calls spun that asks for a certainty."""
        return self.says_so & (certainty >= least)

    def save(self, path: Path) -> None:
        """Write it to a file of numpy's."""
        path.parent.mkdir(parents=True, exist_ok=True)
        counts = np.array([f"{name}:{count}" for name, count in self.planted.items()])
        np.savez_compressed(path, *self[:-1], counts)

    @classmethod
    def open(cls, path: Path) -> Rows:
        """Read what `save` wrote."""
        with np.load(path) as file:
            seen, label, group, says_so, kind, counts = (file[f"arr_{at}"] for at in range(len(cls._fields)))
        told = (str(count).rpartition(":") for count in counts)
        return cls(seen, label, group, says_so, kind, {name: int(number) for name, _, number in told})


@lru_cache(maxsize=1)
def _looker(purpose: Purpose) -> Looker:
    return Looker(Detector(without=UNSEEN[purpose]))


def _looked(purpose: Purpose, batch: Sequence[tuple[Side, Side, float]]) -> list[tuple[Floats, bool]]:
    looker, out = _looker(purpose), []
    for suspect, source, score in batch:
        looks = list(looker.looks(suspect, source, score))
        out.append((evidence(looks, score), showing_spun(looks) is not None))
    return out


def looked_at(folder: Path, purpose: Purpose, workers: int) -> Rows:
    """Find the candidates of a corpus, look at them, and label them by what was planted."""
    corpus = candidates.read(folder, None)
    texts = list(corpus.texts)
    with TemporaryDirectory() as temporary:
        fingerprinter = Fingerprinter(Lexicon.open(without=UNSEEN[purpose]))
        found = candidates.search(corpus, fingerprinter, _MEMORY, Path(temporary), keep=False)
    pairs = list(zip(found.a.tolist(), found.b.tolist(), found.score.tolist(), strict=True))
    told = Parallel(n_jobs=workers)(
        delayed(_looked)(purpose, batch) for batch in _batches(pairs, corpus.ids, texts)
    )
    looked = [one for batch in told for one in batch]
    source_of = {copy: source for copy, source, _ in corpus.pairs}
    kinds = {copy: kind for copy, _, kind in corpus.pairs}
    return Rows(
        np.array([seen for seen, _ in looked]),
        np.array([label_of(a, b, source_of, texts) for a, b, _ in pairs]),
        np.array([[number_of(corpus.ids[source_of.get(x, x)]) % FOLDS for x in pair[:2]] for pair in pairs]),
        np.array([says_so for _, says_so in looked]),
        np.array([kinds.get(a, kinds.get(b, "")) for a, b, _ in pairs]),
        {kind: list(kinds.values()).count(kind) for kind in sorted(set(kinds.values()))},
    )


def _batches(
    pairs: Sequence[tuple[int, int, float]], ids: Sequence[str], texts: Sequence[str]
) -> Iterator[list[tuple[Side, Side, float]]]:
    for first in range(0, len(pairs), _BATCH):
        batch = []
        for a, b, score in pairs[first : first + _BATCH]:
            sides = [Side(at, ids[at], texts[at], None, None) for at in (a, b)]
            sides.sort(key=lambda side: side.id, reverse=True)  # as `Comparer` orders them
            batch.append((sides[0], sides[1], score))
        yield batch


def label_of(a: int, b: int, source_of: Mapping[int, int], texts: Sequence[str]) -> int:
    """Say what two documents of a corpus are to each other: `COPY`, `HONEST` or `NEITHER`.

    Parameters
    ----------
    source_of : mapping of int to int
        The source of each planted copy, as places in `texts`.
    """
    if source_of.get(a) == b or source_of.get(b) == a:
        return COPY
    if source_of.get(a, a) == source_of.get(b, b):
        return NEITHER
    for copy, other in ((a, b), (b, a)):
        if copy in source_of and _has_words_of(source_of[copy], {other, source_of.get(other, other)}, texts):
            return NEITHER
    return HONEST


def _has_words_of(source: int, others: AbstractSet[int], texts: Sequence[str]) -> bool:
    """Say whether one of the others has words of a copy's source: the spun copy of the one is of both."""
    return any(common_words(texts[source], texts[other]) >= TWIN for other in others)
