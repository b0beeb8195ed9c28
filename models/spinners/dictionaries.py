"""The dictionaries that simulated spinners swap by: each answers `alternatives(phrase)`."""

from __future__ import annotations

import gzip
import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from models.places import HELD_OUT, TRAINING, Places
from models.spinners.base import WORD, Thesaurus

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
    return min([counts.get(w, 0) for w in phrase.split()])  # a generator takes half as long again


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
        if phrase not in self._lines:
            return ()
        if phrase not in self._known:
            ranked = sorted(self.listed(phrase), key=lambda w: -frequency(w, self.counts))[: self.keep]
            self._known[phrase] = tuple(w for w in ranked if w.islower() and w != phrase)
        return self._known[phrase]

    def heads(self) -> Iterable[str]:
        """Return the words and phrases with an entry."""
        return self._lines

    def listed(self, phrase: str) -> list[str]:
        """Return the entry of `phrase` as it stands, empty where there is none."""
        return self._lines.get(phrase, "").split(",")[1:]


@dataclass
class WholeMoby:
    """Moby's thesaurus as it is: every word of an entry, the rare and the odd ones like the frequent.

    Attributes
    ----------
    moby : Moby
        Whose entries these are.
    """

    moby: Moby
    longest: int = 3

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return all that Moby lists for `phrase`, in its alphabetical order; often a hundred and more."""
        return tuple(w for w in self.moby.listed(phrase) if w.islower() and w != phrase)


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

    def heads(self) -> Iterable[str]:
        """Return the words and phrases of all synsets."""
        return self._of

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return all words that share any sense, in WordNet's order of files."""
        if phrase not in self._of:
            return ()
        found = dict.fromkeys(w for n in self._of[phrase] for w in self.synsets[n])
        return tuple(w for w in found if w != phrase)


def _synsets(text: str) -> Iterable[tuple[str, ...]]:
    return (words for words in map(_words, _rows(text)) if len(words) > 1)


def _rows(text: str) -> Iterable[list[str]]:
    """Yield the cells of every synset; lines that begin with spaces are the licence."""
    return (line.split(" ") for line in text.splitlines() if not line.startswith("  "))


def _words(cells: list[str]) -> tuple[str, ...]:
    words = [cells[4 + 2 * i].partition("(")[0].replace("_", " ") for i in range(int(cells[3], 16))]
    return tuple(w for w in words if w.islower())


def _pointers(cells: list[str]) -> Iterable[str]:
    """Yield the synsets that a synset points to as wider (@) or similar (&), as part of speech and offset."""
    at = 4 + 2 * int(cells[3], 16)
    for first in range(at + 1, at + 1 + 4 * int(cells[at]), 4):
        symbol, offset, part = cells[first : first + 3]
        if symbol in ("@", "&"):
            yield f"{part.replace('s', 'a')}{offset}"


@dataclass
class NearWordNet:
    """WordNet's wider terms and similar adjectives after the words of the synset, whatever the sense."""

    synsets: Mapping[str, tuple[str, ...]] = field(repr=False)
    near: Mapping[str, tuple[str, ...]] = field(repr=False)
    keep: int = 10
    longest: int = 3

    def __post_init__(self) -> None:
        self._of: dict[str, list[str]] = defaultdict(list)
        for number, words in self.synsets.items():
            for word in words:
                self._of[word].append(number)

    @classmethod
    def read(cls, places: Places) -> NearWordNet:
        """Parse WordNet's data files: synsets, and their pointers to wider and to similar ones."""
        synsets: dict[str, tuple[str, ...]] = {}
        near: dict[str, tuple[str, ...]] = {}
        for part in _PARTS:
            for cells in _rows(places.wordnet(part)):
                number = f"{cells[2].replace('s', 'a')}{cells[0]}"
                synsets[number] = _words(cells)
                near[number] = tuple(_pointers(cells))
        return cls(synsets, near)

    def heads(self) -> Iterable[str]:
        """Return the words and phrases of all synsets."""
        return self._of

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return words of the same synsets, then those of the synsets near them, `keep` at most."""
        if phrase not in self._of:
            return ()
        own = self._of[phrase]
        numbers = itertools.chain(own, (n for number in own for n in self.near[number]))
        found = dict.fromkeys(w for n in numbers for w in self.synsets.get(n, ()))
        found.pop(phrase, None)
        return tuple(itertools.islice(found, self.keep))


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
        if phrase not in self.lines:
            return ()
        others = self.lines[phrase].split()[1:]
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
            votes = Counter(w for t in self.thesauri for w in t.alternatives(phrase))
            if not votes:  # most phrases: nothing to remember
                return ()
            self._groups[phrase] = self._draw(phrase, votes)
        return self._groups[phrase]

    def _draw(self, phrase: str, votes: Counter[str]) -> tuple[str, ...]:
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
            if not votes:
                return ()
            agreed = (w for w, n in votes.items() if n > 1 and self.counts[w] > self.least)
            self._known[phrase] = tuple(sorted(agreed, key=lambda w: (-self.counts[w], w)))
        return self._known[phrase]
