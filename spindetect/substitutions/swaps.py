"""All swaps of a pair of texts as arrays: found, named by kind, and judged both ways round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.align import DocumentAlignment
from spindetect.language import Vectors
from spindetect.lexicon import Lexicon, RelationBatch
from spindetect.substitutions import grounds
from spindetect.substitutions import kinds as k
from spindetect.substitutions.arrays import Bools, Codes, Floats
from spindetect.substitutions.collect import Found, Spans, collect
from spindetect.substitutions.context import cosine
from spindetect.substitutions.grammar import classes_change, same_ending
from spindetect.substitutions.grounds import Pairing
from spindetect.substitutions.oddness import Part, join, strengths
from spindetect.substitutions.reading import Reading, read
from spindetect.substitutions.sides import Side, halves, look_at
from spindetect.substitutions.spans import longer_phrases, replaced_rows, without_articles
from spindetect.text import PUNCT, Tokens

# A phrase that the lexicon does not know is still one swap when it means about what it replaces.
PHRASE_COSINE = 0.5
# How much rarer than its word a misspelling is that the lexicon holds for its frequency ("goverment" 3.2);
# of 4,916 pairs of known words one letter apart, one of them frequent, 94 in 100 lie closer.
MISSPELT_ZIPF = 2.5
# What any swap beside a swap counts, where one in a rare sense counts 1: of .2, .3 and .4 the best area under
# the curve in `models.oddness` (.003 above counting every swap beside it as 1).
ANY_SWAP_BESIDE = 0.3


@dataclass(frozen=True, slots=True)
class Swaps:
    """Everything measured of the swaps of one pair; arrays have shape (n,) in the suspect's order.

    Attributes
    ----------
    spans : Spans
    relation : RelationBatch
        The lexicon's evidence; of two swaps taken as one, the weaker of theirs.
    pairing : Pairing
        Kinds, and what is known of each swap as a pair.
    source, suspect : Side
        What each text says of its spans.
    forward, backward : tuple of Part
        The grounds against the suspect's span in the source's place, and the reverse.
    strength : array of float32, shape (k, n)
        What each forward ground adds.
    oddness, reverse : array of float32
        How odd the suspect's span is in the place of the source's, and the reverse; 0 to 1.
    slip : array of bool
        Spelled otherwise by a letter or two.
    broken : array of bool, shape (2, n)
        Whether the source's span was a fixed phrase with the word before and after it, and is no more.
    unchanged : array of uint8
        How many words on either side are the source's own: 0, 1 or 2.
    """

    spans: Spans
    relation: RelationBatch
    pairing: Pairing
    source: Side
    suspect: Side
    forward: tuple[Part, ...]
    backward: tuple[Part, ...]
    strength: Floats
    oddness: Floats
    reverse: Floats
    slip: Bools
    broken: Bools
    unchanged: Codes

    def __len__(self) -> int:
        return len(self.spans)


def measure(
    source: Tokens, suspect: Tokens, alignment: DocumentAlignment, lexicon: Lexicon, vectors: Vectors
) -> Swaps | None:
    """Find and judge all swaps; None where there is none."""
    rows = replaced_rows(source, suspect, alignment)
    if not len(rows) and not longer_phrases(source, suspect, alignment, rows):
        return None
    reading = read(source, suspect, alignment, lexicon, vectors)
    rows = without_articles(rows, reading, alignment)
    candidates = longer_phrases(source, suspect, alignment, rows)
    found = collect(source, suspect, rows, candidates, reading, lexicon)
    spans = found.spans
    if not len(spans):
        return None
    start = np.concatenate((spans.source_start, spans.suspect_start + reading.n_source))
    end = np.concatenate((spans.source_end, spans.suspect_end + reading.n_source))
    both = look_at(reading, start, end, np.hstack((found.fixed_source, found.fixed_suspect)))
    return _judge(found, *halves(both, len(spans)), _Kept.of(spans, reading, alignment))


@dataclass(frozen=True, slots=True)
class _Kept:
    """Whether the word before and the word after a swap are the source's own, and the two on both sides."""

    before: Bools
    after: Bools
    two: Bools

    @classmethod
    def of(cls, spans: Spans, reading: Reading, alignment: DocumentAlignment) -> _Kept:
        # Two places of padding on either side; -9 is next to no source token.
        own = np.full(len(alignment.source_of) + 4, -9, dtype=np.int64)
        word = reading.kind[reading.n_source :] < PUNCT
        own[2:-2] = np.where(word & (alignment.source_of >= 0), alignment.source_of, -9)
        s0, s1, t0, t1 = spans.source_start, spans.source_end, spans.suspect_start + 2, spans.suspect_end + 2
        before, after = own[t0 - 1] == s0 - 1, own[t1] == s1
        return cls(before, after, before & after & (own[t0 - 2] == s0 - 2) & (own[t1 + 1] == s1 + 1))


def _judge(found: Found, source: Side, suspect: Side, kept: _Kept) -> Swaps:
    spans, around = found.spans, kept.before & kept.after
    near = cosine(source.fit.meaning, suspect.fit.meaning)
    pairing, slip = _pair(found, source, suspect, near, around)
    # A phrase is broken where its other word stayed and this one went, or both went in one swap.
    gone = np.array(
        (kept.before & (source.first != suspect.first), kept.after & (source.last != suspect.last))
    )
    gone |= spans.merged
    broken, made = source.fixed & ~suspect.fixed & gone, suspect.fixed & ~source.fixed & gone
    mutual = grounds.mutual(pairing, near)
    onward = grounds.directed(pairing, source, suspect, broken[0] | broken[1])
    back = grounds.directed(pairing, suspect, source, made[0] | made[1])
    strength = strengths((*mutual, *onward, *back))
    split, end = len(mutual), len(mutual) + len(onward)
    return Swaps(
        spans=spans,
        relation=found.relation,
        pairing=pairing,
        source=source,
        suspect=suspect,
        forward=(*mutual, *onward),
        backward=(*mutual, *back),
        strength=strength[:end],
        oddness=join(strength[:end]),
        reverse=join(np.concatenate((strength[:split], strength[end:]))),
        slip=slip,
        broken=broken,
        unchanged=around.astype(np.uint8) + kept.two,
    )


def _pair(found: Found, source: Side, suspect: Side, near: Floats, around: Bools) -> tuple[Pairing, Bools]:
    spans, relation = found.spans, found.relation
    several, unknown = source.several | suspect.several, source.unknown | suspect.unknown
    # The lexicon's words hold frequent misspellings too: next to the right word they are very rare.
    misspelt = unknown | (np.abs(source.zipf - suspect.zipf) >= MISSPELT_ZIPF)
    slip = k.slips(spans.source, spans.suspect, misspelt, relation.kind == k.NO_RELATION)
    kind = k.kinds(
        relation=relation.kind,
        number=k.numbers(spans.source, spans.suspect, source.digits | suspect.digits),
        slip=slip,
        name=source.name | suspect.name,
        proper=source.proper & suspect.proper,
        function=source.function & suspect.function,
        several=several,
        linked=spans.merged | (near >= PHRASE_COSINE),
    )
    pairing = Pairing(
        kind=kind,
        relation=relation.kind,
        commonness=relation.commonness,
        disagrees=_disagree(spans, ~relation.agrees & around & ~unknown & (~several | spans.merged), kind),
        class_changed=classes_change(spans.source, spans.suspect) & ~several,
        beside_swap=_beside_swap(spans, relation, source.function | suspect.function),
    )
    return pairing, slip


def _disagree(spans: Spans, suspected: Bools, kind: Codes) -> Bools:
    suspected &= (kind != k.FUNCTION_WORD) & (kind != k.NUMBER) & (kind != k.NAME) & (kind != k.SPELLING)
    for row in suspected.nonzero()[0].tolist():
        suspected[row] = not same_ending(spans.source[row], spans.suspect[row])
    return suspected


def _beside_swap(spans: Spans, relation: RelationBatch, function: Bools) -> Floats:
    """Say how far the swap right beside each one speaks against it, in both texts; 0 where none stands there.

    A swap of content words beside it says something, one that shares only a rare sense says more.
    """
    beside = (spans.source_end[:-1] == spans.source_start[1:]) & (
        spans.suspect_end[:-1] == spans.suspect_start[1:]
    )
    beside &= ~(function[:-1] | function[1:])
    rare = (relation.kind != k.NO_RELATION) * (np.float32(1) - relation.commonness)
    worth = np.float32(ANY_SWAP_BESIDE) + np.float32(1 - ANY_SWAP_BESIDE) * rare
    found: Floats = spans.merged * worth
    np.maximum(found[:-1], beside * worth[1:], out=found[:-1])
    np.maximum(found[1:], beside * worth[:-1], out=found[1:])
    return found


def swap_asymmetry(swaps: Swaps | None) -> Floats:
    """Return how much odder each swap is as it stands than the other way round, shape (n,), -1 to 1.

    The mean over the swaps says which side was made from the other: positive where the suspect's words
    sit worse than the source's would. It is near 0 for two copies of a third text, and its sign turns
    when source and suspect change places.
    """
    if swaps is None:
        return np.zeros(0, dtype=np.float32)
    difference: Floats = swaps.oddness - swaps.reverse
    return difference
