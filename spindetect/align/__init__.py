"""Alignment: which words of the suspect stand for which words of the source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spindetect.align.aligner import Aligner, DocumentAlignment
from spindetect.align.blocks import Block
from spindetect.align.sides import Side
from spindetect.records import Alignment

__all__ = ["Aligner", "Block", "DocumentAlignment", "align_tokens"]


def align_tokens(
    *, source: Sequence[str], suspect: Sequence[str], lexicon: Any = None, vectors: Any = None
) -> Alignment:
    """Align two sequences of words.

    Parameters
    ----------
    source, suspect : sequence of str
        Tokens as written; words are compared without letter case.

    Returns
    -------
    Alignment
    """
    first = Side.of_words(source, [word.casefold() for word in source])
    second = Side.of_words(suspect, [word.casefold() for word in suspect])
    found = Aligner(lexicon, vectors).align_sides(first, second)
    return Alignment(found.operations(), tuple(map(tuple, found.links.tolist())))  # type: ignore[arg-type]
