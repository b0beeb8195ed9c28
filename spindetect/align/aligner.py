"""The aligner: one pair of texts in, everything that links them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spindetect.align.blocks import Block
from spindetect.align.decode import parted, swaps
from spindetect.align.edges import to_sentence_borders
from spindetect.align.evidence import word_weights
from spindetect.align.free import equal_of, free_links, free_spans
from spindetect.align.gaps import NO_GAPS, Cells, Span, as_boxes, between
from spindetect.align.operations import build_operations
from spindetect.align.passages import Passage, Weighed, anywhere, explained, in_order
from spindetect.align.scorer import Scorer
from spindetect.align.sides import Numbered, Side, TokensLike, number
from spindetect.align.words import Words
from spindetect.records import Operation

if TYPE_CHECKING:
    from spindetect.language import Vectors
    from spindetect.lexicon import Lexicon

Ints = NDArray[np.int32]

# Up to about 80 x 80 words every cell is scored, 20 ms.
SHORT_CELLS = 6400


@dataclass(frozen=True, eq=False)
class Linked:
    """Which unequal words stand for each other.

    Attributes
    ----------
    settled : list of (source_start, source_end, suspect_start, suspect_end)
        Gaps in which all words link.
    links : ndarray of int32, shape (k, 2)
        Source and suspect tokens that link besides.
    cells, logit
        The other gaps' cells, and the log-odds of each.
    link : float
        From these log-odds on two words inside a swap link; the best two of a swap always do.
    """

    settled: list[Span]
    links: Ints
    cells: Cells
    logit: NDArray[np.float32]
    link: float

    @classmethod
    def just(cls, links: NDArray[np.int32]) -> Linked:
        """Return given links and no others."""
        return cls([], links, Cells.of(NO_GAPS), np.empty(0, np.float32), 1.0)

    def inside(self, pairs: list[Span]) -> NDArray[np.int32]:
        """Return the links between unequal words, of which those of scored gaps lie inside `pairs`."""
        cells, logit = self.cells, self.logit
        owner_row = np.full(int(cells.row.max(initial=-1)) + 1, -1, np.int32)
        owner_column = np.full(int(cells.column.max(initial=-1)) + 1, -2, np.int32)
        for index, (s0, s1, t0, t1) in enumerate(pairs):
            owner_row[s0:s1] = index
            owner_column[t0:t1] = index
        owner = owner_row[cells.row]
        inside = np.flatnonzero(owner == owner_column[cells.column])
        top = np.full(len(pairs), -np.inf, np.float32)
        np.maximum.at(top, owner[inside], logit[inside])
        chosen = inside[(logit[inside] >= self.link) | (logit[inside] >= top[owner[inside]])]
        settled = Cells.of(as_boxes(self.settled))
        scored = np.stack((cells.row[chosen], cells.column[chosen]), axis=1)
        return np.concatenate((self.links, np.stack((settled.row, settled.column), axis=1), scored))


@dataclass(frozen=True, eq=False)
class DocumentAlignment:
    """How a suspect document comes from a source document.

    Attributes
    ----------
    source_of : ndarray of int32, shape (n_suspect,)
        The equal source token of each suspect token, or -1.
    blocks : tuple of Block
        Copied passages in the suspect's order; empty where nothing proves copying.
    pairs : list of (source_start, source_end, suspect_start, suspect_end)
        Replaced spans, in the suspect's order.
    numbered : Numbered, optional
    words : Words, optional
        The distinct words of both texts and what the tables hold of them, so that the rooms above need not
        look them up again; None where an alignment was not made by looking.
    linked : Linked, optional
        What tells which unequal words stand for each other; none do without it.
    mirror : DocumentAlignment, optional
        What this one is the reverse of.
    """

    source_of: Ints
    blocks: tuple[Block, ...]
    pairs: list[Span]
    source_written: Sequence[str]
    suspect_written: Sequence[str]
    numbered: Numbered | None = None
    words: Words | None = None
    linked: Linked | None = None
    mirror: DocumentAlignment | None = None

    @cached_property
    def links(self) -> NDArray[np.int32]:
        """(source, suspect) tokens that stand for each other, equal or not, sorted, shape (k, 2)."""
        if self.mirror is not None:
            turned = self.mirror.links[:, ::-1]
            return turned[np.lexsort((turned[:, 1], turned[:, 0]))]
        to = (self.source_of >= 0).nonzero()[0].astype(np.int32)
        equal = np.stack([self.source_of[to], to], axis=1)
        other = self.linked.inside(self.pairs) if self.linked else np.empty((0, 2), np.int32)
        both = np.concatenate([equal, other])
        return both[np.lexsort((both[:, 1], both[:, 0]))]

    def reversed(self) -> DocumentAlignment:
        """Return the same alignment as seen from the other text: its source is this one's suspect."""
        source_of = np.full(len(self.source_written), -1, np.int32)
        to = (self.source_of >= 0).nonzero()[0]
        source_of[self.source_of[to]] = to
        blocks = (
            Block(b.suspect_start, b.suspect_end, b.source_start, b.source_end, b.moved) for b in self.blocks
        )
        pairs = [(t0, t1, s0, s1) for s0, s1, t0, t1 in self.pairs]
        known = self.numbered
        return DocumentAlignment(
            source_of,
            tuple(sorted(blocks, key=attrgetter("suspect_start"))),
            sorted(pairs, key=itemgetter(2)),
            self.suspect_written,
            self.source_written,
            known and replace(known, source=known.suspect, suspect=known.source),
            self.words,
            mirror=self,
        )

    def operations(self) -> tuple[Operation, ...]:
        """Return edit operations that turn the source's tokens into the suspect's."""
        # As lists: what is cut out of a text on demand is slow to slice a few hundred times.
        written = list(self.source_written), list(self.suspect_written)
        return build_operations(*written, self.source_of, self.pairs)


def _stands_first(one: Side, other: Side) -> bool:
    """Return whether `one` is the shorter text, or the first of two of a length: an order, and no more."""
    if len(one) != len(other):
        return len(one) < len(other)
    return one.keys <= other.keys


class Aligner:
    """Lines up two documents word by word. Immutable and safe in threads."""

    __slots__ = ("_scorer",)

    def __init__(self, lexicon: Lexicon, vectors: Vectors, weights: Path | None = None) -> None:
        self._scorer = Scorer(lexicon, vectors, weights)

    @property
    def scorer(self) -> Scorer:
        """What scores a cell."""
        return self._scorer

    def align(self, source: TokensLike, suspect: TokensLike) -> DocumentAlignment:
        """Align two tokenised documents.

        The result does not depend on which is called the source: of two texts always the same one is lined
        up with the other, and the alignment reversed where they came the other way round.
        """
        first, second = Side.of_tokens(source), Side.of_tokens(suspect)
        if _stands_first(first, second):
            return self.align_sides(first, second)
        return self.align_sides(second, first).reversed()

    def align_sides(self, source: Side, suspect: Side) -> DocumentAlignment:
        """Align two sides; `align` for documents."""
        numbered = number(source, suspect)
        words = self._scorer.words(numbered)
        weighed = Weighed(source, suspect, numbered, words, word_weights(numbered, words.zipf))
        kept = in_order(weighed)
        if not explained(kept, weighed):
            kept = anywhere(weighed)
        return self._finish(weighed, kept)

    def align_short(self, source: Side, suspect: Side) -> DocumentAlignment:
        """Align two sentences or so, word by word in free order; no passages are looked for.

        Every cell is scored: meant for at most `SHORT_CELLS` of them.
        """
        numbered = number(source, suspect)
        cells = Cells.of(np.array([[0, len(source), 0, len(suspect)]], np.int32))
        score = self._scorer.score(cells, numbered, self._scorer.words(numbered))
        links, link_score = free_links(cells, score, self._scorer.link)
        source_of = equal_of(links, link_score, numbered)
        table = score.reshape(len(source), len(suspect))
        pairs = free_spans(links, link_score, table, source_of, numbered)
        unequal = links[source_of[links[:, 1]] != links[:, 0]]
        return DocumentAlignment(
            source_of, (), pairs, source.written, suspect.written, linked=Linked.just(unequal)
        )

    def _finish(self, weighed: Weighed, kept: list[Passage]) -> DocumentAlignment:
        source, suspect, numbered = weighed.source, weighed.suspect, weighed.numbered
        source_of = np.full(len(suspect), -1, np.int32)
        found: list[Span] = []
        kept, edges = to_sentence_borders(kept, source, suspect, numbered)
        for passage, edge in zip(kept, edges, strict=True):
            source_of[passage.chain[1]] = passage.chain[0]
            found += between(passage.chain)
            found += edge
        settled, others = parted(found, numbered)
        gaps = Cells.of(as_boxes(others))
        logit = self._scorer.score_gaps(gaps, numbered, weighed.words)
        pairs = sorted([*settled, *swaps(gaps, logit, numbered)], key=itemgetter(2))
        blocks = sorted([p.block for p in kept], key=attrgetter("suspect_start"))
        return DocumentAlignment(
            source_of,
            tuple(blocks),
            pairs,
            source.written,
            suspect.written,
            numbered,
            weighed.words,
            Linked(settled, NO_GAPS[:, :2], gaps, logit, self._scorer.link_logit),
        )
