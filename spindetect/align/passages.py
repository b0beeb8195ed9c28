"""Copied passages of a pair of documents, in order or moved, as chains of equal words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from spindetect.align.anchors import common_runs, common_subsequence, increasing, places, runs_of
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

    @cached_property
    def needed(self) -> float:
        """The points that make a passage of its own in these two texts."""
        return needed(self.weight, self.numbered)

    @cached_property
    def sentences(self) -> tuple[frozenset[int], frozenset[int]]:
        """Tokens that begin a sentence of the source, and of the suspect."""
        begins = (side.sentence_start.tolist() for side in (self.source, self.suspect))
        source, suspect = map(frozenset, begins)
        return source, suspect


@dataclass(frozen=True, eq=False)
class Passage:
    """A chain of equal words, its borders and what it proves.

    Attributes
    ----------
    chain : ndarray of int32, shape (2, k)
        The words' places in the source and in the suspect; increasing.
    block : Block
    points : float
    """

    chain: Ints
    block: Block
    points: float


def in_order(weighed: Weighed) -> list[Passage]:
    """Return the passages of the whole texts, read in order."""
    runs = common_runs(weighed.numbered.source, weighed.numbered.suspect)
    return _proved(places(runs), runs, (), weighed, weighed.needed, moved=False)


def proved_stretches(region: Region, weighed: Weighed, enough: float) -> list[Passage]:
    """Return the stretches of a region's common words that are worth `enough`."""
    numbered = weighed.numbered
    inside = common_subsequence(numbered.source[region.source], numbered.suspect[region.suspect])
    chain = np.stack((region.source[inside[0]], region.suspect[inside[1]]))
    runs = runs_of(chain)
    # Where a step is longer than inside the region, something was taken out of it.
    longer = (np.diff(chain) != np.diff(inside)).any(axis=0)
    before = runs[2].cumsum()[:-1]
    cuts = np.flatnonzero(longer[before - 1]) + 1
    return _proved(chain, runs, cuts.tolist(), weighed, enough, moved=region.moved)


def _proved(
    chain: Ints, runs: Ints, cuts: Sequence[int], weighed: Weighed, enough: float, *, moved: bool
) -> list[Passage]:
    """Return the stretches of a chain of common words that are worth `enough`; see `evidence.passages`."""
    gain = weighed.weight.take(weighed.numbered.source.take(chain[0]))
    found = []
    for start, b, points in passages(runs, gain, enough, cuts):
        a = start + _ends_before(chain[:, start:b], weighed)
        part = chain[:, a:b]
        (s0, t0), (s1, t1) = part[:, 0].tolist(), part[:, -1].tolist()
        found.append(Passage(part, Block(s0, s1 + 1, t0, t1 + 1, moved), points))
    return found


def _ends_before(chain: Ints, weighed: Weighed) -> int:
    """Return how many matches at the start only end the sentence before, and belong to it."""
    source, suspect = weighed.sentences
    first = chain[:, : SKIPPED + 1].T.tolist()
    for skipped, (s, t) in enumerate(first[1:], 1):
        if s in source and t in suspect:
            marks = weighed.numbered.kind[weighed.numbered.source[chain[0, :skipped]]] >= PUNCT
            return skipped if marks.all() else 0
    return 0


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
    if not _stand(kept, weighed):
        return []
    if not _much(kept, weighed):
        return _in_suspect_order(_standing(kept, min(ENOUGH_BESIDE, weighed.needed)))
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
        chain = common_subsequence(numbered.source[s0:s1], numbered.suspect[t0:t1])
        if chain.size:
            chain += np.array([[s0], [t0]], np.int32)
            (a, b), (c, d) = chain[:, 0].tolist(), chain[:, -1].tolist()
            points = float(weight[numbered.source[chain[0]]].sum())
            found.append(Passage(chain, Block(a, c + 1, b, d + 1, True), points))
    return found


def _in_suspect_order(kept: list[Passage]) -> list[Passage]:
    """Sort, and mark as moved what is not in the heaviest chain of the source's order."""
    kept = sorted(kept, key=lambda passage: passage.block.suspect_start)
    starts = np.array([passage.block.source_start for passage in kept], np.int64)
    chain = set(
        increasing(starts, np.array([passage.chain.shape[1] for passage in kept], np.float64)).tolist()
    )
    return [
        replace(passage, block=replace(passage.block, moved=index not in chain))
        for index, passage in enumerate(kept)
    ]


def _stand(kept: list[Passage], weighed: Weighed) -> bool:
    """Whether any passage stands on its own, or many small ones make up much of the suspect."""
    enough = weighed.needed
    return any(p.points >= enough for p in kept) or _much(kept, weighed)


def _much(kept: list[Passage], weighed: Weighed) -> bool:
    covered = sum(p.block.suspect_end - p.block.suspect_start for p in kept)
    return covered >= MUCH * len(weighed.suspect)
