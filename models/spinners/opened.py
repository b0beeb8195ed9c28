"""The raw dictionaries that families draw on, any of them left out."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from models.places import Places
from models.spinners.base import Thesaurus
from models.spinners.dictionaries import (
    Agreed,
    Interchange,
    Moby,
    NearWordNet,
    Ppdb,
    WholeMoby,
    WordNet,
    word_counts,
)
from models.spinners.function_words import GROUPS, MORE_GROUPS
from models.spinners.neighbours import Neighbours
from models.spinners.regional import Regional, Side
from models.spinners.wrappers import SecondHand, Table, Union
from spindetect.errors import InputError

# The dictionaries that can be left out, under the names that the lexicon has for them.
SOURCES = ("moby", "ppdb", "wordnet")


@dataclass(frozen=True)
class Dictionaries:
    """The raw dictionaries, and what is drawn from several of them.

    One that is left out is there and empty, and nothing of it is in `groups` and `agreed`.

    Attributes
    ----------
    counts : Counter of str
        How often a word stands in the training prose.
    groups : Interchange
        Small groups drawn from all of them.
    agreed : Agreed
        What at least two of them list.
    near_wordnet : NearWordNet
        WordNet with wider and similar words.
    union : Union
        All that any of them lists.
    neighbours : Neighbours
        The nearest words by their vectors: of no dictionary.
    function_words : Table
        Function words and set phrases that the first families swap; `more_function_words` has more.
    regional : dict of str to Regional
        British and American words, by the side that is put in.
    without : frozenset of str
        Which of `SOURCES` are left out.
    made : dict of str to Thesaurus
        What families made of these, with the answers they gave: many texts ask the same.
    """

    moby: Moby
    wordnet: WordNet
    ppdb: Ppdb
    counts: Counter[str] = field(repr=False)
    function_words: Table = field(repr=False)
    groups: Interchange = field(repr=False)
    agreed: Agreed = field(repr=False)
    near_wordnet: NearWordNet = field(repr=False)
    union: Union = field(repr=False)
    neighbours: Neighbours = field(repr=False)
    more_function_words: Table = field(repr=False)
    regional: dict[Side, Regional] = field(repr=False)
    without: frozenset[str] = frozenset()
    made: dict[str, Thesaurus] = field(default_factory=dict, repr=False, compare=False)

    @property
    def present(self) -> tuple[str, ...]:
        """The dictionaries that are not left out, in the order of `SOURCES`."""
        return tuple(name for name in SOURCES if name not in self.without)

    @functools.cached_property
    def second_hand(self) -> SecondHand:
        """What all of them list for the words that they list, the most frequent of it: a loose thesaurus."""
        return SecondHand(self.union, self.counts)

    @functools.cached_property
    def openings(self) -> frozenset[str]:
        """The first two words of every phrase with an entry: where none stands no phrase is looked up."""
        tables: tuple[Table | Regional, ...] = (
            self.function_words,
            self.more_function_words,
            *self.regional.values(),
        )
        known = (
            self.moby.heads(),
            self.wordnet.heads(),
            self.near_wordnet.heads(),
            *(t.heads() for t in tables),
        )
        phrases = (phrase for heads in known for phrase in heads if " " in phrase)
        return frozenset(" ".join(phrase.split(" ", 2)[:2]) for phrase in phrases)


def open_dictionaries(
    places: Places, without: Collection[str] = (), held_out: Collection[str] = ()
) -> Dictionaries:
    """Read the raw dictionaries; about 5 s.

    Parameters
    ----------
    places : Places
    without : collection of str
        Dictionaries to leave out, of `SOURCES`. Groups and agreed lists are then built with nothing of
        them, as if they had never been there.
    held_out : collection of str
        Sources of prose besides `models.places.HELD_OUT` whose words are not counted.

    Raises
    ------
    InputError
        If `without` names no dictionary.
    """
    if unknown := sorted(set(without) - set(SOURCES)):
        raise InputError(
            f"no dictionary is called {', '.join(unknown)}", where="without", hint=f"one of {SOURCES}"
        )
    counts = word_counts(places, held_out=held_out)
    moby = Moby("" if "moby" in without else places.moby(), counts)
    wordnet = WordNet([]) if "wordnet" in without else WordNet.read(places)
    ppdb = Ppdb({}) if "ppdb" in without else Ppdb.read(places)
    near_wordnet = NearWordNet({}, {}) if "wordnet" in without else NearWordNet.read(places)
    everything: dict[str, Thesaurus] = {
        "moby": Moby(moby.text, counts, keep=16),
        "wordnet": wordnet,
        "ppdb": ppdb,
    }
    careful = everything | {"moby": moby}
    whole: dict[str, Thesaurus] = {"moby": WholeMoby(moby), "ppdb": ppdb, "wordnet": near_wordnet}
    return Dictionaries(
        moby,
        wordnet,
        ppdb,
        counts,
        Table(GROUPS),
        Interchange([t for name, t in everything.items() if name not in without], counts),
        Agreed([t for name, t in careful.items() if name not in without], counts),
        near_wordnet,
        Union([t for name, t in whole.items() if name not in without]),
        Neighbours(counts),
        Table(MORE_GROUPS),
        {"british": Regional("british"), "american": Regional("american")},
        frozenset(without),
    )
