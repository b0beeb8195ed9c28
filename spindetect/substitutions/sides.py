"""What can be told of each swap from one of the two texts alone.

The same is told of both, so that a swap can be judged either way round: as source to suspect, and as if
the suspect had been the source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.substitutions.arrays import Bools, Codes, Floats, Ints
from spindetect.substitutions.context import Fit, fit
from spindetect.substitutions.grammar import article_is_wrong, word_classes
from spindetect.substitutions.reading import Reading, count_before
from spindetect.text import NUMBER, PUNCT


@dataclass(frozen=True, slots=True)
class Side:
    """The spans of one text; all arrays have shape (n,) unless stated.

    Attributes
    ----------
    first, last : array of int64
        First and last word, as indices into the vocabulary of both texts.
    several : array of bool
        More than one word.
    fit : Fit
        How the spans suit the words around them.
    zipf : array of float32
        Mean over the words of the span, NaN where one is unknown.
    classes : array of uint8
        Word class of single words, where the ending tells; else 0.
    fixed : array of bool, shape (2, n)
        Whether the span makes a fixed phrase with the word before and after it.
    article, doubled : array of bool
        Whether "a" or "an" before it is wrong; whether its first (last) word is also the word before
        (after) it.
    function, name, proper, digits, unknown : array of bool
        Closed-class words alone; written as a name; and known as one; holds a number in digits; begins
        with a word that the lexicon lacks.
    """

    first: Ints
    last: Ints
    several: Bools
    fit: Fit
    zipf: Floats
    classes: Codes
    fixed: Bools
    article: Bools
    doubled: Bools
    function: Bools
    name: Bools
    proper: Bools
    digits: Bools
    unknown: Bools


def look_at(reading: Reading, start: Ints, end: Ints, fixed: Bools) -> Side:
    """Tell what the texts themselves say of the token ranges [start, end), `fixed` found before."""
    words, several = reading.words, end - start > 1
    first = words[start]
    numbers = count_before(reading.kind == NUMBER)
    content = reading.content_before
    names = _names(reading, start, end)
    return Side(
        first=first,
        last=words[end - 1],
        several=several,
        fit=fit(reading, start, end),
        zipf=_mean_zipf(reading, start, end),
        classes=word_classes(reading.keys, start, several),
        fixed=fixed,
        article=_articles(reading, start),
        doubled=_doubled(reading, start, end),
        function=content[end] == content[start],
        name=names,
        proper=names & reading.vocabulary.name[first],
        digits=numbers[end] > numbers[start],
        unknown=reading.vocabulary.lexicon_ids[first] < 0,
    )


def halves(side: Side, n: int) -> tuple[Side, Side]:
    """Cut what was told of 2 * n spans into the first n and the others."""
    parts = []
    for here in (slice(None, n), slice(n, None)):
        cut = {name: getattr(side, name)[..., here] for name in Side.__slots__ if name != "fit"}
        whole = side.fit
        parts.append(Side(**cut, fit=Fit(whole.meaning[here], whole.beside[here], whole.around[here])))
    return parts[0], parts[1]


def _mean_zipf(reading: Reading, start: Ints, end: Ints) -> Floats:
    zipf = reading.vocabulary.zipf[reading.words]
    total = np.zeros(len(zipf) + 1)
    np.cumsum(zipf, out=total[1:])
    unknown = count_before(zipf == 0)
    mean: Floats = ((total[end] - total[start]) / (end - start)).astype(np.float32)
    mean[unknown[end] > unknown[start]] = np.nan
    return mean


def _articles(reading: Reading, start: Ints) -> Bools:
    keys, wrong = reading.keys, np.zeros(len(start), dtype=np.bool_)
    places = start.tolist()
    # A span at the very beginning looks at the last token of all, which no article is.
    for row in [row for row, at in enumerate(places) if keys[at - 1] in ("a", "an")]:
        at = places[row]
        wrong[row] = article_is_wrong(keys[at - 1], keys[at], reading.written[at])
    return wrong


def _doubled(reading: Reading, start: Ints, end: Ints) -> Bools:
    # -1 past both ends and for punctuation: equal to no word.
    words = np.full(len(reading.words) + 2, -1, dtype=np.int64)
    words[1:-1] = np.where(reading.kind < PUNCT, reading.words, -1)
    first, last = words[start + 1], words[end]
    before, after = start > reading.first[start], end < reading.last[end - 1]
    left: Bools = (words[start] == first) & (first >= 0) & before
    right: Bools = (words[end + 1] == last) & (last >= 0) & after
    return left | right


def _names(reading: Reading, start: Ints, end: Ints) -> Bools:
    """Say which spans begin and end with a capital that no sentence's beginning explains."""
    named = np.zeros(len(start), dtype=np.bool_)
    capital = reading.capital & reading.content
    for row in np.flatnonzero(capital[start] & capital[end - 1]).tolist():
        at, first = int(start[row]), int(reading.first[start[row]])
        # Opening marks may stand before the first word of a sentence.
        inside = bool((reading.kind[first:at] < PUNCT).any())
        named[row] = inside or bool(reading.vocabulary.name[reading.words[at]])
    return named
