"""Document: one text, read once and tokenised once."""

from __future__ import annotations

import functools
import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from spindetect.errors import InputError
from spindetect.records import Manipulation, NamedSource, Side, Zone, ZoneKind
from spindetect.text import attributions, english, lines, normalise, sentences, tokens, zones
from spindetect.text.patterns import Pattern
from spindetect.text.tokens import NUMBER, Tokens

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """A text as it was read, with what is found in it; immutable, and everything is found once.

    Attributes
    ----------
    text : str
        As read; a lone surrogate, which no file can hold, is replaced by U+FFFD.
    name : str
        File name, or "text".
    sha256 : str
        Of the bytes given; for a `str` of its UTF-8.
    regions : tuple of Region
        Parts that the file marks as quotation, table, code or caption.
    replaced : int
        Lone surrogates that were replaced.
    pages : tuple of int
        Where each page of the file begins in the text; empty of a file without pages.
    remarks : tuple of str
        What was noticed when the file was read.
    """

    text: str
    name: str
    sha256: str
    regions: tuple[zones.Region, ...] = ()
    replaced: int = 0
    pages: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()

    @classmethod
    def from_text(cls, text: str, name: str = "text") -> Document:
        """Return the document of a text given as `str`.

        Raises
        ------
        InputError
            If it is no `str`.
        """
        if not isinstance(text, str):
            raise InputError(
                f"expected a str, found {type(text).__name__}",
                where=str(name),
                hint="decode bytes first, or use spindetect.read(path)",
            )
        try:
            data = text.encode()
        except UnicodeEncodeError:
            data = text.encode("utf-8", "surrogatepass")
            text, replaced = _SURROGATE.subn("\ufffd", text)
            return cls(text, name, hashlib.sha256(data).hexdigest(), replaced=replaced)
        document = cls(text, name, hashlib.sha256(data).hexdigest())
        vars(document)["text_sha256"] = document.sha256  # known by now: the property need not ask again
        return document

    def page_of(self, offset: int) -> int | None:
        """Return the number of the page, from 1, that holds a code point; None of a text without pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None

    @functools.cached_property
    def text_sha256(self) -> str:
        """SHA-256 of the UTF-8 of the text as read, whatever the bytes given were."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @functools.cached_property
    def clean(self) -> normalise.Clean:
        """The text as it is compared."""
        return normalise.clean(self.text)

    @functools.cached_property
    def _analysed(self) -> _Analysed:
        return _analyse(self.text, self.clean, self.regions)

    @property
    def tokens(self) -> Tokens:
        """The tokens, in parallel columns."""
        return self._analysed.tokens

    @property
    def words(self) -> int:
        """How many words and numbers it has, in zones or not."""
        kinds = self._analysed.kinds
        return tokens.count_words(kinds, 0, len(kinds))

    def zones(self, side: Side) -> tuple[Zone, ...]:
        """Return what counts neither for nor against anyone, as records of one side."""
        start, end, kinds = self.tokens.start, self.tokens.end, self._analysed.kinds
        return tuple(
            [
                Zone(name, side, int(start[a]), int(end[b - 1]), tokens.count_words(kinds, a, b))
                for name, a, b in self._analysed.zones.spans
            ]
        )

    def leaving_out(self, kind: ZoneKind, spans: Sequence[tuple[int, int]]) -> Document:
        """Return the document with further parts left out of the count; what is a zone stays of its kind.

        That is known of this object alone: a pickle, which holds the text, forgets it.

        Parameters
        ----------
        spans : sequence of (first token, last token + 1)
        """
        held = self._analysed
        counted = held.tokens.counted.copy()
        for begin, end in spans:
            counted[begin:end] = False
        marked = object.__new__(Document)
        vars(marked).update(vars(self))
        vars(marked)["_analysed"] = _Analysed(
            replace(held.tokens, counted=counted),
            zones.beneath(held.zones, kind, spans, len(counted)),
            held.kinds,
        )
        return marked

    @functools.cached_property
    def found(self) -> tuple[normalise.Found, ...]:
        """What was undone before comparing: disguises first, then typography (see `TYPOGRAPHY`)."""
        disguises = [f for f in self.clean.found if f.kind not in normalise.TYPOGRAPHY]
        typographic = [f for f in self.clean.found if f.kind in normalise.TYPOGRAPHY]
        return (*disguises, *typographic, *normalise.typography(self.text, self.clean.odd))

    def manipulations(self, side: Side) -> tuple[Manipulation, ...]:
        """Return what was undone, as records of one side; kinds in `TYPOGRAPHY` are no sign of intent."""
        return tuple(Manipulation(f.kind, side, f.count, f.examples) for f in self.found)

    @functools.cached_property
    def named_sources(self) -> tuple[NamedSource, ...]:
        """Sources that the text itself names."""
        return attributions.named_sources(self.text)

    @functools.cached_property
    def looks_english(self) -> bool:
        """Whether nothing speaks against English; of a few words nothing does."""
        return not self._of_language

    @functools.cached_property
    def _of_language(self) -> list[str]:
        return english.notes(self.tokens.keys, self._analysed.kinds)

    @functools.cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know about the text as a whole."""
        damaged = [f"{self.replaced} lone surrogates were replaced by U+FFFD"] if self.replaced else []
        return (
            *damaged,
            *self.remarks,
            *_zone_notes(self._analysed.zones),
            *self._of_language,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        # What was found is found again: a pickle holds the text alone.
        return (
            Document,
            (self.text, self.name, self.sha256, self.regions, self.replaced, self.pages, self.remarks),
        )


@dataclass(frozen=True, eq=False, slots=True)
class _Analysed:
    tokens: Tokens
    zones: zones.Zones
    kinds: bytes  # of the tokens


def _analyse(text: str, clean: normalise.Clean, regions: tuple[zones.Region, ...]) -> _Analysed:
    cut = tokens.cut(clean.text, clean.coded)
    start, end = cut.start, cut.end
    if clean.first is not None and clean.last is not None:
        start, end = clean.first[start], clean.last[end - 1]
    spaced = tokens.split(clean.text, cut.gaps)
    keys = _keys(spaced, clean, cut.runs)
    found_lines = lines.find_lines(clean.text, cut)
    paragraphs = lines.paragraph_breaks(found_lines, keys, cut)
    begins = sentences.sentence_starts(keys, cut, found_lines, paragraphs)
    sentence = np.arange(len(begins) - 1, dtype=np.int32).repeat(begins[1:] - begins[:-1])
    marked = [
        (r.kind, int(np.searchsorted(start, r.start)), int(np.searchsorted(start, r.end))) for r in regions
    ]
    raw = text if clean.first is None else clean.unquoted
    found = zones.find_zones(raw, clean.text, keys, cut, found_lines, [*paragraphs, len(keys)], marked)
    counted = cut.kind <= NUMBER
    for _, a, b in found.spans:
        counted[a:b] = False
    return _Analysed(
        Tokens(
            tokens.Written(text, start, end),
            keys,
            start,
            end,
            cut.kind,
            cut.capital,
            sentence,
            begins,
            counted,
        ),
        found,
        cut.kinds,
    )


def _zone_notes(found: zones.Zones) -> list[str]:
    return [
        f"{share:.0%} of the words stand in what looks like {kind}: too much to leave out, so they count"
        for kind, share in found.disbelieved.items()
    ]


_DASHES: Final = {"—": "-", "–": "-", "‒": "-", "―": "-", "−": "-", "…": "..."}
_LATIN: Final = Pattern("[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
# Folding and undoing each settle after two rounds on every word tried; the bound only keeps a promise.
_FOLDS: Final = 8


def _keys(spaced: str, clean: normalise.Clean, runs: bool) -> list[str]:
    plain = _plain_dashes(spaced, clean.left)
    folded = _fold(plain, clean.left.difference(_DASHES))
    # A few letters fold into several (ß, İ, ŉ), which may compose again or hold a mark to undo; and a word
    # of mixed scripts may look Latin only when it is folded.
    longer = len(folded) != len(plain) or "\u0345" in spaced  # a mark that folds into a letter
    keys = folded.split()
    if clean.scripts or longer:
        further = {each: key(each) for each in set(keys) if _may_fold_on(each, longer)}
        keys = [further.get(each, each) for each in keys]
    if runs and "--" in folded:
        keys = ["-" if each[0] == "-" and not each.strip("-") else each for each in keys]
    return keys


def _plain_dashes(text: str, beyond: frozenset[str]) -> str:
    for dash in beyond.intersection(_DASHES):
        text = text.replace(dash, _DASHES[dash])
    return text


def _fold(text: str, beyond: frozenset[str]) -> str:
    """Return the text case-folded; `beyond` are its characters beyond ASCII, or more."""
    if text.isascii() or any(char != char.casefold() for char in beyond):
        return text.casefold()
    # Only ASCII folds in most texts, and bytes do that at memory speed: 5 us against 35 an article.
    encoding = "latin-1" if max(beyond) <= "\xff" else "utf-8"
    return text.encode(encoding, "surrogatepass").lower().decode(encoding, "surrogatepass")


def _may_fold_on(folded: str, longer: bool) -> bool:
    return not folded.isascii() and (longer or _LATIN.search(folded) is not None)


def key(word: str) -> str:
    """Return the key of one written token; tokens are equal when their keys are.

    Idempotent: `key(key(word)) == key(word)`. A document may see more than a word alone tells: which
    words are wholly of another script's letters that look Latin.
    """
    for _ in range(_FOLDS):
        cleaned = normalise.clean(word, alone=True)
        folded = _plain_dashes(cleaned.text, cleaned.left).casefold()
        if len(folded) > 1 and not folded.strip("-"):
            return "-"
        if folded == word:
            break
        word = folded
    return word
