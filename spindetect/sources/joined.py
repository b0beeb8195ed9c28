"""Several sources as one: their texts in a row, and all that the suspect has from any of them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

import numpy as np

from spindetect.align import Aligner, Block, DocumentAlignment
from spindetect.align.aligner import Linked
from spindetect.align.sides import Side, number
from spindetect.text import Tokens


def joined_tokens(texts: Sequence[Tokens]) -> Tokens:
    """Return the tokens of texts in a row; places are as if the texts stood one after the other."""
    tokens = np.cumsum([0, *map(len, texts)])
    sentences = np.cumsum([0, *(len(text.sentence_start) - 1 for text in texts)])
    places = np.cumsum([0, *(int(text.end[-1]) + 1 if len(text) else 0 for text in texts)])
    return Tokens(
        [word for text in texts for word in text.written],
        [key for text in texts for key in text.keys],
        np.concatenate([text.start + at for text, at in zip(texts, places, strict=False)]),
        np.concatenate([text.end + at for text, at in zip(texts, places, strict=False)]),
        np.concatenate([text.kind for text in texts]),
        np.concatenate([text.capital for text in texts]),
        np.concatenate(
            [text.sentence + at for text, at in zip(texts, sentences, strict=False)], dtype=np.int32
        ),
        np.concatenate(
            [
                *(text.sentence_start[:-1] + at for text, at in zip(texts, tokens, strict=False)),
                tokens[-1:],
            ]
        ),
        np.concatenate([text.counted for text in texts]),
    )


def joined_alignment(
    aligner: Aligner,
    source: Tokens,
    suspect: Tokens,
    parts: Sequence[DocumentAlignment],
) -> DocumentAlignment:
    """Return alignments of several sources as one of all of them in a row.

    Parameters
    ----------
    source : Tokens
        From `joined_tokens`.
    parts : sequence of DocumentAlignment
        No token of the suspect is linked in two of them.
    """
    source_of = np.full(len(suspect), -1, np.int32)
    pairs: list[tuple[int, int, int, int]] = []
    blocks: list[Block] = []
    at = 0
    for part in parts:
        linked = part.source_of >= 0
        source_of[linked] = part.source_of[linked] + at
        pairs += [(s0 + at, s1 + at, t0, t1) for s0, s1, t0, t1 in part.pairs]
        blocks += [
            Block(b.source_start + at, b.source_end + at, b.suspect_start, b.suspect_end, b.moved)
            for b in part.blocks
        ]
        at += len(part.source_written)
    numbered = number(Side.of_tokens(source), Side.of_tokens(suspect))
    return DocumentAlignment(
        source_of,
        tuple(sorted(blocks, key=lambda block: block.suspect_start)),
        sorted(pairs, key=itemgetter(2)),
        source.written,
        suspect.written,
        numbered,
        aligner.scorer.words(numbered),
        Linked.just(np.empty((0, 2), np.int32)),
    )
