"""What the features look at: both texts and their alignment as flat columns, whole or cut to a passage."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.lexicon import RELATION_KINDS
from spindetect.records import SubstitutionKind
from spindetect.substitutions import Swaps
from spindetect.text import NUMBER, PUNCT, WORD, Tokens

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

KINDS: tuple[SubstitutionKind, ...] = get_args(SubstitutionKind)
_UNLINKED = RELATION_KINDS.index("none")
# A sentence counts as aligned from this share of its words on. Measured on held-out pairs: sentences of
# independent texts stay under 0.2 (the aligner links only what proves something), sentences spun at a
# dose of 60 % lie above 0.5.
ALIGNED_SHARE = 0.4

# States of a token.
UNCOUNTED, ALONE, EQUAL, SWAPPED = range(4)


@dataclass(frozen=True, eq=False)
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

    @functools.cached_property
    def linked(self) -> Bools:
        """Tokens that have an equal one in the other text."""
        return self.partner >= 0

    @functools.cached_property
    def state(self) -> Ints:
        """Of each token: `UNCOUNTED`, `ALONE`, `EQUAL` or `SWAPPED`."""
        state = np.where(self.linked, EQUAL, ALONE)
        state[self.swap >= 0] = SWAPPED
        state[~self.counted] = UNCOUNTED
        return state

    @functools.cached_property
    def table(self) -> Ints:
        """Tokens of each state in each sentence, shape (sentences, 4)."""
        n = int(self.sentence[-1]) + 1 if len(self.sentence) else 0
        return np.bincount(self.sentence * 4 + self.state, minlength=4 * n).reshape(n, 4)

    @functools.cached_property
    def words(self) -> Ints:
        """Counted words of each sentence."""
        return np.asarray(self.table[:, ALONE:].sum(axis=1))

    @functools.cached_property
    def aligned(self) -> Bools:
        """Sentences whose words are copied to `ALIGNED_SHARE`."""
        copied = self.table[:, EQUAL] + self.table[:, SWAPPED]
        return (copied >= ALIGNED_SHARE * self.words) & (copied > 0)

    @functools.cached_property
    def inside(self) -> Bools:
        """Tokens of aligned sentences."""
        return self.aligned[self.sentence] if len(self.sentence) else self.counted

    @functools.cached_property
    def kept(self) -> tuple[int, int, int, int]:
        """In aligned sentences: names and numbers changed and kept, then marks changed and kept."""
        role = np.where(self.counted & (self.number | self.name), 2, 0)
        role[self.punct] = 4
        cells = np.bincount((role + self.linked)[self.inside], minlength=6).tolist()
        return cells[2], cells[3], cells[4], cells[5]

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
class SwapColumns:
    """The swaps as columns, one entry a swap.

    Attributes
    ----------
    kind : array of uint8
        Index into `KINDS`.
    listed, agrees : array of bool
        Whether the lexicon links the two; and whether they can be the same form.
    commonness : array of float32
    odd, reverse : array of float32
        Oddness of the suspect's span in the source's place, and the reverse.
    zipf : array of float32
        Of the suspect's span less that of the source's; 0 where one is unknown.
    words : array of int64
        Of the suspect's span less those of the source's.
    source_start, source_end, suspect_start, suspect_end : array of int64
        Token ranges.
    """

    kind: NDArray[np.uint8]
    listed: Bools
    agrees: Bools
    commonness: NDArray[np.float32]
    odd: NDArray[np.float32]
    reverse: NDArray[np.float32]
    zipf: NDArray[np.float32]
    words: Ints
    source_start: Ints
    source_end: Ints
    suspect_start: Ints
    suspect_end: Ints

    def __len__(self) -> int:
        return len(self.kind)

    @classmethod
    def of(cls, swaps: Swaps | None) -> SwapColumns:
        """Take the columns that features need from what was measured; None is no swaps."""
        if swaps is None:
            ints, reals = np.empty(0, np.int64), np.empty(0, np.float32)
            flags = np.empty(0, np.bool_)
            kind = np.empty(0, np.uint8)
            return cls(kind, flags, flags, reals, reals, reals, reals, ints, ints, ints, ints, ints)
        spans = swaps.spans
        lengths = (spans.suspect_end - spans.suspect_start) - (spans.source_end - spans.source_start)
        return cls(
            swaps.pairing.kind,
            swaps.relation.kind != _UNLINKED,
            swaps.relation.agrees,
            swaps.relation.commonness,
            swaps.oddness,
            swaps.reverse,
            np.nan_to_num(swaps.suspect.zipf - swaps.source.zipf),
            lengths,
            spans.source_start,
            spans.source_end,
            spans.suspect_start,
            spans.suspect_end,
        )

    def cut(self, source: tuple[int, int], suspect: tuple[int, int]) -> SwapColumns:
        """Return the swaps that lie inside both ranges."""
        inside = (self.source_start >= source[0]) & (self.source_end <= source[1])
        inside &= (self.suspect_start >= suspect[0]) & (self.suspect_end <= suspect[1])
        kept = {f.name: getattr(self, f.name)[inside] for f in dataclasses.fields(self)}
        return SwapColumns(**kept)


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Both texts of a pair and their swaps."""

    source: Column
    suspect: Column
    swaps: SwapColumns

    @classmethod
    def of(
        cls, source: Tokens, suspect: Tokens, alignment: DocumentAlignment, measured: Swaps | None
    ) -> Columns:
        """Lay out a pair as columns."""
        swaps = SwapColumns.of(measured)
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
