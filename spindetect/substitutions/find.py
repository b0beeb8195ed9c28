"""The substitutions of a pair of documents as records."""

from __future__ import annotations

import functools
from itertools import repeat

import numpy as np

from spindetect.align import DocumentAlignment
from spindetect.bulk import build_many
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import RELATION_KINDS, Lexicon, source_names
from spindetect.records import Relation, Span, Substitution
from spindetect.substitutions.arrays import Bools, Floats, Ints
from spindetect.substitutions.explain import explain
from spindetect.substitutions.kinds import KINDS
from spindetect.substitutions.swaps import Swaps, measure
from spindetect.text import Document


def find_substitutions(
    source: Document,
    suspect: Document,
    alignment: DocumentAlignment,
    lexicon: Lexicon,
    vectors: Vectors,
    ngrams: Ngrams | None = None,
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
    swaps = measure(source.tokens, suspect.tokens, alignment, lexicon, vectors, ngrams)
    return () if swaps is None else to_records(swaps, source, suspect, alignment)


def to_records(
    swaps: Swaps,
    source: Document,
    suspect: Document,
    alignment: DocumentAlignment,
    source_number: int | None = None,
) -> tuple[Substitution, ...]:
    """Return measured swaps as records; `source_number` says which of several sources it is, 0 the first."""
    spans, n = swaps.spans, len(swaps)
    ranges = _ranges(spans.source_start, spans.source_end), _ranges(spans.suspect_start, spans.suspect_end)
    several = swaps.sides.several
    of_source = _columns(source, spans.source_start, spans.source_end, several[0])
    of_suspect = _columns(suspect, spans.suspect_start, spans.suspect_end, several[1])
    return tuple(
        build_many(
            Substitution,
            n,
            [KINDS[code] for code in swaps.pairing.kind.tolist()],
            build_many(Span, n, *of_source),
            build_many(Span, n, *of_suspect),
            _relations(swaps),
            _rounded(swaps.oddness),
            explain(swaps, of_source[0], of_suspect[0], source, suspect),
            _moved(spans.suspect_start, alignment),
            *ranges,
            repeat(source_number, n),
        )
    )


def _ranges(start: Ints, end: Ints) -> list[tuple[int, int]]:
    return list(zip(start.tolist(), end.tolist(), strict=True))


def _columns(
    document: Document, start: Ints, end: Ints, several: Bools
) -> tuple[list[str], list[int], list[int]]:
    """Return what is written in each range of tokens, and where it begins and ends in the text."""
    tokens = document.tokens
    starts, ends = tokens.start.take(start).tolist(), tokens.end.take(end - 1).tolist()
    written = [tokens.written[at] for at in start.tolist()]
    for row in several.nonzero()[0].tolist():
        written[row] = document.text[starts[row] : ends[row]]
    return written, starts, ends


def _relations(swaps: Swaps) -> list[Relation]:
    batch = swaps.relation
    return list(map(_relation, batch.kind.tolist(), batch.sources.tolist(), _rounded(batch.commonness)))


# The evidence of a link is one byte, so relations repeat: one record serves all swaps that share it.
@functools.lru_cache(maxsize=4096)
def _relation(kind: int, sources: int, commonness: float) -> Relation:
    return Relation(RELATION_KINDS[kind], source_names(sources), commonness)


def _rounded(values: Floats) -> list[float]:
    """Return values to four digits, as they are written in a record."""
    rounded: list[float] = values.astype(np.float64).round(4).tolist()
    return rounded


def _moved(start: Ints, alignment: DocumentAlignment) -> list[bool]:
    moved = np.zeros(len(start), dtype=np.bool_)
    for block in alignment.blocks:
        if block.moved:
            moved |= (start >= block.suspect_start) & (start < block.suspect_end)
    answer: list[bool] = moved.tolist()
    return answer
