"""Which characters are letters, spaces, quotes or nothing at all: the tables behind normalising and tokens.

All tables follow the Unicode Character Database of the running Python, except the lists here of
characters that have no width or that are drawn alike. Sources stand beside each.
"""

from __future__ import annotations

import functools
import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.text.patterns import Pattern

# Classes of code points for the tokeniser. LOWER, UPPER and DIGIT are 1, 2, 3, so that one comparison
# finds what words are made of; the joiners are 4 to 7, so that one more finds what may glue.
SPACE: Final = 0
LOWER: Final = 1
UPPER: Final = 2
DIGIT: Final = 3
APOSTROPHE: Final = 4
HYPHEN: Final = 5
DOT: Final = 6
SEPARATOR: Final = 7  # , and : glue digits: 12,000 and 10:30
PUNCTUATION: Final = 8
SYMBOL: Final = 9

# Drawn as nothing: format characters, fillers and variation selectors (DerivedCoreProperties.txt,
# Default_Ignorable_Code_Point), and U+2800, the empty braille cell that evaders use as a space of no class.
BIDI_CONTROLS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
SOFT_HYPHENS: Final = "\u00ad"
ZERO_WIDTH: Final = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Controls that are white space to Python (tab, line ends, U+001C to U+001F, U+0085) stay where they are.
CONTROLS: Final = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
INVISIBLE: Final = BIDI_CONTROLS + SOFT_HYPHENS + ZERO_WIDTH + CONTROLS
# Spaces that are neither U+0020 nor a line end; all are white space to Python.
ODD_SPACES: Final = "\x1c-\x1f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
MARKS: Final = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"

# Quotation marks by what they stand for. U+2032 and U+2033 (primes), U+00B4 and the grave accent are
# typed for apostrophes; U+02BC is Unicode's own apostrophe letter.
SINGLE_QUOTES: Final = "\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4\uff07`"
DOUBLE_QUOTES: Final = "\u201c\u201d\u201e\u201f\u2033\uff02"
HYPHENS: Final = "\u2010\u2011"
STRAIGHTEN: Final = (
    {ord(c): "'" for c in SINGLE_QUOTES}
    | {ord(c): '"' for c in DOUBLE_QUOTES}
    | {ord(c): "-" for c in HYPHENS}
)


def _class_of(char: str) -> int:
    if char.isspace():
        return SPACE
    category = unicodedata.category(char)
    if category[0] == "L" or category[0] == "M":
        # A mark belongs to the letter it stands on; letters without case count as lower.
        return UPPER if category in ("Lu", "Lt") else LOWER
    if category[0] == "N":
        return DIGIT
    return PUNCTUATION if category[0] == "P" else SYMBOL


def _ascii_table() -> NDArray[np.uint8]:
    table = np.array([_class_of(chr(code)) for code in range(128)], np.uint8)
    for char, kind in {"'": APOSTROPHE, "-": HYPHEN, ".": DOT, ",": SEPARATOR, ":": SEPARATOR}.items():
        table[ord(char)] = kind
    return table


ASCII_CLASSES: Final = _ascii_table()


@functools.lru_cache(maxsize=4096)
def class_of(code: int) -> int:
    """Return the class of one code point beyond ASCII (surrogates are symbols)."""
    return _class_of(chr(code))


def classes(codes: NDArray[np.uint8] | NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the class of each code point.

    Parameters
    ----------
    codes : array, shape (n,)
        uint8 where all are ASCII, else uint32.

    Returns
    -------
    array of uint8, shape (n,)
    """
    if codes.itemsize == 1:
        return ASCII_CLASSES.take(codes)
    found = ASCII_CLASSES.take(np.minimum(codes, 127))
    beyond = np.flatnonzero(codes > 127)
    if len(beyond):
        distinct, which = np.unique(codes[beyond], return_inverse=True)
        table = np.array([class_of(code) for code in distinct.tolist()], np.uint8)
        found[beyond] = table[which]
    return found


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text; lone surrogates pass."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def any_of(ranges: str) -> Pattern:
    """Return the pattern of one character of a class written as in a regular expression."""
    return Pattern(f"[{ranges}]")
