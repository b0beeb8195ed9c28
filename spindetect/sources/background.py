"""What a text that both sides may honestly share explains, and leaving it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.records import Side, Zone
from spindetect.sources.explained import Floats, Ints, explained, left_to_background, own_words
from spindetect.text import NUMBER, Document, Tokens


def mark(
    text: Document, of_others: Floats, shared: Sequence[DocumentAlignment]
) -> tuple[Document, NDArray[np.int64]]:
    """Leave out of a text what background texts explain as well as the texts that it is compared with.

    Parameters
    ----------
    of_others : array of float64, shape (n_sentences,)
        What those texts explain of each sentence.
    shared : sequence of DocumentAlignment
        From each background text to this one.

    Returns
    -------
    Document
        With zones of the kind 'background'.
    array of int64, shape (n_sentences,)
        Which background text explains each sentence, or -1.
    """
    tokens = text.tokens
    if not shared:
        return text, np.full(len(tokens.sentence_start) - 1, -1, np.int64)
    worth = [explained(alignment, tokens) for alignment in shared]
    left = left_to_background(of_others, worth, own_words(tokens))
    return text.leaving_out("background", list(_ranges(tokens, left >= 0))), left


def _ranges(tokens: Tokens, sentence: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of runs of chosen sentences."""
    edge = np.diff(sentence.astype(np.int8), prepend=0, append=0)
    start, end = (edge == 1).nonzero()[0], (edge == -1).nonzero()[0]
    borders = tokens.sentence_start
    yield from zip(borders[start].tolist(), borders[end].tolist(), strict=True)


def zones(text: Document, left: Ints, side: Side, of_source: int | None = None) -> tuple[Zone, ...]:
    """Return what is left out of a text; of what background explains, also which text does.

    Parameters
    ----------
    text : Document
        As `mark` gave it.
    left : array of int64, shape (n_sentences,)
        As `mark` gave it.
    """
    found: list[Zone] = []
    for zone in text.zones(side):
        parts = _parted(zone, text.tokens, left) if zone.kind == "background" else [zone]
        found += [Zone(z.kind, side, z.start, z.end, z.words, of_source, z.of_background) for z in parts]
    return tuple(found)


def _parted(zone: Zone, tokens: Tokens, left: Ints) -> list[Zone]:
    """Return a zone cut where the background text changes, each part with the text that explains it."""
    first, last = tokens.start.searchsorted(zone.start), tokens.start.searchsorted(zone.end)
    by_text = left[tokens.sentence[first:last]].tolist()
    out = []
    for text, run in groupby(enumerate(by_text, int(first)), key=itemgetter(1)):
        at = [token for token, _ in run]
        words = int(np.count_nonzero(tokens.kind[at[0] : at[-1] + 1] <= NUMBER))
        if words:
            start, end = int(tokens.start[at[0]]), int(tokens.end[at[-1]])
            out.append(Zone("background", zone.side, start, end, words, None, text))
    return out
