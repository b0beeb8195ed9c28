"""Where sentences begin, from tokens alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ENDERS: Final = frozenset({".", "!", "?", "...", "…", "!!", "??", "!?", "?!", "!!!", "???"})
_CLOSERS: Final = frozenset("\"')]}»”’*_")
_OPENERS: Final = frozenset("\"'([{«“‘*_")
_NEVER_LAST: Final = frozenset(
    "mr mrs ms mx dr prof gen sen sens rep reps gov lt col sgt capt cpl cmdr adm maj rev hon pres st mt ft vs"
    " messrs mme mlle sr fr supt insp det".split()
)
_BEFORE_NUMBER: Final = frozenset("no nos p pp vol vols fig figs sec ch art eq nr op ver dept approx".split())
_SELDOM_LAST: Final = frozenset(
    "inc corp co ltd jr sr bros etc al e.g i.e cf ca est jan feb mar apr jun jul aug sep sept oct nov dec"
    " mon tue tues wed thu thur thurs fri sat sun ave blvd rd dept univ assn ed eds trans min max".split()
)
_STARTERS: Final = frozenset(
    "the a an this that these those he she it we they you i his her its our their my your there here in on at"
    " by for from with as if when while after before since although though however but and or so yet not no"
    " what who where why how which one some many most all both each every few several other another".split()
)


def sentence_starts(
    keys: Sequence[str],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    capital: NDArray[np.bool_],
    breaks: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the token index where each sentence begins, then the number of tokens.

    Parameters
    ----------
    keys, start, end, capital
        Columns of the tokens.
    breaks : array of int64
        Token indices that begin a paragraph, heading or list item.
    """
    n = len(keys)
    if n == 0:
        return np.zeros(1, np.int64)
    touching = (start[1:] == end[:-1]).tolist()
    found = {0, n, *breaks.tolist()}
    for i, key in enumerate(keys):
        if key[-1] == "." or key in _ENDERS:
            after = i + 1
            while after < n and touching[after - 1] and keys[after] in _CLOSERS:
                after += 1
            if after < n and _ends(keys, capital, touching, i, after):
                found.add(after)
    return np.array(sorted(found), np.int64)


def _ends(keys: Sequence[str], capital: NDArray[np.bool_], touching: list[bool], i: int, after: int) -> bool:
    """Say whether the mark at token i ends a sentence whose next token is `after`."""
    n = len(keys)
    first = after
    while first < n - 1 and keys[first] in _OPENERS:
        first += 1
    begins = bool(capital[first]) or keys[first][0].isdigit() or first > after
    if touching[after - 1]:
        return (
            bool(capital[first]) and i > 0 and len(keys[i - 1]) > 1 and keys[i] == "." and not capital[i - 1]
        )
    if keys[i] != ".":
        if len(keys[i]) > 1 and keys[i][-1] == "." and keys[i][0] != ".":
            return keys[first] in _STARTERS and bool(capital[first])
        return begins and (capital[first] or keys[i] in ("!", "?"))
    before = keys[i - 1] if i and touching[i - 1] else ""
    if before in _NEVER_LAST:
        return False
    if before in _BEFORE_NUMBER and keys[first][0].isdigit():
        return False
    if before in _SELDOM_LAST or (len(before) == 1 and before.isalpha()):
        return keys[first] in _STARTERS and bool(capital[first])
    return begins
