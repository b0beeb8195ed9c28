"""Places of listed phrases in a text: what both lists share."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from spindetect.text import Document, Tokens

_SINGULAR_KEEPS: Final = ("ss", "us", "is", "ics", "news")
"""Endings in s that are no plural: loss, virus, analysis, physics."""

_SHORTEST: Final = 4  # letters of a word that loses or gains an s: shorter ones are gas, bus, abs


class Place(NamedTuple):
    """Where a phrase stands: its first token, the token after its last, and which entry it is."""

    first: int
    end: int
    entry: int


class Matcher:
    """Finds phrases among tokens by their keys, the longest first, none overlapping.

    The first two keys of a phrase lead to the lengths it may have, so that a text costs one look-up a token
    and little more: 60 us for 500 words and 10,000 phrases.

    Parameters
    ----------
    phrases : mapping of tuple of str to int
        Keys of the tokens of each phrase, and the number of its entry.
    """

    __slots__ = ("_entries", "_lengths", "_single")

    def __init__(self, phrases: Mapping[tuple[str, ...], int]) -> None:
        self._entries = dict(phrases)
        self._single = {keys[0] for keys in phrases if len(keys) == 1}
        lengths: dict[tuple[str, ...], set[int]] = {}
        for keys in phrases:
            if len(keys) > 1:
                lengths.setdefault((keys[0], keys[1]), set()).add(len(keys))
        self._lengths = {pair: sorted(found, reverse=True) for pair, found in lengths.items()}

    def entry(self, keys: tuple[str, ...]) -> int | None:
        """Return the number of the entry that these keys are, None if they are none."""
        return self._entries.get(keys)

    def places(self, tokens: Tokens) -> Iterator[Place]:
        """Yield where phrases stand, in order; each lies inside one sentence."""
        keys, done = tokens.keys, 0
        for at in self._starts(keys):
            if at < done:
                continue
            place = self._longest(tokens, at)
            if place is not None:
                done = place.end
                yield place

    def _starts(self, keys: list[str]) -> list[int]:
        pairs, single = self._lengths, self._single
        starts = [at for at, pair in enumerate(itertools.pairwise(keys)) if pair in pairs]
        if single:
            starts = sorted({*starts, *(at for at, key in enumerate(keys) if key in single)})
        return starts

    def _longest(self, tokens: Tokens, at: int) -> Place | None:
        keys = tokens.keys
        for length in (*self._lengths.get(tuple(keys[at : at + 2]), ()), 1):
            end = at + length
            if end > len(keys) or tokens.sentence[at] != tokens.sentence[end - 1]:
                continue
            entry = self._entries.get(tuple(keys[at:end]))
            if entry is not None:
                return Place(at, end, entry)
        return None


def keys_of(phrases: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the keys of the tokens of each phrase, as they would be in a text; all phrases in one pass."""
    lines = [" ".join(phrase.split()) for phrase in phrases]
    tokens = Document.from_text("\n".join(lines)).tokens
    out: list[tuple[str, ...]] = []
    at, begin = 0, 0
    starts = tokens.start.tolist()
    for line in lines:
        end, first = begin + len(line), at
        while at < len(starts) and starts[at] < end:
            at += 1
        out.append(tuple(tokens.keys[first:at]))
        begin = end + 1
    return out


def has_word(keys: tuple[str, ...]) -> bool:
    """Say whether a letter or digit is among the keys."""
    return any(char.isalnum() for key in keys for char in key)


def other_number(word: str) -> str | None:
    """Return the regular plural of a word, or the singular of one that looks like a plural.

    None where no rule is safe.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    if word.endswith("s"):
        return None if word.endswith(_SINGULAR_KEEPS) else _singular(word)
    if word.endswith(("x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("xes", "zes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1]


def with_other_number(phrases: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Return the phrases with their places, and behind them their last words in the other number.

    What is listed itself is never another's other number.
    """
    listed = {keys: at for at, keys in enumerate(phrases) if keys}
    out = dict(listed)
    for keys, at in listed.items():
        other = other_number(keys[-1])
        if other is not None:
            out.setdefault((*keys[:-1], other), at)
    return out
