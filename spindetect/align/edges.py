"""The borders of passages: a swap at the border of a sentence has an equal word on one side only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from spindetect.align.blocks import Block
from spindetect.align.passages import Passage
from spindetect.align.sides import Side

Span = tuple[int, int, int, int]

# Words before (after) the first (last) equal word that still belong to a passage.
EDGE = 12


def to_sentence_borders(
    kept: list[Passage], source: Side, suspect: Side
) -> tuple[list[Passage], list[list[Span]]]:
    """Extend passages to the borders of their sentences where few words are missing on both sides.

    Returns
    -------
    (list of Passage, list of list of Span)
        The passages with wider blocks, and for each the rectangles that were added.
    """
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
