"""Limits measured on documents that the user knows to be honest, and refused where these are too few."""

from __future__ import annotations

import math
from collections.abc import Sequence

from spindetect.bounds import most_reached, needed, upper_bound
from spindetect.errors import InputError
from spindetect.numbers import number, places_of
from spindetect.numbers import rate as percent
from spindetect.policy.rules import Limit, Measured


def measured_limit(scores: Sequence[float], rate: float, *, what: str = "honest texts") -> Limit:
    """Return the lowest limit that a false-positive rate allows on honest documents' scores.

    Parameters
    ----------
    scores : sequence of float
        P of each, as the model gives it at its own prior.
    rate : float
        In (0, 1). With 95 % confidence no more honest documents of this kind reach the limit.
    what : str
        What the documents are, for messages.

    Raises
    ------
    InputError
        If so few documents cannot support the rate, or too many of them score as high as can be.
    """
    check_enough(len(scores), rate, what=what)
    allowed = most_reached(len(scores), rate)
    ranked = sorted(scores, reverse=True)
    at = _above(ranked[allowed])
    if at > 1.0:
        raise InputError(
            f"{number(allowed + 1)} or more {what} have the highest score there is, so no limit has a rate "
            f"of {percent(rate)}",
            where="--rate",
            hint="look at these: they may not be honest; or ask for a higher rate",
        )
    reached = sum(score >= at for score in scores)
    return Limit(at=at, measured=Measured(rate, reached, len(scores), upper_bound(reached, len(scores))))


def check_enough(documents: int, rate: float, *, what: str = "honest texts") -> None:
    """Raise InputError if so few documents cannot support a rate even where none reaches the limit.

    The error says how many are needed, and which rate these would support.
    """
    if most_reached(documents, rate) >= 0:
        return
    more = f"give more, or ask for a rate from {percent(_rounded_up(upper_bound(0, documents)))} on"
    raise InputError(
        f"{number(documents)} {what} cannot support a rate of {percent(rate)}: at least "
        f"{number(needed(rate))} are needed, with none of them reaching the limit",
        where="--rate",
        hint=more if documents else f"give {what}",
    )


def _rounded_up(rate: float) -> float:
    """Return a rate with two figures that is no lower."""
    scale = 10.0 ** (1 - math.floor(math.log10(rate)))
    return min(1.0, math.ceil(round(rate * scale, 6)) / scale)


def _above(score: float) -> float:
    """Return a round limit above a score, as near as is written; beyond 1 where there is none."""
    if score >= 1.0:
        return math.nextafter(1.0, 2.0)
    scale = 10.0 ** places_of(score)
    at = math.ceil(score * scale) / scale
    if at <= score:
        at = (math.ceil(score * scale) + 1) / scale
    return min(at, 1.0)
