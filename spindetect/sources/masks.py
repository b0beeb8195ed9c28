"""Alignments and texts of which only some sentences are looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from spindetect.align import DocumentAlignment
from spindetect.align.aligner import Linked
from spindetect.text import Tokens

Bools = NDArray[np.bool_]


def restricted(alignment: DocumentAlignment, kept: Bools) -> DocumentAlignment:
    """Return an alignment that links none but some tokens of the suspect.

    Parameters
    ----------
    kept : array of bool, shape (n_suspect,)
        Tokens of the suspect that may come from this source; whole sentences.
    """
    if kept.all():
        return alignment
    links = alignment.links
    unequal = links[(alignment.source_of[links[:, 1]] != links[:, 0]) & kept[links[:, 1]]]
    return replace(
        alignment,
        source_of=np.where(kept, alignment.source_of, np.int32(-1)),
        blocks=tuple(b for b in alignment.blocks if kept[b.suspect_start : b.suspect_end].any()),
        pairs=[pair for pair in alignment.pairs if kept[pair[2] : pair[3]].all()],
        linked=Linked.just(unequal),
        mirror=None,
    )


def uncounted(tokens: Tokens, sentences: Bools) -> Tokens:
    """Return tokens of which some sentences count neither for nor against anyone.

    Parameters
    ----------
    sentences : array of bool, shape (n_sentences,)
    """
    if not sentences.any():
        return tokens
    return replace(tokens, counted=tokens.counted & ~sentences[tokens.sentence])
