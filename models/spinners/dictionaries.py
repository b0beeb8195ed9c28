"""The dictionaries that simulated spinners swap by: each answers `alternatives(phrase)`."""

from __future__ import annotations

import functools
import gzip
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from models.places import HELD_OUT, TRAINING, Places
from models.spinners.base import WORD, Thesaurus
from models.spinners.inflect import bases, inflect

_STOP = """
a an the of in to for and or but nor on at by as is are was were be been being am do does did has have
had will would can could may might shall should must not no it its he him his she her hers they them their
we us our you your i me my this that these those which who whom whose what there here with from into if
than then so such per s t one two
"""
STOP_WORDS = frozenset(_STOP.split())
_PARTS = ("noun", "verb", "adj", "adv")


def word_counts(places: Places, documents: int = 150, held_out: Collection[str] = ()) -> Counter[str]:
    """Count lower-case words in the first documents of each training source (none held out)."""
    counts: Counter[str] = Counter()
    for source in TRAINING:
        if source in HELD_OUT or source in held_out:
            continue
        for row, _ in zip(places.text(source), range(documents), strict=False):
            counts.update(w for w in WORD.findall(row["text"]) if w.islower())
    return counts


def frequency(phrase: str, counts: Mapping[str, int]) -> int:
    """Return how often a word was counted; of a phrase, its rarest word."""
    if " " not in phrase:
        return counts.get(phrase, 0)
    return min(counts.get(w, 0) for w in phrase.split())


@dataclass
class Moby:
    """Moby's thesaurus, frequent words preferred: the `keep` most frequent alternatives of a head.

    A phrase counts as frequent as its rarest word, so that phrases come after words.
    """

    text: str = field(repr=False)
    counts: Counter[str] = field(repr=False)
    keep: int = 8
    longest: int = 3

    def __post_init__(self) -> None:
        self._lines = {line.partition(",")[0]: line for line in self.text.splitlines()}
        self._known: dict[str, tuple[str, ...]] = {}

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the most frequent alternatives of `phrase`."""
        if phrase not in self._known:
            others = self._lines.get(phrase, "").split(",")[1:]
            ranked = sorted(others, key=lambda w: -frequency(w, self.counts))[: self.keep]
            self._known[phrase] = tuple(w for w in ranked if w.islower() and w != phrase)
        return self._known[phrase]


@dataclass
class WordNet:
    """WordNet without regard to sense or part of speech: every synset that holds the word."""

    synsets: list[tuple[str, ...]] = field(repr=False)
    longest: int = 3

    def __post_init__(self) -> None:
        self._of: dict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self.synsets):
            for word in words:
                self._of[word].append(number)

    @classmethod
    def read(cls, places: Places) -> WordNet:
        """Parse WordNet's data files."""
        return cls([words for part in _PARTS for words in _synsets(places.wordnet(part))])

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return all words that share any sense, in WordNet's order of files."""
        found = dict.fromkeys(w for n in self._of.get(phrase, ()) for w in self.synsets[n])
        return tuple(w for w in found if w != phrase)


def _synsets(text: str) -> Iterable[tuple[str, ...]]:
    for line in text.splitlines():
        if line.startswith("  "):  # the licence at the head of each file
            continue
        cells = line.split(" ")
        words = [cells[4 + 2 * i].partition("(")[0].replace("_", " ") for i in range(int(cells[3], 16))]
        kept = tuple(w for w in words if w.islower())
        if len(kept) > 1:
            yield kept


@dataclass
class Ppdb:
    """PPDB's lexical paraphrases, its own order."""

    lines: dict[str, str] = field(repr=False)
    keep: int = 10
    longest: int = 1

    @classmethod
    def read(cls, places: Places) -> Ppdb:
        """Read PPDB-XL."""
        with gzip.open(places.ppdb(), "rt", encoding="utf-8") as lines:
            return cls({line.partition(" ")[0]: line for line in lines})

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the first paraphrases that are plain words and not a mere inflection of the head."""
        others = self.lines.get(phrase, "").split()[1:]
        plain = [w for w in others if w.isascii() and w.isalpha() and w.islower() and w[:4] != phrase[:4]]
        return tuple(plain[: self.keep])


@dataclass
class Interchange:
    """A grouped dictionary, `{a|b|c}`: small fixed groups, as spinning programs ship them.

    A group is drawn once from several thesauri; alternatives that more of them list, and more frequent
    words, are likelier to be in it.
    """

    thesauri: Sequence[Thesaurus]
    counts: Counter[str] = field(repr=False)
    size: int = 4
    seed: int = 0
    longest: int = 3

    def __post_init__(self) -> None:
        self._groups: dict[str, tuple[str, ...]] = {}

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the others of the group of `phrase`."""
        if phrase not in self._groups:
            self._groups[phrase] = self._draw(phrase)
        return self._groups[phrase]

    def _draw(self, phrase: str) -> tuple[str, ...]:
        votes = Counter(w for t in self.thesauri for w in t.alternatives(phrase))
        known = {w: frequency(w, self.counts) for w in sorted(votes)}
        words = [w for w, n in known.items() if n > 0]
        rng = Random(f"{self.seed}:{phrase}")
        weight = {w: votes[w] ** 2 * known[w] ** 0.3 for w in words}
        ranked = sorted(words, key=lambda w: rng.random() ** (1 / weight[w]), reverse=True)
        return tuple(ranked[: self.size])


@dataclass
class Agreed:
    """The synonyms that at least two of the thesauri list, the commonest first.

    A careful person's words, and a careful spinning program's: the sense is not chosen, yet seldom strange.
    """

    thesauri: Sequence[Thesaurus]
    counts: Counter[str] = field(repr=False)
    least: int = 20  # occurrences in some 3 M words: neither rare nor a fragment
    longest: int = 1

    def __post_init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the words that several thesauri give for `phrase`."""
        if phrase not in self._known:
            votes = Counter(w for t in self.thesauri for w in set(t.alternatives(phrase)))
            agreed = (w for w, n in votes.items() if n > 1 and self.counts[w] > self.least)
            self._known[phrase] = tuple(sorted(agreed, key=lambda w: (-self.counts[w], w)))
        return self._known[phrase]


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
