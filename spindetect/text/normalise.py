"""Undoing what hides a copy from a machine: one pass over a text, nothing to do for a clean one.

A cleaned text is what tokens are cut from. Every change is traced: `first` and `last` say where each of
its code points stands in the text as read, so that all offsets stay those of the text as read.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.records import ManipulationKind, Span
from spindetect.text import characters, homoglyphs
from spindetect.text.characters import code_points

EXAMPLES: Final = 5
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

_CONTROL_BYTES: Final = bytes([*range(9), *range(14, 28), 127])
_SUSPICIOUS: Final = characters.any_of(characters.INVISIBLE + characters.MARKS + _COMPATIBILITY)
_DROPPED: Final = characters.any_of(characters.INVISIBLE)
_CLUSTER: Final = re.compile(f"[^{characters.MARKS}\\s][{characters.MARKS}]++")
_COMPATIBLE: Final = characters.any_of(_COMPATIBILITY)
_BROKEN_WORD: Final = re.compile(r"(?<=[a-z])-[ \t]*\r?\n[ \t]*(?=[a-z])")


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """Characters of one kind that were undone; `examples` are spans of the text as read."""

    kind: ManipulationKind
    count: int
    examples: tuple[Span, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Clean:
    """A text as it is compared.

    Attributes
    ----------
    text : str
        Visible characters, with disguised letters as the letters they look like, quotes straight.
    first, last : array of int64, shape (len(text),), or None
        Where each code point begins and ends in the text as read; None where nothing was moved.
    unquoted : str
        The same text with quotes as read; '' where nothing was moved.
    found : tuple of Found
        What was undone, without curly quotes and odd spaces, which are counted apart.
    """

    text: str
    first: NDArray[np.int64] | None = None
    last: NDArray[np.int64] | None = None
    unquoted: str = ""
    found: tuple[Found, ...] = ()


def clean(text: str) -> Clean:
    """Return the text as it is compared, and what had to be undone."""
    encoded = text.encode("utf-8", "surrogatepass")
    careful = len(encoded.translate(None, _CONTROL_BYTES)) < len(encoded) or "-\n" in text or "-\r" in text
    if len(encoded) == len(text):
        return _Cleaning(text).run() if careful else Clean(text)
    beyond = beyond_ascii(text)
    if careful or any(map(_is_suspicious, beyond)):
        return _Cleaning(text).run()
    return Clean(straighten(text, beyond))


def beyond_ascii(text: str) -> list[int]:
    """Return the code points of a text beyond ASCII, each once."""
    codes = code_points(text)
    distinct: list[int] = np.unique(codes[codes > 127]).tolist()
    return distinct


@functools.lru_cache(maxsize=4096)
def _is_suspicious(code: int) -> bool:
    return _SUSPICIOUS.match(chr(code)) is not None or homoglyphs.is_double(code)


_CURLY_QUOTE: Final = characters.any_of("\u2018-\u201f")
_ODD_SPACE: Final = characters.any_of(characters.ODD_SPACES)


def typography(text: str) -> tuple[Found, ...]:
    """Return curly quotes and odd spaces: needed by nobody's tokens, so counted only when asked for."""
    found: list[Found] = []
    for kind, pattern in _TYPOGRAPHIC.items():
        spans = [match.span() for match in pattern.finditer(text)]
        if spans:
            found.append(Found(kind, len(spans), _examples(text, spans)))
    return tuple(found)


_TYPOGRAPHIC: Final[dict[ManipulationKind, re.Pattern[str]]] = {
    "odd-space": _ODD_SPACE,
    "curly-quote": _CURLY_QUOTE,
}


def straighten(text: str, beyond: Iterable[int]) -> str:
    """Return the text with straight quotes and plain hyphens, the same length."""
    # A few searches at memory speed; `str.translate` takes ten times as long.
    for code in beyond:
        if code in characters.STRAIGHTEN:
            text = text.replace(chr(code), characters.STRAIGHTEN[code])
    return text


@dataclass(eq=False)
class _Cleaning:
    """The steps of undoing, in order: each maps the text further away from the text as read."""

    raw: str
    text: str = ""
    first: NDArray[np.int64] = field(init=False)
    last: NDArray[np.int64] = field(init=False)
    found: dict[ManipulationKind, list[tuple[int, int]]] = field(default_factory=dict)

    def run(self) -> Clean:
        self.text = self.raw
        self.first = np.arange(len(self.raw), dtype=np.int64)
        self.last = self.first + 1
        if _DROPPED.search(self.text):
            self._drop_invisible()
        if _CLUSTER.search(self.text):
            self._substitute(_CLUSTER, _compose, "combining-mark", _is_disguise)
        if _COMPATIBLE.search(self.text):
            self._substitute(_COMPATIBLE, _plain_form, "compatibility-form", _is_odd_form)
        spans, self.text = homoglyphs.undo(self.text)
        self._note("homoglyph", spans)
        if "-\n" in self.text or "-\r" in self.text or "- \n" in self.text:
            self._substitute(_BROKEN_WORD, lambda _: "", None, lambda _: False)
        straight = straighten(self.text, beyond_ascii(self.text))
        moved = len(self.text) != len(self.raw)
        found = tuple(
            Found(kind, len(spans), _examples(self.raw, spans)) for kind, spans in self.found.items()
        )
        if not moved:
            return Clean(straight, found=found)
        return Clean(straight, self.first, self.last, self.text, found)

    def _note(self, kind: ManipulationKind, spans: Iterable[tuple[int, int]]) -> None:
        for start, end in spans:
            self.found.setdefault(kind, []).append((int(self.first[start]), int(self.last[end - 1])))

    def _drop_invisible(self) -> None:
        codes = code_points(self.text)
        spans = [match.start() for match in _DROPPED.finditer(self.text)]
        for at in spans:
            kind = _invisible_kind(self.text, at)
            if kind is not None:
                self.found.setdefault(kind, []).append((at, at + 1))
        keep = np.ones(len(codes), np.bool_)
        keep[spans] = False
        self.first, self.last = self.first[keep], self.last[keep]
        self.text = codes[keep].tobytes().decode("utf-32-le", "surrogatepass")

    def _substitute(
        self,
        pattern: re.Pattern[str],
        plain: Callable[[str], str],
        kind: ManipulationKind | None,
        counts: Callable[[str], bool],
    ) -> None:
        """Put `plain(match)` in place of every match; all its code points stand where the match stood."""
        pieces: list[str] = []
        # Lengths of what was and of what is, alternating untouched and replaced stretches.
        was: list[int] = []
        now: list[int] = []
        done = 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            new = plain(match.group())
            if kind is not None and counts(match.group()):
                self._note(kind, [(start, end)])
            pieces += (self.text[done:start], new)
            was += (start - done, end - start)
            now += (start - done, len(new))
            done = end
        pieces.append(self.text[done:])
        was.append(len(self.text) - done)
        now.append(len(self.text) - done)
        self._retrace(np.array(was), np.array(now))
        self.text = "".join(pieces)

    def _retrace(self, was: NDArray[np.int64], now: NDArray[np.int64]) -> None:
        if np.array_equal(was, now):
            return
        begin = np.cumsum(was) - was
        replaced = np.arange(len(was)) % 2 == 1
        piece = np.repeat(np.arange(len(now)), now)
        offset = np.arange(len(piece)) - np.repeat(np.cumsum(now) - now, now)
        inside = replaced[piece]
        at = begin[piece] + np.where(inside, 0, offset)
        until = begin[piece] + np.where(inside, was[piece] - 1, offset)
        self.first, self.last = self.first[at], self.last[until]


def _invisible_kind(text: str, at: int) -> ManipulationKind | None:
    """Return what an invisible character is reported as; None where a script or an emoji needs it."""
    char = text[at]
    if "\x00" <= char < "\xa0":
        return "control-character"
    if char == "\xad":
        return "soft-hyphen"
    if char == "\ufeff" and at == 0:
        return None
    before = text[at - 1] if at else ""
    # Joiners and selectors belong to emoji and to scripts such as Arabic and Devanagari (from U+0590).
    if before > "\u058f" and not "\u2000" <= before <= "\u2bff":
        return None
    if "\ufe00" <= char <= "\ufe0f" and before and not before.isalnum():
        return None
    return "bidi-control" if re.match(f"[{characters.BIDI_CONTROLS}]", char) else "zero-width"


def _compose(cluster: str) -> str:
    """Return a letter and its marks as one letter where Unicode has it, else without odd marks."""
    composed = unicodedata.normalize("NFC", cluster)
    if len(composed) == 1 or not _is_disguise(cluster):
        return composed
    return unicodedata.normalize("NFC", composed[0]) if composed[0].isalpha() else cluster[0]


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


def _examples(raw: str, spans: list[tuple[int, int]]) -> tuple[Span, ...]:
    """Return the first few places with the word around them, each word once."""
    shown: list[Span] = []
    for start, end in spans:
        if shown and start < shown[-1].end:
            continue
        while start > 0 and end - start < _EXAMPLE_REACH and not raw[start - 1].isspace():
            start -= 1
        stop = end + _EXAMPLE_REACH
        while end < len(raw) and end < stop and not raw[end].isspace():
            end += 1
        shown.append(Span(raw[start:end], start, end))
        if len(shown) == EXAMPLES:
            break
    return tuple(shown)
