"""How likely a place is with either of two spans in it, by the n-gram model.

The model of context that knows order: what stood there, and what stands there now, between the same words.
Each pair of spans is compared in both places, the source's and the suspect's: beside a swap another swap may
stand, and only in the source's place the words around are still its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.language import Ngrams
from spindetect.language.ngrams import NOTHING
from spindetect.language.numbering import BOUNDARY
from spindetect.substitutions.arrays import Bools, Floats, Ints
from spindetect.substitutions.layout import MARKS, lay
from spindetect.substitutions.reading import Edges, Reading

_NO_CAPITALS = np.zeros(MARKS, dtype=np.bool_)
# Log10 that any further word costs: among the swaps of people in MultiMWA's train files, a span with a word
# more is 2.2 less likely on average than what it replaces, one with as many .1.
WORD_COSTS = 2.0

Ids = NDArray[np.int32]


class PlaceFit(NamedTuple):
    """How much likelier a place is with its own span than with the other text's; arrays have shape (2, n).

    Attributes
    ----------
    likelier : array of float32
        Log10 of the ratio in the source's place, its own span over the suspect's; and in the suspect's
        place, its own span over the source's. Each further word is forgiven `WORD_COSTS`.
    commoner : array of float32
        The same ratio wherever they stand: what of it the spans' own frequency makes.
    """

    likelier: Floats
    commoner: Floats

    @property
    def expected(self) -> Floats:
        """Log10 of how much more the words around expect a place's own span, whatever its frequency."""
        return self.likelier - self.commoner


def no_place_fit(n: int) -> PlaceFit:
    """Return what is known of n swaps without a model: nothing for or against either span."""
    return PlaceFit(np.zeros((2, n), np.float32), np.zeros((2, n), np.float32))


def place_fit(reading: Reading, edges: Edges, ngrams: Ngrams) -> PlaceFit:
    """Compare the spans with these edges in both places."""
    numbers = _numbers(reading, ngrams)
    start, last = edges.place[1], edges.place[2]
    context = _contexts(reading, numbers, start, last)
    first = numbers.take(start)
    n = first.shape[1]
    words = np.empty((2, n, 2), np.int32)
    words[0, :, 0] = words[1, :, 1] = first[0]
    words[0, :, 1] = words[1, :, 0] = first[1]
    fits = ngrams.log10_fit(context.reshape(-1, 4), words.reshape(-1, 2)).reshape(2, n, 2)
    alone = ngrams.log10_p(first)
    several = (start != last).any(axis=0).nonzero()[0]
    if len(several):
        spans = _Spans.of(numbers, start[:, several], last[:, several], ngrams)
        fits[:, several] = spans.fits(context[:, several], ngrams)
        alone[:, several] += spans.inside
    return PlaceFit(fits[..., 0] - fits[..., 1], alone - alone[::-1])


class _Spans(NamedTuple):
    """Spans of one word or more; arrays have shape (2, n), the source's row first.

    `before_last` says nothing of spans of one word; `inside` is log10 of how likely the further words are.
    """

    first: Ids
    before_last: Ids
    last: Ids
    single: Bools
    inside: Floats

    @classmethod
    def of(cls, numbers: Ids, start: Ints, last: Ints, ngrams: Ngrams) -> _Spans:
        length = int((last - start).max()) + 1
        place = np.minimum(start[..., None] + np.arange(length), last[..., None])
        words = numbers.take(place)
        used = (place[..., 1:] != place[..., :-1]).astype(np.float32)
        further = (ngrams.log10_p(words[..., 1:], words[..., :-1]) + np.float32(WORD_COSTS)) * used
        return cls(
            words[..., 0],
            numbers.take(last - 1, mode="wrap"),
            words[..., -1],
            start == last,
            further.sum(axis=-1),
        )

    def fits(self, context: Ids, ngrams: Ngrams) -> Floats:
        """Return log10 of how likely each place, shape (2, n, 4), is with its own span and with the other."""
        # Own spans and the others in one go, and all three n-grams of each: few look-ups of many.
        first, last, before_last, inside = (
            np.stack((column, column[::-1]), axis=-1)
            for column in (self.first, self.last, self.before_last, self.inside)
        )
        a, b, c, d = (
            np.broadcast_to(column[..., None], first.shape) for column in np.moveaxis(context, -1, 0)
        )
        single = np.stack((self.single, self.single[::-1]), axis=-1)
        before = np.where(single, b, before_last)
        words = np.stack((first, c, np.maximum(d, BOUNDARY)))
        found = ngrams.log10_p(words, np.stack((b, last, c)), np.stack((a, before, last)))
        found[2][(c == BOUNDARY) | (d < 0)] = 0
        fits: Floats = found.sum(axis=0) + inside
        return fits


def _numbers(reading: Reading, ngrams: Ngrams) -> Ids:
    """Return the n-gram model's number of every place; marks are boundaries."""
    layout = reading.layout
    of_words = np.append(ngrams.numbering.of_vocabulary(reading.vocabulary), np.int32(BOUNDARY))
    numbers: Ids = of_words.take(reading.words)  # marks have number -1, the last
    capital = lay(layout.source.capital, layout.suspect.capital, _NO_CAPITALS)
    return ngrams.numbering.with_names(numbers, capital)


def _contexts(reading: Reading, numbers: Ids, start: Ints, last: Ints) -> Ids:
    """Return the two words before and the two after each span, shape (2, n, 4), as `Ngrams.contexts` does."""
    before, after = start - reading.first.take(start), reading.last.take(last) - 1 - last
    out = np.empty((*start.shape, 4), np.int32)
    out[..., 1] = np.where(before > 0, numbers.take(start - 1, mode="wrap"), BOUNDARY)
    out[..., 2] = np.where(after > 0, numbers.take(last + 1), BOUNDARY)
    far = numbers.take(start - 2, mode="wrap")
    out[..., 0] = np.where(before > 1, far, np.where(before > 0, BOUNDARY, NOTHING))
    far = numbers.take(last + 2, mode="clip")
    out[..., 3] = np.where(after > 1, far, np.where(after > 0, BOUNDARY, NOTHING))
    return out
