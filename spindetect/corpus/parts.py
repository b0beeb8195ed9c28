"""A text of the corpus as a document: all of it, or of a very long one a part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.text import Document
from spindetect.text.zones import Region

LONGEST: Final = 150_000
"""Characters that are looked at in one go.

25,000 words take 0.15 s to compare and 50 MB; a document of two million words would take 13 s and 500 MB,
for each of its candidates.
"""
_STEPS: Final = 10  # of a part, in which its place is sought
# Words that are seldom grammar. A spinner of a dose of 40 % leaves two of them in a row alone one time in
# three, and stand in few other texts.
_LONG_WORD: Final = re.compile(r"[^\W\d_]{5,}")


def document_of(
    text: str, name: str, regions: Sequence[Mapping[str, Any]] | None, start: int = 0, end: int | None = None
) -> Document:
    """Return characters [start, end) of a text as a document, with what its page marks in them.

    Parameters
    ----------
    regions : sequence of mapping, optional
        As the column `regions` of `DOCUMENT` has them.
    """
    end = len(text) if end is None else end
    document = Document.from_text(text[start:end], name)
    here = tuple(
        Region(one["kind"], max(one["start"], start) - start, min(one["end"], end) - start)
        for one in regions or ()
        if one["start"] < end and one["end"] > start
    )
    return replace(document, regions=here) if here else document


def shared_part(text: str, other: str, longest: int | None = None) -> tuple[int, int]:
    """Return which characters of a text are compared: all, or of a long one the part most like the other.

    Parameters
    ----------
    longest : int, optional
        Characters of a part; `LONGEST` by default.
    """
    longest, n = longest or LONGEST, len(text)
    if n <= longest:
        return 0, n
    step = max(1, longest // _STEPS)
    wanted = {pair for _, pair in _word_pairs(other)}
    shared = np.zeros(-(-n // step), np.int64)
    for at, pair in _word_pairs(text):
        shared[at // step] += pair in wanted
    within = np.convolve(shared, np.ones(_STEPS, np.int64), "valid")
    start = min(_middle(within) * step, n - longest)
    return start, start + longest


def _middle(values: NDArray[np.int64]) -> int:
    """Return the middle one of the first stretch of the greatest values."""
    best = np.flatnonzero(values == values.max())
    whole = np.flatnonzero(np.diff(best, append=best[-1] + 2) > 1)[0] + 1
    return int(best[whole // 2])


def _word_pairs(text: str) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield where two long words in a row begin, and what they are."""
    for one, other in pairwise(_LONG_WORD.finditer(text)):
        yield one.start(), (one[0].lower(), other[0].lower())
