"""The one way of swapping that all dictionary spinners share; dictionaries and settings differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from models.spinners.base import WORD, Spun, Thesaurus, Word, apply_swaps, article_for, with_case, words_of

Choice = tuple[int, int, Sequence[str]]  # first word, number of words, alternatives
Change = tuple[int, int, str]  # start and end in the text, what comes there
# What a program replaces inside other words has this many letters: "car" in "scar", not "a" in "scar".
_INSIDE_LETTERS = 3


@dataclass(frozen=True)
class DictionarySpinner:
    """Swaps words and phrases by a dictionary, without reading the context.

    Parameters
    ----------
    dose : float
        Wanted share of the source's words that differ; less where the dictionary has no more.
    alike : bool
        Whether all occurrences of a phrase get the same alternative, or each its own draw.
    articles : bool
        Whether 'a' and 'an' are repaired after a swap.
    favour : float
        0 draws alternatives evenly; near 1 nearly always the first.
    inside : float
        The share of the swapped words that are replaced inside other words as well, as programs do that
        search for letters: "car" gives way to "auto", and "scar" becomes "sauto".
    names : bool
        Whether capitalised words are swapped too.
    openings : frozenset of str or None
        The first two words of all phrases that the dictionary can have, to look up no others; None looks
        every phrase up.
    """

    name: str
    thesaurus: Thesaurus
    dose: float
    alike: bool = False
    articles: bool = False
    favour: float = 0.3
    inside: float = 0.0
    names: bool = False
    openings: frozenset[str] | None = None

    def spin(self, text: str, rng: Random) -> Spun:
        """Return `text` spun at about the wanted dose."""
        words = words_of(text, names_too=self.names)
        wanted = self.dose * len(words)
        taken = [False] * len(words)
        fixed: dict[str, str] = {}
        changes: list[Change] = []
        changed = 0
        for first, size, options in self._order(text, words, rng):
            if changed >= wanted:
                break
            if any(taken[first : first + size]):
                continue
            taken[first : first + size] = [True] * size
            phrase = text[words[first].start : words[first + size - 1].end]
            new = self._draw(phrase.lower(), options, fixed, rng)
            kept = set(new.split())
            changed += sum(w.text.lower() not in kept for w in words[first : first + size])
            changes.append((words[first].start, words[first + size - 1].end, with_case(new, phrase)))
        if self.inside:
            changes += _inside(text, words, taken, self._replaced(text, changes, rng))
        changes.sort()
        return apply_swaps(text, _with_articles(text, changes) if self.articles else changes)

    def _order(self, text: str, words: Sequence[Word], rng: Random) -> Iterable[Choice]:
        """Yield candidate swaps; all occurrences of a phrase together where they are swapped alike."""
        choices = list(self._candidates(text, words))
        if not self.alike:
            rng.shuffle(choices)
            return choices
        groups: dict[str, list[Choice]] = {}
        for first, size, options in choices:
            key = " ".join(w.text.lower() for w in words[first : first + size])
            groups.setdefault(key, []).append((first, size, options))
        keys = list(groups)
        rng.shuffle(keys)
        return [choice for key in keys for choice in groups[key]]

    def _candidates(self, text: str, words: Sequence[Word]) -> Iterable[Choice]:
        longest, alternatives, known = self.thesaurus.longest, self.thesaurus.alternatives, self.openings
        low = [word.text.lower() for word in words]
        for first, reach in enumerate(_reaches(text, words)):
            most = min(longest, reach)
            if most > 1 and known is not None and f"{low[first]} {low[first + 1]}" not in known:
                most = 1
            for size in range(most, 0, -1):
                options = alternatives(" ".join(low[first : first + size]) if size > 1 else low[first])
                if options:
                    yield first, size, options
                    break  # the longest phrase wins, as in every spinning program

    def _replaced(self, text: str, changes: Sequence[Change], rng: Random) -> dict[str, str]:
        """Draw the swapped words that are replaced inside others too, each with what comes there."""
        single = {text[a:b]: new for a, b, new in changes if WORD.fullmatch(text, a, b)}
        return {w: n for w, n in single.items() if len(w) >= _INSIDE_LETTERS and rng.random() < self.inside}

    def _draw(self, phrase: str, options: Sequence[str], fixed: dict[str, str], rng: Random) -> str:
        if self.alike and phrase in fixed:
            return fixed[phrase]
        at = 0 if rng.random() < self.favour else rng.randrange(len(options))
        fixed[phrase] = options[at]
        return options[at]


def _reaches(text: str, words: Sequence[Word]) -> list[int]:
    """Return for each word how many, it included, are free and stand in a row with one space between."""
    reaches, reach, start = [0] * len(words), 0, -1
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        apart = start - word.end != 1 or text[word.end] != " "
        reach = 0 if not word.free else 1 if apart else reach + 1
        reaches[at], start = reach, word.start
    return reaches


def _inside(
    text: str, words: Sequence[Word], taken: Sequence[bool], replaced: dict[str, str]
) -> Iterator[Change]:
    """Yield the words that hold the letters of a replaced word and were left alone so far."""
    if not replaced:
        return
    letters = re.compile("|".join(map(re.escape, sorted(replaced, key=len, reverse=True))))
    for word, done in zip(words, taken, strict=True):
        if not done and word.text not in replaced and letters.search(word.text):
            yield word.start, word.end, letters.sub(lambda m: replaced[m[0]], word.text)


def _with_articles(text: str, changes: Sequence[Change]) -> list[Change]:
    """Add the repairs of 'a' and 'an' that stand directly before a swap."""
    out: list[Change] = []
    for start, end, new in changes:
        before = text[max(0, start - 4) : start]
        word = before.split()[-1] if before[-1:] == " " and before.split() else ""
        if word.lower() in ("a", "an") and (not out or out[-1][1] < start - 1):
            right = article_for(new)
            if right != word.lower():
                at = start - 1 - len(word)
                out.append((at, at + len(word), with_case(right, word)))
        out.append((start, end, new))
    return out
