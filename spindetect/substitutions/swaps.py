"""All swaps of a pair of texts as arrays: found, named by kind, and judged both ways round."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from spindetect.align import DocumentAlignment
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon, RelationBatch
from spindetect.substitutions import grounds
from spindetect.substitutions import kinds as k
from spindetect.substitutions.arrays import Bools, Codes, Floats, Ints
from spindetect.substitutions.collect import Found, Spans, collect
from spindetect.substitutions.context import Fit, fit
from spindetect.substitutions.grammar import same_ending
from spindetect.substitutions.grounds import Pairing
from spindetect.substitutions.layout import UNLINKED, Layout
from spindetect.substitutions.oddness import Part, join, parts, strengths
from spindetect.substitutions.place_fit import PlaceFit, no_place_fit, place_fit
from spindetect.substitutions.reading import Edges, read
from spindetect.substitutions.sides import Sides, look_at
from spindetect.substitutions.spans import longer_phrases, replaced_rows
from spindetect.text import PUNCT, Tokens
from spindetect.text.letters import CLASS_SHIFT, NUMBER_WORD

# A phrase that the lexicon does not know is still one swap when it means about what it replaces.
PHRASE_COSINE = 0.5
# How much rarer than its word a misspelling is that the lexicon holds for its frequency ("goverment" 3.2);
# of 4,916 pairs of known words one letter apart, one of them frequent, 94 in 100 lie closer.
MISSPELT_ZIPF = 2.5
# What any swap beside a swap counts, where one in a rare sense counts 1: of .2, .3 and .4 the best area under
# the curve in `models.oddness` (.003 above counting every swap beside it as 1).
ANY_SWAP_BESIDE = 0.3


@dataclass(frozen=True)
class Swaps:
    """Everything measured of the swaps of one pair; arrays have shape (n,) in the suspect's order.

    Attributes
    ----------
    spans : Spans
    relation : RelationBatch
        The lexicon's evidence; of two swaps taken as one, the weaker of theirs.
    pairing : Pairing
        Kinds, and what is known of each swap as a pair.
    sides : Sides
        What each text says of its spans.
    place : PlaceFit
        How much likelier each place is with its own span than with the other's.
    values : array of float32, shape (k, 2, n)
        How far each ground speaks against the suspect's span in the source's place, and the reverse.
    strengths : array of float32, shape (k, 2, n)
        What each ground adds, both ways.
    oddness, reverse : array of float32
        How odd the suspect's span is in the place of the source's, and the reverse; 0 to 1.
    slip : array of bool
        Spelled otherwise by a letter or two.
    broken : array of bool, shape (2, n)
        Whether the source's span was a fixed phrase with the word before and after it, and is no more.
    around : array of bool
        Whether the words right before and right after are the source's own.
    """

    spans: Spans
    relation: RelationBatch
    pairing: Pairing
    sides: Sides
    place: PlaceFit
    values: Floats
    strengths: Floats
    oddness: Floats
    reverse: Floats
    slip: Bools
    broken: Bools
    around: Bools

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def strength(self) -> Floats:
        """What each ground adds, as the swap stands, shape (k, n)."""
        return self.strengths[:, 0]

    @cached_property
    def unchanged(self) -> Codes:
        """How many words on either side are the source's own: 0, 1 or 2."""
        layout, spans = self.spans.layout, self.spans
        own = layout.linked.copy()
        own[layout.kind >= PUNCT] = UNLINKED
        start, end = spans.suspect_start + layout.shift, spans.suspect_end + layout.shift
        two = own.take(start - 2) == spans.source_start - 2
        two &= own.take(end + 1) == spans.source_end + 1
        two &= self.around
        unchanged: Codes = self.around.astype(np.uint8) + two
        return unchanged

    @property
    def source(self) -> Sides:
        """What the source says of its spans; arrays have shape (n,)."""
        return Sides(*(column[0] for column in self.sides))

    @property
    def suspect(self) -> Sides:
        """What the suspect says of its spans; arrays have shape (n,)."""
        return Sides(*(column[1] for column in self.sides))

    @property
    def forward(self) -> tuple[Part, ...]:
        """The grounds against the suspect's span in the source's place."""
        return parts(self.values[:, 0])

    @property
    def backward(self) -> tuple[Part, ...]:
        """The grounds against the source's span in the suspect's place."""
        return parts(self.values[:, 1])


def measure(
    source: Tokens,
    suspect: Tokens,
    alignment: DocumentAlignment,
    lexicon: Lexicon,
    vectors: Vectors,
    ngrams: Ngrams | None = None,
) -> Swaps | None:
    """Find and judge all swaps; None where there is none.

    Without an n-gram model nothing speaks for or against a span in its place but vectors and grammar.
    """
    layout = Layout.of(source, suspect, alignment.source_of)
    rows = replaced_rows(layout, alignment.pairs)
    candidates = longer_phrases(layout, rows)
    if not len(rows) and not candidates:
        return None
    reading = read(layout, alignment, lexicon, vectors)
    edges = Edges.of(rows, reading)
    found = collect(rows, candidates, edges, reading, lexicon)
    if not len(found.rows):
        return None
    if found.rows is not rows:
        edges = Edges.of(found.rows, reading)
    start, end = edges.place[1::2]
    place = no_place_fit(len(found.rows)) if ngrams is None else place_fit(reading, edges, ngrams)
    fits = fit(reading, start, end)
    return _judge(found, found.spans(edges, layout), look_at(reading, edges), fits, place, edges)


def _judge(found: Found, spans: Spans, sides: Sides, fit: Fit, place: PlaceFit, edges: Edges) -> Swaps:
    around = edges.kept[0] & edges.kept[1]
    pairing, slip = _pair(found, spans, sides, fit, edges, around)
    # A phrase is broken where its other word stayed and this one went, or both went in one swap.
    gone = edges.kept & np.array((sides.first[0] != sides.first[1], sides.last[0] != sides.last[1]))
    gone |= found.merged
    broken = found.fixed > found.fixed[:, ::-1]
    broken &= gone[:, None]
    values = grounds.values(pairing, fit, place, sides, broken[0] | broken[1])
    strength = strengths(values)
    oddness, reverse = join(strength)
    return Swaps(
        spans=spans,
        relation=found.relation,
        pairing=pairing,
        sides=sides,
        place=place,
        values=values,
        strengths=strength,
        oddness=oddness,
        reverse=reverse,
        slip=slip,
        broken=broken[:, 0],
        around=around,
    )


def _pair(
    found: Found, spans: Spans, sides: Sides, fit: Fit, edges: Edges, around: Bools
) -> tuple[Pairing, Bools]:
    relation, letters = found.relation, edges.letters
    several, unknown, digits, name = (
        column[0] | column[1] for column in (sides.several, sides.unknown, sides.digits, sides.name)
    )
    # The lexicon's words hold frequent misspellings too: next to the right word they are very rare.
    misspelt = np.abs(sides.zipf[0] - sides.zipf[1]) >= MISSPELT_ZIPF
    misspelt |= unknown
    linked = relation.kind != k.NO_RELATION
    slip = _slips(found.rows, spans.layout, misspelt, linked)
    # Number words begin and end both sides.
    number = letters[1] & letters[2]
    digits |= (number[0] & number[1] & NUMBER_WORD) != 0
    kind = k.kinds(
        relation=relation.kind,
        number=digits,
        slip=slip,
        name=name,
        proper=sides.proper[0] & sides.proper[1],
        function=fit.wordless[0] & fit.wordless[1],
        several=several,
        linked=found.merged | (fit.near >= PHRASE_COSINE),
    )
    # The endings of single words.
    classes = letters[1] >> CLASS_SHIFT
    changed = (classes[0] != classes[1]) & ((np.minimum(classes[0], classes[1]) != 0) > several)
    rare = linked * (np.float32(1) - relation.commonness)
    suspected = around > (relation.agrees | unknown | (several > found.merged))
    pairing = Pairing(
        kind=kind,
        relation=relation.kind,
        rare=rare,
        disagrees=_disagree(found.rows, spans.layout, suspected, kind),
        class_changed=changed,
        beside_swap=_beside_swap(found.merged, rare, edges.beside, fit.wordless[0] | fit.wordless[1]),
    )
    return pairing, slip


def _slips(rows: Ints, layout: Layout, unknown: Bools, linked: Bools) -> Bools:
    """Say which of the swaps that the lexicon does not link are one word spelled otherwise."""
    slip = np.zeros(len(rows), np.bool_)
    at = (~linked).nonzero()[0]
    slip[at] = k.slips(layout.phrases(rows.take(at, axis=0)), unknown.take(at))
    return slip


_MAY_DISAGREE = ~np.isin(np.arange(len(k.KINDS)), (k.FUNCTION_WORD, k.NUMBER, k.NAME, k.SPELLING))


def _disagree(rows: Ints, layout: Layout, suspected: Bools, kind: Codes) -> Bools:
    """Say which of the swaps that may be another form than what they replace do end otherwise."""
    suspected &= _MAY_DISAGREE.take(kind)
    at = suspected.nonzero()[0]
    suspected[at] = [not same_ending(*phrases) for phrases in layout.phrases(rows.take(at, axis=0))]
    return suspected


def _beside_swap(merged: Bools, rare: Floats, beside: Bools, function: Bools) -> Floats:
    """Say how far the swap right beside each one speaks against it, in both texts; 0 where none stands there.

    A swap of content words beside it says something, one that shares only a rare sense says more.
    """
    beside = beside > (function[:-1] | function[1:])
    worth = np.float32(ANY_SWAP_BESIDE) + np.float32(1 - ANY_SWAP_BESIDE) * rare
    against: Floats = merged * worth
    np.maximum(against[:-1], beside * worth[1:], out=against[:-1])
    np.maximum(against[1:], beside * worth[:-1], out=against[1:])
    return against


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
