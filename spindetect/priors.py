"""What a probability becomes where another share of documents is spun: the evidence stays, the odds move.

A calibrated P(spun) holds for as many spun documents as its calibration had. By Bayes' rule its odds are
the odds of the share times what the evidence says; another share exchanges the first factor alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from spindetect.errors import InputError


def check_share(share: object, where: str = "prior") -> float:
    """Return a share of spun documents as a float.

    Raises
    ------
    InputError
        If it is no number, or not between 0 and 1: at either end no evidence could move anything.
    """
    if not isinstance(share, (int, float)) or isinstance(share, bool) or not 0 < share < 1:
        raise InputError(
            f"expected a share of spun documents between 0 and 1, both left out, found {share!r}",
            where=where,
            hint="give the share that you expect, as in 0.01 for one in a hundred",
        )
    return float(share)


def odds_ratio(old: float, new: float) -> float:
    """Return by what the odds of "spun" are multiplied where the share goes from `old` to `new`."""
    return (new / (1.0 - new)) / (old / (1.0 - old))


def moved(probability: float, ratio: float) -> float:
    """Return a probability whose odds were multiplied by `ratio`; 0 and 1 stay."""
    return moved_classes((probability, 1.0 - probability), ratio)[0]


def moved_classes(probabilities: Sequence[float], ratio: float) -> tuple[float, ...]:
    """Return the probabilities of the answers where the odds of the first against the rest are multiplied.

    The others keep their proportions to each other: a share of spun documents says nothing of them.

    Parameters
    ----------
    probabilities : sequence of float
        P(spun) first; together about 1.

    Returns
    -------
    tuple of float
        Together 1.
    """
    spun, *others = probabilities
    # The others' own sum is exact where 1 - P(spun) would be rounded to nothing.
    whole = spun * ratio + sum(others)
    return (spun * ratio / whole, *(other / whole for other in others))
