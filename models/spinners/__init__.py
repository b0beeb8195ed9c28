"""Simulators of article spinners: each a dictionary and a few settings behind one protocol.

A family is a function in `FAMILIES` that makes a spinner from the raw dictionaries and settings; a new
one is added there and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from models.places import Places
from models.spinners.base import Spinner, Spun, Swap, Thesaurus
from models.spinners.dictionaries import (
    Agreed,
    Both,
    ContentOnly,
    Inflected,
    Interchange,
    Moby,
    PhrasesFirst,
    Ppdb,
    Table,
    WordNet,
    word_counts,
)
from models.spinners.engine import DictionarySpinner
from models.spinners.function_words import GROUPS

__all__ = [
    "FAMILIES",
    "Dictionaries",
    "Settings",
    "Spinner",
    "Spun",
    "Swap",
    "make",
    "moby_spinner",
    "open_dictionaries",
]


@dataclass(frozen=True)
class Dictionaries:
    """The raw dictionaries that families draw on."""

    moby: Moby
    wordnet: WordNet
    ppdb: Ppdb
    counts: Counter[str] = field(repr=False)
    function_words: Table = field(repr=False)
    groups: Interchange = field(repr=False)
    agreed: Agreed = field(repr=False)


def open_dictionaries(places: Places) -> Dictionaries:
    """Read the raw dictionaries; about 3 s."""
    counts = word_counts(places)
    moby = Moby(places.moby(), counts)
    wide = Moby(moby.text, counts, keep=16)
    wordnet, ppdb = WordNet.read(places), Ppdb.read(places)
    groups = Interchange((wide, wordnet, ppdb), counts)
    agreed = Agreed((moby, wordnet, ppdb), counts)
    return Dictionaries(moby, wordnet, ppdb, counts, Table(GROUPS), groups, agreed)


@dataclass(frozen=True)
class Settings:
    """How a spinner is run; see `DictionarySpinner`."""

    dose: float = 0.2
    alike: bool = False
    articles: bool = False
    favour: float = 0.3
    inflect: bool = True

    @classmethod
    def draw(cls, rng: Random) -> Settings:
        """Draw settings: doses of 3 to 60 %, the middle ones most often, every eighth low."""
        dose = min(0.60, max(0.03, rng.lognormvariate(-1.6, 0.6)))  # median 20 %
        if rng.random() < 0.125:
            dose = rng.uniform(0.03, 0.10)
        return cls(
            dose, rng.random() < 0.4, rng.random() < 0.4, rng.choice((0.0, 0.3, 0.8)), rng.random() < 0.75
        )


def _wordnet(d: Dictionaries) -> Thesaurus:
    return ContentOnly(d.wordnet)


def _moby(d: Dictionaries) -> Thesaurus:
    return ContentOnly(d.moby)


def _ppdb(d: Dictionaries) -> Thesaurus:
    return ContentOnly(d.ppdb)


def _groups(d: Dictionaries) -> Thesaurus:
    return Both(d.function_words, ContentOnly(d.groups))


def _words_only(d: Dictionaries) -> Thesaurus:
    return ContentOnly(d.groups)


def _phrases(d: Dictionaries) -> Thesaurus:
    return PhrasesFirst(ContentOnly(Both(d.moby, d.wordnet)))


def _agreed(d: Dictionaries) -> Thesaurus:
    return ContentOnly(d.agreed)


def _function_words(d: Dictionaries) -> Thesaurus:
    return d.function_words


FAMILIES: dict[str, Callable[[Dictionaries], Thesaurus]] = {
    "wordnet-senses": _wordnet,
    "moby-frequent": _moby,
    "ppdb": _ppdb,
    "interchange": _groups,
    "interchange-words": _words_only,
    "phrases": _phrases,
    "function-words": _function_words,
    "agreed": _agreed,
}
# Which lexicon sources hold a family's swaps: what must be left out for the dictionary to be unseen.
DRAWS_ON: dict[str, tuple[str, ...]] = {
    "wordnet-senses": ("wordnet",),
    "moby-frequent": ("moby",),
    "ppdb": ("ppdb",),
    "phrases": ("moby", "wordnet"),
}


def make(family: str, dictionaries: Dictionaries, settings: Settings) -> Spinner:
    """Return a spinner of a family."""
    thesaurus = FAMILIES[family](dictionaries)
    if settings.inflect:
        thesaurus = Inflected(thesaurus, dictionaries.counts)
    name = f"{family}/{settings.dose:.2f}" + ("/alike" if settings.alike else "")
    return DictionarySpinner(
        name, thesaurus, settings.dose, settings.alike, settings.articles, settings.favour
    )


def moby_spinner(sources: Path, *, dose: float) -> Spinner:
    """Return a spinner that needs Moby's thesaurus alone: frequent is what Moby lists most often."""
    text = Places(Path(), sources).moby()
    counts = Counter(word for line in text.splitlines() for word in line.split(",") if " " not in word)
    thesaurus = Inflected(ContentOnly(Moby(text, counts)), counts)
    return DictionarySpinner(f"moby/{dose:.2f}", thesaurus, dose)
