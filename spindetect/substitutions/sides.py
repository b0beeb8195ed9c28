"""What can be told of each swap from one of the two texts alone.

The same is told of both, so that a swap can be judged either way round: as source to suspect, and as if
the suspect had been the source.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from spindetect.substitutions.arrays import Bools, Floats, Ints
from spindetect.substitutions.grammar import article_is_wrong
from spindetect.substitutions.layout import MARKS, lay
from spindetect.substitutions.reading import KIND, NAME, NO_CONTENT, UNKNOWN, Edges, Reading
from spindetect.text import NUMBER, PUNCT
from spindetect.text.letters import ARTICLE

_NO_CAPITALS = np.zeros(MARKS, dtype=np.bool_)


class Sides(NamedTuple):
    """The spans of both texts; arrays have shape (2, n), the source's row first.

    Attributes
    ----------
    first, last : array of int64
        Numbers of the first and last word in the vocabulary of both texts.
    several : array of bool
        More than one word.
    zipf : array of float32
        Mean of the span's first and last word, NaN where one is unknown.
    article, doubled : array of bool
        Whether "a" or "an" before it is wrong; whether its first (last) word is also the word before
        (after) it.
    name, proper, digits, unknown : array of bool
        Written as a name; and known as one; begins or ends with a number in digits; begins with a word
        that the lexicon lacks.
    """

    first: Ints
    last: Ints
    several: Bools
    zipf: Floats
    article: Bools
    doubled: Bools
    name: Bools
    proper: Bools
    digits: Bools
    unknown: Bools


def look_at(reading: Reading, edges: Edges) -> Sides:
    """Tell what the texts themselves say of the spans with these edges."""
    place, words, facts = edges.place, edges.words, edges.facts
    both = reading.known.zipf.take(words[1:3])
    both[both == 0] = np.nan
    zipf = both[0] + both[1]
    zipf *= np.float32(0.5)
    # Whether the first is the word before once more, and the word after the last.
    doubled = (words[::3] == words[1:3]) > edges.fresh
    number = (facts[1:3] & KIND) == NUMBER
    name, proper = _names(reading, edges)
    return Sides(
        first=words[1],
        last=words[2],
        several=place[2] > place[1],
        zipf=zipf,
        article=_articles(reading, edges),
        doubled=doubled[0] | doubled[1],
        name=name,
        proper=proper,
        digits=number[0] | number[1],
        unknown=(facts[1] & UNKNOWN) != 0,
    )


def _articles(reading: Reading, edges: Edges) -> Bools:
    """Say which spans have an article before them that does not suit them."""
    found: Bools = (edges.letters[0] & ARTICLE) != 0
    side, row = found.nonzero()
    keys, shift = reading.layout.keys, reading.layout.shift
    source, suspect = reading.layout.source.written, reading.layout.suspect.written
    # The keys tell again: what stands before may be no word at all.
    found[side, row] = [
        article_is_wrong(keys[at - 1], keys[at], source[at] if at < shift else suspect[at - shift])
        for at in edges.place[1, side, row].tolist()
    ]
    return found


def _names(reading: Reading, edges: Edges) -> tuple[Bools, Bools]:
    """Say which spans are written as names, not only at the beginning of a sentence; and known as names."""
    layout, facts = reading.layout, edges.facts
    capital = lay(layout.source.capital, layout.suspect.capital, _NO_CAPITALS).take(edges.place[1:3])
    written = capital[0] & capital[1]
    written &= ((facts[1] | facts[2]) & NO_CONTENT) == 0
    side, row = written.nonzero()
    if not len(row):
        return written, written
    known = (facts[1, side, row] & NAME) != 0
    places = edges.place[1, side, row]
    # Opening marks may stand before the first word of a sentence.
    first, kinds = reading.first[places].tolist(), layout.kind.tobytes()
    inside = [a < b and min(kinds[a:b]) < PUNCT for a, b in zip(first, places.tolist(), strict=True)]
    name, proper = written, np.zeros_like(written)
    name[side, row] = known | inside
    proper[side, row] = known
    return name, proper
