"""The borders of passages: a swap at the border of a sentence has an equal word on one side only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from spindetect.align.anchors import common_subsequence
from spindetect.align.blocks import Block
from spindetect.align.passages import Passage
from spindetect.align.sides import Numbered, Side

Ints = NDArray[np.int32]
Span = tuple[int, int, int, int]
_NONE: Ints = np.empty(0, np.int32)

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
    extended, edges = [], []
    for passage in kept:
        b = passage.block
        s0 = _reach_back(source, free_source, b.source_start)
        t0 = _reach_back(suspect, free_suspect, b.suspect_start)
        if not _alike(b.source_start - s0, b.suspect_start - t0):
            s0, t0 = b.source_start, b.suspect_start
        s1 = _reach_on(source, free_source, b.source_end)
        t1 = _reach_on(suspect, free_suspect, b.suspect_end)
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
    if not len(before[0]) and not len(behind[0]):
        return replace(passage, block=block)
    at = np.concatenate((before[0], passage.at, behind[0]))
    to = np.concatenate((before[1], passage.to, behind[1]))
    return replace(passage, at=at, to=to, block=block)


def _equal(s0: int, s1: int, t0: int, t1: int, numbered: Numbered) -> tuple[Ints, Ints]:
    """Return the longest common subsequence of two stretches; empty where one of them is a single word."""
    if min(s1 - s0, t1 - t0) < 2:
        return _NONE, _NONE
    first, second = common_subsequence(numbered.source[s0:s1], numbered.suspect[t0:t1])
    return first + np.int32(s0), second + np.int32(t0)


def _corners(passage: Passage) -> list[Span]:
    """Return what a passage's block holds before its first and behind its last equal word, in both texts."""
    b, at, to = passage.block, passage.at, passage.to
    spans = [
        (b.source_start, int(at[0]), b.suspect_start, int(to[0])),
        (int(at[-1]) + 1, b.source_end, int(to[-1]) + 1, b.suspect_end),
    ]
    return [(s0, s1, t0, t1) for s0, s1, t0, t1 in spans if s0 < s1 and t0 < t1]


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
