"""The one way of swapping that all dictionary spinners share; dictionaries and settings differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from models.spinners.base import Spun, Thesaurus, Word, apply_swaps, article_for, with_case, words_of

Choice = tuple[int, int, Sequence[str]]  # first word, number of words, alternatives


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
    """

    name: str
    thesaurus: Thesaurus
    dose: float
    alike: bool = False
    articles: bool = False
    favour: float = 0.3

    def spin(self, text: str, rng: Random) -> Spun:
        """Return `text` spun at about the wanted dose."""
        words = words_of(text)
        wanted = self.dose * len(words)
        taken = [False] * len(words)
        fixed: dict[str, str] = {}
        changes: list[tuple[int, int, str]] = []
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
        for first, word in enumerate(words):
            for size in range(min(self.thesaurus.longest, len(words) - first), 0, -1):
                run = words[first : first + size]
                apart = any(text[a.end : b.start] != " " for a, b in pairwise(run))
                if apart or not all(w.free for w in run):
                    continue
                options = self.thesaurus.alternatives(text[word.start : run[-1].end].lower())
                if options:
                    yield first, size, options
                    break  # the longest phrase wins, as in every spinning program

    def _draw(self, phrase: str, options: Sequence[str], fixed: dict[str, str], rng: Random) -> str:
        if self.alike and phrase in fixed:
            return fixed[phrase]
        at = 0 if rng.random() < self.favour else rng.randrange(len(options))
        fixed[phrase] = options[at]
        return options[at]


def _with_articles(text: str, changes: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Add the repairs of 'a' and 'an' that stand directly before a swap."""
    out: list[tuple[int, int, str]] = []
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
