"""The aligner: one pair of texts in, everything that links them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spindetect.align.anchors import common_subsequence, increasing
from spindetect.align.blocks import Block, Region, candidate_ranges
from spindetect.align.decode import swaps
from spindetect.align.evidence import ENOUGH_MOVED, needed, passages, word_weights
from spindetect.align.free import equal_of, free_links, free_spans
from spindetect.align.gaps import Cells, between
from spindetect.align.leftover import leftover_pairs
from spindetect.align.operations import build_operations
from spindetect.align.scorer import Scorer
from spindetect.align.sides import PUNCT, Numbered, Side, TokensLike, number
from spindetect.align.words import Words
from spindetect.records import Operation

if TYPE_CHECKING:
    from spindetect.language import Vectors
    from spindetect.lexicon import Lexicon

Ints = NDArray[np.int32]
Span = tuple[int, int, int, int]

# Where both texts have no more than this many words outside passages in order, nothing was moved.
EXPLAINED = 8
# Words before (after) the first (last) equal word that still belong to a passage: a swap at its border.
EDGE = 12
SKIPPED = 2  # marks at most that end a sentence: a full stop and a closing quotation mark
# Passages none of which stands alone prove a copy together where they make up this share of the suspect.
MUCH = 0.4
# Up to about 80 x 80 words every cell is scored, 20 ms.
SHORT_CELLS = 6400


@dataclass(frozen=True, eq=False)
class DocumentAlignment:
    """How a suspect document comes from a source document.

    Attributes
    ----------
    source_of : ndarray of int32, shape (n_suspect,)
        The equal source token of each suspect token, or -1.
    links : ndarray of int32, shape (k, 2)
        (source, suspect) tokens that stand for each other, equal or not, sorted.
    link_score : ndarray of float32, shape (k,)
        Probability of each link; 1 for equal tokens.
    blocks : tuple of Block
        Copied passages in the suspect's order; empty where nothing proves copying.
    pairs : list of (source_start, source_end, suspect_start, suspect_end)
        Replaced spans, in the suspect's order.
    numbered : Numbered, optional
    words : Words, optional
        The distinct words of both texts and what the tables hold of them, so that the rooms above need not
        look them up again; None where an alignment was not made by looking.
    """

    source_of: Ints
    links: NDArray[np.int32]
    link_score: NDArray[np.float32]
    blocks: tuple[Block, ...]
    pairs: list[Span]
    source_written: Sequence[str]
    suspect_written: Sequence[str]
    numbered: Numbered | None = None
    words: Words | None = None

    def operations(self) -> tuple[Operation, ...]:
        """Return edit operations that turn the source's tokens into the suspect's."""
        return build_operations(self.source_written, self.suspect_written, self.source_of, self.pairs)


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
        """Align two tokenised documents."""
        return self.align_sides(Side.of_tokens(source), Side.of_tokens(suspect))

    def align_sides(self, source: Side, suspect: Side) -> DocumentAlignment:
        """Align two sides; `align` for documents."""
        numbered = number(source, suspect)
        words = self._scorer.words(numbered)
        weighed = _Weighed(source, suspect, numbered, words, word_weights(numbered, words.zipf))
        kept = _in_order(weighed)
        if not _explains(kept, weighed):
            kept = _anywhere(weighed)
        return self._finish(weighed, kept)

    def align_short(self, source: Side, suspect: Side) -> DocumentAlignment:
        """Align two sentences or so, word by word in free order; no passages are looked for.

        Every cell is scored: meant for at most `SHORT_CELLS` of them.
        """
        numbered = number(source, suspect)
        cells = Cells.of(np.array([[0, len(source), 0, len(suspect)]], np.int32))
        score = self._scorer.score(cells, numbered, self._scorer.words(numbered), thorough=True)
        links, link_score = free_links(cells, score, self._scorer.link)
        source_of = equal_of(links, link_score, numbered)
        table = score.reshape(len(source), len(suspect))
        pairs = free_spans(links, link_score, table, source_of, numbered)
        return DocumentAlignment(source_of, links, link_score, (), pairs, source.written, suspect.written)

    def _finish(self, weighed: _Weighed, kept: list[_Passage]) -> DocumentAlignment:
        source, suspect, numbered = weighed.source, weighed.suspect, weighed.numbered
        source_of = np.full(len(suspect), -1, np.int32)
        boxes = []
        kept, edges = _edges(kept, source, suspect)
        for passage, edge in zip(kept, edges, strict=True):
            source_of[passage.to] = passage.at
            boxes.append(between(passage.at, passage.to, edge))
        cells = Cells.of(np.concatenate(boxes) if boxes else np.empty((0, 4), np.int32))
        score = self._scorer.score(cells, numbered, weighed.words)
        pairs = swaps(cells, score, numbered)
        links, link_score = _links(source_of, cells, score, pairs, self._scorer.link)
        blocks = tuple(sorted((p.block for p in kept), key=lambda block: block.suspect_start))
        return DocumentAlignment(
            source_of,
            links,
            link_score,
            blocks,
            pairs,
            source.written,
            suspect.written,
            numbered,
            weighed.words,
        )


@dataclass(frozen=True, eq=False)
class _Weighed:
    source: Side
    suspect: Side
    numbered: Numbered
    words: Words
    weight: NDArray[np.float64]

    def needed(self) -> float:
        return needed(self.weight[self.numbered.source], self.weight[self.numbered.suspect])


@dataclass(frozen=True, eq=False)
class _Passage:
    """A chain of equal words, its borders and what it proves."""

    at: Ints
    to: Ints
    block: Block
    points: float


def _in_order(weighed: _Weighed) -> list[_Passage]:
    """Return the passages of the whole texts, read in order."""
    whole = Region(
        np.arange(len(weighed.source), dtype=np.int32), np.arange(len(weighed.suspect), dtype=np.int32), False
    )
    return _passages(whole, weighed, weighed.needed())


def _passages(region: Region, weighed: _Weighed, enough: float) -> list[_Passage]:
    numbered = weighed.numbered
    first, second = common_subsequence(numbered.source[region.source], numbered.suspect[region.suspect])
    at, to = region.source[first], region.suspect[second]
    cut = (np.diff(at) != np.diff(first)) | (np.diff(to) != np.diff(second))
    found = []
    for start, b, points in passages(at, to, weighed.weight[numbered.source[at]], enough, cut):
        a = start + _ends_before(at[start:b], to[start:b], weighed)
        block = Block(int(at[a]), int(at[b - 1]) + 1, int(to[a]), int(to[b - 1]) + 1, region.moved)
        found.append(_Passage(at[a:b], to[a:b], block, points))
    return found


def _ends_before(at: Ints, to: Ints, weighed: _Weighed) -> int:
    """Return how many matches at the start only end the sentence before: those belong to what stands there."""
    source_start, suspect_start = weighed.source.sentence_start, weighed.suspect.sentence_start
    for skipped in range(1, min(SKIPPED, len(at) - 1) + 1):
        s, t = int(at[skipped]), int(to[skipped])
        if source_start[np.searchsorted(source_start, s)] == s and suspect_start[np.searchsorted(suspect_start, t)] == t:
            return skipped if weighed.numbered.kind[weighed.numbered.source[at[:skipped]]].min() >= PUNCT else 0
    return 0


def _explains(kept: list[_Passage], weighed: _Weighed) -> bool:
    """Whether passages in order leave nothing in one of the texts that could have been moved."""
    left_source = len(weighed.source) - sum(p.block.source_end - p.block.source_start for p in kept)
    left_suspect = len(weighed.suspect) - sum(p.block.suspect_end - p.block.suspect_start for p in kept)
    return min(left_source, left_suspect) <= EXPLAINED


def _anywhere(weighed: _Weighed) -> list[_Passage]:
    """Return the passages found sentence by sentence, moved ones too, then those left in order."""
    free_source, free_suspect = (
        np.ones(len(weighed.source), np.bool_),
        np.ones(len(weighed.suspect), np.bool_),
    )
    kept: list[_Passage] = []
    for s0, s1, t0, t1 in candidate_ranges(weighed.numbered, weighed.weight):
        here_source = np.flatnonzero(free_source[s0:s1]).astype(np.int32) + np.int32(s0)
        here_suspect = np.flatnonzero(free_suspect[t0:t1]).astype(np.int32) + np.int32(t0)
        for passage in _passages(Region(here_source, here_suspect, True), weighed, ENOUGH_MOVED):
            block = passage.block
            free_source[block.source_start : block.source_end] = False
            free_suspect[block.suspect_start : block.suspect_end] = False
            kept.append(passage)
    rest = _passages(Region.free(free_source, free_suspect), weighed, ENOUGH_MOVED)
    kept += rest
    if not _proved(kept, weighed):
        return []
    for passage in rest:
        free_source[passage.block.source_start : passage.block.source_end] = False
        free_suspect[passage.block.suspect_start : passage.block.suspect_end] = False
    kept += _left_over(weighed, free_source, free_suspect)
    return _in_suspect_order(kept)


def _left_over(
    weighed: _Weighed, free_source: NDArray[np.bool_], free_suspect: NDArray[np.bool_]
) -> list[_Passage]:
    """Return passages of free sentences that belong together by all their words."""
    numbered, weight = weighed.numbered, weighed.weight
    free = (free_source, free_suspect)
    spans = leftover_pairs(weighed.source, weighed.suspect, *free, numbered, weighed.words, weight)
    found = []
    for s0, s1, t0, t1 in spans:
        first, second = common_subsequence(numbered.source[s0:s1], numbered.suspect[t0:t1])
        if len(first):
            at, to = first + np.int32(s0), second + np.int32(t0)
            block = Block(int(at[0]), int(at[-1]) + 1, int(to[0]), int(to[-1]) + 1, True)
            found.append(_Passage(at, to, block, float(weight[numbered.source[at]].sum())))
    return found


def _in_suspect_order(kept: list[_Passage]) -> list[_Passage]:
    """Sort, and mark as moved what is not in the heaviest chain of the source's order."""
    kept = sorted(kept, key=lambda passage: passage.block.suspect_start)
    starts = np.array([passage.block.source_start for passage in kept], np.int64)
    chain = set(increasing(starts, np.array([len(passage.at) for passage in kept], np.float64)).tolist())
    return [
        replace(passage, block=replace(passage.block, moved=index not in chain))
        for index, passage in enumerate(kept)
    ]


def _proved(kept: list[_Passage], weighed: _Weighed) -> bool:
    """Whether any passage stands on its own, or many small ones make up much of the suspect."""
    enough = weighed.needed()
    covered = sum(p.block.suspect_end - p.block.suspect_start for p in kept)
    return any(p.points >= enough for p in kept) or covered >= MUCH * len(weighed.suspect)


def _edges(kept: list[_Passage], source: Side, suspect: Side) -> tuple[list[_Passage], list[list[Span]]]:
    """Extend passages to the borders of their sentences where few words are missing on both sides."""
    free_source, free_suspect = bytearray(b"\1" * len(source)), bytearray(b"\1" * len(suspect))
    for passage in kept:
        b = passage.block
        free_source[b.source_start : b.source_end] = bytes(b.source_end - b.source_start)
        free_suspect[b.suspect_start : b.suspect_end] = bytes(b.suspect_end - b.suspect_start)
    extended, edges = [], []
    for passage in kept:
        b, mine = passage.block, []
        s0 = _reach_back(source, free_source, b.source_start)
        t0 = _reach_back(suspect, free_suspect, b.suspect_start)
        if _alike(b.source_start - s0, b.suspect_start - t0):
            mine.append((s0, b.source_start, t0, b.suspect_start))
        s1 = _reach_on(source, free_source, b.source_end)
        t1 = _reach_on(suspect, free_suspect, b.suspect_end)
        if _alike(s1 - b.source_end, t1 - b.suspect_end):
            mine.append((b.source_end, s1, b.suspect_end, t1))
        for s0, s1, t0, t1 in mine:
            free_source[s0:s1], free_suspect[t0:t1] = bytes(s1 - s0), bytes(t1 - t0)
        spans = [(b.source_start, b.source_end, b.suspect_start, b.suspect_end), *mine]
        first, last, start, end = zip(*spans, strict=True)
        block = Block(min(first), max(last), min(start), max(end), b.moved)
        extended.append(replace(passage, block=block))
        edges.append(mine)
    return extended, edges


def _reach_back(side: Side, free: bytearray, token: int) -> int:
    """Return where the sentence of the last word before `token` begins, or what is free of it."""
    begin = int(side.sentence_start[np.searchsorted(side.sentence_start, token, side="right") - 1])
    return max(begin, free.rfind(0, begin, token) + 1)


def _reach_on(side: Side, free: bytearray, token: int) -> int:
    """Return where the sentence of the word before `token` ends, or what is free of it."""
    end = int(side.sentence_start[np.searchsorted(side.sentence_start, token, side="left")])
    taken = free.find(0, token, end)
    return end if taken < 0 else taken


def _alike(first: int, second: int) -> bool:
    """Whether two stretches at a border are short, and near enough in length to be swaps of each other."""
    uneven = abs(first - second)
    return 0 < first <= EDGE and 0 < second <= EDGE and uneven <= 2 + max(first, second) // 4


def _links(
    source_of: Ints, cells: Cells, score: NDArray[np.float32], pairs: list[Span], link: float
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return equal links and those cells inside swaps that score as links (the best one where none does)."""
    to = np.flatnonzero(source_of >= 0).astype(np.int32)
    owner_row = np.full(int(cells.row.max(initial=-1)) + 1, -1, np.int32)
    owner_column = np.full(int(cells.column.max(initial=-1)) + 1, -2, np.int32)
    for index, (s0, s1, t0, t1) in enumerate(pairs):
        owner_row[s0:s1] = index
        owner_column[t0:t1] = index
    owner = owner_row[cells.row]
    inside = np.flatnonzero(owner == owner_column[cells.column])
    top = np.zeros(len(pairs), np.float32)
    np.maximum.at(top, owner[inside], score[inside])
    chosen = inside[(score[inside] >= link) | (score[inside] >= top[owner[inside]])]
    at = np.concatenate([source_of[to], cells.row[chosen]])
    to = np.concatenate([to, cells.column[chosen]])
    value = np.concatenate([np.ones(len(at) - len(chosen), np.float32), score[chosen]])
    order = np.lexsort((to, at))
    return np.stack([at[order], to[order]], axis=1), value[order]
