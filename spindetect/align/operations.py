"""From links and replaced spans to edit operations that replay."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from spindetect.align.anchors import increasing
from spindetect.bulk import build_many
from spindetect.records import Operation, OperationKind

Span = tuple[int, int, int, int]
# The fields of an `Operation`.
_Row = tuple[OperationKind, int, int, int, int, tuple[str, ...], tuple[tuple[int, str], ...]]


def build_operations(
    source: Sequence[str], suspect: Sequence[str], source_of: NDArray[np.int32], pairs: Sequence[Span]
) -> tuple[Operation, ...]:
    """Return the operations from source to suspect, in the suspect's order.

    Parameters
    ----------
    source, suspect : sequence of str
        Tokens as written.
    source_of : ndarray of int32, shape (len(suspect),)
        The equal source token of each suspect token, or -1. No source token is named twice.
    pairs : sequence of (source_start, source_end, suspect_start, suspect_end)
        Replaced spans, disjoint from each other and from the equal tokens.

    Returns
    -------
    tuple of Operation
        Both sides are covered exactly once. Copied runs of the heaviest chain in the source's order are
        'equal', the others 'move'. A deletion stands behind the operation that took the token before it.
    """
    taken = _taken(source, suspect, source_of, pairs)
    after, first = _deletions(taken, len(source))
    out: list[_Row] = []
    position = cursor = 0
    if first is not None:
        out.append(("delete", *first, 0, 0, (), ()))
    for row in taken:
        _, _, end, t0, t1, _, _ = row
        if t0 > position:
            out.append(("insert", cursor, cursor, position, t0, tuple(suspect[position:t0]), ()))
        out.append(row)
        position, cursor = t1, end
        if end in after:
            cursor = after[end]
            out.append(("delete", end, cursor, t1, t1, (), ()))
    n = len(suspect)
    if position < n:
        out.append(("insert", cursor, cursor, position, n, tuple(suspect[position:]), ()))
    return tuple(build_many(Operation, len(out), *zip(*out, strict=True))) if out else ()


def _taken(
    source: Sequence[str], suspect: Sequence[str], source_of: NDArray[np.int32], pairs: Sequence[Span]
) -> list[_Row]:
    """Return what uses both sides, in the suspect's order."""
    runs = _runs(source_of)
    in_order = np.zeros(len(runs), np.bool_)
    if len(runs):
        in_order[increasing(runs[:, 0], (runs[:, 1] - runs[:, 0]).astype(np.float64))] = True
    out: list[_Row] = []
    for (s0, s1, t0, t1), keep in zip(runs.tolist(), in_order.tolist(), strict=True):
        old, new = source[s0:s1], suspect[t0:t1]
        written = () if old == new else _written(old, new)
        out.append(("equal" if keep else "move", s0, s1, t0, t1, (), written))
    out += [("replace", s0, s1, t0, t1, tuple(suspect[t0:t1]), ()) for s0, s1, t0, t1 in pairs]
    out.sort(key=itemgetter(3))
    return out


def _runs(source_of: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return runs of consecutive equal tokens: source_start, source_end, suspect_start, suspect_end."""
    to = (source_of >= 0).nonzero()[0]
    at = source_of.take(to).astype(np.int64)
    if not len(to):
        return np.empty((0, 4), np.int64)
    apart = (to[1:] - to[:-1] != 1) | (at[1:] - at[:-1] != 1)
    last = np.append(apart.nonzero()[0], len(to) - 1)
    first = np.empty_like(last)
    first[0] = 0
    first[1:] = last[:-1] + 1
    return np.stack([at.take(first), at.take(last) + 1, to.take(first), to.take(last) + 1], axis=1)


def _written(source: Sequence[str], suspect: Sequence[str]) -> tuple[tuple[int, str], ...]:
    both = zip(source, suspect, strict=True)
    return tuple((offset, new) for offset, (old, new) in enumerate(both) if old != new)


def _deletions(taken: Sequence[_Row], n_source: int) -> tuple[dict[int, int], tuple[int, int] | None]:
    """Return where source ranges nobody took end, by where they begin, and the range at the very start."""
    spans = sorted([(row[1], row[2]) for row in taken])
    end = 0
    after: dict[int, int] = {}
    for start, stop in [*spans, (n_source, n_source)]:
        if start > end:
            after[end] = start
        end = stop
    first = after.pop(0, None)
    return after, None if first is None else (0, first)
