"""Names and numbers that the lexicon's users share: kinds, sources, flags."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from spindetect.records import Relation, RelationKind

RELATION_KINDS: tuple[RelationKind, ...] = get_args(RelationKind)
SAME, SPELLING, INFLECTION, SYNONYM, RELATED, WRONG_SENSE, NONE = range(len(RELATION_KINDS))

# Bit i of a relation's sources stands for SOURCES[i]. 'grammar' is this project's table of closed classes,
# 'rules' are its rules of spelling and inflection; these two cannot be left out.
SOURCES = ("moby", "wordnet", "ppdb", "grammar", "rules")
MOBY, WORDNET, PPDB, GRAMMAR, RULES = (1 << i for i in range(len(SOURCES)))

FUNCTION_WORD, NAME_LIKE, PHRASE = 1, 2, 4  # bits of `Lexicon.flags`


@dataclass(frozen=True, slots=True)
class RelationBatch:
    """What the lexicon knows of n pairs, as parallel arrays of shape [n].

    Attributes
    ----------
    kind : ndarray of uint8
        Indices into `RELATION_KINDS`.
    sources : ndarray of uint8
        Bits, see `SOURCES`.
    commonness : ndarray of float32
        How commonly the two share a sense, in [0, 1].
    agrees : ndarray of bool
        Whether both can be the same form: both plural, both past, both base forms.
    """

    kind: NDArray[np.uint8]
    sources: NDArray[np.uint8]
    commonness: NDArray[np.float32]
    agrees: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.kind)

    def relation(self, at: int) -> Relation:
        """Return one entry as a record."""
        return self.relations([at])[0]

    def relations(self, places: Sequence[int] | NDArray[np.intp]) -> list[Relation]:
        """Return some entries as records."""
        kinds, sources = self.kind[places].tolist(), self.sources[places].tolist()
        values = self.commonness[places].tolist()
        return [
            Relation(RELATION_KINDS[kind], _NAMES[bits], round(value, 4))
            for kind, bits, value in zip(kinds, sources, values, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A word or phrase that could stand in another's place."""

    text: str
    relation: Relation


def source_names(bits: int) -> tuple[str, ...]:
    """Return the names of the sources whose bits are set."""
    return tuple(name for at, name in enumerate(SOURCES) if bits >> at & 1)


_NAMES = tuple(source_names(bits) for bits in range(1 << len(SOURCES)))
