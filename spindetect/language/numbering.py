"""Tokens as numbers: words of the vocabulary, and classes for numbers, names and words that are not in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.keytable import KeyTable
from spindetect.language.remembered import Remembered
from spindetect.text.tokens import NUMBER, OTHER, PUNCT, Tokens

BOUNDARY: Final = 0
"""Stands before, between and after sentences."""

# Which number it is matters less than what kind of number stands there: a text full of new figures is not
# odd for them. The order is that of the groups of _SHAPE.
CLASSES: Final = (
    "boundary",
    "year",
    "decade",
    "ordinal",
    "one-or-two-digits",
    "three-digits",
    "thousands",
    "decimal",
    "clock",
    "digits",
    "number",
    "name",
    "hyphened",
    "-ing",
    "-ed",
    "-ly",
    "-s",
    "word",
    "mark",
    "symbol",
)
FIRST_WORD: Final = 24
"""Number of the first word; the numbers between the classes and it are free."""

_NUMBER, _NAME, _WORD, _MARK, _SYMBOL = (
    CLASSES.index(name) for name in ("number", "name", "word", "mark", "symbol")
)
_SHAPE: Final = re.compile(
    r"((?:1[5-9]|20)\d\d)"
    r"|(\d*\d0s)"
    r"|(\d+(?:st|nd|rd|th))"
    r"|(\d\d?)"
    r"|(\d\d\d)"
    r"|(\d{1,3}(?:,\d\d\d)+)"
    r"|(\d*\.\d+)"
    r"|(\d\d?:\d\d)"
    r"|(\d+)"
)
_ENDING: Final = re.compile(r"[^-]*(?:(-.*)|(?<=..)(?:(ing)|(ed)|(ly)|(?<![su])(s)))$")
_HYPHENED: Final = CLASSES.index("hyphened")


def class_of(key: str, kind: int, capital: bool) -> int:
    """Return the class of a token whose key is not in the vocabulary.

    Parameters
    ----------
    key : str
    kind : int
        WORD, NUMBER, PUNCT or OTHER, as in `spindetect.text.Tokens`.
    capital : bool
        Whether it is written with a capital.
    """
    if kind == NUMBER:
        shape = _SHAPE.fullmatch(key)
        return shape.lastindex or _NUMBER if shape else _NUMBER
    if kind >= PUNCT:
        return _SYMBOL if kind == OTHER else _MARK
    if capital:
        return _NAME
    ending = _ENDING.match(key)
    return _HYPHENED - 1 + (ending.lastindex or 0) if ending else _WORD


class Numbering:
    """The numbers of tokens and words.

    Parameters
    ----------
    keys : KeyTable
        The vocabulary, without classes.
    """

    __slots__ = ("_keys", "_met")

    def __init__(self, keys: KeyTable) -> None:
        self._keys = keys
        self._met = Remembered(lambda new: self.of_words(new).tolist())

    def __len__(self) -> int:
        return len(self._keys) + FIRST_WORD

    def of_tokens(self, tokens: Tokens) -> NDArray[np.int32]:
        """Return the number of every token, shape [len(tokens)]; sentences' borders are not marked."""
        numbers = self._keys.ids(tokens.keys)
        known = numbers >= 0
        numbers += FIRST_WORD
        # A number is a class even if its key were a word's.
        for at in np.flatnonzero(~known | (tokens.kind == NUMBER)).tolist():
            numbers[at] = class_of(tokens.keys[at], int(tokens.kind[at]), bool(tokens.capital[at]))
        return numbers

    def of_words(self, keys: Sequence[str]) -> NDArray[np.int32]:
        """Return the number of each word as it would stand inside a sentence in small letters.

        A word that is not in the vocabulary has the number of its class. Shape [len(keys)].
        """
        numbers = self._keys.ids(keys)
        unknown = np.flatnonzero(numbers < 0).tolist()
        numbers += FIRST_WORD
        for at in unknown:
            key = keys[at]
            numbers[at] = class_of(key, NUMBER if key[:1].isdigit() else 0, False)
        return numbers

    def of_vocabulary(self, keys: Sequence[str]) -> NDArray[np.int32]:
        """Return what `of_words` does, shape [len(keys)], remembering the words that were asked for."""
        return np.array(self._met.numbers(keys), np.int32)

    def with_names(self, numbers: NDArray[np.int32], capital: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Return numbers where words of none, written with a capital, are names; as `of_tokens` has them."""
        name = capital & (numbers < FIRST_WORD) & (numbers > _NAME)
        name &= numbers <= _WORD
        return np.where(name, np.int32(_NAME), numbers)

    def of_table(self, keys: KeyTable) -> NDArray[np.int32]:
        """Return the number of every key of another table, -1 where it has none of its own.

        So that candidates from the lexicon need not be looked up word by word. Shape [len(keys)].
        """
        numbers = self._keys.ids_of(keys)
        numbers[numbers >= 0] += FIRST_WORD
        return numbers

    def text(self, number: int) -> str:
        """Return the word with this number, or its class in angle brackets.

        Raises
        ------
        IndexError
            If no word or class has it.
        """
        if number < FIRST_WORD:
            return f"<{CLASSES[number]}>"
        return self._keys.text(number - FIRST_WORD)
