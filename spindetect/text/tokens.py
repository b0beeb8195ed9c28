"""Tokens: the words, numbers and marks of a text, with where each stands in the text as read.

The rules look at code points as arrays and cost about as much for an article as `str.split`: the glue
between two code points is decided for the whole text at once, then a space is set in every gap and the
text is split. A regular expression with the same rules takes three times as long (230 us of `findall`
alone against 130 us for everything here, 500 words).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.text.characters import (
    APOSTROPHE,
    DIGIT,
    DOT,
    HYPHEN,
    LOWER,
    SEPARATOR,
    SPACE,
    UPPER,
    classes,
    code_points,
)
from spindetect.text.patterns import Pattern

WORD: Final = 0
NUMBER: Final = 1
PUNCT: Final = 2
OTHER: Final = 3
"""Kinds of tokens. OTHER holds symbols ($, +), web and mail addresses, and the possessive 's, which
belongs to the word before it and is never counted as a word of its own."""

_NUMBER_LETTERS: Final = 2  # 3rd, 20th, 5m, 1990s and 10pm are numbers; 20-year-old is a word
_RUNS: Final = np.zeros(128, np.bool_)  # repeated, these are one token: ..., --, =====
_RUNS[list(b".-_=*#~+|!?")] = True

_KIND_OF_CLASS: Final = np.array(
    [OTHER, WORD, WORD, NUMBER, PUNCT, PUNCT, PUNCT, PUNCT, PUNCT, OTHER], np.uint8
)

_ADDRESS_HINT: Final = Pattern(r"@|://|www\.|\.(?:com|org|net|gov|edu|info|co\.[a-z][a-z])\b")
_ADDRESS_REACH: Final = 300  # characters of an address before its @ or .com
_SPACE: Final = Pattern(r"\s")
# Possessive quantifiers: an address is matched or not, in one pass.
_ADDRESS: Final = Pattern(
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

    codes: NDArray[np.uint8] | NDArray[np.uint32]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    gap: NDArray[np.bool_]
    kind: NDArray[np.uint8]
    capital: NDArray[np.bool_]


def cut(text: str) -> Cut:
    """Cut a cleaned text into tokens; see `split` for the strings."""
    codes: NDArray[np.uint8] | NDArray[np.uint32]
    codes = np.frombuffer(text.encode("ascii"), np.uint8) if text.isascii() else code_points(text)
    n = len(codes)
    # Two spaces before and four after, so that every neighbour a rule asks for exists.
    cls = np.zeros(n + 6, np.uint8)
    cls[2 : n + 2] = classes(codes)
    alnum = (cls - 1) < 3
    solid = cls != SPACE
    gap = solid[1:] & solid[:-1] & ~(alnum[1:] & alnum[:-1])  # gap[i]: between cls[i] and cls[i + 1]
    joiners = np.flatnonzero(((cls - APOSTROPHE) <= SEPARATOR - APOSTROPHE)[:-1] & alnum[1:])
    closed, dotted = _closed(text, cls.tobytes(), joiners.tolist())
    gap[closed] = False
    twice = np.flatnonzero(codes[1:] == codes[:-1])
    gap[twice[_RUNS[np.minimum(codes[twice], 127)]] + 2] = False
    addresses = _addresses(text) if dotted or "@" in text or "://" in text else []
    for first_at, after in addresses:
        gap[first_at + 2 : after + 1] = False
        gap[first_at + 1], gap[after + 1] = solid[first_at + 1], solid[after + 2]
    before = gap[1 : n + 1]
    inside = solid[2 : n + 2]
    start = np.flatnonzero(inside & (before | ~solid[1 : n + 1]))
    end = np.flatnonzero(inside & (gap[2 : n + 2] | ~solid[3 : n + 3])) + 1
    first = cls[start + 2]
    kind = _kinds(cls, first, start, end)
    if addresses:
        kind[np.searchsorted(start, [first_at for first_at, _ in addresses])] = OTHER
    return Cut(codes, start, end, before, kind, first == UPPER)


def split(codes: NDArray[np.uint8] | NDArray[np.uint32], gap: NDArray[np.bool_]) -> str:
    """Return the text with a space set in every gap, so that `str.split` gives the tokens."""
    spaced = np.full(len(codes) + np.count_nonzero(gap), 32, codes.dtype)
    spaced[np.arange(len(codes)) + np.cumsum(gap)] = codes
    if codes.itemsize == 1:
        return spaced.tobytes().decode("ascii")
    return spaced.tobytes().decode("utf-32-le", "surrogatepass")


def _closed(text: str, cls: bytes, joiners: list[int]) -> tuple[list[int], bool]:
    """Return the gaps that are none, and whether a full stop stands inside a word as in example.org.

    No gaps are those inside don't, nuclear-armed, 12,000, U.S. and U.S.-supplied.
    `joiners` are the places in `cls` of ' - . , : with a letter or digit after, about one in 200
    code points; `cls[i]` is the class of `text[i - 2]`.
    """
    closed: list[int] = []
    dotted = False
    for i in joiners:
        left, kind, right = cls[i - 1], cls[i], cls[i + 1]
        joined = 0 < left <= DIGIT
        if kind == APOSTROPHE and text[i - 1] in "sS" and not 0 < cls[i + 2] <= DIGIT:
            if joined or left == DOT:  # the possessive is a token of its own
                closed.append(i)
        elif left == right == DIGIT:
            if kind != HYPHEN:
                closed += (i - 1, i)
        elif kind < DOT:
            if joined:
                closed += (i - 1, i)
        elif kind == DOT and not _close_abbreviation(cls, i, closed):
            dotted = True
    return closed, dotted


def _close_abbreviation(cls: bytes, dot: int, closed: list[int]) -> bool:
    if cls[dot + 2] != DOT or cls[dot + 1] == DIGIT or not _abbreviates(cls, dot):
        return False
    closed += (dot - 1, dot, dot + 1)
    if cls[dot + 3] == HYPHEN and 0 < cls[dot + 4] <= DIGIT:
        closed += (dot + 2, dot + 3)
    return True


def _abbreviates(cls: bytes, dot: int) -> bool:
    """Say whether a full stop follows a letter that stands alone (U.S., e.g.), or Ph, as in Ph.D."""
    left, before = cls[dot - 1], cls[dot - 2]
    if not 0 < left < DIGIT:
        return False
    return not 0 < before <= DIGIT or (before == UPPER and left == LOWER and not 0 < cls[dot - 3] <= DIGIT)


def _kinds(
    cls: NDArray[np.uint8], first: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.uint8]:
    kind = _KIND_OF_CLASS[first]
    possessive = np.flatnonzero(first == APOSTROPHE)
    kind[possessive[end[possessive] - start[possessive] > 1]] = OTHER
    numeric = np.flatnonzero(first == DIGIT)
    lettered = numeric[cls[end[numeric] + 1] != DIGIT]
    if len(lettered):
        letters = np.cumsum((cls - 1) < 2)
        count = letters[end[lettered] + 1] - letters[start[lettered] + 1]
        kind[lettered[count > _NUMBER_LETTERS]] = WORD
    return kind


def _addresses(text: str) -> list[tuple[int, int]]:
    """Return the spans of web and mail addresses; only words that hold a hint are looked at closely."""
    spans: list[tuple[int, int]] = []
    done = 0
    for hint in _ADDRESS_HINT.finditer(text):
        at = hint.start()
        if at < done:
            continue
        begin = max(done, at - _ADDRESS_REACH)
        space = _SPACE.search(text, at)
        done = space.start() if space else len(text)
        for match in _ADDRESS.finditer(text, begin, done):
            end = match.start() + len(match.group().rstrip(_ADDRESS_TAIL))
            if end > match.start():
                spans.append((match.start(), end))
    return spans
