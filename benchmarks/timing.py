"""Paired timing: two functions in turn, so that a machine's drift falls on both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Paired:
    """Seconds of ours and of the peer, and their ratio run by run (medians of all runs)."""

    ours_seconds: float
    peer_seconds: float
    ratio: float

    @classmethod
    def of(cls, rows: Sequence[tuple[float, float]]) -> Paired:
        """Take the medians of (ours, peer) rows."""
        return cls(
            statistics.median(a for a, _ in rows),
            statistics.median(b for _, b in rows),
            statistics.median(a / b for a, b in rows),
        )


def seconds(function: Callable[[], object]) -> float:
    """Return the wall time of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def paired(ours: Callable[[], object], peer: Callable[[], object], *, runs: int, warm_up: int = 2) -> Paired:
    """Time two functions in turn, A B A B, and return the medians."""
    for _ in range(warm_up):
        ours()
        peer()
    return Paired.of([(seconds(ours), seconds(peer)) for _ in range(runs)])
