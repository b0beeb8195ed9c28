"""Tokens: the words, numbers and marks of a text, with where each stands in the text as read.

The rules look at the text as one byte a code point (`characters.encode`) and cost about as much for an
article as `str.split`: the glue between two code points is decided for the whole text at once, then a space
is set where tokens touch and the text is split. A regular expression with the same rules takes three times
as long (230 us of `findall` alone, 500 words).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from spindetect.text.characters import (
    APOSTROPHE,
    CLASS_OF_BYTE,
    CLOSING_GUILLEMET_BYTE,
    DIGIT,
    DOT,
    ELLIPSIS_BYTE,
    HYPHEN,
    LOWER,
    OPENING_GUILLEMET_BYTE,
    SEPARATOR,
    SPACE,
    UPPER,
)
from spindetect.text.patterns import Pattern

WORD: Final = 0
NUMBER: Final = 1
PUNCT: Final = 2
OTHER: Final = 3
"""Kinds of tokens. OTHER holds symbols ($, +), web and mail addresses, and the possessive 's, which
belongs to the word before it and is never counted as a word of its own."""

_NUMBER_LETTERS: Final = 2  # 3rd, 20th, 5m, 1990s and 10pm are numbers; 20-year-old is a word
_RUNS: Final = np.zeros(256, np.bool_)  # repeated, these are one token: ..., --, =====
_RUNS[list(b".-_=*#~+|!?")] = True

_KIND_OF_CLASS: Final = np.array(
    [WORD, WORD, NUMBER, PUNCT, PUNCT, PUNCT, PUNCT, PUNCT, OTHER, OTHER], np.uint8
)
# What the last character of a token may tell. A quotation mark is a token of its own wherever it ends one.
_STOP, _QUOTE = 1, 2
_ROLES: Final = np.zeros(256, np.uint8)
_ROLES[[*b".!?", ELLIPSIS_BYTE]] = _STOP
_ROLES[[*b"\"'", OPENING_GUILLEMET_BYTE, CLOSING_GUILLEMET_BYTE]] = _QUOTE
# Spaces around the classes of a text, so that every neighbour a rule asks for exists.
_BEFORE, _AFTER = bytes([SPACE] * 2), bytes([SPACE] * 4)

_ADDRESS_HINT: Final = Pattern(r"@|://|www\.|\.(?:com|org|net|gov|edu|info|co\.[a-z][a-z])\b")
_ADDRESS_LITERALS: Final = ("@", "://", "www.", ".com", ".org", ".net", ".gov", ".edu", ".info", ".co.")
_ADDRESS_REACH: Final = 300  # characters of an address before its @ or .com
_SLASH: Final = ord("/")
_SPACE: Final = Pattern(r"\s")
# Possessive quantifiers: an address is matched or not, in one pass.
_ADDRESS: Final = Pattern(
    r"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}://|www\.)[^\s<>\"'“”‘’«»|]++"
    r"|(?<![\w.+-])[\w+-]{1,64}+(?:\.[\w+-]{1,64}+){0,8}+@[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){1,8}+"
    r"|(?<![\w.@-])[A-Za-z0-9-]{2,63}+(?:\.(?!(?:com|org|net|gov|edu|info|co)\b)[A-Za-z0-9-]{2,63}+){0,4}+"
    r"\.(?:com|org|net|gov|edu|info|co\.[a-z]{2})\b(?:/[^\s<>\"'“”‘’«»|]*+)?"
)
_ADDRESS_TAIL: Final = ".,;:!?)]}*_"


class Written(Sequence[str]):
    """The tokens as read, cut out of their text when the first one is asked for.

    Comparing looks at keys; what was written is for those who read the verdict.

    Parameters
    ----------
    text : str
    start, end : array of int64, shape (n,)
        Code points in it.
    """

    __slots__ = ("_end", "_found", "_start", "_text")

    def __init__(self, text: str, start: NDArray[np.int64], end: NDArray[np.int64]) -> None:
        self._text, self._start, self._end = text, start, end
        self._found: list[str] | None = None

    def all(self) -> list[str]:
        """Return the tokens as a list, which is not to be changed."""
        if self._found is None:
            ends = zip(self._start.tolist(), self._end.tolist(), strict=True)
            self._found = [self._text[a:b] for a, b in ends]
        return self._found

    def __len__(self) -> int:
        return len(self._start)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        if self._found is None and isinstance(at, int):
            return self._text[self._start[at] : self._end[at]]
        return self.all()[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self.all())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Written):
            return self.all() == other.all()
        return self.all() == other if isinstance(other, list) else NotImplemented

    def __repr__(self) -> str:
        return repr(self.all())


@dataclass(frozen=True, eq=False)
class Tokens:
    """The tokens of one text in parallel columns, one entry a token; white space is dropped.

    Attributes
    ----------
    written : sequence of str
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

    written: Sequence[str]
    keys: list[str]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    kind: NDArray[np.uint8]
    capital: NDArray[np.bool_]
    sentence: NDArray[np.int32]
    sentence_start: NDArray[np.int64]
    counted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.keys)


class Cut(NamedTuple):
    """Where a cleaned text is cut into tokens: the columns before sentences and zones are known.

    `start` and `end` are code points of the cleaned text. `kinds` and `capitals` are the columns `kind` and
    `capital` as bytes, for rules that look at a few tokens each. `touching[i]` is 1 where no white space
    stands between tokens i and i + 1; nothing touches the last token from behind.
    """

    codes: NDArray[np.uint8]  # see `characters.encode`
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    kind: NDArray[np.uint8]
    capital: NDArray[np.bool_]
    kinds: bytes
    capitals: bytes
    touching: bytes
    gaps: list[int]  # where a token begins right after another one, code points
    stops: list[int]  # tokens that end in . ! ? or …
    quotes: list[int]  # tokens that are a quotation mark
    runs: bool  # whether a mark stands twice in a row, as in -- or ...


def cut(text: str, coded: bytes) -> Cut:
    """Cut a cleaned text into tokens, given its bytes (`characters.encode`); see `split` for the strings."""
    codes = np.frombuffer(coded, np.uint8)
    class_bytes = _BEFORE + coded.translate(CLASS_OF_BYTE) + _AFTER
    cls = np.frombuffer(class_bytes, np.uint8)
    alnum, solid = cls <= DIGIT, cls < SPACE
    within = alnum[1:] & alnum[:-1]  # [i]: between cls[i] and cls[i + 1]
    begins, ends = solid[1:] > within, solid[:-1] > within  # a token begins at cls[i + 1], ends with cls[i]
    joiners = (((cls - APOSTROPHE) <= SEPARATOR - APOSTROPHE)[:-1] & alnum[1:]).nonzero()[0]
    closed, dotted = _closed(text, class_bytes, joiners.tolist())
    doubled = ((codes[1:] == codes[:-1]) & (solid > alnum)[2:-4][1:]).nonzero()[0]
    if len(doubled):
        twice = codes[doubled]
        closed += (doubled[_RUNS[twice]] + 2).tolist()
        dotted = dotted or bool((twice == _SLASH).any())  # as in ://
    if closed:
        inside = np.array(closed)
        begins[inside] = ends[inside] = False
    addresses = _addresses(text) if dotted or "@" in text else []
    for first_at, after in addresses:
        begins[first_at + 2 : after + 1] = ends[first_at + 2 : after + 1] = False
        begins[first_at + 1], ends[first_at + 1] = True, solid[first_at + 1]
        begins[after + 1], ends[after + 1] = solid[after + 2], True
    start, end = begins[1:].nonzero()[0], ends[1:].nonzero()[0]
    return _columns(codes, class_bytes, start, end, [first_at for first_at, _ in addresses], len(doubled) > 0)


def _columns(
    codes: NDArray[np.uint8],
    cls: bytes,
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    addresses: list[int],
    runs: bool,
) -> Cut:
    """Return what is known of tokens by where they stand; `addresses` are code points that begin one."""
    first = np.frombuffer(cls, np.uint8)[len(_BEFORE) :].take(start)
    kind = _kinds(cls, first, start, end)
    if addresses:
        kind[start.searchsorted(addresses)] = OTHER
    capital = first == UPPER
    roles = _ROLES.take(codes.take(end - 1))
    touching = start[1:] == end[:-1]
    return Cut(
        codes,
        start,
        end,
        kind,
        capital,
        kind.tobytes(),
        capital.tobytes(),
        touching.tobytes() + b"\0",
        start[1:][touching].tolist(),
        (roles == _STOP).nonzero()[0].tolist(),
        (roles == _QUOTE).nonzero()[0].tolist(),
        runs,
    )


def split(text: str, gaps: list[int]) -> str:
    """Return the text with a space set in every gap, so that `str.split` gives the tokens."""
    if not gaps:
        return text
    return " ".join([text[a:b] for a, b in zip([0, *gaps], [*gaps, len(text)], strict=True)])


def count_words(kinds: bytes, begin: int, end: int) -> int:
    """Return how many of some tokens are words or numbers, by their kinds as bytes."""
    return kinds.count(WORD, begin, end) + kinds.count(NUMBER, begin, end)


def _closed(text: str, cls: bytes, joiners: list[int]) -> tuple[list[int], bool]:
    """Return the gaps that are none, and whether a full stop stands inside a word as in example.org.

    No gaps are those inside don't, nuclear-armed, 12,000, U.S. and U.S.-supplied.
    `joiners` are the places in `cls` of ' - . , : with a letter or digit after, about one in 200
    code points; `cls[i]` is the class of `text[i - 2]`. Gap i is between `cls[i]` and `cls[i + 1]`.
    """
    closed: list[int] = []
    dotted = False
    for i in joiners:
        left, kind = cls[i - 1], cls[i]
        if kind == APOSTROPHE:
            if cls[i + 2] > DIGIT and text[i - 1] in "sS":
                if left <= DIGIT or left == DOT:  # the possessive is a token of its own
                    closed.append(i)
            elif left <= DIGIT:
                closed += (i - 1, i)
        elif left == cls[i + 1] == DIGIT:
            if kind != HYPHEN:
                closed += (i - 1, i)
        elif kind == HYPHEN:
            if left <= DIGIT:
                closed += (i - 1, i)
        elif kind == DOT and not _close_abbreviation(cls, i, closed):
            dotted = True
    return closed, dotted


def _close_abbreviation(cls: bytes, dot: int, closed: list[int]) -> bool:
    if cls[dot + 2] != DOT or cls[dot + 1] == DIGIT or not _abbreviates(cls, dot):
        return False
    closed += (dot - 1, dot, dot + 1)
    if cls[dot + 3] == HYPHEN and cls[dot + 4] <= DIGIT:
        closed += (dot + 2, dot + 3)
    return True


def _abbreviates(cls: bytes, dot: int) -> bool:
    """Say whether a full stop follows a letter that stands alone (U.S., e.g.), or Ph, as in Ph.D."""
    left, before = cls[dot - 1], cls[dot - 2]
    if left >= DIGIT:
        return False
    return before > DIGIT or (before == UPPER and left == LOWER and cls[dot - 3] > DIGIT)


def _kinds(
    cls: bytes, first: NDArray[np.uint8], start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.uint8]:
    """Return the kinds of tokens, given the class of their first code points; `cls` has two spaces before."""
    kinds = _KIND_OF_CLASS.take(first)
    possessive = (first == APOSTROPHE).nonzero()[0]
    kinds[possessive[end.take(possessive) - start.take(possessive) > 1]] = OTHER
    numbers = (first == DIGIT).nonzero()[0]
    ends = zip(numbers.tolist(), start.take(numbers).tolist(), end.take(numbers).tolist(), strict=True)
    for token, begin, after in ends:
        if cls[after + 1] != DIGIT and _count_letters(cls, begin + 2, after + 2) > _NUMBER_LETTERS:
            kinds[token] = WORD
    return kinds


def places(data: bytes, value: int) -> list[int]:
    """Return where a byte stands, in order."""
    found: list[int] = []
    at = data.find(value)
    while at >= 0:
        found.append(at)
        at = data.find(value, at + 1)
    return found


def _count_letters(cls: bytes, begin: int, end: int) -> int:
    return cls.count(LOWER, begin, end) + cls.count(UPPER, begin, end)


def _address_hints(text: str) -> list[int]:
    """Return where hints stand, in order; a search for each takes a tenth of the time of one for all."""
    hints = [at for literal in _ADDRESS_LITERALS for at in _occurrences(text, literal)]
    return sorted(at for at in hints if _ADDRESS_HINT.match(text, at))


def _occurrences(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _addresses(text: str) -> list[tuple[int, int]]:
    """Return the spans of web and mail addresses; only words that hold a hint are looked at closely."""
    spans: list[tuple[int, int]] = []
    done = 0
    for at in _address_hints(text):
        if at < done:
            continue
        begin = max(done, at - _ADDRESS_REACH)
        # Not before the word: what has no hint is no address, and words before it are done.
        begin = at + 1 - len((text[begin:at] + "x").rsplit(None, 1)[-1])
        space = _SPACE.search(text, at)
        done = space.start() if space else len(text)
        for match in _ADDRESS.finditer(text, begin, done):
            end = match.start() + len(match.group().rstrip(_ADDRESS_TAIL))
            if end > match.start():
                spans.append((match.start(), end))
    return spans
