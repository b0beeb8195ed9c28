"""Alignment: which words of the suspect stand for which words of the source."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spindetect.align.aligner import SHORT_CELLS, Aligner, DocumentAlignment
from spindetect.align.blocks import Block
from spindetect.align.sides import Side
from spindetect.records import Alignment
from spindetect.text import key

if TYPE_CHECKING:
    from spindetect.language import Vectors
    from spindetect.lexicon import Lexicon

__all__ = ["Aligner", "Block", "DocumentAlignment", "align_tokens"]


def align_tokens(
    *,
    source: Sequence[str],
    suspect: Sequence[str],
    lexicon: Lexicon | None = None,
    vectors: Vectors | None = None,
) -> Alignment:
    """Align two sequences of words.

    Up to about 80 x 80 words all pairs are scored and links may cross freely; longer sequences are
    aligned as documents, passage by passage.

    Parameters
    ----------
    source, suspect : sequence of str
        Tokens as written. Words are equal when their keys are, see `spindetect.text.key`.
    lexicon, vectors : optional
        The shipped ones by default.

    Returns
    -------
    Alignment
        Operations that turn the source into the suspect, and links (source index, suspect index).

    Raises
    ------
    ResourceError
        If a shipped table is missing or damaged.
    """
    aligner = _shipped_aligner() if lexicon is None and vectors is None else _aligner(lexicon, vectors)
    first = Side.of_words(source, [key(word) for word in source])
    second = Side.of_words(suspect, [key(word) for word in suspect])
    short = 0 < len(source) * len(suspect) <= SHORT_CELLS
    found = aligner.align_short(first, second) if short else aligner.align_sides(first, second)
    links = tuple((i, j) for i, j in found.links.tolist())
    return Alignment(found.operations(), links)


def _aligner(lexicon: Lexicon | None, vectors: Vectors | None) -> Aligner:
    from spindetect.language import Vectors as Table
    from spindetect.lexicon import Lexicon as Relation

    return Aligner(lexicon or Relation.open(), vectors or Table.open())


@functools.cache
def _shipped_aligner() -> Aligner:
    return _aligner(None, None)
