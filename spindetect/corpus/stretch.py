"""Where two texts run side by side: the stretch that a spun passage in another text shares with its source.

A comparison of whole texts aligns them from end to end, and of a hundred spun words in five hundred others it
may find too little to call them copied. Words that both texts have, in the same order and about as far apart,
show where to look: they lie on one diagonal, and what two texts share by chance is strewn over all of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

_WORD: Final = re.compile(r"[^\W_]+")
LEAST_LETTERS: Final = 5
"""Of a word that counts: shorter ones are mostly grammar, and stand everywhere."""
MOST_PLACES: Final = 4
"""A word that stands in more places of either text tells nothing about where."""
BAND: Final = 16
"""Words by which the diagonal may drift: a spinner puts two words for one, or leaves one out."""
GAP: Final = 25
"""Words without one in common that end a stretch."""
WIDTHS: Final = (64, 96, 128)
"""Words that a stretch is at least, at the first look and at each further one: fewer are widened evenly,
since under fifty are no passage to judge, and what is spun with many phrases has few words in common."""
LEAST_SHARED: Final = 6
"""Words in common that make a stretch."""
WHOLE: Final = 0.8
"""Share of both texts from which on a stretch is no part of them: it was compared with them."""

Places = NDArray[np.int64]
Span = tuple[int, int]


RUN: Final = 8
"""Words in a row that two texts hardly share by chance: what stands in such runs was left as it was."""


def count_words(text: str) -> int:
    """Return how many words a text has."""
    return sum(1 for _ in _WORD.finditer(text))


def words_in_runs(one: str, other: str) -> int:
    """Return how many words of a text stand in runs of eight that another text has."""
    mine, theirs = ([match[0].lower() for match in _WORD.finditer(text)] for text in (one, other))
    runs = set(zip(*(theirs[at:] for at in range(RUN)), strict=False))
    starts = np.array([run in runs for run in zip(*(mine[at:] for at in range(RUN)), strict=False)], np.int64)
    return int(np.count_nonzero(np.convolve(starts, np.ones(RUN, np.int64)))) if len(starts) else 0


def shared_stretch(one: str, other: str, least: int = WIDTHS[0]) -> tuple[Span, Span] | None:
    """Return the stretch of two texts that has most words in common.

    Parameters
    ----------
    one, other : str
    least : int
        Words that it has at the least, where its text has so many: a shorter one is widened evenly.

    Returns
    -------
    tuple of (first character, last character + 1), of each text, or None
        None where there is no such stretch, or it is nearly all of both texts.
    """
    mine, theirs = ([match.span() for match in _WORD.finditer(text)] for text in (one, other))
    at, to = _common(one, mine, other, theirs)
    if len(at) < LEAST_SHARED:
        return None
    near = _densest(at - to)
    at, to = at[near], to[near]
    run = _longest(at)
    if run.stop - run.start < LEAST_SHARED:
        return None
    first, last = _padded(at[run], len(mine), least), _padded(to[run], len(theirs), least)
    if first[1] - first[0] > WHOLE * len(mine) and last[1] - last[0] > WHOLE * len(theirs):
        return None
    return _characters(mine, first), _characters(theirs, last)


def shared_stretches(one: str, other: str) -> Iterator[tuple[Span, Span]]:
    """Yield the stretch of two texts at each of `WIDTHS`, none of them twice; see `shared_stretch`."""
    before = None
    for width in WIDTHS:
        shared = shared_stretch(one, other, width)
        if shared is None:
            return
        if shared != before:  # one that is wide enough already is the same again
            yield shared
        before = shared


def _common(one: str, mine: list[Span], other: str, theirs: list[Span]) -> tuple[Places, Places]:
    """Return where words stand that both texts have, as pairs of places, in the order of the first."""
    places, others = _places(one, mine), _places(other, theirs)
    pairs = sorted(
        (at, to)
        for word, own in places.items()
        if len(own) <= MOST_PLACES and len(others.get(word, ())) <= MOST_PLACES
        for at in own
        for to in others.get(word, ())
    )
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _places(text: str, words: list[Span]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for at, (start, end) in enumerate(words):
        if end - start >= LEAST_LETTERS:
            places[text[start:end].lower()].append(at)
    return places


def _densest(diagonal: Places) -> NDArray[np.bool_]:
    """Return which pairs lie in the band of diagonals that has most of them; of equal ones the first."""
    ordered = np.sort(diagonal)
    counts = np.searchsorted(ordered, ordered + BAND, "right") - np.arange(len(ordered))
    lowest = ordered[counts.argmax()]
    return np.asarray((diagonal >= lowest) & (diagonal <= lowest + BAND))


def _longest(at: Places) -> slice:
    """Return the run of places without a gap that has most of them; of equal ones the first."""
    edges = np.concatenate(([0], np.flatnonzero(np.diff(at) > GAP) + 1, [len(at)]))
    best = int(np.diff(edges).argmax())
    return slice(int(edges[best]), int(edges[best + 1]))


def _padded(places: Places, words: int, least: int) -> Span:
    first, last = int(places.min()), int(places.max()) + 1
    margin = max(0, -(-(least - (last - first)) // 2))
    return max(0, first - margin), min(words, last + margin)


def _characters(words: list[Span], span: Span) -> Span:
    return words[span[0]][0], words[span[1] - 1][1]
