"""What every simulated spinner shares: words with offsets, gold swaps, and the measured dose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple, Protocol

# Contractions stay whole, a possessive 's is left behind: spinners look up the bare word.
WORD = re.compile(r"(?<![^\W\d_]['’])[^\W\d_]+(?:-[^\W\d_]+)*(?:['’](?:t|re|ve|ll|d|m)\b)?")
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n]['\"”’)\]]*|[“\"(])\s*$")
_VOWEL = re.compile(r"(?!uni|use|usu|one\b|once|eu)[aeiou]|hour|honest|honou?r|heir", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Swap:
    """One gold swap: a span of the source and what stands for it in the spun text (code points)."""

    source_start: int
    source_end: int
    suspect_start: int
    suspect_end: int
    source: str
    suspect: str


@dataclass(frozen=True, slots=True)
class Spun:
    """A spun text, its gold swaps in order, and its measured dose.

    Attributes
    ----------
    dose : float
        Share of the source's word tokens (no punctuation) that differ after spinning.
    repairs : tuple of Swap
        Articles that follow their noun, "a" to "an": changed words, and no swaps. Together with the swaps
        they make the text of the source.
    """

    text: str
    swaps: tuple[Swap, ...]
    dose: float
    repairs: tuple[Swap, ...] = ()


class Spinner(Protocol):
    """Anything that spins."""

    @property
    def name(self) -> str:
        """Family and settings."""
        ...

    def spin(self, text: str, rng: Random) -> Spun:
        """Return `text` spun; equal `rng` states give equal results."""
        ...


class Thesaurus(Protocol):
    """A spinner's dictionary: alternatives for a lower-case word or phrase, best first."""

    @property
    def longest(self) -> int:
        """Words of the longest phrase that is looked up."""
        ...

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return what may stand for `phrase`; empty where it has no entry."""
        ...


class Word(NamedTuple):
    """A word of the text being spun; `free` is False for immutables."""

    text: str
    start: int
    end: int
    free: bool


def words_of(text: str, *, names_too: bool = False) -> list[Word]:
    """Return the words of `text`; names, abbreviations and capitalised terms are not free.

    A spinner leaves immutables alone. A capital at the start of a sentence tells nothing, unless the
    same word has a capital inside a sentence elsewhere. Careless spinners have `names_too`: only
    abbreviations and single letters are not free.
    """
    matches = list(WORD.finditer(text))
    if names_too:
        return [Word(m[0], m.start(), m.end(), len(m[0]) > 1 and not m[0].isupper()) for m in matches]
    inside = [m[0][:1].isupper() and not _starts_sentence(text, m.start()) for m in matches]
    names = {m[0] for m, name in zip(matches, inside, strict=True) if name}
    return [
        Word(m[0], m.start(), m.end(), len(m[0]) > 1 and m[0] not in names and not m[0].isupper())
        for m in matches
    ]


def _starts_sentence(text: str, at: int) -> bool:
    return _SENTENCE_START.search(text, max(0, at - 6), at) is not None


def with_case(replacement: str, original: str) -> str:
    """Return `replacement` with the capital that `original` begins with."""
    return replacement[:1].upper() + replacement[1:] if original[:1].isupper() else replacement


def article_for(following: str) -> str:
    """Return 'a' or 'an' by the letters of the following word."""
    return "an" if _VOWEL.match(following) else "a"


def apply_swaps(text: str, changes: Sequence[tuple[int, int, str]]) -> Spun:
    """Put the changes (start, end, replacement; sorted, apart) in place and measure the dose."""
    parts: list[str] = []
    swaps: list[Swap] = []
    repairs: list[Swap] = []
    at = length = changed = 0
    for start, end, new in changes:
        parts += [text[at:start], new]
        length += start - at
        # An article that follows its noun is no swap of its own.
        done = repairs if new.lower() in ("a", "an") else swaps
        done.append(Swap(start, end, length, length + len(new), text[start:end], new))
        length += len(new)
        at = end
        kept = {w.casefold() for w in WORD.findall(new)}
        changed += sum(w.casefold() not in kept for w in WORD.findall(text[start:end]))
    parts.append(text[at:])
    total = sum(1 for _ in WORD.finditer(text))
    return Spun("".join(parts), tuple(swaps), changed / max(1, total), tuple(repairs))
