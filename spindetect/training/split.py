"""Parting labelled groups, so that no group stands on two sides and every label on all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence


def split_groups(
    labels: Mapping[str, frozenset[str]], shares: Sequence[float], *, seed: int = 0
) -> dict[str, int]:
    """Say on which side each group stands.

    Groups with the same labels are parted by the shares among themselves, in an order that depends on their
    names and the seed alone: adding data moves few of the groups that were there.

    Parameters
    ----------
    labels : mapping of str to frozenset of str
        The labels of each group's rows.
    shares : sequence of float
        Of each side; together 1.
    seed : int

    Returns
    -------
    dict of str to int
        Index into `shares`.

    >>> sorted(split_groups({"a": frozenset("x"), "b": frozenset("x")}, (0.5, 0.5)).values())
    [0, 1]
    """
    strata: dict[tuple[str, ...], list[str]] = {}
    for name, found in labels.items():
        strata.setdefault(tuple(sorted(found)), []).append(name)
    owed = [0.0] * len(shares)
    sides: dict[str, int] = {}
    for stratum in sorted(strata):
        owed = [0.0] * len(shares) if len(strata[stratum]) >= len(shares) else owed
        for name in sorted(strata[stratum], key=lambda name: _place(name, seed)):
            owed = [debt + share for debt, share in zip(owed, shares, strict=True)]
            side = max(range(len(shares)), key=lambda at: (owed[at], -at))
            owed[side] -= 1.0
            sides[name] = side
    return {name: sides[name] for name in labels}


def _place(name: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{name}".encode("utf-8", "surrogatepass")).digest()
