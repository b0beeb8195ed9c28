"""Which characters are letters, spaces, quotes or nothing at all: the tables behind normalising and tokens.

All tables follow the Unicode Character Database of the running Python, except the lists here of
characters that have no width or that are drawn alike. Sources stand beside each.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.text.patterns import Pattern

# Classes of code points for the tokeniser, numbered so that one comparison finds what words are made of
# (up to DIGIT), one what may glue them (APOSTROPHE to SEPARATOR), and one what is drawn (below SPACE).
LOWER: Final = 0
UPPER: Final = 1
DIGIT: Final = 2
APOSTROPHE: Final = 3
HYPHEN: Final = 4
DOT: Final = 5
SEPARATOR: Final = 6  # , and : glue digits: 12,000 and 10:30
PUNCTUATION: Final = 7
SYMBOL: Final = 8
SPACE: Final = 9

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
STRAIGHTEN: Final[dict[str, str]] = {
    **dict.fromkeys(SINGLE_QUOTES, "'"),
    **dict.fromkeys(DOUBLE_QUOTES, '"'),
    **dict.fromkeys(HYPHENS, "-"),
}
CURLY_QUOTES: Final = "\u2018-\u201f"


@functools.lru_cache(maxsize=4096)
def class_of(char: str) -> int:
    """Return the class of one character (surrogates are symbols), without what ASCII marks may join."""
    if char.isspace():
        return SPACE
    category = unicodedata.category(char)
    if category[0] == "L" or category[0] == "M":
        # A mark belongs to the letter it stands on; letters without case count as lower.
        return UPPER if category in ("Lu", "Lt") else LOWER
    if category[0] == "N":
        return DIGIT
    return PUNCTUATION if category[0] == "P" else SYMBOL


# Rules look at cleaned texts as one byte a code point, so that a text with a few dashes and accents costs no
# more than one without: ASCII is itself, what the rules name has a byte of its own, and of all else they ask
# the class. All these bytes but the guillemets' own are control characters in Latin-1.
_BEYOND: Final = 0x80
ELLIPSIS_BYTE, OPENING_GUILLEMET_BYTE, CLOSING_GUILLEMET_BYTE, LINE_END_BYTE = 0x8A, 0xAB, 0xBB, 0x0A
_NAMED_BYTES: Final = {
    "\u2026": ELLIPSIS_BYTE,
    "\u00ab": OPENING_GUILLEMET_BYTE,
    "\u00bb": CLOSING_GUILLEMET_BYTE,
    "\u2028": LINE_END_BYTE,
    "\u2029": LINE_END_BYTE,
}
_FIRST_LETTER: Final = "\u00a0"  # first after the control characters of Latin-1
# Up to here a search for each character takes less time than looking at all (2 us against 20 an article).
_FEW: Final = 8
# All ASCII that is neither a control character nor an odd space.
_PLAIN_BYTES: Final = bytes([*range(9, 14), *range(32, 127)])


def odd_characters(text: str) -> frozenset[str]:
    """Return the characters of a text that are not plain ASCII.

    These are control characters, the separators U+001C to U+001F and all beyond ASCII.
    """
    # Where most of a text is ASCII this takes little more than encoding it; a set of all, ten times as long.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _PLAIN_BYTES)
    return frozenset(rest.decode("utf-8", "surrogatepass"))


def _class_table() -> bytes:
    table = bytearray(256)
    for code in range(128):
        table[code] = class_of(chr(code))
    for char, kind in {"'": APOSTROPHE, "-": HYPHEN, ".": DOT, ",": SEPARATOR, ":": SEPARATOR}.items():
        table[ord(char)] = kind
    for kind in range(SPACE + 1):
        table[_BEYOND + kind] = kind
    for byte in (ELLIPSIS_BYTE, OPENING_GUILLEMET_BYTE, CLOSING_GUILLEMET_BYTE):
        table[byte] = PUNCTUATION
    return bytes(table)


CLASS_OF_BYTE: Final = _class_table()
"""For `bytes.translate`: the class of each byte of `encode`."""


@functools.lru_cache(maxsize=4096)
def _byte_of(char: str) -> int:
    return _NAMED_BYTES.get(char) or _BEYOND + class_of(char)


def encode(text: str, odd: frozenset[str]) -> bytes:
    """Return a text as one byte for each code point, given its `odd_characters`."""
    if text.isascii():
        return text.encode("ascii")
    if len(odd) <= _FEW and min(odd) >= _FIRST_LETTER:
        for char in odd:
            text = text.replace(char, chr(_byte_of(char)))
        return text.encode("latin-1")
    codes = code_points(text)
    places = (codes > 127).nonzero()[0]
    byte_of = {ord(char): _byte_of(char) for char in odd}
    found = codes.astype(np.uint8)
    found[places] = np.frombuffer(bytes(map(byte_of.__getitem__, codes[places].tolist())), np.uint8)
    return found.tobytes()


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text; lone surrogates pass."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def members(ranges: str) -> frozenset[str]:
    """Return the characters of a class written as in a regular expression, without escapes."""
    found: set[str] = set()
    for first, last in re.findall("(.)(?:-(.))?", ranges, re.DOTALL):
        found.update(map(chr, range(ord(first), ord(last or first) + 1)))
    return frozenset(found)


def any_of(ranges: str) -> Pattern:
    """Return the pattern of one character of a class written as in a regular expression."""
    return Pattern(f"[{ranges}]")
