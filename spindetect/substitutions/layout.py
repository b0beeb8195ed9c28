"""Both texts laid end to end, with what the alignment says of each token.

One text of about a thousand tokens costs numpy hardly more than one of five hundred, so whatever is told of
a span is told of the spans of both sides at once. A mark of nobody's stands after the source and two after
the suspect: whoever looks at the tokens beside a span, one or two away, never leaves the array, and no run
of words crosses from one text to the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from spindetect.substitutions.arrays import Bools, Codes, Ints
from spindetect.text import PUNCT, Tokens

# What no token is linked to; less than any place minus two.
UNLINKED = -9

# Marks after the suspect; after the source there is one less.
MARKS = 2
_KINDS = np.full(MARKS, PUNCT, dtype=np.uint8)

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Layout:
    """The tokens of the source, a mark, those of the suspect, two marks. "Places" count along this.

    Attributes
    ----------
    source, suspect : Tokens
    shift : int
        Place of the suspect's first token.
    end : int
        Place after the suspect's last token.
    kind : array of uint8
        PUNCT for marks.
    linked : array of int64
        Place of the equal token in the other text, `UNLINKED` where there is none.
    """

    source: Tokens
    suspect: Tokens
    shift: int
    end: int
    kind: Codes
    linked: Ints

    @classmethod
    def of(cls, source: Tokens, suspect: Tokens, source_of: NDArray[np.int32]) -> Layout:
        """Lay two texts end to end.

        Parameters
        ----------
        source_of : array of int32
            The equal source token of each suspect token, or -1.
        """
        shift = len(source) + 1
        kind = lay(source.kind, suspect.kind, _KINDS)
        linked = np.empty(len(kind), dtype=np.int64)
        linked.fill(UNLINKED)
        suspect_at = (source_of >= 0).nonzero()[0]
        source_at = source_of.take(suspect_at)
        suspect_at += shift
        linked[suspect_at] = source_at
        linked[source_at] = suspect_at
        return cls(source, suspect, shift, len(kind) - 2, kind, linked)

    # Keys stay in their two lists: few of them are looked at.

    def key(self, place: int) -> str:
        """Return the key of a token, nothing for a mark or for what is before the first one."""
        return self.phrase(place, place + 1) if place >= 0 else ""

    def phrase(self, start: int, end: int) -> str:
        """Return the keys of tokens of one text, joined by spaces."""
        shift = self.shift
        return " ".join(
            self.source.keys[start:end] if start < shift else self.suspect.keys[start - shift : end - shift]
        )

    def written(self, place: int) -> str:
        """Return a token as read."""
        before = place < self.shift
        return self.source.written[place] if before else self.suspect.written[place - self.shift]


@dataclass(frozen=True, slots=True)
class Kept:
    """Which words beside swaps are the source's own, on both sides; arrays have shape (n,).

    Attributes
    ----------
    before, after : array of bool
        The word right before, and right after.
    two : array of bool
        The two words before and the two after.
    """

    before: Bools
    after: Bools
    two: Bools

    @classmethod
    def of(cls, rows: Ints, layout: Layout) -> Kept:
        """Look beside the spans of `rows`, shape (n, 4): source start and end, suspect start and end."""
        own = np.where(layout.kind < PUNCT, layout.linked, UNLINKED)
        s0, s1, t0, t1 = rows.T
        before, after = own.take(t0 - 1) == s0 - 1, own.take(t1) == s1
        two = before & after
        two &= own.take(t0 - 2) == s0 - 2
        two &= own.take(t1 + 1) == s1 + 1
        return cls(before, after, two)


def lay(source: NDArray[T], suspect: NDArray[T], marks: NDArray[T]) -> NDArray[T]:
    """Return a column of both texts with the values of `marks`, of length `MARKS`, at the marks."""
    return np.concatenate((source, marks[1:], suspect, marks))
