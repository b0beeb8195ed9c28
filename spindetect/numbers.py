"""How numbers are written, so that every sentence of the program writes them alike."""

from __future__ import annotations

import math


def number(n: int) -> str:
    """Return a count with thousands marked: 12,000."""
    return f"{n:,}"


def count(n: int, word: str, plural: str = "") -> str:
    """Return a count with its noun: '1 word', '2,000 words'."""
    return f"{number(n)} {word if n == 1 else plural or word + 's'}"


def chance(probability: float) -> str:
    """Return a probability with two digits; no model is surer than that.

    >>> chance(0.974), chance(0.9991), chance(0.0002)
    ('0.97', '> 0.99', '< 0.01')
    """
    if probability > 0.994:
        return "> 0.99"
    return "< 0.01" if probability < 0.006 else f"{probability:.2f}"


def p_of(event: str, probability: float) -> str:
    """Return the probability of an event as a formula; without an event, as "P = 0.97".

    >>> p_of("spun", 0.974), p_of("copied", 0.9991), p_of("", 0.0002)
    ('P(spun) = 0.97', 'P(copied) > 0.99', 'P < 0.01')
    """
    digits = chance(probability)
    head = f"P({event})" if event else "P"
    return f"{head} {digits}" if digits[0] in "<>" else f"{head} = {digits}"


def places_of(probability: float) -> int:
    """Return how many decimals tell a probability from its neighbours: two figures to the nearer end."""
    nearest = min(probability, 1.0 - probability)
    return 3 if nearest <= 0.0 else min(12, max(3, 1 - math.floor(math.log10(nearest))))


def to_scale(probability: float) -> str:
    """Return a probability with the digits that tell it from its neighbours, for comparing with a limit.

    >>> to_scale(0.5), to_scale(0.88639), to_scale(0.99853), to_scale(0.00041), to_scale(1.0)
    ('0.50', '0.886', '0.9985', '0.00041', '1.00')
    """
    whole, _, decimals = f"{probability:.{places_of(probability)}f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def beside(event: str, probability: float, limit: float) -> str:
    """Return the probability of an event with no more digits than a limit needs to stand beside it.

    >>> beside("spun", 0.99996, 0.9), beside("spun", 0.99953, 0.9985), beside("spun", 0.2, 0.5)
    ('P(spun) > 0.99', 'P(spun) = 0.99953', 'P(spun) = 0.20')
    """
    is_far = limit <= 0.99 if probability > 0.994 else probability < 0.006 and limit >= 0.01
    return p_of(event, probability) if is_far else f"P({event}) = {to_scale(probability)}"


def rate(share: float) -> str:
    """Return a small share as a percentage with two figures, rounded to the nearest.

    >>> rate(0.001), rate(0.00127), rate(0.4), rate(0.0), rate(1.0), rate(0.0000123)
    ('0.1 %', '0.13 %', '40 %', '0 %', '100 %', '0.0012 %')
    """
    if share >= 0.1:
        return f"{100 * share:.0f} %" if share == 1 or share < 0.995 else f"{100 * share:.2f} %"
    if share == 0:
        return "0 %"
    places = 1 - math.floor(math.log10(100 * share))
    return f"{100 * share:.{places}f}".rstrip("0").rstrip(".") + " %"
