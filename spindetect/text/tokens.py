"""Tokens: the words, numbers and marks of a text, with where each stands in the text as read.

The rules look at code points as arrays and cost about as much for an article as `str.split`: the glue
between two code points is decided for the whole text at once, then a space is set in every gap and the
text is split. A regular expression with the same rules takes three times as long (230 us of `findall`
alone against 130 us for everything here, 500 words).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.text.characters import (
    APOSTROPHE,
    ASCII_CLASSES,
    DIGIT,
    DOT,
    HYPHEN,
    LOWER,
    PUNCTUATION,
    SEPARATOR,
    SPACE,
    UPPER,
    classes,
    code_points,
)

WORD: Final = 0
NUMBER: Final = 1
PUNCT: Final = 2
OTHER: Final = 3
"""Kinds of tokens. OTHER holds symbols ($, +), web and mail addresses, and the possessive 's, which
belongs to the word before it and is never counted as a word of its own."""

_NUMBER_LETTERS: Final = 2  # 3rd, 20th, 5m, 1990s and 10pm are numbers; 20-year-old is a word
_RUNS: Final = np.zeros(128, np.bool_)  # repeated, these are one token: ..., --, =====
_RUNS[list(b".-_=*#~+|!?")] = True

_ADDRESS_HINT: Final = ("://", "www.", "@", ".com", ".org", ".net", ".gov", ".edu", ".co.", ".info")
# Possessive quantifiers: an address is matched or not, in one pass.
_ADDRESS: Final = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}://|www\.)[^\s<>\"'“”‘’«»|]++"
    r"|(?<![\w.+-])[\w+-]{1,64}+(?:\.[\w+-]{1,64}+){0,8}+@[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){1,8}+"
    r"|(?<![\w.@-])[A-Za-z0-9-]{2,63}+(?:\.(?!(?:com|org|net|gov|edu|info|co)\b)[A-Za-z0-9-]{2,63}+){0,4}+"
    r"\.(?:com|org|net|gov|edu|info|co\.[a-z]{2})\b(?:/[^\s<>\"'“”‘’«»|]*+)?"
)
_ADDRESS_TAIL: Final = ".,;:!?)]}*_"


@dataclass(frozen=True, eq=False)
class Tokens:
    """The tokens of one text in parallel columns, one entry a token; white space is dropped.

    Attributes
    ----------
    written : list of str
        `text[start:end]`, exactly as read.
    keys : list of str
        Normalised and case-folded: two tokens are equal when their keys are.
    start, end : array of int64, shape (n,)
        Code points in the text as read.
    kind : array of uint8, shape (n,)
        WORD, NUMBER, PUNCT or OTHER.
    capital : array of bool, shape (n,)
        Whether the first letter is upper case.
    sentence : array of int32, shape (n,)
        Index of the sentence each token stands in.
    sentence_start : array of int64, shape (n_sentences + 1,)
        Token index where each sentence begins; the last entry is n.
    counted : array of bool, shape (n,)
        Words and numbers outside every zone: the author's own words.
    """

    written: list[str]
    keys: list[str]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    kind: NDArray[np.uint8]
    capital: NDArray[np.bool_]
    sentence: NDArray[np.int32]
    sentence_start: NDArray[np.int64]
    counted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.written)


@dataclass(frozen=True, eq=False, slots=True)
class Cut:
    """Where a cleaned text is cut into tokens: the columns before sentences and zones are known.

    `start` and `end` are code points of the cleaned text; `gap[i]` says that a token begins at code
    point i right after another one, with no white space between.
    """

    codes: NDArray[np.uint32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    gap: NDArray[np.bool_]
    kind: NDArray[np.uint8]
    capital: NDArray[np.bool_]


def cut(text: str) -> Cut:
    """Cut a cleaned text into tokens; see `split` for the strings."""
    codes: NDArray[np.uint32] = (
        np.frombuffer(text.encode("ascii"), np.uint8) if text.isascii() else code_points(text)
    )
    n = len(codes)
    # Two spaces on either side, so that every neighbour exists.
    cls = np.zeros(n + 4, np.uint8)
    cls[2 : n + 2] = ASCII_CLASSES[codes] if codes.itemsize == 1 else classes(codes)
    alnum = (cls - 1) < 3
    solid = cls != SPACE
    gap = solid[1:] & solid[:-1] & ~(alnum[1:] & alnum[:-1])  # gap[i]: between cls[i] and cls[i + 1]
    _glue(codes, cls, alnum, gap)
    addresses = _addresses(text)
    for begin, end in addresses:
        gap[begin + 2 : end + 1] = False
        gap[begin + 1], gap[end + 1] = solid[begin + 1], solid[end + 2]
    before = gap[1 : n + 1]
    start = np.flatnonzero(solid[2 : n + 2] & (before | ~solid[1 : n + 1]))
    end = np.flatnonzero(solid[2 : n + 2] & (gap[2 : n + 2] | ~solid[3 : n + 3])) + 1
    first = cls[start + 2]
    kind = _kinds(cls, first, start, end)
    if addresses:
        kind[np.searchsorted(start, [begin for begin, _ in addresses])] = OTHER
    return Cut(codes, start, end, before, kind, first == UPPER)


def split(codes: NDArray[np.uint32], gap: NDArray[np.bool_]) -> str:
    """Return the text with a space set in every gap, so that `str.split` gives the tokens."""
    spaced = np.full(len(codes) + np.count_nonzero(gap), 32, codes.dtype)
    spaced[np.arange(len(codes)) + np.cumsum(gap)] = codes
    if codes.itemsize == 1:
        return spaced.tobytes().decode("ascii")
    return spaced.tobytes().decode("utf-32-le", "surrogatepass")


def _glue(
    codes: NDArray[np.uint32], cls: NDArray[np.uint8], alnum: NDArray[np.bool_], gap: NDArray[np.bool_]
) -> None:
    """Close the gaps inside don't, nuclear-armed, 12,000, U.S. and runs such as '...'.

    All arrays but `codes` are shifted by two; only the joiners are looked at, about one in forty.
    """
    at = np.flatnonzero((cls - APOSTROPHE) <= SEPARATOR - APOSTROPHE)
    kind, left, right = cls[at], alnum[at - 1], alnum[at + 1]
    both = left & right
    digits = (cls[at - 1] == DIGIT) & (cls[at + 1] == DIGIT)
    apostrophe, hyphen, dot = kind == APOSTROPHE, kind == HYPHEN, kind == DOT
    # 's is cut off from its word: the letter after is an s, and the word ends there.
    behind = codes[np.minimum(at - 1, len(codes) - 1)] if len(at) else at
    possessive = apostrophe & ((behind | 32) == 115) & right & ~alnum[at + 2]
    glued = both & (apostrophe & ~possessive | hyphen & ~digits | digits & (kind >= DOT))
    gap[at[glued] - 1] = False
    gap[at[glued]] = False
    gap[at[possessive & (left | (cls[at - 1] == DOT))]] = False
    if dot.any():
        _glue_abbreviations(cls, alnum, gap, at[dot])
    twice = np.flatnonzero(codes[1:] == codes[:-1])
    gap[twice[_RUNS[np.minimum(codes[twice], 127)]] + 2] = False


def _glue_abbreviations(
    cls: NDArray[np.uint8], alnum: NDArray[np.bool_], gap: NDArray[np.bool_], dots: NDArray[np.int64]
) -> None:
    """Close the gaps of U.S., e.g., p.m. and Ph.D.: letters with a full stop each, at least two."""
    letter = (cls[dots - 1] - 1) < 2
    alone = letter & ~alnum[dots - 2]
    # "Ph." also begins one: a capital and one small letter.
    short = letter & (cls[dots - 2] == UPPER) & (cls[dots - 1] == LOWER) & ~alnum[np.maximum(dots - 3, 0)]
    follows = np.zeros(len(dots), np.bool_)
    follows[1:] = (dots[1:] - dots[:-1] == 2) & alone[1:] & (alone | short)[:-1]
    chained = follows.copy()
    chained[:-1] |= follows[1:]
    gap[dots[chained] - 1] = False
    gap[dots[follows] - 2] = False
    hyphenated = chained & (cls[dots + 1] == HYPHEN) & alnum[np.minimum(dots + 2, len(alnum) - 1)]
    gap[dots[hyphenated]] = False
    gap[dots[hyphenated] + 1] = False


def _kinds(
    cls: NDArray[np.uint8], first: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.uint8]:
    kind = np.full(len(start), OTHER, np.uint8)
    kind[(first >= APOSTROPHE) & (first <= PUNCTUATION)] = PUNCT
    kind[(first == LOWER) | (first == UPPER)] = WORD
    quoted = np.flatnonzero((first == APOSTROPHE) & (end - start > 1))
    kind[quoted] = OTHER
    numeric = np.flatnonzero(first == DIGIT)
    if len(numeric):
        letters = np.concatenate(([0], np.cumsum((cls - 1) < 2)))
        count = letters[end[numeric] + 2] - letters[start[numeric] + 2]
        kind[numeric] = np.where(count <= _NUMBER_LETTERS, NUMBER, WORD)
    return kind


def _addresses(text: str) -> list[tuple[int, int]]:
    if not any(hint in text for hint in _ADDRESS_HINT):
        return []
    spans = []
    for match in _ADDRESS.finditer(text):
        end = match.start() + len(match.group().rstrip(_ADDRESS_TAIL))
        if end > match.start():
            spans.append((match.start(), end))
    return spans
