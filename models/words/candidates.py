"""For every word of the vectors, what else could stand in its place: the lexicon's words, and near ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.context.inputs import ABBREVIATION, FUNCTION, ORDINARY
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon
from spindetect.lexicon import kinds as k

LEXICAL, NEAR = 14, 6
"""Most candidates of a word from the lexicon, and from the vectors alone."""

_FREQUENT = 30_000  # near words are sought among so many
_LEAST_COSINE = 0.4
_RARER = 0.06  # of cosine, what a word is worth that is e times more frequent
_ALTERNATIVE = (k.SPELLING, k.SYNONYM, k.RELATED, k.WRONG_SENSE)
_ROWS = 1500  # at once
_VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, eq=False)
class Chosen:
    """The candidates of n words.

    Attributes
    ----------
    row : array of uint16, shape (n, LEXICAL + NEAR)
        Row and 1 of each candidate in the vectors, 0 where there is none.
    sources : array of uint8, shape (n, LEXICAL + NEAR)
        Which of the lexicon's sources join the two, as bits; 0 for those from the vectors.
    ordinary : array of uint8, shape (n,)
        `FUNCTION`, `ORDINARY` or `ABBREVIATION`.
    """

    row: NDArray[np.uint16]
    sources: NDArray[np.uint8]
    ordinary: NDArray[np.uint8]
    lexical: int = LEXICAL

    @classmethod
    def nothing(cls, vectors: Vectors, ordinary: NDArray[np.uint8]) -> Chosen:
        """Return a table without candidates, for measuring what asks for none."""
        none = np.zeros((len(vectors), 1), np.uint16)
        return cls(none, none.astype(np.uint8), ordinary, 0)


def build(lexicon: Lexicon, vectors: Vectors) -> Chosen:
    """Choose the candidates of every word, nearest in meaning first, frequent ones preferred.

    No dictionary's evidence orders them, so that one that is left out leaves nothing behind.
    """
    most = min(len(vectors), (1 << 16) - 1)
    names = vectors.words(most)
    number = lexicon.ids(names)
    row_of = np.full(len(lexicon), -1, np.int32)
    row_of[number[number >= 0]] = np.flatnonzero(number >= 0)
    found = np.zeros((len(vectors), LEXICAL + NEAR), np.int32)
    sources = np.zeros(found.shape, np.uint8)
    known = np.flatnonzero(number >= 0)
    for first in range(0, len(known), _ROWS):
        _from_lexicon(lexicon, vectors, known[first : first + _ROWS], number, row_of, found, sources)
    lemma = lexicon.lemma_ids(number)
    for row, near in _near(vectors, names, lemma):
        taken = set(found[row, :LEXICAL].tolist())
        new = [at + 1 for at in near if at + 1 not in taken][:NEAR]
        found[row, LEXICAL : LEXICAL + len(new)] = new
    ordinary = np.full(len(vectors), ORDINARY, np.uint8)
    # Abbreviations ("pct", "dlrs") are a house's own: no dictionary puts them in.
    ordinary[:most][[not _VOWELS.intersection(name) for name in names]] = ABBREVIATION
    ordinary[:most][(lexicon.flags(number) & k.FUNCTION_WORD) > 0] = FUNCTION
    return Chosen(found.astype(np.uint16), sources, ordinary)


def _from_lexicon(
    lexicon: Lexicon,
    vectors: Vectors,
    rows: NDArray[np.intp],
    number: NDArray[np.int32],
    row_of: NDArray[np.int32],
    found: NDArray[np.int32],
    sources: NDArray[np.uint8],
) -> None:
    neighbours = [lexicon.neighbours(n) for n in number[rows].tolist()]
    owner = np.repeat(np.arange(len(rows)), [len(part) for part in neighbours])
    other = np.concatenate(neighbours)
    relation = lexicon.relations(number[rows][owner], other)
    usable = np.isin(relation.kind, _ALTERNATIVE) & (row_of[other] >= 0)
    owner, bits, other = owner[usable], relation.sources[usable], row_of[other[usable]]
    near = vectors.cosine(rows[owner].astype(np.int32), other)
    order = np.lexsort((_RARER * np.log1p(other / 1000) - near, owner))
    owner, bits, other = owner[order], bits[order], other[order]
    bounds = np.searchsorted(owner, np.arange(len(rows) + 1))
    for at, row in enumerate(rows.tolist()):
        chosen = slice(bounds[at], min(bounds[at + 1], bounds[at] + LEXICAL))
        size = chosen.stop - chosen.start
        found[row, :size], sources[row, :size] = other[chosen] + 1, bits[chosen]


def _near(vectors: Vectors, names: list[str], lemma: NDArray[np.int32]) -> Iterator[tuple[int, list[int]]]:
    """Yield every word's nearest frequent words that are no forms of it."""
    most = min(_FREQUENT, len(names))
    table = vectors.rows(np.arange(most, dtype=np.int32)).T
    table[:, [not name.isalpha() or len(name) < 3 for name in names[:most]]] = 0
    width = min(4 * NEAR, most)
    for first in range(0, len(names), _ROWS):
        rows = np.arange(first, min(first + _ROWS, len(names)), dtype=np.int32)
        cosine = vectors.rows(rows) @ table
        best = np.argpartition(-cosine, width - 1, axis=1)[:, :width]
        own = np.take_along_axis(cosine, best, axis=1)
        best = np.take_along_axis(best, np.argsort(-own, axis=1, kind="stable"), axis=1)
        near_enough = np.take_along_axis(cosine, best, axis=1) > _LEAST_COSINE
        form = (lemma[best] == lemma[rows][:, None]) & (lemma[rows] >= 0)[:, None]
        for row, candidates, fits in zip(rows.tolist(), best, near_enough & ~form, strict=True):
            yield row, [at for at in candidates[fits].tolist() if at != row]
