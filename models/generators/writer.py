"""An editor who changes a word for another only where it fits: synonyms chosen by what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.spinners import Dictionaries
from models.spinners.base import Spun, Thesaurus, Word, apply_swaps, article_for, with_case, words_of
from models.spinners.dictionaries import STOP_WORDS
from models.spinners.function_words import GROUPS
from models.spinners.wrappers import Inflected, Remembered, Table
from spindetect.language import Ngrams, Vectors
from spindetect.language.numbering import FIRST_WORD
from spindetect.text import Document

# A synonym stands where its place is at least half as likely with it. Of the words that people put for
# others in MultiMWA's encyclopedia edits (train) the middle one makes its place 2.8 times as likely, and .82
# make it a tenth as likely or more; of those that three simulated spinners put .28 to .39 do.
LEAST_FIT = -0.3
# Cosine of the two words' vectors: of those people's pairs .67 have .35 and more. At .40 a prince became an
# emperor and culture agriculture.
LEAST_COSINE = 0.50
# Nobody's ear is an n-gram model's. At one place in four the writer takes any word that is not absurd: then
# .74 to .80 of the words put in make their place a tenth as likely or more, as .77 to .82 of people's do, and
# a feature that asks the same model is not flattered.
SLIPS, SLIP_FIT, SLIP_COSINE = 0.25, -2.5, 0.30
_MOST_OPTIONS = 24


class Choice(NamedTuple):
    """A word that may give way: where it stands, what fits, best first, and what is not absurd there."""

    start: int
    end: int
    old: str
    options: tuple[str, ...]
    passable: tuple[str, ...]


@dataclass(frozen=True)
class Writer:
    """Changes words in context.

    Attributes
    ----------
    thesaurus : Thesaurus
        What the writer thinks of; much of it does not fit.
    function_words : Thesaurus
        Small words that may stand for one another ("while": "whereas").
    slips : float
        Share of the places where a word need only be passable.
    least_fit, least_cosine : float
        What a word must reach to fit: by how much its place may grow less likely, as log10, and how near it
        must be to the word that was there.
    """

    thesaurus: Thesaurus
    ngrams: Ngrams = field(repr=False)
    vectors: Vectors = field(repr=False)
    function_words: Thesaurus = field(default_factory=lambda: Table(GROUPS), repr=False)
    slips: float = SLIPS
    least_fit: float = LEAST_FIT
    least_cosine: float = LEAST_COSINE

    @classmethod
    def of(cls, d: Dictionaries) -> Writer:
        """Return a writer who knows all that the dictionaries list, in every form."""
        listed = Remembered(Inflected(d.union, d.counts))
        return cls(listed, Ngrams.open(), Vectors.open(), d.function_words)

    def choices(self, text: str) -> list[Choice]:
        """Return every free word of a text for which another one fits, in order."""
        words = [w for w in words_of(text) if w.free and w.text.lower() not in STOP_WORDS]
        asked = [(w, found) for w in words if (found := self._listed(w.text.lower()))]
        if not asked:
            return []
        places, contexts = self._places(text, [w for w, _ in asked])
        kept = [pair for pair, place in zip(asked, places, strict=True) if place >= 0]
        if not kept:
            return []
        rows = self._fitting(kept, contexts[[p for p in places if p >= 0]])
        return [Choice(w.start, w.end, w.text, *r) for (w, _), r in zip(kept, rows, strict=True) if any(r)]

    def reword(self, text: str, rng: Random, share: float) -> Spun:
        """Return the text with up to a share of its words changed for others that fit, none side by side."""
        choices = self.choices(text)
        rng.shuffle(choices)
        wanted = max(1, round(share * len(words_of(text)))) if share > 0 else 0
        taken: list[tuple[int, int, str]] = []
        for choice in choices:
            if len(taken) >= wanted:
                break
            options = choice.passable if rng.random() < self.slips else choice.options
            if options and all(choice.start > end + 2 or choice.end < start - 2 for start, end, _ in taken):
                new = options[0 if rng.random() < 0.4 else rng.randrange(len(options))]
                taken.append((choice.start, choice.end, with_case(new, choice.old)))
        return apply_swaps(text, articles_mended(text, sorted(taken)))

    def said(self, text: str, rng: Random, share: float) -> str:
        """Return what `reword` makes of a text, without its swaps."""
        return str(self.reword(text, rng, share).text)

    def fitting(self, text: str) -> dict[str, tuple[str, ...]]:
        """Return the words of a text, in small letters, for which others fit where they stand, with these."""
        return {choice.old.lower(): choice.options for choice in self.choices(text) if choice.options}

    def near(self, word: str) -> tuple[str, ...]:
        """Return words of like meaning, wherever they may stand: for a sentence that is built anew."""
        listed = self._listed(word)
        if not listed:
            return ()
        ids = self.vectors.ids([word, *listed])
        cosine = self.vectors.cosine(np.repeat(ids[:1], len(listed)), ids[1:])
        return tuple(w for w, near in zip(listed, cosine.tolist(), strict=True) if near >= LEAST_COSINE)

    def _listed(self, word: str) -> Sequence[str]:
        found = (w for w in self.thesaurus.alternatives(word) if " " not in w and w not in STOP_WORDS)
        return tuple(w for w in found if w.isalpha() and w[:4] != word[:4])[:_MOST_OPTIONS]

    def _places(self, text: str, words: Sequence[Word]) -> tuple[list[int], NDArray[np.int32]]:
        """Return the token number of each word, -1 where it is no token, and all tokens' contexts."""
        tokens = Document.from_text(text).tokens
        at = {int(start): n for n, start in enumerate(tokens.start)}
        ends = tokens.end
        places = [at.get(w.start, -1) for w in words]
        places = [p if p >= 0 and ends[p] == w.end else -1 for p, w in zip(places, words, strict=True)]
        return places, self.ngrams.contexts(self.ngrams.numbers(tokens), tokens.sentence_start)

    def _fitting(
        self, asked: Sequence[tuple[Word, Sequence[str]]], contexts: NDArray[np.int32]
    ) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return what fits in each place, best first, and what is passable, in the dictionary's order."""
        most = max(len(found) for _, found in asked)
        rows = [[w.text.lower(), *found, *[""] * (most - len(found))] for w, found in asked]
        flat = [word for row in rows for word in row]
        numbers = self.ngrams.words(flat).reshape(len(rows), most + 1)
        fit = self.ngrams.log10_fit(contexts, np.maximum(numbers, 0))
        ids = self.vectors.ids(flat).reshape(numbers.shape)
        near = self.vectors.cosine(np.repeat(ids[:, :1], ids.shape[1], axis=1).ravel(), ids.ravel())
        gain, near = fit - fit[:, :1], near.reshape(fit.shape)
        known = (numbers >= FIRST_WORD) & (numbers[:, :1] >= FIRST_WORD)  # of others no fit can be said
        known[:, 0] = False
        good = known & (gain >= self.least_fit) & (near >= self.least_cosine)
        fair = known & (gain >= SLIP_FIT) & (near >= SLIP_COSINE)
        order = np.argsort(-fit, axis=1, kind="stable")
        return [
            (
                tuple(row[k] for k in order[at].tolist() if good[at, k]),
                tuple(row[k] for k in np.flatnonzero(fair[at]).tolist()),
            )
            for at, row in enumerate(rows)
        ]


def articles_mended(text: str, changes: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the changes with 'a' and 'an' before them as a person writes them."""
    out: list[tuple[int, int, str]] = []
    for start, end, new in changes:
        before = text[max(0, start - 4) : start].split(" ")
        word = before[-2] if len(before) > 1 and not before[-1] else ""
        right = article_for(new)
        if word.lower() in ("a", "an") and right != word.lower() and (not out or out[-1][1] < start - 4):
            out.append((start - 1 - len(word), start - 1, with_case(right, word)))
        out.append((start, end, new))
    return out
