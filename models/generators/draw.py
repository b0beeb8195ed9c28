"""What a generator is given for one pair: a document, its kin, others, chance, and what it may use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Protocol

from models.generators.pair import Pair
from models.generators.pieces import Piece, leading
from models.generators.uniform import Rules
from models.generators.writer import Writer
from models.spinners import DRAWS_ON, Dictionaries, Settings, Spinner, make
from spindetect.errors import SpindetectError

# As in `pieces`, with closing quotation marks kept: what stands between them is a quotation.
_BORDER = re.compile(r"[.!?][\"”’')\]]*(\s+)(?=[\"“‘'(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|Sen|Rep|Gov|Gen|Prof|vs|Jr|Inc|Co|Corp|Jan|Feb|Aug"
                           r"|Sept|Oct|Nov|Dec)\.$")  # fmt: skip
_BROKEN = re.compile(r"(?<=[\w,;’'-])[ \t]*\n(?=[a-z(])")
LEAST_WORDS, MOST_WORDS = 90, 900
MEDIAN_WORDS = 365  # as articles have, and as `pieces.cut` draws them


class UnfitError(SpindetectError):
    """A document of which a pair of this kind cannot be made; another one is drawn."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A document: its identity, source, date (ISO, or empty) and text."""

    id: str
    source: str
    date: str
    text: str


@dataclass(frozen=True)
class Spinning:
    """The spinners of a recipe.

    Attributes
    ----------
    families : tuple of str
    dictionaries : Dictionaries
        What they swap by.
    without : tuple of str
        Lexicon sources for which no pair is read with them: the dictionary is unseen.
    wide : bool
        As in `Settings.draw`.
    """

    families: tuple[str, ...]
    dictionaries: Dictionaries = field(repr=False)
    without: tuple[str, ...] = ()
    wide: bool = False

    def draw(self, rng: Random, low: float, high: float) -> tuple[str, Spinner]:
        """Draw a family and a spinner set to a dose in a range; which dose it has is measured."""
        settings = Settings.draw(rng, wide=self.wide)
        dose = settings.dose if low <= settings.dose <= high else rng.uniform(low, high)
        family = rng.choice(self.families)
        return family, make(family, self.dictionaries, replace(settings, dose=dose))

    def unseen(self, families: Sequence[str]) -> tuple[str, ...]:
        """Return what a lexicon must lack for these families' dictionary to be unseen."""
        own = {name for family in families for name in DRAWS_ON.get(family, ())}
        return self.without or tuple(sorted(own))


@dataclass(frozen=True)
class Draw:
    """For one pair.

    Attributes
    ----------
    document : Prose
        What the pair is made of.
    topic : sequence of Prose
        Others on its topic, nearest first.
    events : sequence of Prose
        Others of about its date that share rare names with it, most first.
    others : sequence of Prose
        All documents of the recipe.
    rows : mapping of str to sequences of (str, str)
        Sentence pairs that people wrote, by their label.
    """

    document: Prose
    topic: Sequence[Prose]
    events: Sequence[Prose]
    others: Sequence[Prose] = field(repr=False)
    rng: Random
    spinning: Spinning
    dictionaries: Dictionaries = field(repr=False)
    writer: Writer = field(repr=False)
    rules: Rules = field(repr=False)
    rows: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict, repr=False)

    def piece(self, least: int = LEAST_WORDS, most: int = MOST_WORDS, of: Prose | None = None) -> Piece:
        """Cut a passage of a document, of `least` words at the least and `most` and a sentence at the most.

        Raises
        ------
        UnfitError
            If the document is too short.
        """
        document = self.document if of is None else of
        wanted = min(most, max(least, int(self.rng.lognormvariate(0.0, 0.6) * MEDIAN_WORDS)))
        piece = cut(document, wanted, least, self.rng)
        if piece is None:
            raise UnfitError(f"has fewer than {least} words", where=document.id)
        return piece

    def other(self, least: int = LEAST_WORDS, most: int = MOST_WORDS) -> Piece:
        """Cut a passage of any other document."""
        for _ in range(20):
            drawn = self.rng.choice(self.others)
            if drawn.id != self.document.id:
                piece = cut(drawn, self.rng.randint(least, max(least, most)), least, self.rng)
                if piece is not None:
                    return piece
        raise UnfitError(f"no other document of {least} words was drawn in 20 tries", where=self.document.id)

    def near(self, least: int = LEAST_WORDS, most: int = MOST_WORDS) -> Piece:
        """Cut a passage of another document on the topic, or of any where none is long enough."""
        drawn = list(self.topic)
        self.rng.shuffle(drawn)
        pieces = (cut(prose, self.rng.randint(least, max(least, most)), least, self.rng) for prose in drawn)
        found = next(filter(None, pieces), None)
        return self.other(least, most) if found is None else found


class Generator(Protocol):
    """Makes pairs of one kind."""

    def make(self, name: str, draw: Draw) -> Pair:
        """Return a pair whose family is `name`.

        Raises
        ------
        UnfitError
            If the drawn document does not serve.
        """
        ...


Way = Callable[[Piece, Draw], str]


def sentences_of(paragraph: str) -> Iterator[str]:
    """Yield the sentences of a paragraph as they stand, white space between them left out."""
    at = 0
    for border in _BORDER.finditer(paragraph):
        if not _ABBREVIATION.search(paragraph, at, border.start() + 1):
            yield paragraph[at : border.start(1)]
            at = border.end(1)
    if rest := paragraph[at:].strip():
        yield rest


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text; lines that were broken inside a sentence are joined again."""
    return [p.strip() for p in _BROKEN.sub(" ", text).split("\n") if p.strip()]


def cut(document: Prose, wanted: int, least: int, rng: Random) -> Piece | None:
    """Cut about so many words out of a document, from a paragraph to the end of a sentence.

    Returns None where less than `least` words are left after every paragraph's beginning.
    """
    paragraphs = paragraphs_of(document.text)
    rest, starts = 0, []
    for at in range(len(paragraphs) - 1, -1, -1):
        rest += len(paragraphs[at].split())
        if rest >= least:
            starts.append(at)
    if not starts:
        return None
    first = starts[-1] if rng.random() < 0.5 else rng.choice(starts)  # half of all begin where the text does
    sentences, breaks, _ = leading(map(sentences_of, paragraphs[first:]), wanted)
    return Piece(document.id, document.source, tuple(sentences), frozenset(breaks))


def words_in(sentences: Sequence[str]) -> int:
    """Return how many words, split at white space, sentences have."""
    return sum(len(sentence.split()) for sentence in sentences)
