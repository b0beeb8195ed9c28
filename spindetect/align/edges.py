"""The borders of passages: a swap at the border of a sentence has an equal word on one side only."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
from numpy.typing import NDArray

from spindetect.align.anchors import common_subsequence
from spindetect.align.blocks import Block
from spindetect.align.passages import Passage
from spindetect.align.sides import Numbered, Side

Ints = NDArray[np.int32]
Span = tuple[int, int, int, int]
_NONE: Ints = np.empty((2, 0), np.int32)

# Words before (after) the first (last) equal word that still belong to a passage: nearly all that is left of
# a sentence in ordinary prose.
EDGE = 30


def to_sentence_borders(
    kept: list[Passage], source: Side, suspect: Side, numbered: Numbered
) -> tuple[list[Passage], list[list[Span]]]:
    """Extend passages to the borders of their sentences where few words are missing on both sides.

    Returns
    -------
    (list of Passage, list of list of Span)
        The passages with wider blocks and the equal words that the wider part holds, and for each the
        rectangles before its first and behind its last equal word.
    """
    free_source, free_suspect = bytearray(b"\1" * len(source)), bytearray(b"\1" * len(suspect))
    for passage in kept:
        b = passage.block
        free_source[b.source_start : b.source_end] = bytes(b.source_end - b.source_start)
        free_suspect[b.suspect_start : b.suspect_end] = bytes(b.suspect_end - b.suspect_start)
    source_borders, suspect_borders = source.sentence_start.tolist(), suspect.sentence_start.tolist()
    extended, edges = [], []
    for passage in kept:
        b = passage.block
        s0 = _reach_back(source_borders, free_source, b.source_start)
        t0 = _reach_back(suspect_borders, free_suspect, b.suspect_start)
        if not _alike(b.source_start - s0, b.suspect_start - t0):
            s0, t0 = b.source_start, b.suspect_start
        s1 = _reach_on(source_borders, free_source, b.source_end)
        t1 = _reach_on(suspect_borders, free_suspect, b.suspect_end)
        if not _alike(s1 - b.source_end, t1 - b.suspect_end):
            s1, t1 = b.source_end, b.suspect_end
        free_source[s0:s1], free_suspect[t0:t1] = bytes(s1 - s0), bytes(t1 - t0)
        wider = _with_equal_words(passage, Block(s0, s1, t0, t1, b.moved), numbered)
        extended.append(wider)
        edges.append(_corners(wider))
    return extended, edges


def _with_equal_words(passage: Passage, block: Block, numbered: Numbered) -> Passage:
    """Return the passage with a wider block, and with the equal words of what was added to it."""
    old = passage.block
    before = _equal(block.source_start, old.source_start, block.suspect_start, old.suspect_start, numbered)
    behind = _equal(old.source_end, block.source_end, old.suspect_end, block.suspect_end, numbered)
    chain = passage.chain
    if before.size or behind.size:
        chain = np.concatenate((before, chain, behind), axis=1)
    return Passage(chain, block, passage.points)


def _equal(s0: int, s1: int, t0: int, t1: int, numbered: Numbered) -> Ints:
    """Return the longest common subsequence of two stretches; empty where one of them is a single word."""
    if min(s1 - s0, t1 - t0) < 2:
        return _NONE
    found = common_subsequence(numbered.source[s0:s1], numbered.suspect[t0:t1])
    found += np.array([[s0], [t0]], np.int32)
    return found


def _corners(passage: Passage) -> list[Span]:
    """Return what a passage's block holds before its first and behind its last equal word, in both texts."""
    b, chain = passage.block, passage.chain
    (s0, t0), (s1, t1) = chain[:, 0].tolist(), chain[:, -1].tolist()
    corners = [(b.source_start, s0, b.suspect_start, t0), (s1 + 1, b.source_end, t1 + 1, b.suspect_end)]
    return [corner for corner in corners if corner[0] < corner[1] and corner[2] < corner[3]]


def _reach_back(borders: list[int], free: bytearray, token: int) -> int:
    """Return where the sentence of the last word before `token` begins, or what is free of it."""
    begin = borders[bisect_right(borders, token) - 1]
    return max(begin, free.rfind(0, begin, token) + 1)


def _reach_on(borders: list[int], free: bytearray, token: int) -> int:
    """Return where the sentence of the word before `token` ends, or what is free of it."""
    end = borders[bisect_left(borders, token)]
    taken = free.find(0, token, end)
    return end if taken < 0 else taken


def _alike(first: int, second: int) -> bool:
    """Whether two stretches at a border are short, and near enough in length to be swaps of each other."""
    uneven = abs(first - second)
    return 0 < first <= EDGE and 0 < second <= EDGE and uneven <= 2 + max(first, second) // 4
