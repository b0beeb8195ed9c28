"""Copied passages of a pair of documents, in order or moved, as chains of equal words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from spindetect.align.anchors import common_subsequence, increasing
from spindetect.align.blocks import BRIDGED, Block, Region, candidate_ranges
from spindetect.align.evidence import ENOUGH_BESIDE, ENOUGH_MOVED, needed, passages
from spindetect.align.leftover import leftover_pairs
from spindetect.align.sides import PUNCT, Numbered, Side
from spindetect.align.words import Words

Ints = NDArray[np.int32]

# Where both texts have no more than this many words outside passages in order, nothing was moved.
EXPLAINED = 8
SKIPPED = 2  # marks at most that end a sentence: a full stop and a closing quotation mark
# Passages none of which stands alone prove a copy together where they make up this share of the suspect;
# from there on the sentences that no rare word placed are looked for too.
MUCH = 0.4


@dataclass(frozen=True, eq=False)
class Weighed:
    """A pair of texts with what the tables hold of their words and what a match of each word is worth."""

    source: Side
    suspect: Side
    numbered: Numbered
    words: Words
    weight: NDArray[np.float64]

    def needed(self) -> float:
        """Return the points that make a passage of its own in these two texts."""
        return needed(self.weight[self.numbered.source], self.weight[self.numbered.suspect])


@dataclass(frozen=True, eq=False)
class Passage:
    """A chain of equal words, its borders and what it proves."""

    at: Ints
    to: Ints
    block: Block
    points: float


def in_order(weighed: Weighed) -> list[Passage]:
    """Return the passages of the whole texts, read in order."""
    at, to = common_subsequence(weighed.numbered.source, weighed.numbered.suspect)
    cut = np.zeros(max(len(at) - 1, 0), np.bool_)
    return _proved_stretches(at, to, cut, weighed, weighed.needed(), moved=False)


def proved_stretches(region: Region, weighed: Weighed, enough: float) -> list[Passage]:
    """Return the stretches of a region's common words that are worth `enough`."""
    numbered = weighed.numbered
    first, second = common_subsequence(numbered.source[region.source], numbered.suspect[region.suspect])
    at, to = region.source[first], region.suspect[second]
    cut = (np.diff(at) != np.diff(first)) | (np.diff(to) != np.diff(second))
    return _proved_stretches(at, to, cut, weighed, enough, moved=region.moved)


def _proved_stretches(
    at: Ints, to: Ints, cut: NDArray[np.bool_], weighed: Weighed, enough: float, *, moved: bool
) -> list[Passage]:
    """Return the stretches of a chain of common words that are worth `enough`; see `evidence.passages`."""
    gain = weighed.weight.take(weighed.numbered.source.take(at))
    found = []
    for start, b, points in passages(at, to, gain, enough, cut):
        a = start + _ends_before(at[start:b], to[start:b], weighed)
        block = Block(int(at[a]), int(at[b - 1]) + 1, int(to[a]), int(to[b - 1]) + 1, moved)
        found.append(Passage(at[a:b], to[a:b], block, points))
    return found


def _ends_before(at: Ints, to: Ints, weighed: Weighed) -> int:
    """Return how many matches at the start only end the sentence before, and belong to it."""
    source_start, suspect_start = weighed.source.sentence_start, weighed.suspect.sentence_start
    for skipped in range(1, min(SKIPPED, len(at) - 1) + 1):
        s, t = int(at[skipped]), int(to[skipped])
        if _begins(source_start, s) and _begins(suspect_start, t):
            marks = weighed.numbered.kind[weighed.numbered.source[at[:skipped]]] >= PUNCT
            return skipped if marks.all() else 0
    return 0


def _begins(sentence_start: NDArray[np.int64], token: int) -> bool:
    return bool(sentence_start[np.searchsorted(sentence_start, token)] == token)


def explained(kept: list[Passage], weighed: Weighed) -> bool:
    """Whether passages in order leave nothing in one of the texts that could have been moved."""
    left_source = len(weighed.source) - sum(p.block.source_end - p.block.source_start for p in kept)
    left_suspect = len(weighed.suspect) - sum(p.block.suspect_end - p.block.suspect_start for p in kept)
    return min(left_source, left_suspect) <= EXPLAINED


def anywhere(weighed: Weighed) -> list[Passage]:
    """Return the passages that rare words lead to, then those left in order, then sentences left over."""
    free_source = np.ones(len(weighed.source), np.bool_)
    free_suspect = np.ones(len(weighed.suspect), np.bool_)
    kept: list[Passage] = []
    for s0, s1, t0, t1 in candidate_ranges(weighed.numbered, weighed.weight):
        here_source = np.flatnonzero(free_source[s0:s1]).astype(np.int32) + np.int32(s0)
        here_suspect = np.flatnonzero(free_suspect[t0:t1]).astype(np.int32) + np.int32(t0)
        for passage in proved_stretches(Region(here_source, here_suspect, True), weighed, ENOUGH_MOVED):
            block = passage.block
            free_source[block.source_start : block.source_end] = False
            free_suspect[block.suspect_start : block.suspect_end] = False
            kept.append(passage)
    rest = proved_stretches(Region.free(free_source, free_suspect), weighed, ENOUGH_MOVED)
    kept += rest
    if not _proved(kept, weighed):
        return []
    if not _much(kept, weighed):
        return _in_suspect_order(_standing(kept, min(ENOUGH_BESIDE, weighed.needed())))
    for passage in rest:
        free_source[passage.block.source_start : passage.block.source_end] = False
        free_suspect[passage.block.suspect_start : passage.block.suspect_end] = False
    kept += _left_over(weighed, free_source, free_suspect)
    return _in_suspect_order(kept)


def _standing(kept: list[Passage], enough: float) -> list[Passage]:
    """Drop weak passages that stand alone: where little was copied, other text shares a phrase by chance."""
    strong = [p.block for p in kept if p.points >= enough]
    return [p for p in kept if p.points >= enough or any(_near(p.block, other) for other in strong)]


def _near(a: Block, b: Block) -> bool:
    apart_source = max(a.source_start - b.source_end, b.source_start - a.source_end)
    apart_suspect = max(a.suspect_start - b.suspect_end, b.suspect_start - a.suspect_end)
    return max(apart_source, apart_suspect) <= BRIDGED


def _left_over(
    weighed: Weighed, free_source: NDArray[np.bool_], free_suspect: NDArray[np.bool_]
) -> list[Passage]:
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
            found.append(Passage(at, to, block, float(weight[numbered.source[at]].sum())))
    return found


def _in_suspect_order(kept: list[Passage]) -> list[Passage]:
    """Sort, and mark as moved what is not in the heaviest chain of the source's order."""
    kept = sorted(kept, key=lambda passage: passage.block.suspect_start)
    starts = np.array([passage.block.source_start for passage in kept], np.int64)
    chain = set(increasing(starts, np.array([len(passage.at) for passage in kept], np.float64)).tolist())
    return [
        replace(passage, block=replace(passage.block, moved=index not in chain))
        for index, passage in enumerate(kept)
    ]


def _proved(kept: list[Passage], weighed: Weighed) -> bool:
    """Whether any passage stands on its own, or many small ones make up much of the suspect."""
    enough = weighed.needed()
    return any(p.points >= enough for p in kept) or _much(kept, weighed)


def _much(kept: list[Passage], weighed: Weighed) -> bool:
    covered = sum(p.block.suspect_end - p.block.suspect_start for p in kept)
    return covered >= MUCH * len(weighed.suspect)
