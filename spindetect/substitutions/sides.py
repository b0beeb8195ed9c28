"""What can be told of each swap from one of the two texts alone.

The same is told of both, so that a swap can be judged either way round: as source to suspect, and as if
the suspect had been the source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spindetect.substitutions.arrays import Bools, Floats, Ints
from spindetect.substitutions.context import Fit, fit
from spindetect.substitutions.grammar import article_is_wrong
from spindetect.substitutions.reading import ARTICLES, Reading
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
        Mean of the span's first and last word, NaN where one is unknown.
    fixed : array of bool, shape (2, n)
        Whether the span makes a fixed phrase with the word before and after it.
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
    fit: Fit
    zipf: Floats
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
    words, kind, vocabulary = reading.words, reading.kind, reading.vocabulary
    first, last = words[start], words[end - 1]
    content = reading.content_before
    names = _names(reading, start, end)
    # The token past the end of all is looked at as the last one; no sentence goes on there.
    before = (words[start - 1] == first) & (start > reading.first[start])
    after = (words[np.minimum(end, len(words) - 1)] == last) & (end < reading.last[end - 1])
    zipf = (vocabulary.zipf[first] + vocabulary.zipf[last]) * np.float32(0.5)
    zipf[(vocabulary.zipf[first] == 0) | (vocabulary.zipf[last] == 0)] = np.nan
    return Side(
        first=first,
        last=last,
        several=end - start > 1,
        fit=fit(reading, start, end),
        zipf=zipf,
        fixed=fixed,
        article=_articles(reading, start),
        doubled=before | after,
        function=content[end] == content[start],
        name=names,
        proper=names & vocabulary.name[first],
        digits=(kind[start] == NUMBER) | (kind[end - 1] == NUMBER),
        unknown=vocabulary.lexicon_ids[first] < 0,
    )


def halves(side: Side, n: int) -> tuple[Side, Side]:
    """Cut what was told of 2 * n spans into the first n and the others."""
    parts = []
    for here in (slice(None, n), slice(n, None)):
        cut = {name: getattr(side, name)[..., here] for name in Side.__slots__ if name != "fit"}
        whole = side.fit
        parts.append(Side(**cut, fit=Fit(whole.meaning[here], whole.beside[here], whole.around[here])))
    return parts[0], parts[1]


def _articles(reading: Reading, start: Ints) -> Bools:
    wrong = np.zeros(len(start), dtype=np.bool_)
    # A span at the very beginning looks at the last token of all, which no article is.
    before = reading.words[start - 1]
    for article, number in zip(ARTICLES, reading.articles.tolist(), strict=True):
        for row in (before == number).nonzero()[0].tolist() if number >= 0 else ():
            at = int(start[row])
            wrong[row] = article_is_wrong(article, reading.keys[at], reading.written[at])
    return wrong


def _names(reading: Reading, start: Ints, end: Ints) -> Bools:
    """Say which spans begin and end with a capital that no sentence's beginning explains."""
    named = np.zeros(len(start), dtype=np.bool_)
    capital = reading.capital & reading.content
    for row in (capital[start] & capital[end - 1]).nonzero()[0].tolist():
        at, first = int(start[row]), int(reading.first[start[row]])
        # Opening marks may stand before the first word of a sentence.
        inside = bool((reading.kind[first:at] < PUNCT).any())
        named[row] = inside or bool(reading.vocabulary.name[reading.words[at]])
    return named
