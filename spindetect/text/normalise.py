"""Undoing what hides a copy from a machine: one pass over a text, nothing to do for a clean one.

A cleaned text is what tokens are cut from. Every change is traced: `first` and `last` say where each of
its code points stands in the text as read, so that all offsets stay those of the text as read.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.records import ManipulationKind, Span
from spindetect.text import characters, homoglyphs
from spindetect.text.characters import STRAIGHTEN, code_points, encode, odd_characters
from spindetect.text.patterns import Pattern

_NONE: Final[frozenset[str]] = frozenset()
EXAMPLES: Final = 5
_LAST_LATIN: Final = "\u024f"  # Latin Extended-B
_EXAMPLES_FROM: Final = 200  # places among which examples are looked for
_EXAMPLE_REACH: Final = 24  # characters of the same word shown on either side of what was found

TYPOGRAPHY: Final[frozenset[ManipulationKind]] = frozenset({"curly-quote", "odd-space", "soft-hyphen"})
"""Kinds that ordinary software writes by itself: counted and undone, but no sign of intent."""

# Letters that Unicode keeps for compatibility only: ligatures, full-width and half-width forms,
# mathematical alphabets, enclosed and superscript letters, Roman numerals, units.
_COMPATIBILITY: Final = (
    "\u017f\u02b0-\u02b8\u02e1-\u02e3\u1d2c-\u1d6a\u1d78\u1d9b-\u1dbf\u2071\u207f\u2090-\u209c"
    "\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212a-\u212d\u212f-\u2131\u2133\u2134\u2139\u2145-\u2149\u2160-\u2188\u24b6-\u24e9\u2c7c\u2c7d\ua7f2-\ua7f4\ufb00-\ufb06\uff01-\uff5e"
    "\U0001d400-\U0001d7ff\U0001f130-\U0001f149\U0001fbf0-\U0001fbf9"
)
# Written by honest software: undone for comparing, not reported.
_HONEST_COMPATIBILITY: Final = frozenset("ſﬀﬁﬂﬃﬄﬅﬆKÅ")

_SUSPICIOUS: Final = characters.any_of(characters.INVISIBLE + characters.MARKS + _COMPATIBILITY)
_BIDI: Final = characters.any_of(characters.BIDI_CONTROLS)
_DROPPED: Final = characters.any_of(characters.INVISIBLE)
_CLUSTER: Final = Pattern(f"[^{characters.MARKS}\\s][{characters.MARKS}]++")
_COMPATIBLE: Final = characters.any_of(_COMPATIBILITY)
_BROKEN_WORD: Final = Pattern(r"(?<=[a-z])-[ \t]*\r?\n[ \t]*(?=[a-z])")


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """Characters of one kind that were undone; `examples` are spans of the text as read."""

    kind: ManipulationKind
    count: int
    examples: tuple[Span, ...]


class Clean(NamedTuple):
    """A text as it is compared.

    Attributes
    ----------
    text : str
        Visible characters, with disguised letters as the letters they look like, quotes straight.
    coded : bytes
        The same text as one byte a code point, see `characters.encode`.
    first, last : array of int64, shape (len(text),), or None
        Where each code point begins and ends in the text as read; None where nothing was moved.
    unquoted : str
        The same text with quotes as read; '' where nothing was moved.
    scripts : bool
        Whether letters of other scripts than Latin stand in it.
    odd, left : frozenset of str
        The `odd_characters` of the text as read, and of the text as it is compared.
    found : tuple of Found
        What was undone, without curly quotes and odd spaces, which are counted apart.
    """

    text: str
    coded: bytes
    first: NDArray[np.int64] | None = None
    last: NDArray[np.int64] | None = None
    unquoted: str = ""
    scripts: bool = False
    odd: frozenset[str] = _NONE
    left: frozenset[str] = _NONE
    found: tuple[Found, ...] = ()


def clean(text: str, *, alone: bool = False) -> Clean:
    """Return the text as it is compared, and what had to be undone.

    Parameters
    ----------
    text : str
        As read.
    alone : bool
        Whether it is a single word, whose company cannot say of which script it is.
    """
    odd = odd_characters(text)
    broken = "-\n" in text or ("\r" in text and "-\r" in text)
    if broken or (odd and any(map(is_suspicious, odd))):
        return _Cleaning(text, odd, alone).run()
    if not odd:
        return Clean(text, text.encode("ascii"))
    straight, left = straighten(text, odd), odd.difference(STRAIGHTEN)
    scripts = any(map(_is_of_other_script, odd))
    return Clean(straight, encode(straight, left), scripts=scripts, odd=odd, left=left)


@functools.lru_cache(maxsize=4096)
def is_suspicious(char: str) -> bool:
    """Say whether a character that is not plain ASCII may have to be undone, as its company says."""
    return _SUSPICIOUS.match(char) is not None or homoglyphs.is_double(ord(char))


def _is_of_other_script(char: str) -> bool:
    return char > _LAST_LATIN and char.isalpha()


_TYPOGRAPHIC: Final[dict[ManipulationKind, frozenset[str]]] = {
    "odd-space": characters.members(characters.ODD_SPACES),
    "curly-quote": characters.members(characters.CURLY_QUOTES),
}


def typography(text: str, odd: frozenset[str]) -> tuple[Found, ...]:
    """Return curly quotes and odd spaces: needed by nobody's tokens, so counted only when asked for.

    `odd` are the text's `odd_characters`.
    """
    found: list[Found] = []
    for kind, chars in _TYPOGRAPHIC.items():
        present = chars & odd
        if present:
            spans = islice(_spans_of(text, present), _EXAMPLES_FROM)
            found.append(Found(kind, sum(map(text.count, present)), _examples(text, spans)))
    return tuple(found)


def _spans_of(text: str, chars: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where some characters stand, in order; all stand somewhere."""
    upcoming = {text.find(char): char for char in chars}
    while upcoming:
        at = min(upcoming)
        yield at, at + 1
        char = upcoming.pop(at)
        after = text.find(char, at + 1)
        if after >= 0:
            upcoming[after] = char


def straighten(text: str, odd: Iterable[str]) -> str:
    """Return the text with straight quotes and plain hyphens, the same length."""
    # A few searches at memory speed; `str.translate` takes ten times as long.
    for char in odd:
        if char in STRAIGHTEN:
            text = text.replace(char, STRAIGHTEN[char])
    return text


class _Cleaning:
    """The steps of undoing, in order: each maps the text further away from the text as read."""

    def __init__(self, raw: str, odd: frozenset[str], alone: bool) -> None:
        self.raw = raw
        self.odd = odd
        self.alone = alone
        self.text = raw
        self.first = np.arange(len(raw), dtype=np.int64)
        self.last = self.first + 1
        self.found: list[Found] = []

    def run(self) -> Clean:
        """Undo everything."""
        if _DROPPED.search(self.text):
            self._drop_invisible()
        if _COMPATIBLE.search(self.text):
            self._expand_forms()
        if _CLUSTER.search(self.text):
            self._compose_clusters()
        places, self.text = homoglyphs.undo(self.text, alone=self.alone)
        self._note("homoglyph", np.array(places, np.int64))
        if places and _CLUSTER.search(self.text):
            self._compose_clusters()  # a repaired letter may compose with its mark
        if _BROKEN_WORD.search(self.text):
            self._replace(_BROKEN_WORD, lambda match: "")
        odd = odd_characters(self.text)
        straight, left = straighten(self.text, odd), odd.difference(STRAIGHTEN)
        moved = len(straight) != len(self.raw) or not np.array_equal(self.first, np.arange(len(self.raw)))
        return Clean(
            straight,
            encode(straight, left),
            self.first if moved else None,
            self.last if moved else None,
            self.text if moved else "",
            any(map(_is_of_other_script, odd)),
            self.odd,
            left,
            tuple(self.found),
        )

    def _note(self, kind: ManipulationKind, at: NDArray[np.int64]) -> None:
        """Report the code points at some places of the text as it is now."""
        if len(at):
            shown = at[:_EXAMPLES_FROM]
            spans = zip(self.first[shown].tolist(), self.last[shown].tolist(), strict=True)
            self.found.append(Found(kind, len(at), _examples(self.raw, list(spans))))

    def _drop_invisible(self) -> None:
        codes = code_points(self.text)
        dropped = np.isin(codes, [ord(char) for char in set(_DROPPED.findall(self.text))])
        at = np.flatnonzero(dropped)
        reported = at[~_is_needed(codes, dropped, at)]
        kinds = {int(code): _invisible_kind(chr(code)) for code in np.unique(codes[reported])}
        for kind in dict.fromkeys(kinds.values()):
            of_kind = [code for code, its_kind in kinds.items() if its_kind == kind]
            self._note(kind, reported[np.isin(codes[reported], of_kind)])
        self.first, self.last = self.first[~dropped], self.last[~dropped]
        self.text = codes[~dropped].tobytes().decode("utf-32-le", "surrogatepass")

    def _compose_clusters(self) -> None:
        plain = {cluster: _compose(cluster) for cluster in set(_CLUSTER.findall(self.text))}
        odd = {cluster for cluster in plain if _is_disguise(cluster)}
        at = [match.start() for match in _CLUSTER.finditer(self.text) if match.group() in odd] if odd else []
        self._note("combining-mark", np.array(at, np.int64))
        self._replace(_CLUSTER, lambda match: plain[match.group()])

    def _expand_forms(self) -> None:
        codes = code_points(self.text)
        forms = {ord(char): _plain_form(char) for char in set(_COMPATIBLE.findall(self.text))}
        odd = [code for code in forms if _is_odd_form(chr(code))]
        self._note("compatibility-form", np.flatnonzero(np.isin(codes, odd)))
        lengths = np.ones(len(codes), np.int64)
        for code, plain in forms.items():
            if len(plain) > 1:
                lengths[codes == code] = len(plain)
        self.text = self.text.translate(forms)
        if len(self.text) > len(codes):
            self.first, self.last = np.repeat(self.first, lengths), np.repeat(self.last, lengths)

    def _replace(self, pattern: Pattern, plain: Callable[[re.Match[str]], str]) -> None:
        """Put something in place of every match; all its code points stand where the match stood."""
        pieces: list[str] = []
        ends: list[int] = []  # of untouched and matched stretches, in turn
        for match in pattern.finditer(self.text):
            pieces += (self.text[ends[-1] if ends else 0 : match.start()], plain(match))
            ends += match.span()
        pieces.append(self.text[ends[-1] if ends else 0 :])
        ends.append(len(self.text))
        self.text = "".join(pieces)
        self._retrace(np.diff(ends, prepend=0), np.fromiter(map(len, pieces), np.int64, len(pieces)))

    def _retrace(self, was: NDArray[np.int64], now: NDArray[np.int64]) -> None:
        """Follow stretches that were `was` code points long and are `now`, untouched and replaced in turn."""
        if np.array_equal(was, now):
            return
        begin = np.cumsum(was) - was
        piece = np.repeat(np.arange(len(now)), now)
        offset = np.arange(len(piece)) - np.repeat(np.cumsum(now) - now, now)
        replaced = (np.arange(len(now)) % 2 == 1) & (was != now)
        replaced = replaced[piece]
        at = begin[piece] + np.where(replaced, 0, offset)
        until = begin[piece] + np.where(replaced, was[piece] - 1, offset)
        self.first, self.last = self.first[at], self.last[until]


def _is_needed(
    codes: NDArray[np.uint32], dropped: NDArray[np.bool_], at: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say which invisible characters belong where they stand.

    Joiners and selectors belong to emoji and to scripts such as Arabic and Devanagari (from U+0590; from
    U+2000 to U+2BFF stand marks and symbols), a variation selector to any symbol, and U+FEFF to the
    beginning of a file.
    """
    before = np.where(at > 0, codes[at - 1], 32)
    dropped_before = (at > 0) & dropped[at - 1]
    exotic = (before > 0x58F) & ((before < 0x2000) | (before > 0x2BFF)) & ~dropped_before
    selector = (codes[at] >= 0xFE00) & (codes[at] <= 0xFE0F)
    lettered = np.zeros(len(at), np.bool_)
    if selector.any():
        company = map(chr, before[selector].tolist())
        lettered[selector] = [characters.class_of(char) <= characters.DIGIT for char in company]
    byte_order = (codes[at] == 0xFEFF) & (at == 0)
    control = codes[at] < 0xA0
    needed: NDArray[np.bool_] = ~control & (exotic | (selector & ~lettered) | byte_order)
    return needed


def _invisible_kind(char: str) -> ManipulationKind:
    if char < "\xa0":
        return "control-character"
    if char == "\xad":
        return "soft-hyphen"
    return "bidi-control" if _BIDI.match(char) else "zero-width"


def _compose(cluster: str) -> str:
    """Return a letter and its marks as one letter where Unicode has it, else without odd marks."""
    if not cluster[0].isalnum():
        return cluster  # composing may lengthen it, and nothing here can be split between two tokens
    composed = unicodedata.normalize("NFC", cluster)
    return composed[0] if _is_disguise(cluster) else composed


# Marks that transcriptions and languages in Latin letters use one at a time, beyond what composes:
# accents above and below. Overlays, enclosing marks, double marks and letters above are not among them.
_HONEST_MARKS: Final = frozenset(map(chr, [*range(0x300, 0x315), 0x31B, *range(0x323, 0x332), 0x35C, 0x361]))


def _is_disguise(cluster: str) -> bool:
    if not cluster[0].isalnum() or cluster[0] > "\u052f":
        return False
    rest = unicodedata.normalize("NFC", cluster)[1:]
    return len(rest) > 1 or (rest != "" and rest not in _HONEST_MARKS)


def _plain_form(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if plain.isascii() and (plain.isalnum() or len(plain) == 1) and not plain.isspace() else char


def _is_odd_form(char: str) -> bool:
    return char not in _HONEST_COMPATIBILITY and unicodedata.normalize("NFKC", char).isalnum()


def _examples(raw: str, spans: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Return the first few places with the word around them, each word once."""
    shown: list[Span] = []
    for start, end in spans:
        if shown and start < shown[-1].end:
            continue
        # The letters stand for what was found, so that a space beside it leaves an empty piece.
        before = raw[max(0, end - _EXAMPLE_REACH) : start] + "x"
        after = "x" + raw[end : end + _EXAMPLE_REACH]
        begin, stop = start - len(before.rsplit(None, 1)[-1]) + 1, end + len(after.split(None, 1)[0]) - 1
        shown.append(Span(raw[begin:stop], begin, stop))
        if len(shown) == EXAMPLES:
            break
    return tuple(shown)
