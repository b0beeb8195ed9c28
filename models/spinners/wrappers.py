"""What makes another dictionary of one: endings put back, phrases first, rare words first, fewer entries."""

from __future__ import annotations

import functools
import heapq
import itertools
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from models.spinners.base import Thesaurus
from models.spinners.dictionaries import STOP_WORDS, frequency
from models.spinners.inflect import bases, inflect


@dataclass
class Inflected:
    """Another dictionary asked by base form; the alternatives get the word's ending back."""

    thesaurus: Thesaurus
    vocabulary: Counter[str] = field(repr=False)

    @functools.cached_property
    def longest(self) -> int:
        """Words of the longest phrase that is looked up."""
        return self.thesaurus.longest

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the word's own alternatives where it has an entry, else its base form's, inflected."""
        own = self.thesaurus.alternatives(phrase)
        if own or " " in phrase:
            return own
        for base, form in bases(phrase):
            if self.vocabulary[base] and (found := self.thesaurus.alternatives(base)):
                made = (inflect(w, form) for w in found)
                return tuple(w for w in made if w != phrase)
        return ()


@dataclass
class Uninflected:
    """Another dictionary asked by base form whose alternatives stay base forms: "walked" gives "stroll"."""

    thesaurus: Thesaurus
    vocabulary: Counter[str] = field(repr=False)

    @functools.cached_property
    def longest(self) -> int:
        """Words of the longest phrase that is looked up."""
        return self.thesaurus.longest

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the word's own alternatives where it has an entry, else its base form's as they are."""
        own = self.thesaurus.alternatives(phrase)
        if own or " " in phrase:
            return own
        found = (self.thesaurus.alternatives(b) for b, _ in bases(phrase) if self.vocabulary[b])
        return tuple(w for w in next(filter(None, found), ()) if w != phrase)


@dataclass
class ContentOnly:
    """Another dictionary without the commonest function words: most spinners leave those alone."""

    thesaurus: Thesaurus

    @functools.cached_property
    def longest(self) -> int:
        """Words of the longest phrase that is looked up."""
        return self.thesaurus.longest

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return alternatives of a content word or phrase, none shorter than three letters."""
        if phrase in STOP_WORDS:
            return ()
        return tuple(w for w in self.thesaurus.alternatives(phrase) if len(w) > 2 and w not in STOP_WORDS)


@dataclass
class PhrasesFirst:
    """Another dictionary with its phrases put first: heavy on wordy alternatives."""

    thesaurus: Thesaurus
    longest: int = 4

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return phrases where there are any, else single words."""
        found = self.thesaurus.alternatives(phrase)
        wordy = tuple(w for w in found if " " in w)
        return wordy or found


@dataclass
class Table:
    """A dictionary given as groups of interchangeable phrases."""

    groups: Sequence[Sequence[str]]

    def __post_init__(self) -> None:
        self._of: dict[str, tuple[str, ...]] = {}
        for group in self.groups:
            for phrase in group:
                others = tuple(w for w in group if w != phrase)
                self._of[phrase] = self._of.get(phrase, ()) + others
        self.longest = max(len(p.split()) for p in self._of)

    def heads(self) -> Iterable[str]:
        """Return the phrases of all groups."""
        return self._of

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the others of every group with `phrase`."""
        return self._of.get(phrase, ())


@dataclass
class Both:
    """Two dictionaries as one; the first is asked first."""

    first: Thesaurus
    second: Thesaurus

    @functools.cached_property
    def longest(self) -> int:
        """Words of the longest phrase that is looked up."""
        return max(self.first.longest, self.second.longest)

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the first dictionary's alternatives, else the second's."""
        return self.first.alternatives(phrase) or self.second.alternatives(phrase)


@dataclass
class Union:
    """Several dictionaries as one: the first alternative of each, then the second of each, and so on.

    Attributes
    ----------
    thesauri : sequence of Thesaurus
    keep : int
        Most alternatives of an entry; Moby alone lists a hundred and more.
    """

    thesauri: Sequence[Thesaurus]
    keep: int = 30

    @functools.cached_property
    def longest(self) -> int:
        """Words of the longest phrase that is looked up."""
        return max((t.longest for t in self.thesauri), default=1)

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return what any of the dictionaries lists, each word once."""
        found = [t.alternatives(phrase) for t in self.thesauri]
        if not any(found):
            return ()
        words = (w for row in itertools.zip_longest(*found) for w in row if w is not None)
        return tuple(itertools.islice(dict.fromkeys(words), self.keep))


@dataclass
class Ranked:
    """Another dictionary with the most frequent of its alternatives first, or with the rarest.

    Attributes
    ----------
    counts : Counter of str
        How often a word stands in prose; an alternative that never does is left out.
    rare : bool
        Whether the rarest come first.
    keep : int
        The alternatives of a head that are kept, 8 as for Moby's frequent words.
    """

    thesaurus: Thesaurus
    counts: Counter[str] = field(repr=False)
    rare: bool = False
    keep: int = 8

    @functools.cached_property
    def longest(self) -> int:
        """Words of the longest phrase that is looked up."""
        return self.thesaurus.longest

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the alternatives in the wanted order; equally frequent ones as the dictionary has them."""
        known = [(frequency(w, self.counts), w) for w in self.thesaurus.alternatives(phrase)]
        sign = 1 if self.rare else -1
        ranked = heapq.nsmallest(self.keep, (p for p in known if p[0]), key=lambda p: sign * p[0])
        return tuple(w for _, w in ranked)


@dataclass
class SecondHand:
    """What another dictionary lists for the words that it lists: a loose thesaurus made of a strict one.

    The words that most ways lead to are kept, a way through a long list counting less; of these, as `Ranked`
    has them, the most frequent. So a dictionary of close synonyms comes to swap as one of associations does:
    "magazine" for "store", "set down" for "protest".

    Attributes
    ----------
    thesaurus : Thesaurus
    counts : Counter of str
        How often a word stands in prose.
    listed : int
        Words of an entry, 80 as those of Moby's thesaurus, of which the most frequent are kept.
    keep : int
        The alternatives of a head that are kept, 8 as for Moby's frequent words.
    """

    thesaurus: Thesaurus
    counts: Counter[str] = field(repr=False)
    listed: int = 80
    keep: int = 8

    def __post_init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}

    @functools.cached_property
    def longest(self) -> int:
        """Words of the longest phrase that is looked up."""
        return self.thesaurus.longest

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the commonest of what two steps lead to, frequent words first."""
        if phrase not in self._known:
            self._known[phrase] = self._reached(phrase)
        return self._known[phrase]

    def _reached(self, phrase: str) -> tuple[str, ...]:
        ways: defaultdict[str, float] = defaultdict(float)
        for word in self.thesaurus.alternatives(phrase):
            ways[word] += 1.0
            further = self.thesaurus.alternatives(word)
            for other in further:
                ways[other] += 1 / len(further)
        ways.pop(phrase, None)
        kept = heapq.nsmallest(self.listed, ways.items(), key=lambda item: (-item[1], item[0]))
        known = sorted((w for w, _ in kept if w.islower()), key=lambda w: -frequency(w, self.counts))
        return tuple(known[: self.keep])


@dataclass
class WordsOnly:
    """Another dictionary without its phrases: single words for single words."""

    thesaurus: Thesaurus
    longest: int = 1

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the single words among the alternatives of a single word."""
        if " " in phrase:
            return ()
        return tuple(w for w in self.thesaurus.alternatives(phrase) if " " not in w)


@dataclass
class Variant:
    """One of many dictionaries that another could have been: some of its entries, a few words of each.

    What one dictionary's words have in common is then not the same in every text. Which entries and words a
    variant has depends on its number alone.

    Attributes
    ----------
    number : int
    share : float
        Of the entries, in (0, 1].
    size : int
        Most alternatives of an entry.
    """

    thesaurus: Thesaurus
    number: int
    share: float = 0.8
    size: int = 5

    @functools.cached_property
    def longest(self) -> int:
        """Words of the longest phrase that is looked up."""
        return self.thesaurus.longest

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the variant's alternatives, in the order of the whole dictionary."""
        found = self.thesaurus.alternatives(phrase)
        drawn = zlib.crc32(f"{self.number}:{phrase}".encode())
        if not found or drawn >= self.share * 2**32:
            return ()
        if len(found) <= self.size:
            return found
        return tuple(found[at] for at in sorted(Random(drawn).sample(range(len(found)), self.size)))


@dataclass
class Remembered:
    """Another dictionary whose answers about single words are kept: many texts ask the same.

    Attributes
    ----------
    most : int
        Words kept; some five times the vocabulary of a few million words of prose. What is full is emptied.
    """

    thesaurus: Thesaurus
    most: int = 200_000

    def __post_init__(self) -> None:
        self._known: dict[str, Sequence[str]] = {}

    @functools.cached_property
    def longest(self) -> int:
        """Words of the longest phrase that is looked up."""
        return self.thesaurus.longest

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return what the dictionary answers."""
        known = self._known.get(phrase)
        if known is None:
            known = self.thesaurus.alternatives(phrase)
            if " " not in phrase:
                if len(self._known) >= self.most:
                    self._known.clear()
                self._known[phrase] = known
        return known
