"""Amounts and shortened words: what a spinner leaves alone, and what is no original of anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.text import NUMBER, Tokens

_NUMBERS_TEXT: Final = (
    "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand million billion trillion hundreds thousands millions billions trillions percent"
)
_NUMBERS: Final = frozenset(_NUMBERS_TEXT.split())
"""Written numbers; "one" is left out, since it mostly stands for a noun, and
"dozen", which spinners put for "twelve"."""

_UNITS_TEXT: Final = (
    "metre metres meter meters kilometre kilometres kilometer kilometers centimetre centimetres "
    "centimeter centimeters millimetre millimetres millimeter millimeters mile miles yard yards foot "
    "feet inch inches acre acres hectare hectares litre litres liter liters gallon gallons pint pints "
    "gram grams kilogram kilograms kilo kilos tonne tonnes ton tons ounce ounces pound pounds stone "
    "degree degrees celsius fahrenheit watt watts kilowatt kilowatts megawatt megawatts volt volts amp "
    "amps hertz kilohertz megahertz gigahertz byte bytes kilobyte kilobytes megabyte megabytes gigabyte "
    "gigabytes terabyte terabytes joule joules calorie calories knot knots barrel barrels cent cents "
    "pence penny dollar dollars euro euros franc francs crown crowns krona kronor krone kroner yen yuan "
    "won rupee rupees rouble roubles ruble rubles peso pesos real reais rand dinar dinars dirham dirhams "
    "lira mark marks florin florins shilling shillings baht ringgit percentage cc cm mm km kg lb oz ft"
)
_UNITS: Final = frozenset(_UNITS_TEXT.split())
"""What an amount is measured or paid in, where it stands right after a number."""

_VOWELS: Final = frozenset("aeiouy")
_SHORTENED_TEXT: Final = "etc al inc ltd corp vs approx dept est avg min max sec govt assn intl"
_SHORTENED: Final = frozenset(_SHORTENED_TEXT.split())


def amounts(tokens: Tokens) -> NDArray[np.bool_]:
    """Return which tokens belong to an amount: written numbers and units that follow a number.

    Their originals are not guessed: a wrong one would change a fact, and spinners mostly leave them alone.
    A written number by itself is none, as in "two" for "both".

    Returns
    -------
    array of bool, shape (n,)
    """
    written = numbers(tokens.keys)
    number = written | (tokens.kind == NUMBER)
    out = written | np.fromiter(map(_UNITS.__contains__, tokens.keys), np.bool_, len(tokens))
    out[1:] &= number[:-1] & (tokens.sentence[1:] == tokens.sentence[:-1])
    out[:1] = False
    return out


def numbers(words: Sequence[str]) -> NDArray[np.bool_]:
    """Return which words are written numbers, shape (n,)."""
    return np.fromiter(map(_NUMBERS.__contains__, words), np.bool_, len(words))


def shortened(words: Sequence[str]) -> NDArray[np.bool_]:
    """Return which words are shortened: "mln", "kg", "e.g.", "corp".

    A word is if it has letters and none of them is a vowel, if a full stop stands in it or after it, or if it
    is one of a few that are written without one.

    Parameters
    ----------
    words : sequence of str
        As keys.

    Returns
    -------
    array of bool, shape (n,)
    """
    found = (word in _SHORTENED or "." in word or _no_vowel(word) for word in words)
    return np.fromiter(found, np.bool_, len(words))


def _no_vowel(word: str) -> bool:
    return word.isascii() and any(map(str.isalpha, word)) and _VOWELS.isdisjoint(word)
