"""Small stand-ins for the tables and the aligner, so that a test says all that it depends on."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

import numpy as np

from spindetect.align import Block, DocumentAlignment
from spindetect.lexicon import FUNCTION_WORD, RELATION_KINDS, SOURCES, RelationBatch
from spindetect.text import Document

GRAMMAR_WORDS = frozenset(
    """
    a an the and or of in on to at by with for from is are was were be has have had he she it they we i you
    his her its their this that not as but may can could might within up whether
    """.split()  # noqa: SIM905
)


class FakeLexicon:
    """Knows every word it is asked for, but no phrase, unless told otherwise.

    Parameters
    ----------
    relations : mapping
        (word or phrase, word or phrase) -> (kind, commonness); the order does not matter.
    phrases, unknown : sequence of str
        Phrases that are entries, and words that are none.
    lemmas : mapping
        Form -> lemma.
    """

    def __init__(
        self,
        relations: Mapping[tuple[str, str], tuple[str, float]] | None = None,
        *,
        phrases: Sequence[str] = (),
        unknown: Sequence[str] = (),
        lemmas: Mapping[str, str] | None = None,
        zipf: Mapping[str, float] | None = None,
    ) -> None:
        self.relations_of = {frozenset(pair): told for pair, told in (relations or {}).items()}
        self.entries = {*phrases, *(key for pair in (relations or {}) for key in pair)}
        self.unknown = set(unknown)
        self.lemmas = dict(lemmas or {})
        self.zipfs = dict(zipf or {})
        self.numbers: dict[str, int] = {}
        self.keys: list[str] = []

    def _number(self, key: str) -> int:
        if key in self.unknown or (" " in key and key not in self.entries) or not key[:1].isalpha():
            return -1
        if key not in self.numbers:
            self.numbers[key] = len(self.keys)
            self.keys.append(key)
        return self.numbers[key]

    def ids(self, keys: Sequence[str]) -> np.ndarray:
        return np.array([self._number(key) for key in keys], dtype=np.int32)

    def text(self, number: int) -> str:
        return self.keys[number]

    def lemma_ids(self, ids: np.ndarray) -> np.ndarray:
        lemmas = [self.lemmas.get(self.keys[i], self.keys[i]) if i >= 0 else "" for i in ids.tolist()]
        return self.ids(lemmas)

    def zipf(self, ids: np.ndarray) -> np.ndarray:
        known = [self.zipfs.get(self.keys[i], 4.0) if i >= 0 else 0.0 for i in ids.tolist()]
        return np.array(known, dtype=np.float32)

    def flags(self, ids: np.ndarray) -> np.ndarray:
        told = [FUNCTION_WORD if i >= 0 and self.keys[i] in GRAMMAR_WORDS else 0 for i in ids.tolist()]
        return np.array(told, dtype=np.uint8)

    def relations(self, a: np.ndarray, b: np.ndarray) -> RelationBatch:
        told = [self._relation(i, j) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
        return RelationBatch(
            np.array([RELATION_KINDS.index(kind) for kind, *_ in told], dtype=np.uint8),
            np.array([bits for _, bits, *_ in told], dtype=np.uint8),
            np.array([commonness for *_, commonness, _ in told], dtype=np.float32),
            np.array([agrees for *_, agrees in told], dtype=np.bool_),
        )

    def _relation(self, a: int, b: int) -> tuple[str, int, float, bool]:
        if a < 0 or b < 0:
            return "none", 0, 0.0, False
        first, second = self.keys[a], self.keys[b]
        agrees = (first in self.lemmas) == (second in self.lemmas)
        lemmas = self.lemmas.get(first, first), self.lemmas.get(second, second)
        if lemmas[0] == lemmas[1]:
            return "inflection", 1 << SOURCES.index("rules"), 1.0, agrees
        kind, commonness = self.relations_of.get(frozenset((first, second)), ("none", 0.0))
        return kind, int(kind != "none"), commonness, agrees


class FakeVectors:
    """Gives each word a unit vector that its letters choose, or the one it is told."""

    dimensions = 8

    def __init__(self, rows: Mapping[str, Sequence[float]] | None = None) -> None:
        self.told = dict(rows or {})
        self.keys: list[str] = []

    def ids(self, keys: Sequence[str]) -> np.ndarray:
        start = len(self.keys)
        self.keys += keys
        return np.arange(start, start + len(keys), dtype=np.int32)

    def rows(self, ids: np.ndarray) -> np.ndarray:
        return np.array([self._row(self.keys[i]) for i in ids.tolist()], dtype=np.float32).reshape(-1, 8)

    def _row(self, key: str) -> np.ndarray:
        row = np.zeros(8)
        if key in self.told:
            row[: len(self.told[key])] = self.told[key]
        else:
            for at, letter in enumerate(key):
                row[(ord(letter) + at) % 8] += 1.0
        return row / max(float(np.linalg.norm(row)), 1e-9)


def align(
    source: Document,
    suspect: Document,
    pairs: Sequence[tuple[int, int, int, int]] | None = None,
    *,
    moved: bool = False,
) -> DocumentAlignment:
    """Align by difflib: runs of equal length are paired one to one, others as they stand."""
    first, second = source.tokens, suspect.tokens
    source_of = np.full(len(second), -1, dtype=np.int32)
    found: list[tuple[int, int, int, int]] = []
    matcher = difflib.SequenceMatcher(None, first.keys, second.keys, autojunk=False)
    for tag, s0, s1, t0, t1 in matcher.get_opcodes():
        if tag == "equal":
            source_of[t0:t1] = np.arange(s0, s1)
        elif tag == "replace" and s1 - s0 == t1 - t0:
            found += [(s0 + i, s0 + i + 1, t0 + i, t0 + i + 1) for i in range(s1 - s0)]
        elif tag == "replace":
            found.append((s0, s1, t0, t1))
    block = Block(0, len(first), 0, len(second), moved)
    chosen = list(found if pairs is None else pairs)
    return DocumentAlignment(source_of, (block,), chosen, first.written, second.written)


def documents(source: str, suspect: str) -> tuple[Document, Document]:
    return Document.from_text(source), Document.from_text(suspect)
