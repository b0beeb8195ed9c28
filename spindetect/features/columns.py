"""What the features look at: both texts and their alignment as flat columns, whole or cut to a passage.

The two texts stand one after the other, source first, so that each step of counting is one step for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.features.content import Vocabulary
from spindetect.lexicon import RELATION_KINDS
from spindetect.records import SubstitutionKind
from spindetect.substitutions import Swaps
from spindetect.text import NUMBER, WORD, Tokens

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

KINDS: tuple[SubstitutionKind, ...] = get_args(SubstitutionKind)
# One swap a thousand times less likely says no more than three of ten times.
MOST_LIKELIER = 3.0
_UNLINKED = RELATION_KINDS.index("none")


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
    likelier, expected : array of float32, shape (2, n)
        As `spindetect.substitutions.place_fit.PlaceFit` has them, each between -`MOST_LIKELIER` and that.
    zipf : array of float32
        Of the suspect's span less that of the source's; 0 where one is unknown.
    source_start, source_end, suspect_start, suspect_end : array of int64
        Token ranges.
    old, new : array of int64
        The source's and the suspect's span, each as one number: of its first and its last word.
    """

    kind: NDArray[np.uint8]
    listed: Bools
    agrees: Bools
    commonness: NDArray[np.float32]
    odd: NDArray[np.float32]
    reverse: NDArray[np.float32]
    likelier: NDArray[np.float32]
    expected: NDArray[np.float32]
    zipf: NDArray[np.float32]
    source_start: Ints
    source_end: Ints
    suspect_start: Ints
    suspect_end: Ints
    old: Ints
    new: Ints

    def __len__(self) -> int:
        return len(self.kind)

    @classmethod
    def of(cls, swaps: Swaps | None, word: NDArray[np.int32], split: int) -> SwapColumns:
        """Take the columns that features need from what was measured; None is no swaps.

        Parameters
        ----------
        swaps : Swaps or None
        word : array of int32, shape (n_tokens,)
            Number of each token's word, the source's `split` tokens first.
        """
        if swaps is None:
            return _NO_SWAPS
        spans = swaps.spans
        zipf = swaps.suspect.zipf - swaps.source.zipf
        zipf[zipf != zipf] = 0.0
        return cls(
            swaps.pairing.kind,
            swaps.relation.kind != _UNLINKED,
            swaps.relation.agrees,
            swaps.relation.commonness,
            swaps.oddness,
            swaps.reverse,
            swaps.place.likelier.clip(-MOST_LIKELIER, MOST_LIKELIER),
            swaps.place.expected.clip(-MOST_LIKELIER, MOST_LIKELIER),
            zipf,
            spans.source_start,
            spans.source_end,
            spans.suspect_start,
            spans.suspect_end,
            _numbers(word, spans.source_start, spans.source_end),
            _numbers(word[split:], spans.suspect_start, spans.suspect_end),
        )

    def cut(self, source: tuple[int, int], suspect: tuple[int, int]) -> SwapColumns:
        """Return the swaps that lie inside both ranges; their places stay those of the whole texts."""
        inside = (self.source_start >= source[0]) & (self.source_end <= source[1])
        inside &= (self.suspect_start >= suspect[0]) & (self.suspect_end <= suspect[1])
        return self._only(inside)

    def counted(self, counted: Bools, split: int) -> SwapColumns:
        """Return the swaps of the texts' own words: quotations speak for and against nobody.

        Parameters
        ----------
        counted : array of bool, shape (n_tokens,)
            The texts' own words, the source's `split` tokens first.
        """
        own = counted.take(self.source_start) & counted[split:].take(self.suspect_start)
        return self if own.all() else self._only(own)

    def _only(self, inside: Bools) -> SwapColumns:
        return SwapColumns(
            self.kind[inside],
            self.listed[inside],
            self.agrees[inside],
            self.commonness[inside],
            self.odd[inside],
            self.reverse[inside],
            self.likelier[:, inside],
            self.expected[:, inside],
            self.zipf[inside],
            self.source_start[inside],
            self.source_end[inside],
            self.suspect_start[inside],
            self.suspect_end[inside],
            self.old[inside],
            self.new[inside],
        )


def _numbers(word: NDArray[np.int32], start: Ints, end: Ints) -> Ints:
    """Return one number for each span of words, made of those of its first and its last."""
    first = word.take(start).astype(np.int64)
    first <<= 32
    first |= word.take(end - 1)
    return first


def _no_swaps() -> SwapColumns:
    reals, flags, ints = np.empty(0, np.float32), np.empty(0, np.bool_), np.empty(0, np.int64)
    kind, both = np.empty(0, np.uint8), np.empty((2, 0), np.float32)
    return SwapColumns(
        kind, flags, flags, reals, reals, reals, both, both, reals, ints, ints, ints, ints, ints, ints
    )


_NO_SWAPS = _no_swaps()


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A pair as columns, one entry a token: the source's tokens, then the suspect's.

    Attributes
    ----------
    split : int
        Tokens of the source.
    sentences : int
        Sentences of the source.
    kind : array of uint8
        WORD, NUMBER, PUNCT or OTHER.
    counted : array of bool
        The texts' own words and numbers.
    name : array of bool
        Words with a capital inside a sentence.
    sentence : array of int64
        Sentence of each token, the suspect's numbered on from the source's.
    partner : array of int64
        The equal token of the other text, or -1; of words that one text alone counts -1.
    swapped : array of bool
        Tokens without a partner that stand in a swap of the texts' own words.
    swaps : SwapColumns
        Those of the texts' own words.
    word : array of int32
        Number of each token's word in `vocabulary`.
    vocabulary : Vocabulary
    """

    split: int
    sentences: int
    kind: NDArray[np.uint8]
    counted: Bools
    name: Bools
    sentence: Ints
    partner: Ints
    swapped: Bools
    swaps: SwapColumns
    word: NDArray[np.int32]
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.kind)

    @classmethod
    def of(
        cls, source: Tokens, suspect: Tokens, alignment: DocumentAlignment, measured: Swaps | None
    ) -> Columns:
        """Lay out a pair as columns."""
        kind, split = np.concatenate((source.kind, suspect.kind)), len(source)
        word = _words(alignment, len(kind))
        counted = np.concatenate((source.counted, suspect.counted))
        swaps = SwapColumns.of(measured, word, split).counted(counted, split)
        name = np.concatenate((source.capital, suspect.capital))
        name &= kind == WORD
        name[source.sentence_start[:-1]] = False
        name[suspect.sentence_start[:-1] + split] = False
        sentences = len(source.sentence_start) - 1
        partner = np.full(len(kind), -1, np.int64)
        linked = (alignment.source_of >= 0).nonzero()[0]
        at = alignment.source_of[linked]
        linked += split
        # What one text quotes of the other is copied in neither: not even the words that are quoted.
        both = (counted[at] == counted[linked]) | (kind[at] > NUMBER)
        if not both.all():
            linked, at = linked[both], at[both]
        partner[at] = linked
        partner[linked] = at
        # Swaps lie apart, so a sum of +1 where one starts and -1 where it ends is 1 inside and 0 outside.
        edge = np.zeros(len(kind) + 1, np.int8)
        edge[swaps.source_start] = 1
        edge[swaps.suspect_start + split] = 1
        edge[swaps.source_end] -= 1
        edge[swaps.suspect_end + split] -= 1
        swapped = edge[:-1].cumsum(dtype=np.int8).view(np.bool_)
        swapped &= partner < 0
        return cls(
            split,
            sentences,
            kind,
            counted,
            name,
            np.concatenate((source.sentence, suspect.sentence + sentences), dtype=np.int64),
            partner,
            swapped,
            swaps,
            word,
            Vocabulary.of(alignment),
        )

    def cut(self, source: tuple[int, int], suspect: tuple[int, int]) -> Columns:
        """Return the part of the pair inside two token ranges; partners outside become -1."""
        s0, s1 = source
        t0, t1 = suspect[0] + self.split, suspect[1] + self.split
        at = np.concatenate((np.arange(s0, s1), np.arange(t0, t1)))
        split = s1 - s0
        place = np.full(len(self) + 1, -1, np.int64)  # the last entry is where partner -1 looks
        place[at] = np.arange(len(at))
        partner, sentence = place[self.partner[at]], self.sentence[at]
        # A token's partner is in the other text, and so is its place.
        before = sentence[:split]
        sentences = int(before[-1] - before[0]) + 1 if split else 0
        if split:
            before -= int(before[0])
        if t1 > t0:
            sentence[split:] -= int(sentence[split]) - sentences
        return Columns(
            split,
            sentences,
            self.kind[at],
            self.counted[at],
            self.name[at],
            sentence,
            partner,
            self.swapped[at],
            self.swaps.cut(source, suspect),
            self.word[at],
            self.vocabulary,
        )


def _words(alignment: DocumentAlignment, n: int) -> NDArray[np.int32]:
    numbered = alignment.numbered
    return np.zeros(n, np.int32) if numbered is None else np.concatenate((numbered.source, numbered.suspect))
