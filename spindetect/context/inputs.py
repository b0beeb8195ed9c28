"""What the network is told of every token: its word, how it is written, and what the n-gram model says.

Everything is computed from plain columns, so that fitting asks the same code about a million documents
laid end to end as a verdict asks about one.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.context.vocabulary import Vocabulary
from spindetect.language import Ngrams
from spindetect.language.numbering import BOUNDARY, FIRST_WORD, class_of
from spindetect.text.tokens import NUMBER, WORD, Tokens

Ids = NDArray[np.int32]
Floats = NDArray[np.float32]

MEASURES: Final = (
    "log10_frequency",
    "log10_p_after_one",
    "log10_p_after_two",
    "log10_gain_of_next",
    "log10_gain_of_last",
    "known_with_last",
    "known_with_next",
    "known_with_last_two",
    "known_with_last_and_next",
    "known_with_next_two",
    "log10_gain_of_second_last",
    "log10_gain_of_second_next",
    "log10_fit",
)
"""What `measures` gives of every token, in the order of its columns."""

FUNCTION, ORDINARY, ABBREVIATION = range(3)
"""What a word is: one of grammar, any other, or letters without a vowel that stand for a word."""

_RARE: Final = -4.5  # log10 of a share of all words: "mr" and "tv" are above

FLAGS: Final = 16
"""How many values `Columns.flags` has: kind * 4 + capital * 2 + first of its sentence."""


class Columns(NamedTuple):
    """A text as numbers; all arrays but the last have shape (n,).

    Attributes
    ----------
    number : array of int32
        Of each token in the n-gram model.
    row : array of int32
        Of each token in the vectors, -1 where it has none.
    kind : array of uint8
    capital : array of bool
    sentence_start : array of int64, shape (sentences + 1,)
    """

    number: Ids
    row: Ids
    kind: NDArray[np.uint8]
    capital: NDArray[np.bool_]
    sentence_start: NDArray[np.int64]

    @classmethod
    def of(cls, tokens: Tokens, vocabulary: Vocabulary) -> Columns:
        """Look the tokens of a text up."""
        number, row = vocabulary.look_up(tokens.keys)
        # A number is a class even if its key were a word's.
        of_class = (number < FIRST_WORD) | (tokens.kind == NUMBER)
        for at in np.flatnonzero(of_class).tolist():
            number[at] = class_of(tokens.keys[at], int(tokens.kind[at]), bool(tokens.capital[at]))
        return cls(number, row, tokens.kind, tokens.capital, tokens.sentence_start)

    def words(self) -> Ids:
        """Return each token's number in the network: its row after the classes, or its class."""
        known = (self.row >= 0) & (self.kind != NUMBER)
        return np.where(known, self.row + FIRST_WORD, np.minimum(self.number, FIRST_WORD - 1))

    def flags(self) -> NDArray[np.uint8]:
        """Return how each token is written: its kind, its capital, whether a sentence begins with it."""
        flags = self.kind * np.uint8(4) + self.capital * np.uint8(2)
        flags[self.sentence_start[:-1]] += np.uint8(1)
        return flags

    def __len__(self) -> int:  # of tokens, not of columns
        return len(self.number)


def scored_words(columns: Columns, rows: NDArray[np.uint8], log10_frequency: Floats) -> NDArray[np.bool_]:
    """Return which tokens a text's score may be made of, shape (n,).

    Words that are no function words and no abbreviations, and whose neighbours are known: beside a word
    that nothing is known of nobody can say what fits.

    Parameters
    ----------
    rows : array of uint8
        What each row of the vectors is: `ORDINARY`, `FUNCTION` or `ABBREVIATION`.
    log10_frequency : array of float32, shape (n,)
        Of each token, by the n-gram model.
    """
    word = columns.kind == WORD
    known = np.where(columns.row >= 0, rows.take(columns.row, mode="clip"), np.uint8(ORDINARY))
    rare = (known == ABBREVIATION) & (log10_frequency < _RARE)
    # Classes of small words that the n-gram model has never counted; names are strange to nobody.
    unknown = (columns.number < FIRST_WORD) & ~columns.capital
    strange = word & (unknown | rare)
    beside = strange.copy()
    beside[1:] |= strange[:-1]
    beside[:-1] |= strange[1:]
    out: NDArray[np.bool_] = word & (known == ORDINARY) & ~(beside & ~strange) & ~rare
    return out


def measures(columns: Columns, ngrams: Ngrams) -> Floats:
    """Return what the n-gram model says of every token, shape (n, len(MEASURES)).

    Parameters
    ----------
    columns : Columns
    ngrams : Ngrams
    """
    word = columns.number
    company = ngrams.company(word, columns.sentence_start)
    own = ngrams.log10_frequency(word)
    after = np.full(len(word), BOUNDARY, np.int32)
    after[:-1] = word[1:]
    after[columns.sentence_start[1:] - 1] = BOUNDARY
    rows = (
        own,
        company.after_one,
        company.after_two,
        company.next_ - ngrams.log10_frequency(after),
        company.after_one - own,
        company.known_last,
        company.known_next,
        company.known_last_two,
        company.known_both,
        company.known_next_two,
        company.skip_last,
        company.skip_next,
        company.fit,
    )
    out = np.empty((len(rows), len(word)), np.float32)
    for at, row in enumerate(rows):
        out[at] = row
    return out.T
