"""What the features look at: both texts and their alignment as flat columns, whole or cut to a passage."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.records import Substitution, SubstitutionKind
from spindetect.text import NUMBER, PUNCT, WORD, Tokens

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

KINDS: tuple[SubstitutionKind, ...] = get_args(SubstitutionKind)
_KIND_CODE = {kind: code for code, kind in enumerate(KINDS)}
# A sentence counts as aligned from this share of its words on. Measured on held-out pairs: sentences of
# independent texts stay under 0.2 (the aligner links only what proves something), sentences spun at a
# dose of 60 % lie above 0.5.
ALIGNED_SHARE = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One text as columns, one entry a token.

    Attributes
    ----------
    counted : array of bool
        The text's own words and numbers.
    number, name, punct, word : array of bool
        Numbers; words with a capital inside a sentence; punctuation; words.
    sentence : array of int64
        Sentence of each token, from 0 in this column.
    partner : array of int64
        The equal token of the other column, or -1.
    swap : array of int64
        The swap a token without a partner stands in, or -1.
    """

    counted: Bools
    number: Bools
    name: Bools
    punct: Bools
    word: Bools
    sentence: Ints
    partner: Ints
    swap: Ints

    def cut(self, start: int, end: int, shift: int, length: int) -> Column:
        """Return tokens [start, end) with partners counted from `shift`; those outside become -1."""
        partner = self.partner[start:end] - shift
        partner[(self.partner[start:end] < 0) | (partner < 0) | (partner >= length)] = -1
        sentence = self.sentence[start:end]
        first = sentence[0] if end > start else 0
        return Column(
            self.counted[start:end],
            self.number[start:end],
            self.name[start:end],
            self.punct[start:end],
            self.word[start:end],
            sentence - first,
            partner,
            self.swap[start:end],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Swaps:
    """The substitutions as columns, one entry a swap."""

    kind: Ints
    oddness: NDArray[np.float64]
    commonness: NDArray[np.float64]
    listed: Bools
    source_start: Ints
    source_end: Ints
    suspect_start: Ints
    suspect_end: Ints

    def __len__(self) -> int:
        return len(self.kind)

    @classmethod
    def of(cls, substitutions: Sequence[Substitution]) -> Swaps:
        """Lay out records as columns."""
        rows = [
            (*s.source_token, *s.suspect_token, _KIND_CODE[s.kind], s.relation.kind != "none")
            for s in substitutions
        ]
        whole = np.array(rows, dtype=np.int64).reshape(-1, 6)
        real = np.array([(s.oddness, s.relation.commonness) for s in substitutions], np.float64).reshape(
            -1, 2
        )
        s0, s1, t0, t1, kind, listed = whole.T
        return cls(kind, real[:, 0], real[:, 1], listed.astype(np.bool_), s0, s1, t0, t1)

    def cut(self, source: tuple[int, int], suspect: tuple[int, int]) -> Swaps:
        """Return the swaps that lie inside both ranges."""
        inside = (self.source_start >= source[0]) & (self.source_end <= source[1])
        inside &= (self.suspect_start >= suspect[0]) & (self.suspect_end <= suspect[1])
        kept = {f.name: getattr(self, f.name)[inside] for f in dataclasses.fields(self)}
        return Swaps(**kept)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Both texts of a pair and their swaps."""

    source: Column
    suspect: Column
    swaps: Swaps

    @classmethod
    def of(
        cls,
        source: Tokens,
        suspect: Tokens,
        alignment: DocumentAlignment,
        substitutions: Sequence[Substitution],
    ) -> Columns:
        """Lay out a pair as columns."""
        swaps = Swaps.of(substitutions)
        to_source = alignment.source_of.astype(np.int64)
        to_suspect = np.full(len(source), -1, np.int64)
        linked = np.flatnonzero(to_source >= 0)
        to_suspect[to_source[linked]] = linked
        return cls(
            _column(source, to_suspect, swaps.source_start, swaps.source_end),
            _column(suspect, to_source, swaps.suspect_start, swaps.suspect_end),
            swaps,
        )

    def cut(self, source: tuple[int, int], suspect: tuple[int, int]) -> Columns:
        """Return the part of the pair inside two token ranges."""
        (s0, s1), (t0, t1) = source, suspect
        return Columns(
            self.source.cut(s0, s1, t0, t1 - t0),
            self.suspect.cut(t0, t1, s0, s1 - s0),
            self.swaps.cut(source, suspect),
        )


def _column(tokens: Tokens, partner: Ints, starts: Ints, ends: Ints) -> Column:
    size = ends - starts
    at = np.repeat(starts - np.cumsum(size) + size, size) + np.arange(size.sum())
    swap = np.full(len(tokens), -1, np.int64)
    swap[at] = np.repeat(np.arange(len(starts)), size)
    swap[partner >= 0] = -1
    word = tokens.kind == WORD
    name = word & tokens.capital
    name[tokens.sentence_start[:-1]] = False
    return Column(
        tokens.counted,
        tokens.kind == NUMBER,
        name,
        tokens.kind == PUNCT,
        word,
        tokens.sentence.astype(np.int64),
        partner,
        swap,
    )


def aligned_sentences(column: Column) -> tuple[Bools, Ints, Ints]:
    """Say which sentences are aligned, with the counted and the swapped words of each sentence."""
    n = int(column.sentence[-1]) + 1 if len(column.sentence) else 0
    words = np.bincount(column.sentence[column.counted], minlength=n)
    here = column.counted & (column.swap >= 0)
    swapped = np.bincount(column.sentence[here], minlength=n)
    equal = np.bincount(column.sentence[column.counted & (column.partner >= 0)], minlength=n)
    aligned = (equal + swapped >= ALIGNED_SHARE * words) & (words > 0)
    return aligned, words, swapped
