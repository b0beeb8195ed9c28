"""The lexicon: one place that answers how two words or phrases are related."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container, open_container
from spindetect.errors import InputError
from spindetect.keytable import KeyTable
from spindetect.lexicon import kinds as k
from spindetect.lexicon.codes import Weights, code_table
from spindetect.lexicon.concepts import Concepts
from spindetect.lexicon.links import Links
from spindetect.lexicon.relate import Relater
from spindetect.lexicon.words import Words
from spindetect.records import Relation
from spindetect.resources import shipped

KIND, FORMAT = "lexicon", 1
REMOVABLE = ("moby", "wordnet", "ppdb")

_NO_NUMBERS = np.empty(0, np.int32)
# Kinds that can stand in a word's place: not the word itself, nor another form of it.
_ALTERNATIVE = np.isin(np.arange(len(k.RELATION_KINDS)), (k.SPELLING, k.SYNONYM, k.RELATED, k.WRONG_SENSE))


class Lexicon:
    """The compiled synonym relation. Immutable, safe in threads, pickles to its path.

    Use `Lexicon.open`.

    Attributes
    ----------
    version : int
        Format of the file.
    digest : str
        SHA-256 that stands for the whole file.
    sources : tuple of str
        Sources that answer, those left out not among them.
    threshold : float
        Commonness from which on two words count as synonyms and below which as synonyms in a wrong sense.
    """

    __slots__ = (
        "_container",
        "_given",
        "_keys",
        "_links",
        "_relater",
        "_words",
        "digest",
        "sources",
        "threshold",
        "version",
    )

    def __init__(self, container: Container, given: Path | None, without: tuple[str, ...]) -> None:
        self._container, self._given = container, (given, without)
        self.version, self.digest = container.format, container.digest
        self.sources = tuple(name for name in k.SOURCES if name not in without)
        self._keys = KeyTable(container)
        self._words = Words(container, len(self._keys))
        self._links = Links(container, len(self._keys))
        weights = Weights.from_header(container.meta, container.path)
        concepts = None if "wordnet" in without else Concepts(container, len(self._keys))
        self._relater = Relater(self._words, self._links, concepts, code_table(weights, without), weights)
        self.threshold = weights.threshold

    @classmethod
    def open(cls, path: Path | None = None, *, without: Collection[str] = ()) -> Lexicon:
        """Open a lexicon file, the shipped one by default.

        Parameters
        ----------
        path : Path, optional
        without : collection of str
            Sources to leave out with everything that derives from them: 'moby', 'wordnet', 'ppdb'.

        Raises
        ------
        ResourceError
            If the file is missing, damaged or of another format.
        InputError
            If `without` names a source that there is not.
        """
        left_out = tuple(sorted(set(without)))
        unknown = [name for name in left_out if name not in REMOVABLE]
        if unknown:
            hint = f"choose from {', '.join(REMOVABLE)}"
            raise InputError(f"unknown source {unknown[0]!r}", where="without", hint=hint)
        container = open_container(shipped("lexicon.bin") if path is None else path, kind=KIND, format=FORMAT)
        return cls(container, path, left_out)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_reopen, self._given)

    def __len__(self) -> int:
        return len(self._keys)

    def verify(self) -> None:
        """Raise ResourceError unless every section has its stated SHA-256."""
        self._container.verify()

    def ids(self, keys: Sequence[str]) -> NDArray[np.int32]:
        """Return the number of each word or phrase, -1 for unknown ones, shape [len(keys)].

        Phrases are the keys of up to four tokens, joined by single spaces.
        """
        return self._keys.ids(keys)

    def text(self, number: int) -> str:
        """Return the word or phrase with this number; IndexError if there is none."""
        return self._keys.text(number)

    def zipf(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return Zipf frequencies (log10 of uses in 10**9 words), 0 for unknown words and phrases."""
        return np.where(ids >= 0, self._words.zipf(ids), np.float32(0))

    def flags(self, ids: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return bits FUNCTION_WORD, NAME_LIKE, PHRASE; 0 for unknown words."""
        return np.where(ids >= 0, self._words.flags(ids), np.uint8(0))

    def lemma_ids(self, ids: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the number of each word's lemma, its own if it is no known form; -1 for unknown words."""
        return np.where(ids >= 0, self._words.lemmas(ids), np.int32(-1))

    def relation(self, a: str, b: str) -> Relation:
        """Return what the lexicon knows of two words or phrases, given as keys."""
        numbers = self.ids((a, b))
        return self.relations(numbers[:1], numbers[1:]).relation(0)

    def relations(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> k.RelationBatch:
        """Return what the lexicon knows of n pairs, as written and by their lemmas, in either order.

        Parameters
        ----------
        a, b : ndarray of int32, shape [n]
            From `ids`; a pair with a -1 is 'none'.
        """
        return self._relater.pairs(a, b)

    def link_codes(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Return the stored code of each pair as written, 0 where nothing joins it; see `codes.digits_of`.

        For fitting and measuring: nothing is left out here. Numbers must be known ones.
        """
        return self._links.codes(a, b)

    def neighbours(self, number: int) -> NDArray[np.int32]:
        """Return the numbers of all words that any source joins with a known one, whatever is left out.

        For a form such as 'lines' they are those of the form itself, and the same form of those of its lemma.
        """
        return np.unique(np.concatenate((self._links.neighbours(number), self._same_form(number))))

    @property
    def keys(self) -> KeyTable:
        """The words and phrases themselves, to be looked up in another table."""
        return self._keys

    def linked(self, numbers: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the words that any source joins with each of several known ones, whatever is left out.

        Returns
        -------
        ndarray of int32
            Their numbers, end to end; unlike `neighbours`, of the words as written alone.
        ndarray of int64, shape [len(numbers)]
            How many each has.
        """
        return self._links.neighbours_many(numbers)

    def degrees(self) -> NDArray[np.int32]:
        """Return how many words any source joins with each, shape [len(self)]."""
        return self._links.degrees()

    def forms(self, ids: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the numbers of all inflected forms of these lemmas; numbers must be known ones."""
        return self._words.forms(ids)

    def alternatives(self, phrase: str, limit: int = 20) -> tuple[k.Alternative, ...]:
        """Return what could stand in a word's or phrase's place, most common sense first.

        Parameters
        ----------
        phrase : str
            As a key; an unknown one has no alternatives.
        limit : int
            Most alternatives to return.
        """
        return self.alternatives_many([phrase], limit)[0]

    def alternatives_many(self, phrases: Sequence[str], limit: int = 20) -> list[tuple[k.Alternative, ...]]:
        """Return what `alternatives` gives for each phrase, in a quarter of the time."""
        near = [self.neighbours(n) if n >= 0 else _NO_NUMBERS for n in self.ids(phrases).tolist()]
        owner = np.repeat(np.arange(len(near)), [row.size for row in near])
        found = np.concatenate([_NO_NUMBERS, *near])
        batch = self.relations(self.ids(phrases)[owner], found)
        usable = np.flatnonzero(_ALTERNATIVE[batch.kind])
        # Equally common ones: the more frequent word first, then the lower number, so that order is stable.
        there = found[usable]
        order = usable[np.lexsort((there, -self.zipf(there), -batch.commonness[usable], owner[usable]))]
        bounds = np.searchsorted(owner[order], np.arange(len(near) + 1))
        out = []
        for start, end in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            best = order[start : min(end, start + limit)]
            out.append(tuple(map(k.Alternative, map(self.text, found[best].tolist()), batch.relations(best))))
        return out

    def _same_form(self, number: int) -> NDArray[np.int32]:
        """Return the neighbours of a word's lemma in the word's form: for 'lines', 'rows' and not 'row'."""
        numbers = np.array([number], np.int32)
        lemma = self._words.lemmas(numbers)
        if lemma[0] == number:
            return numbers[:0]
        found = self._words.forms(self._links.neighbours(int(lemma[0])))
        agreeing: NDArray[np.int32] = found[(self._words.tags(found) & self._words.tags(numbers)) != 0]
        return agreeing


def _reopen(path: Path | None, without: tuple[str, ...]) -> Lexicon:
    return Lexicon.open(path, without=without)
