"""Both texts laid end to end, with what the alignment says of each token.

One text of about a thousand tokens costs numpy hardly more than one of five hundred, so whatever is told of
a span is told of the spans of both sides at once. A mark of nobody's stands after the source and two after
the suspect: whoever looks at the tokens beside a span, one or two away, never leaves the array, and no run
of words crosses from one text to the other.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from spindetect.substitutions.arrays import Codes, Ints
from spindetect.text import PUNCT, Tokens

# What no token is linked to; less than any place minus two.
UNLINKED = -9

# Marks after the suspect; after the source there is one less.
MARKS = 2
_KINDS = np.full(MARKS, PUNCT, dtype=np.uint8)

T = TypeVar("T", bound=np.generic)


class Layout(NamedTuple):
    """The tokens of the source, a mark, those of the suspect, two marks. "Places" count along this.

    Attributes
    ----------
    source, suspect : Tokens
    shift : int
        Place of the suspect's first token.
    keys : list of str
        Nothing for marks; so the place before the first token has no key either.
    kind : array of uint8
        PUNCT for marks.
    linked : array of int64
        Place of the equal token in the other text, `UNLINKED` where there is none.
    """

    source: Tokens
    suspect: Tokens
    shift: int
    keys: list[str]
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
        keys = [*source.keys, "", *suspect.keys, "", ""]
        return cls(source, suspect, shift, keys, kind, linked)

    def phrase(self, start: int, end: int) -> str:
        """Return the keys of tokens of one text, joined by spaces."""
        return self.keys[start] if end - start == 1 else " ".join(self.keys[start:end])

    def phrases(self, rows: Ints) -> list[tuple[str, str]]:
        """Return the keys of both spans of rows as `spans.replaced_rows` gives them."""
        phrase = self.phrase
        return [(phrase(s0, s1), phrase(t0, t1)) for s0, s1, t0, t1 in rows.tolist()]


def lay(source: NDArray[T], suspect: NDArray[T], marks: NDArray[T]) -> NDArray[T]:
    """Return a column of both texts with the values of `marks`, of length `MARKS`, at the marks."""
    return np.concatenate((source, marks[1:], suspect, marks))
