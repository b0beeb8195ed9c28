"""From links and replaced spans to edit operations that replay."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from spindetect.align.anchors import increasing
from spindetect.records import Operation

Span = tuple[int, int, int, int]


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
    at_suspect = {operation.suspect_start: operation for operation in taken}
    after, first = _deletions(taken, len(source))
    out: list[Operation] = []
    position = cursor = 0
    _append_delete(out, first, position)
    while position < len(suspect):
        operation = at_suspect.get(position)
        if operation is None:
            operation = _insert(suspect, position, at_suspect, cursor)
        out.append(operation)
        position = operation.suspect_end
        if operation.kind != "insert":
            deleted = after.get(operation.source_end)
            _append_delete(out, deleted, position)
            cursor = deleted[1] if deleted else operation.source_end
    return tuple(out)


def _taken(
    source: Sequence[str], suspect: Sequence[str], source_of: NDArray[np.int32], pairs: Sequence[Span]
) -> list[Operation]:
    """Return the operations that use both sides, in no particular order."""
    runs = _runs(source_of)
    in_order = np.zeros(len(runs), np.bool_)
    if len(runs):
        in_order[increasing(runs[:, 0], (runs[:, 1] - runs[:, 0]).astype(np.float64))] = True
    out = [
        Operation("equal" if keep else "move", s0, s1, t0, t1, (), _written(source[s0:s1], suspect[t0:t1]))
        for (s0, s1, t0, t1), keep in zip(runs.tolist(), in_order.tolist(), strict=True)
    ]
    out += [Operation("replace", *span, tuple(suspect[span[2] : span[3]])) for span in pairs]
    return out


def _runs(source_of: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return runs of consecutive equal tokens: source_start, source_end, suspect_start, suspect_end."""
    to = np.flatnonzero(source_of >= 0)
    at = source_of[to].astype(np.int64)
    if not len(to):
        return np.empty((0, 4), np.int64)
    cut = np.flatnonzero((np.diff(to) != 1) | (np.diff(at) != 1)) + 1
    first, last = np.concatenate([[0], cut]), np.concatenate([cut, [len(to)]]) - 1
    return np.stack([at[first], at[last] + 1, to[first], to[last] + 1], axis=1)


def _written(source: Sequence[str], suspect: Sequence[str]) -> tuple[tuple[int, str], ...]:
    if source == suspect:
        return ()
    both = zip(source, suspect, strict=True)
    return tuple((offset, new) for offset, (old, new) in enumerate(both) if old != new)


def _deletions(
    taken: Sequence[Operation], n_source: int
) -> tuple[dict[int, tuple[int, int]], tuple[int, int] | None]:
    """Return source ranges nobody took, by where they begin, and the one at the very start."""
    after: dict[int, tuple[int, int]] = {}
    first = None
    end = 0
    for start, stop in [*sorted((op.source_start, op.source_end) for op in taken), (n_source, n_source)]:
        if start > end:
            if end:
                after[end] = (end, start)
            else:
                first = (end, start)
        end = stop
    return after, first


def _append_delete(out: list[Operation], deleted: tuple[int, int] | None, position: int) -> None:
    if deleted is not None:
        out.append(Operation("delete", *deleted, position, position))


def _insert(
    suspect: Sequence[str], position: int, at_suspect: dict[int, Operation], cursor: int
) -> Operation:
    end = position + 1
    while end < len(suspect) and end not in at_suspect:
        end += 1
    return Operation("insert", cursor, cursor, position, end, tuple(suspect[position:end]))
