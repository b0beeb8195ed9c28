"""Hiding a copy by characters: look-alike letters, invisible characters, odd spaces; gold offsets follow."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Literal

from models.generators.pair import Passage
from models.generators.parts import Laid

Way = Literal["homoglyphs", "zero-width", "soft-hyphens", "odd-spaces"]
_ALIKE = {
    "cyrillic": str.maketrans("aceopxyijsABCEHKMOPTX", "асеорхуіјѕАВСЕНКМОРТХ"),
    "greek": str.maketrans("ovABEHIKMNOPTXYZ", "ονΑΒΕΗΙΚΜΝΟΡΤΧΥΖ"),
}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_SPACES = "\u00a0\u2009\u202f\u2003"
_WORD = re.compile(r"\w{3,}")
_SPACE = re.compile(r"(?<=\w) (?=\w)")
Insert = tuple[int, str]  # before which code point, what


def evade(laid: Laid, way: Way, share: float, rng: Random) -> Laid:
    """Return a laid text with a share of its words, or of its spaces, disguised.

    Parameters
    ----------
    share : float
        Of the words of three letters and more, or of the spaces, in [0, 1].
    """
    if way == "homoglyphs":
        return _rewritten(laid, _homoglyphs(laid.text, share, rng))
    if way == "odd-spaces":
        return _rewritten(laid, _SPACE.sub(lambda m: _drawn(m[0], _SPACES, share, rng), laid.text))
    characters = "\u00ad" if way == "soft-hyphens" else rng.choice((rng.choice(_INVISIBLE), _INVISIBLE))
    return _inserted(laid, list(_inserts(laid.text, characters, share, rng)))


def _rewritten(laid: Laid, text: str) -> Laid:
    """Return a laid text with other characters in the same places."""
    swaps = tuple(replace(s, suspect=text[s.suspect_start : s.suspect_end]) for s in laid.swaps)
    return replace(laid, text=text, swaps=swaps)


def _homoglyphs(text: str, share: float, rng: Random) -> str:
    """Put look-alikes for all the letters that have one, or for some of them, in a share of the words."""
    table, every = _ALIKE[rng.choice(("cyrillic", "cyrillic", "cyrillic", "greek"))], rng.random() < 0.5

    def disguised(match: re.Match[str]) -> str:
        if rng.random() >= share:
            return match[0]
        if every:
            return match[0].translate(table)
        at = rng.randrange(len(match[0]))
        return match[0][:at] + match[0][at:].translate(table)

    return _WORD.sub(disguised, text)


def _drawn(old: str, others: str, share: float, rng: Random) -> str:
    return rng.choice(others) if rng.random() < share else old


def _inserts(text: str, characters: str, share: float, rng: Random) -> Sequence[Insert]:
    return [
        (rng.randrange(m.start() + 1, m.end()), rng.choice(characters))
        for m in _WORD.finditer(text)
        if rng.random() < share
    ]


def _inserted(laid: Laid, inserts: Sequence[Insert]) -> Laid:
    """Put characters in, and shift what points into the text; those inside a span lie inside it after."""
    parts, at = [], 0
    for before, what in inserts:
        parts += [laid.text[at:before], what]
        at = before
    starts = [before for before, _ in inserts]

    def to(offset: int) -> int:
        return offset + bisect_left(starts, offset)

    text = "".join([*parts, laid.text[at:]])
    swaps = tuple(
        replace(
            swap,
            suspect_start=to(swap.suspect_start),
            suspect_end=to(swap.suspect_end),
            suspect=text[to(swap.suspect_start) : to(swap.suspect_end)],
        )
        for swap in laid.swaps
    )
    return replace(laid, text=text, swaps=swaps, passages=_shifted(laid, to))


def _shifted(laid: Laid, to: Callable[[int], int]) -> tuple[Passage, ...]:
    return tuple(
        replace(p, suspect_start=to(p.suspect_start), suspect_end=to(p.suspect_end)) for p in laid.passages
    )
