"""Letters of other scripts that stand in for Latin letters."""

from __future__ import annotations

import re
from typing import Final

RANGES: Final = "\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13fd\u1d00-\u1d2b\u0250-\u02af"
_LATIN: Final = dict(
    zip(
        "асеорхуіјѕԁԛԝһАВСЕНІЈКМОРЅТХҮΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιαρ",
        "aceopxyijsdqwhABCEHIJKMOPSTXYABEZHIKMNOPTYXoviap",
        strict=True,
    )
)
_WORD: Final = re.compile("[A-Za-z" + "".join(_LATIN) + "]{2,}")


def undo(text: str) -> tuple[list[tuple[int, int]], str]:
    """Return (spans of words that were repaired, the repaired text of the same length)."""
    spans: list[tuple[int, int]] = []

    def repair(match: re.Match[str]) -> str:
        word = match.group()
        if word.isascii() or not any("A" <= c <= "z" for c in word):
            return word
        spans.append(match.span())
        return "".join(_LATIN.get(c, c) for c in word)

    return spans, _WORD.sub(repair, text)
