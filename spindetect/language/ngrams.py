"""How likely words are in their place: an n-gram model of three orders, and pairs with one word between."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError
from spindetect.keytable import KeyTable
from spindetect.language.fuse import FuseTable
from spindetect.language.mapped import MappedTable
from spindetect.language.numbering import BOUNDARY, FIRST_WORD, Numbering
from spindetect.text.tokens import Tokens

KIND, FORMAT = "ngrams", 1
STEPS: Final = 2048
"""Words' own figures are stored as log10 in steps of 1/2048: from -16 to 16."""

NOTHING: Final = -1
"""In a context: no word is known there, as before the boundary of a sentence."""

COLUMNS: Final = ("log10_one", "log10_frequency", "log10_back", "log10_skip_back")

_CODES: Final = 256
_LOW, _HIGH = np.uint16(_CODES - 1), np.uint16(8)  # a bigram's two codes

Ids = NDArray[np.int32]
Floats = NDArray[np.float32]


class Company(NamedTuple):
    """What is known of the words of a text beside their neighbours; arrays of shape [n].

    Attributes
    ----------
    after_one, after_two : array of float32
        log10 of P(word | the word before it), and of P(word | the two words before it).
    next_ : array of float32
        log10 of P(the word after it | word).
    fit : array of float32
        As `Ngrams.log10_fit` has it.
    known_last, known_next : array of bool
        Whether the word is known beside the one before it, and beside the one after it.
    known_last_two, known_both, known_next_two : array of bool
        Whether it is known with the two before it, with one on each side, with the two after it.
    skip_last, skip_next : array of float32
        `Ngrams.log10_skip` of the word two before it and the word, and of the word and that two after it.
    """

    after_one: Floats
    after_two: Floats
    next_: Floats
    fit: Floats
    known_last: NDArray[np.bool_]
    known_next: NDArray[np.bool_]
    known_last_two: NDArray[np.bool_]
    known_both: NDArray[np.bool_]
    known_next_two: NDArray[np.bool_]
    skip_last: Floats
    skip_next: Floats


class Ngrams(MappedTable):
    """Probabilities of words beside other words. Immutable, safe in threads, pickles to its path.

    Use `Ngrams.open`. Words are numbers from `numbers` or `words`; `BOUNDARY` (0) stands for the border of
    a sentence, as a word before the first and after the last. All probabilities are log10, all methods take
    arrays of any shapes that broadcast, and none of the numbers may be outside the vocabulary.

    Attributes
    ----------
    version : int
        Format of the file.
    digest : str
        SHA-256 that stands for the whole file.
    numbering : Numbering
        Words to numbers and back.
    """

    __slots__ = (
        "_back",
        "_bigrams",
        "_class_share",
        "_codes",
        "_frequency",
        "_one",
        "_skip_back",
        "_skips",
        "_trigrams",
        "numbering",
    )
    FILE, KIND, FORMAT = "ngrams.bin", KIND, FORMAT

    def __init__(self, container: Container, given: Path | None) -> None:
        super().__init__(container, given)
        self.numbering = Numbering(KeyTable(container))
        columns = [container.need(name, "<i2") for name in COLUMNS]
        self._codes = [container.need(name, "<f4") for name in ("codes_two", "codes_back", "codes_three")]
        self._codes.append(container.need("codes_skip", "<f4"))
        shares = container.need("log10_class_share", "<f4")
        sizes = [column.size for column in columns]
        if set(sizes) != {len(self.numbering)} or shares.size != FIRST_WORD:
            found = f"{len(self.numbering)} numbers, columns of {sizes}, {shares.size} classes"
            raise ResourceError(f"sections do not fit: {found}", where=str(container.path))
        step = np.float32(1 / STEPS)
        self._one, self._frequency, self._back, self._skip_back = (column * step for column in columns)
        self._class_share = shares
        self._bigrams = FuseTable(container, "bigrams", "<u2")
        self._trigrams = FuseTable(container, "trigrams", "|u1")
        self._skips = FuseTable(container, "skips", "|u1")
        if {book.size for book in self._codes} != {_CODES}:
            found = f"books of {[book.size for book in self._codes]} codes, expected {_CODES} in each"
            raise ResourceError(f"sections do not fit: {found}", where=str(container.path))

    def __len__(self) -> int:
        """How many numbers there are: words and classes."""
        return len(self.numbering)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """How many words, bigrams, trigrams, and pairs with a word between."""
        return len(self) - FIRST_WORD, self._bigrams.count, self._trigrams.count, self._skips.count

    def holds(self, table: str, *words: Ids) -> NDArray[np.bool_]:
        """Return which n-grams are stored, or pass for it, as one in 65,536 does.

        Parameters
        ----------
        table : str
            'bigrams', 'trigrams' or 'skips'. A trigram is stored only if its bigrams are, which no other
            method forgets and this one does not ask.
        *words : arrays of int32
        """
        tables = {"bigrams": self._bigrams, "trigrams": self._trigrams, "skips": self._skips}
        return tables[table].find(*words)[0]

    def log10_frequency(self, words: Ids) -> Floats:
        """Return each word's share of all words of the texts."""
        return self._frequency[words]

    def log10_p(self, words: Ids, before: Ids | None = None, before_that: Ids | None = None) -> Floats:
        """Return P(word | the words before it).

        Over all words and classes the probabilities of one context add up to one, but for rounding.

        Parameters
        ----------
        words : array of int32
        before : array of int32, optional
            The word before each, or BOUNDARY; left out, P(word).
        before_that : array of int32, optional
            The word before that one, or BOUNDARY or NOTHING.
        """
        if before is None:
            return self._one[words]
        found, lower, _ = self._pair(before, words)
        if before_that is None:
            return lower
        known, _, back = self._pair(np.maximum(before_that, 0), before)
        usable = (before_that >= 0) & (before != BOUNDARY)
        return self._seen(before_that, before, words, usable, known, back, found, lower)[1]

    def log10_p_given_after(self, words: Ids, after: Ids, after_that: Ids) -> Floats:
        """Return P(word | the two words after it), by Bayes' rule from the probabilities forward.

        Adds up to about one, not exactly: what is forward is smoothed, not what is backward.

        Parameters
        ----------
        words, after, after_that : arrays of int32
            `after` may be BOUNDARY; `after_that` BOUNDARY or NOTHING.
        """
        found, next_, back = self._pair(words, after)
        known, lower, _ = self._pair(after, np.maximum(after_that, 0))
        usable = (after_that >= 0) & (after != BOUNDARY)
        third = self._seen(words, after, np.maximum(after_that, 0), usable, found, back, known, lower)[1]
        gain = np.where(usable, third - lower, np.float32(0))
        out: Floats = self._frequency[words] + next_ - self._frequency[after] + gain
        return out

    def contexts(self, numbers: Ids, sentence_start: NDArray[np.int64]) -> Ids:
        """Return the two words before and the two after every token, shape [n, 4].

        Parameters
        ----------
        numbers : array of int32, shape [n]
        sentence_start : array of int64
            As in `Tokens`: where each sentence begins, and n.

        Returns
        -------
        array of int32
            Columns: two before, one before, one after, two after; BOUNDARY beyond a sentence's first and
            last word, NOTHING beyond that.
        """
        out = np.empty((numbers.size, 4), np.int32)
        out[1:, 1], out[2:, 0] = numbers[:-1], numbers[:-2]
        out[:-1, 2], out[:-2, 3] = numbers[1:], numbers[2:]
        first, last = sentence_start[:-1], sentence_start[1:] - 1
        long = last > first
        out[first[long] + 1, 0], out[last[long] - 1, 3] = BOUNDARY, BOUNDARY
        out[first, 0], out[first, 1], out[last, 2], out[last, 3] = NOTHING, BOUNDARY, BOUNDARY, NOTHING
        return out

    def log10_fit(self, contexts: Ids, words: Ids) -> Floats:
        """Return how likely a place is with each of several words in it.

        The product of the probabilities of the word and of the two words after it: what the three trigrams
        that cover the place say. Differences between words of one place are log-odds; those of different
        places mean little. A word of no number of its own gets its share of its class.

        Parameters
        ----------
        contexts : array of int32, shape [n, 4]
            What `contexts` gives.
        words : array of int32, shape [n, k]
            Candidates for each place.

        Returns
        -------
        array of float32, shape [n, k]
        """
        a, b, c, d = (contexts[:, at, None] for at in range(4))
        first, last = np.maximum(a, 0), np.maximum(d, 0)
        known_ab, _, back_ab = self._pair(first, b)
        known_cd, lower_cd, _ = self._pair(c, last)
        known_bw, lower_bw, back_bw = self._pair(b, words)
        known_wc, lower_wc, back_wc = self._pair(words, c)
        inside, goes_on = (b != BOUNDARY) & (a >= 0), (c != BOUNDARY) & (d >= 0)
        out = self._seen(a, b, words, inside, known_ab, back_ab, known_bw, lower_bw)[1]
        out += self._seen(b, words, c, words != BOUNDARY, known_bw, back_bw, known_wc, lower_wc)[1]
        last_ = self._seen(words, c, last, goes_on, known_wc, back_wc, known_cd, lower_cd)[1]
        out += np.where(goes_on, last_, np.float32(0))
        out += self.log10_class_share(words)
        return out

    def company(self, numbers: Ids, sentence_start: NDArray[np.int64]) -> Company:
        """Return all that is known of a text's words beside their neighbours, each n-gram looked up once.

        Parameters
        ----------
        numbers : array of int32, shape [n]
        sentence_start : array of int64
            As in `Tokens`: where each sentence begins, and n; no sentence is empty.
        """
        # The text with a boundary after each sentence, and two before it and one more after it.
        sentences = len(sentence_start) - 1
        place = np.repeat(np.arange(2, sentences + 2), np.diff(sentence_start))
        place += np.arange(numbers.size)
        line = np.full(numbers.size + sentences + 3, BOUNDARY, np.int32)
        line[place] = numbers
        known, lower, back = self._pair(line[:-1], line[1:])
        inside = line[1:-1] != BOUNDARY
        stored, third = self._seen(
            line[:-2], line[1:-1], line[2:], inside, known[:-1], back[:-1], known[1:], lower[1:]
        )
        skip = np.where(inside, self.log10_skip(line[:-2], line[2:]), np.float32(0))
        before, two_before = place - 1, place - 2
        after_two, next_ = third[two_before], lower[place]
        fit = after_two + third[before] + np.where(line[place + 1] != BOUNDARY, third[place], np.float32(0))
        fit += self.log10_class_share(numbers)
        return Company(
            lower[before],
            after_two,
            next_,
            fit,
            known[before],
            known[place],
            stored[two_before],
            stored[before],
            stored[place],
            skip[two_before],
            skip[place],
        )

    def log10_class_share(self, words: Ids) -> Floats:
        """Return log10 of each word's share of its class; 0 for one that has a number of its own."""
        share = self._class_share.take(words, mode="clip")
        return np.where(words < FIRST_WORD, share, np.float32(0))

    def log10_skip(self, first: Ids, second: Ids) -> Floats:
        """Return log10 of P(second | first two places before) / P(second): how much one makes of the other.

        0 where either is BOUNDARY or NOTHING.
        """
        here, code = self._skips.find(np.maximum(first, 0), np.maximum(second, 0))
        value = np.where(here, self._codes[3].take(code), self._skip_back[np.maximum(first, 0)])
        out: Floats = np.where((first > 0) & (second > 0), value, np.float32(0))
        return out

    def numbers(self, tokens: Tokens) -> Ids:
        """Return the number of every token of a text; see `Numbering.of_tokens`."""
        return self.numbering.of_tokens(tokens)

    def words(self, keys: list[str]) -> Ids:
        """Return the number of each word; see `Numbering.of_words`."""
        return self.numbering.of_words(keys)

    def _pair(self, first: Ids, second: Ids) -> tuple[NDArray[np.bool_], Floats, Floats]:
        """Return whether each bigram is stored, P(second | first), and its weight of backing off."""
        here, value = self._bigrams.find(first, second)
        two, back = self._codes[0], self._codes[1]
        own = two.take(value & _LOW)
        lower = self._back[first] + self._one[second]
        weight = back.take(value >> _HIGH)
        return here, np.where(here, own, lower), np.where(here, weight, np.float32(0))

    def _seen(
        self,
        first: Ids,
        second: Ids,
        third: Ids,
        usable: NDArray[np.bool_],
        known: NDArray[np.bool_],
        back: Floats,
        found: NDArray[np.bool_],
        lower: Floats,
    ) -> tuple[NDArray[np.bool_], Floats]:
        """Return whether each trigram is stored, and P(third | first, second).

        A trigram is stored only if its bigrams are: no others are looked up.
        """
        maybe = usable & known & found
        shape = maybe.shape
        out = np.empty(shape, np.float32)
        np.add(lower, np.where(usable, back, np.float32(0)), out=out)
        at = np.flatnonzero(maybe)
        u, v, w = (np.broadcast_to(word, shape).reshape(-1)[at] for word in (first, second, third))
        here, code = self._trigrams.find(u, v, w)
        out.reshape(-1)[at[here]] = self._codes[2].take(code[here])
        stored = np.zeros(shape, np.bool_)
        stored.reshape(-1)[at[here]] = True
        return stored, out
