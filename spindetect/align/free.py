"""Short texts in free order: every cell is scored, links may cross."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from spindetect.align.decode import SMALL, all_differ, bounded, log_odds, segment
from spindetect.align.gaps import Cells
from spindetect.align.sides import PUNCT, Numbered

Span = tuple[int, int, int, int]
Links = NDArray[np.int32]


def free_links(cells: Cells, score: NDArray[np.float32], link: float) -> tuple[Links, NDArray[np.float32]]:
    """Return the cells that are links, sorted, with their scores.

    Parameters
    ----------
    cells : Cells
        One rectangle: both texts whole.
    link : float
        A cell at or above this is a link.
    """
    chosen = np.flatnonzero(score >= link)
    return np.stack([cells.row[chosen], cells.column[chosen]], axis=1), score[chosen]


def equal_of(links: Links, score: NDArray[np.float32], numbered: Numbered) -> NDArray[np.int32]:
    """Return for each suspect token the equal source token that it is linked to, or -1; one to one."""
    equal = numbered.source[links[:, 0]] == numbered.suspect[links[:, 1]]
    at, to = links[equal, 0].tolist(), links[equal, 1].tolist()
    source_of = np.full(len(numbered.suspect), -1, np.int32)
    used = bytearray(len(numbered.source))
    for index in np.argsort(-score[equal], kind="stable").tolist():
        if not used[at[index]] and source_of[to[index]] < 0:
            source_of[to[index]] = at[index]
            used[at[index]] = 1
    return source_of


def free_spans(
    links: Links,
    score: NDArray[np.float32],
    table: NDArray[np.float32],
    source_of: NDArray[np.int32],
    numbered: Numbered,
) -> list[Span]:
    """Return replaced spans: of small gaps that no link leaves, of linked words, of gaps still left.

    Parameters
    ----------
    table : ndarray of float32, shape (n_source, n_suspect)
        All scores.
    source_of : ndarray of int32
        From `equal_of`; those tokens are taken.
    """
    free_source, free_suspect = np.ones(table.shape[0], np.bool_), source_of < 0
    free_source[source_of[source_of >= 0]] = False
    linked = np.zeros(table.shape, np.bool_)
    linked[links[:, 0], links[:, 1]] = True
    linked &= free_source[:, None] & free_suspect
    spans = _gaps(table, [], source_of, free_source, free_suspect, numbered, linked)
    apt = _apt(links, numbered)
    for span in _groups(links[apt], score[apt], free_source, free_suspect):
        s0, s1, t0, t1 = span
        if free_source[s0:s1].all() and free_suspect[t0:t1].all() and all_differ(span, numbered):
            spans.append(span)
            free_source[s0:s1] = False
            free_suspect[t0:t1] = False
    spans += _gaps(table, spans, source_of, free_source, free_suspect, numbered, np.zeros_like(linked))
    return sorted(spans, key=lambda span: span[2])


def _apt(links: Links, numbered: Numbered) -> NDArray[np.bool_]:
    """Whether a link joins two words or two marks: punctuation never replaces a word."""
    first, second = numbered.source[links[:, 0]], numbered.suspect[links[:, 1]]
    apt: NDArray[np.bool_] = (numbered.kind[first] >= PUNCT) == (numbered.kind[second] >= PUNCT)
    return apt


def _groups(
    links: Links, score: NDArray[np.float32], free_source: NDArray[np.bool_], free_suspect: NDArray[np.bool_]
) -> list[Span]:
    """Return the boxes of connected links between free words, then single links, best first.

    A box whose words are not all free or not all its own is refused by the caller, and its single links
    get their turn.
    """
    use = free_source[links[:, 0]] & free_suspect[links[:, 1]]
    links, score = links[use], score[use]
    order = np.argsort(-score, kind="stable")
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    pairs = links[order].tolist()
    for i, j in pairs:
        parent[root(i)] = root(-1 - j)
    members: dict[int, list[tuple[int, int]]] = {}
    for i, j in pairs:
        members.setdefault(root(i), []).append((i, j))
    boxes = []
    for some in members.values():
        rows, columns = {i for i, _ in some}, {j for _, j in some}
        box = (min(rows), max(rows) + 1, min(columns), max(columns) + 1)
        if box[1] - box[0] == len(rows) and box[3] - box[2] == len(columns):
            boxes.append(box)
    return boxes + [(i, i + 1, j, j + 1) for i, j in pairs]


def _gaps(
    table: NDArray[np.float32],
    spans: list[Span],
    source_of: NDArray[np.int32],
    free_source: NDArray[np.bool_],
    free_suspect: NDArray[np.bool_],
    numbered: Numbered,
    linked: NDArray[np.bool_],
) -> list[Span]:
    """Pair what is free between two neighbours that are next to it in both texts.

    A gap is left alone where one of `linked` leads out of it. The words paired are no longer free.
    """
    before = np.full(len(source_of) + 2, -2, np.int64)  # source end of what precedes, by suspect position
    after = np.full(len(source_of) + 2, -2, np.int64)
    before[0], after[len(source_of)] = 0, table.shape[0]
    taken = np.flatnonzero(source_of >= 0)
    before[taken + 1], after[taken] = source_of[taken] + 1, source_of[taken]
    for s0, s1, t0, t1 in spans:
        before[t1], after[t0] = s1, s0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], free_suspect.astype(np.int8), [0]])))
    found = []
    for t0, t1 in edges.reshape(-1, 2).tolist():
        s0, s1 = int(before[t0]), int(after[t1])
        if s0 < 0 or not 0 < s1 - s0 <= SMALL or t1 - t0 > SMALL or not free_source[s0:s1].all():
            continue
        if linked[s0:s1].sum() + linked[:, t0:t1].sum() > 2 * linked[s0:s1, t0:t1].sum():
            continue
        cells = Cells.of(np.array([[s0, s1, t0, t1]], np.int32))
        odds = bounded(log_odds(table[s0:s1, t0:t1].ravel()), cells, numbered)
        inner = segment(odds.tolist(), s1 - s0, t1 - t0)
        for a, b, c, d in inner:
            span = (s0 + a, s0 + b, t0 + c, t0 + d)
            if all_differ(span, numbered):
                found.append(span)
                free_source[span[0] : span[1]] = False
                free_suspect[span[2] : span[3]] = False
    return found
