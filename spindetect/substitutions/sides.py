"""What can be told of each swap from one of the two texts alone.

The same is told of both, so that a swap can be judged either way round: as source to suspect, and as if
the suspect had been the source.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.lexicon import NAME_LIKE, Lexicon
from spindetect.substitutions.arrays import Bools, Floats, Ints
from spindetect.substitutions.grammar import article_is_wrong
from spindetect.substitutions.layout import MARKS, lay
from spindetect.substitutions.reading import Reading
from spindetect.text import NUMBER, PUNCT

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
    function, name, proper, digits, unknown : array of bool
        Closed-class words alone; written as a name; and known as one; begins or ends with a number in
        digits; begins with a word that the lexicon lacks.
    """

    first: Ints
    last: Ints
    several: Bools
    zipf: Floats
    article: Bools
    doubled: Bools
    function: Bools
    name: Bools
    proper: Bools
    digits: Bools
    unknown: Bools


def look_at(reading: Reading, start: Ints, end: Ints, articles: NDArray[np.int32], lexicon: Lexicon) -> Sides:
    """Tell what the texts themselves say of the spans [start, end), places of shape (2, n).

    Parameters
    ----------
    articles : array of int32, shape (2,)
        The lexicon's numbers of "a" and "an".
    """
    words, kind, last = reading.words, reading.layout.kind, end - 1
    first_word, last_word = words.take(start), words.take(last)
    zipf = reading.zipf.take(first_word)
    zipf += reading.zipf.take(last_word)
    zipf *= np.float32(0.5)
    # Whether each token is the one before it once more.
    again = words == np.concatenate((words[-1:], words[:-1]))
    again &= ~reading.begins
    number = kind == NUMBER
    content = reading.content_before
    name, proper = _names(reading, start, last, lexicon)
    return Sides(
        first=first_word,
        last=last_word,
        several=last > start,
        zipf=zipf,
        article=_articles(reading, start, articles),
        doubled=again.take(start) | again.take(end),
        function=content.take(end) == content.take(start),
        name=name,
        proper=proper,
        digits=number.take(start) | number.take(last),
        unknown=reading.lexicon_ids.take(start) < 0,
    )


def _articles(reading: Reading, start: Ints, articles: NDArray[np.int32]) -> Bools:
    """Say which spans have an article before them that does not suit them."""
    wrong = np.zeros(start.shape, dtype=np.bool_)
    before = reading.lexicon_ids.take(start - 1)
    side, row = ((before == articles[0]) | (before == articles[1])).nonzero()
    layout = reading.layout
    for at, place in enumerate(start[side, row].tolist()):
        # The keys tell again: a lexicon that lacks the articles has one number for all that it lacks.
        article = layout.key(place - 1)
        wrong[side[at], row[at]] = article_is_wrong(article, layout.key(place), layout.written(place))
    return wrong


def _names(reading: Reading, start: Ints, last: Ints, lexicon: Lexicon) -> tuple[Bools, Bools]:
    """Say which spans are written as names, not only at the beginning of a sentence; and known as names."""
    layout = reading.layout
    name, proper = np.zeros((2, *start.shape), dtype=np.bool_)
    capital = lay(layout.source.capital, layout.suspect.capital, _NO_CAPITALS)
    capital &= reading.content
    side, row = (capital.take(start) & capital.take(last)).nonzero()
    if not len(row):
        return name, proper
    places = start[side, row]
    known = (lexicon.flags(reading.lexicon_ids[places]) & NAME_LIKE) != 0
    # Opening marks may stand before the first word of a sentence.
    first = reading.first[places].tolist()
    inside = [bool((layout.kind[a:b] < PUNCT).any()) for a, b in zip(first, places.tolist(), strict=True)]
    name[side, row] = known | inside
    proper[side, row] = known
    return name, proper
