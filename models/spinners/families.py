"""The families of spinners: what each swaps by, and which dictionaries it needs.

A new family is added to `LATER` and nowhere else. `FAMILIES` are those that the aligner and the pair model's
own lists draw from, `MORE` those that the word model draws from besides; what is made of them for a seed must
stay what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.spinners.base import Thesaurus
from models.spinners.dictionaries import WholeMoby
from models.spinners.opened import SOURCES, Dictionaries
from models.spinners.wrappers import Both, ContentOnly, PhrasesFirst, Ranked, SecondHand


@dataclass(frozen=True)
class Family:
    """A family of spinners.

    Attributes
    ----------
    thesaurus : function
        Makes the family's dictionary of the raw ones.
    draws_on : tuple of str
        The raw dictionaries that its swaps come from.
    least : int
        How many of them must be there for the family to be more than empty.
    """

    thesaurus: Callable[[Dictionaries], Thesaurus]
    draws_on: tuple[str, ...]
    least: int = 1


_FIRST = {
    "wordnet-senses": Family(lambda d: ContentOnly(d.wordnet), ("wordnet",)),
    "moby-frequent": Family(lambda d: ContentOnly(d.moby), ("moby",)),
    "ppdb": Family(lambda d: ContentOnly(d.ppdb), ("ppdb",)),
    "interchange": Family(lambda d: Both(d.function_words, ContentOnly(d.groups)), SOURCES),
    "interchange-words": Family(lambda d: ContentOnly(d.groups), SOURCES),
    "phrases": Family(lambda d: PhrasesFirst(ContentOnly(Both(d.moby, d.wordnet))), ("moby", "wordnet")),
    "function-words": Family(lambda d: d.function_words, (), 0),
    "agreed": Family(lambda d: ContentOnly(d.agreed), SOURCES, 2),
}
MORE = {
    "moby-any": Family(lambda d: ContentOnly(WholeMoby(d.moby)), ("moby",)),
    "moby-rare": Family(lambda d: ContentOnly(Ranked(WholeMoby(d.moby), d.counts, rare=True)), ("moby",)),
    "wordnet-near": Family(lambda d: ContentOnly(d.near_wordnet), ("wordnet",)),
    "union": Family(lambda d: ContentOnly(d.union), SOURCES),
    "neighbours": Family(lambda d: ContentOnly(d.neighbours), (), 0),
}
# Drawn by the recipes that name them alone. A fit without Moby's loose thesaurus would else know none.
LATER = {
    "second-hand": Family(lambda d: ContentOnly(d.second_hand), SOURCES),
    "second-hand-any": Family(lambda d: ContentOnly(SecondHand(d.union, d.counts, keep=40)), SOURCES),
}
FAMILIES: dict[str, Callable[[Dictionaries], Thesaurus]] = {
    name: family.thesaurus for name, family in _FIRST.items()
}
ALL = _FIRST | MORE | LATER
# Which lexicon sources hold a family's swaps: what must be left out for the dictionary to be unseen. Groups
# and agreed lists are drawn from all three.
DRAWS_ON: dict[str, tuple[str, ...]] = {
    name: family.draws_on for name, family in ALL.items() if family.draws_on and family.draws_on != SOURCES
}


def families(dictionaries: Dictionaries) -> tuple[str, ...]:
    """Return the families that have anything to swap by with these dictionaries, always in one order.

    Those of `LATER` are not among them: what was drawn among these before must be drawn again.
    """
    present = set(dictionaries.present)
    return tuple(
        name for name, f in (_FIRST | MORE).items() if len(present.intersection(f.draws_on)) >= f.least
    )
