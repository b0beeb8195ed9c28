"""Document: one text, read once and tokenised once."""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from spindetect.records import Manipulation, NamedSource, Side, Zone
from spindetect.text import attributions, english, lines, normalise, sentences, tokens, zones
from spindetect.text.characters import code_points
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
    """

    text: str
    name: str
    sha256: str
    regions: tuple[zones.Region, ...] = ()
    replaced: int = 0

    @classmethod
    def from_text(cls, text: str, name: str = "text") -> Document:
        """Return the document of a text given as `str`."""
        try:
            data = text.encode()
        except UnicodeEncodeError:
            data = text.encode("utf-8", "surrogatepass")
            text, replaced = _SURROGATE.subn("\ufffd", text)
            return cls(text, name, hashlib.sha256(data).hexdigest(), replaced=replaced)
        return cls(text, name, hashlib.sha256(data).hexdigest())

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

    def zones(self, side: Side) -> tuple[Zone, ...]:
        """Return what counts neither for nor against anyone, as records of one side."""
        columns, kind = self.tokens, self.tokens.kind
        return tuple(
            Zone(name, side, int(columns.start[a]), int(columns.end[b - 1]), int((kind[a:b] <= NUMBER).sum()))
            for name, a, b in self._analysed.zones.spans
        )

    @functools.cached_property
    def found(self) -> tuple[normalise.Found, ...]:
        """What was undone before comparing: disguises first, then typography (see `TYPOGRAPHY`)."""
        disguises = [f for f in self.clean.found if f.kind not in normalise.TYPOGRAPHY]
        typographic = [f for f in self.clean.found if f.kind in normalise.TYPOGRAPHY]
        return (*disguises, *typographic, *normalise.typography(self.text))

    def manipulations(self, side: Side) -> tuple[Manipulation, ...]:
        """Return what was undone, as records of one side; kinds in `TYPOGRAPHY` are no sign of intent."""
        return tuple(Manipulation(f.kind, side, f.count, f.examples) for f in self.found)

    @functools.cached_property
    def named_sources(self) -> tuple[NamedSource, ...]:
        """Sources that the text itself names."""
        return attributions.named_sources(self.text)

    @functools.cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know about the text as a whole."""
        damaged = [f"{self.replaced} lone surrogates were replaced by U+FFFD"] if self.replaced else []
        return (*damaged, *_zone_notes(self._analysed.zones), *english.notes(self.tokens))

    def __reduce__(self) -> tuple[Any, ...]:
        # What was found is found again: a pickle holds the text alone.
        return (Document, (self.text, self.name, self.sha256, self.regions, self.replaced))


@dataclass(frozen=True, eq=False, slots=True)
class _Analysed:
    tokens: Tokens
    zones: zones.Zones


def _analyse(text: str, clean: normalise.Clean, regions: tuple[zones.Region, ...]) -> _Analysed:
    cut = tokens.cut(clean.text)
    spaced = tokens.split(cut.codes, cut.gap)
    keys = _keys(spaced, clean.scripts)
    start, end = cut.start, cut.end
    if clean.first is not None and clean.last is not None:
        start, end = clean.first[start], clean.last[end - 1]
        written = [text[a:b] for a, b in zip(start.tolist(), end.tolist(), strict=True)]
    elif clean.text is text or text.isascii():
        written = spaced.split()
    else:
        written = tokens.split(code_points(text), cut.gap).split()
    found_lines = lines.find_lines(clean.text, cut)
    paragraphs = lines.paragraph_breaks(found_lines, keys, cut)
    begins = sentences.sentence_starts(keys, cut, found_lines, paragraphs)
    sentence = np.repeat(np.arange(len(begins) - 1, dtype=np.int32), np.diff(begins))
    marked = [
        (r.kind, int(np.searchsorted(start, r.start)), int(np.searchsorted(start, r.end))) for r in regions
    ]
    raw = text if clean.first is None else clean.unquoted
    found = zones.find_zones(raw, clean.text, keys, cut, found_lines, [*paragraphs, len(keys)], marked)
    counted = (cut.kind <= NUMBER) & ~found.out
    return _Analysed(
        Tokens(written, keys, start, end, cut.kind, cut.capital, sentence, begins, counted), found
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


def _keys(spaced: str, scripts: bool) -> list[str]:
    folded = spaced.casefold()
    # A few letters fold into several (ß, İ, ŉ), which may compose again or hold a mark to undo; and a word
    # of mixed scripts may look Latin only when it is folded.
    longer = len(folded) != len(spaced) or "\u0345" in spaced  # a mark that folds into a letter
    keys = _plain_dashes(folded).split()
    if scripts or longer:
        keys = [key(each) if _may_fold_on(each, longer) else each for each in keys]
    if "--" in folded:
        keys = ["-" if each[0] == "-" and not each.strip("-") else each for each in keys]
    return keys


def _may_fold_on(folded: str, longer: bool) -> bool:
    return not folded.isascii() and (longer or _LATIN.search(folded) is not None)


def _plain_dashes(text: str) -> str:
    if not text.isascii():
        for dash, plain in _DASHES.items():
            if dash in text:
                text = text.replace(dash, plain)
    return text


def key(word: str) -> str:
    """Return the key of one written token; tokens are equal when their keys are.

    Idempotent: `key(key(word)) == key(word)`. A document may see more than a word alone tells: which
    words are wholly of another script's letters that look Latin.
    """
    for _ in range(_FOLDS):
        folded = _plain_dashes(normalise.clean(word, alone=True).text.casefold())
        if len(folded) > 1 and not folded.strip("-"):
            return "-"
        if folded == word:
            break
        word = folded
    return word
