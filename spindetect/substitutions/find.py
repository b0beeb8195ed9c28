"""The substitutions of a pair of documents as records."""

from __future__ import annotations

import numpy as np

from spindetect.align import DocumentAlignment
from spindetect.bulk import build_many
from spindetect.language import Vectors
from spindetect.lexicon import RELATION_KINDS, Lexicon, source_names
from spindetect.records import Relation, Span, Substitution
from spindetect.substitutions.arrays import Floats, Ints
from spindetect.substitutions.explain import explain
from spindetect.substitutions.kinds import KINDS
from spindetect.substitutions.swaps import Swaps, measure
from spindetect.text import Document


def find_substitutions(
    source: Document, suspect: Document, alignment: DocumentAlignment, lexicon: Lexicon, vectors: Vectors
) -> tuple[Substitution, ...]:
    """Find what was swapped, and say of each swap its kind, how odd it is, and why.

    Parameters
    ----------
    source, suspect : Document
    alignment : DocumentAlignment
        From the source's tokens to the suspect's.

    Returns
    -------
    tuple of Substitution
        In the suspect's order, on disjoint spans. Repaired characters, letter case and punctuation are
        no substitutions; swaps inside quotations and the like are, and their reason says so.
    """
    swaps = measure(source.tokens, suspect.tokens, alignment, lexicon, vectors)
    return () if swaps is None else to_records(swaps, source, suspect, alignment)


def to_records(
    swaps: Swaps, source: Document, suspect: Document, alignment: DocumentAlignment
) -> tuple[Substitution, ...]:
    """Return measured swaps as records."""
    spans = swaps.spans
    kinds = [KINDS[code] for code in swaps.pairing.kind.tolist()]
    relations = _relations(swaps)
    of_source = _spans(source, spans.source_start, spans.source_end)
    of_suspect = _spans(suspect, spans.suspect_start, spans.suspect_end)
    return tuple(
        build_many(
            Substitution,
            len(swaps),
            kinds,
            of_source,
            of_suspect,
            relations,
            _rounded(swaps.oddness),
            explain(swaps, kinds, relations, of_source, of_suspect, source, suspect),
            _moved(spans.suspect_start, alignment),
            zip(spans.source_start.tolist(), spans.source_end.tolist(), strict=True),
            zip(spans.suspect_start.tolist(), spans.suspect_end.tolist(), strict=True),
        )
    )


def _spans(document: Document, start: Ints, end: Ints) -> list[Span]:
    text, tokens = document.text, document.tokens
    starts, ends = tokens.start[start].tolist(), tokens.end[end - 1].tolist()
    written = [text[a:b] for a, b in zip(starts, ends, strict=True)]
    return build_many(Span, len(written), written, starts, ends)


def _relations(swaps: Swaps) -> list[Relation]:
    batch = swaps.relation
    names = {bits: source_names(bits) for bits in set(batch.sources.tolist())}
    return build_many(
        Relation,
        len(batch),
        [RELATION_KINDS[code] for code in batch.kind.tolist()],
        [names[bits] for bits in batch.sources.tolist()],
        _rounded(batch.commonness),
    )


def _rounded(values: Floats) -> list[float]:
    """Return values to four digits, as they are written in a record."""
    rounded: list[float] = np.round(values.astype(np.float64), 4).tolist()
    return rounded


def _moved(start: Ints, alignment: DocumentAlignment) -> list[bool]:
    moved = np.zeros(len(start), dtype=np.bool_)
    for block in alignment.blocks:
        if block.moved:
            moved |= (start >= block.suspect_start) & (start < block.suspect_end)
    answer: list[bool] = moved.tolist()
    return answer
