"""Recipes: texts to fit the word model on, and texts to measure it on, spun by simulated spinners."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from models.generators.pieces import Piece, join, leading, sentences_of
from models.places import Places
from models.spinners import Dictionaries, Settings, Spinner, Spun, draw_spinner, families, make
from models.words.corpus import Builder, Corpus
from models.words.styles import draw_style
from models.words.texts import HELD_OUT, SHARES, documents, passage

# Two fifths of the training texts are clean, an eighth has one spun part.
_CLEAN, _PART = 0.40, 0.12
_WORDS = (60, 600)
MEASURED_WORDS = (200, 500)
_LONG_WORDS, _MEASURED_LONG = (600, 3500), (2700, 3300)
LONG_SOURCES = (
    "wikipedia_en_2015",
    "wikipedia_en_2015_topics",
    "novels_1895_1930",
    "openstax",
    "digitalgov",
    "craft_articles",
    "opensource_com_articles",
    "ropensci_blog",
)
DOSES = (0.30, 0.18, 0.08)
WHOLE_DOSE = 0.18  # of the long texts that are spun from end to end
_NEAR = {0.30: 0.02, 0.18: 0.02, 0.08: 0.012}  # how far a measured dose may be off
_TRIES = 4

# The families that swap by one dictionary alone.
ALONE = {
    "moby": ("moby-frequent", "moby-any"),
    "wordnet": ("wordnet-senses", "wordnet-near"),
    "ppdb": ("ppdb",),
}


# Programs that sell choose common words; the families and settings that do.
_FREQUENT = (
    "agreed",
    "agreed",
    "agreed",
    "interchange",
    "interchange-words",
    "moby-frequent",
    "ppdb",
    "union",
)

Draws = Callable[[Dictionaries, Random], Spinner]


def any_spinner(dictionaries: Dictionaries, rng: Random) -> Spinner:
    """Draw a spinner of any family.

    Replacements of no dictionary, and of many, teach what does not belong; the others teach how it looks.
    """
    among = families(dictionaries)
    many = tuple(name for name in ("union", "interchange-words") if name in among)
    return draw_spinner(dictionaries, rng, (*among, "neighbours", *many))


def frequent_spinner(dictionaries: Dictionaries, rng: Random) -> Spinner:
    """Draw a spinner that prefers frequent words, half the time single ones."""
    here = families(dictionaries)
    settings = Settings.draw(rng, wide=True)
    if rng.random() < 0.6:
        settings = replace(settings, order="frequent")
    if rng.random() < 0.5:
        settings = replace(settings, length="words only")
    family = rng.choice([name for name in (*_FREQUENT, "neighbours") if name in here])
    return make(family, dictionaries, settings)


def training(
    places: Places,
    dictionaries: Dictionaries,
    number: int,
    seed: int,
    *,
    last: bool = False,
    draws: Draws = any_spinner,
    styled: float = 0.0,
) -> Corpus:
    """Return about `number` texts of the training sources, by their shares.

    Parameters
    ----------
    places : Places
    dictionaries : Dictionaries
        What is left out of them is unseen by what is fitted on the texts.
    number, seed : int
    last : bool
        Of the documents that are kept from fitting; see `texts.documents`.
    draws : function
        Draws the spinner of each text.
    styled : float
        Share of the texts that get a house style before a spinner sees them.
    """
    builder = Builder()
    for source, share in SHARES.items():
        rng = Random(f"{seed}:{source}")
        for piece in pieces(places, source, max(8, round(number * share)), rng, last=last):
            about: dict[str, Any] = {"source": source, "id": piece.id, "target": 0.0}
            # Without styles nothing is drawn: the other lots stay as the shipped network was fitted on them.
            if styled and rng.random() < styled:
                piece = in_style(piece, rng)
            kind = rng.random()
            if kind < _CLEAN:
                builder.add(piece.text, (), about | {"spinner": "", "dose": 0.0, "part": False})
                continue
            spinner = draws(dictionaries, rng)
            part = kind < _CLEAN + _PART and len(piece.sentences) > 6
            spun = _partly(piece, spinner, rng) if part else spinner.spin(piece.text, rng)
            builder.add(
                spun.text, spun.swaps, about | {"spinner": spinner.name, "dose": spun.dose, "part": part}
            )
    return builder.built()


def measuring(places: Places, dictionaries: Dictionaries, alone: str, number: int) -> Corpus:
    """Return clean texts of each held-out source, and every second of them spun at each dose.

    Parameters
    ----------
    alone : str
        The one dictionary that the spinners swap by: 'moby', 'wordnet' or 'ppdb'.
    number : int
        Clean texts of each source.
    """
    builder = Builder()
    for source in HELD_OUT:
        rng = Random(f"measuring:{alone}:{source}")
        for at, piece in enumerate(pieces(places, source, number, rng, words=MEASURED_WORDS)):
            about: dict[str, Any] = {"source": source, "id": piece.id, "part": False}
            builder.add(piece.text, (), about | {"spinner": "", "dose": 0.0, "target": 0.0})
            for target in DOSES if at % 2 == 0 else ():
                if found := at_dose(piece, dictionaries, alone, target, rng):
                    spinner, spun = found
                    told = {"spinner": spinner.name, "dose": spun.dose, "target": target}
                    builder.add(spun.text, spun.swaps, about | told)
    return builder.built()


def long_texts(
    places: Places, dictionaries: Dictionaries, number: int, seed: int, sources: Sequence[str]
) -> Corpus:
    """Return long texts: half clean, a quarter with one spun part, a quarter spun from end to end.

    They tell how much one odd part means, and how much a text's being odd all over does.

    Parameters
    ----------
    number : int
        Of each source, at most.
    sources : sequence of str
        Of texts that were kept from fitting.
    """
    builder = Builder()
    for source in sources:
        rng = Random(f"long:{seed}:{source}")
        for at, piece in enumerate(pieces(places, source, number, rng, words=_LONG_WORDS, last=True)):
            about: dict[str, Any] = {"source": source, "id": piece.id, "target": 0.0, "part": at % 4 == 1}
            if at % 2 == 0:
                builder.add(piece.text, (), about | {"spinner": "", "dose": 0.0})
                continue
            spinner = draw_spinner(dictionaries, rng)
            part = at % 4 == 1
            spun = (
                _inside(piece, rng.randint(120, 600), spinner, rng) if part else spinner.spin(piece.text, rng)
            )
            builder.add(spun.text, spun.swaps, about | {"spinner": spinner.name, "dose": spun.dose})
    return builder.built()


def measuring_long(places: Places, dictionaries: Dictionaries, alone: str, number: int) -> Corpus:
    """Return texts of about 3,000 words, clean, and every second also with 300 words spun at dose .30.

    The others also spun from end to end, at dose .18.
    """
    builder = Builder()
    for source in HELD_OUT:
        rng = Random(f"measuring long:{alone}:{source}")
        for at, piece in enumerate(pieces(places, source, number, rng, words=_MEASURED_LONG)):
            about: dict[str, Any] = {"source": source, "id": piece.id, "part": False, "target": 0.0}
            builder.add(piece.text, (), about | {"spinner": "", "dose": 0.0})
            if at % 2:
                own = Random(f"measuring whole:{alone}:{piece.id}")
                if found := at_dose(piece, dictionaries, alone, WHOLE_DOSE, own):
                    program, whole = found
                    told = {"spinner": program.name, "dose": whole.dose, "target": WHOLE_DOSE}
                    builder.add(whole.text, whole.swaps, about | told)
                continue
            settings = replace(_alone_settings(rng), dose=0.30)
            spinner = make(rng.choice(ALONE[alone]), dictionaries, settings)
            spun = _inside(piece, 300, spinner, rng)
            if abs(spun.dose - 0.30) <= 0.05:
                told = {"spinner": spinner.name, "dose": spun.dose, "target": 0.30, "part": True}
                builder.add(spun.text, spun.swaps, about | told)
    return builder.built()


def _inside(piece: Piece, words: int, spinner: Spinner, rng: Random) -> Spun:
    """Spin about so many words in a row."""
    lengths = [len(sentence.split()) for sentence in piece.sentences]
    first = rng.randrange(max(1, len(lengths) - max(1, round(words / max(1, sum(lengths) / len(lengths))))))
    last, count = first, 0
    while last < len(lengths) and count < words:
        count += lengths[last]
        last += 1
    return _between(piece, first, last, spinner, rng)


def pieces(
    places: Places,
    source: str,
    number: int,
    rng: Random,
    *,
    words: tuple[int, int] = _WORDS,
    last: bool = False,
) -> Iterator[Piece]:
    """Yield passages, one of each document before the second of any."""
    rows = documents(places, source, last=last)
    rng.shuffle(rows)
    found = tried = 0
    while rows and found < number and tried < 8 * number:
        piece = passage(rows[tried % len(rows)], source, rng, words)
        tried += 1
        if piece:
            found += 1
            yield piece


def _partly(piece: Piece, spinner: Spinner, rng: Random) -> Spun:
    """Spin some sentences in a row."""
    n = len(piece.sentences)
    first = rng.randrange(n // 2)
    return _between(piece, first, min(n, first + max(3, int(n * rng.uniform(0.2, 0.6)))), spinner, rng)


def _between(piece: Piece, first: int, last: int, spinner: Spinner, rng: Random) -> Spun:
    before, spun, after = (
        join(part) for part in (piece.sentences[:first], piece.sentences[first:last], piece.sentences[last:])
    )
    own = spinner.spin(spun, rng)
    head = before + " " if before else ""
    moved = tuple(
        replace(
            swap,
            suspect_start=swap.suspect_start + len(head),
            suspect_end=swap.suspect_end + len(head),
            source_start=swap.source_start + len(head),
            source_end=swap.source_end + len(head),
        )
        for swap in own.swaps
    )
    return Spun(f"{head}{own.text} {after}".rstrip(), moved, own.dose)


def at_dose(
    piece: Piece, dictionaries: Dictionaries, alone: str, target: float, rng: Random
) -> tuple[Spinner, Spun] | None:
    """Spin until the measured dose is right; None if the dictionary has not enough."""
    family = rng.choice(ALONE[alone])
    settings = replace(_alone_settings(rng), dose=target)
    for _ in range(_TRIES):
        spinner = make(family, dictionaries, settings)
        spun = spinner.spin(piece.text, rng)
        if abs(spun.dose - target) <= _NEAR[target]:
            return spinner, spun
        off = min(2.0, max(0.5, target / max(0.01, spun.dose)))
        settings = replace(settings, dose=min(1.0, settings.dose * off))
    return None


def _alone_settings(rng: Random) -> Settings:
    """Draw settings without what other tables give: function words, regions, names, swaps inside words."""
    drawn = Settings.draw(rng, wide=True)
    return replace(drawn, function_words=False, region=None, inside=0.0, names=False)


def in_style(piece: Piece, rng: Random) -> Piece:
    """Return a passage as a house with a style of its own would have it."""
    text = draw_style(rng)(piece.text, rng)
    sentences, breaks, _ = leading(map(sentences_of, text.split("\n")))
    return Piece(piece.id, piece.source, tuple(sentences), frozenset(breaks))


STYLED_SOURCE = "house styles"
_STYLED = 5  # every fifth honest text once more, in a style


def honest(places: Places, number: int, seed: int) -> Corpus:
    """Return about `number` clean texts of 200 to 500 words, of the documents that were kept from fitting.

    Some stand there once more in a house style, as texts of a source of their own.
    """
    builder = Builder()
    told: dict[str, Any] = {"spinner": "", "dose": 0.0, "target": 0.0, "part": False}
    for source, share in SHARES.items():
        rng, own = Random(f"honest:{seed}:{source}"), Random(f"honest styles:{seed}:{source}")
        wanted = max(60, round(number * share))
        drawn = pieces(places, source, wanted, rng, words=MEASURED_WORDS, last=True)
        for at, piece in enumerate(drawn):
            builder.add(piece.text, (), {"source": source, "id": piece.id} | told)
            if at % _STYLED == 0:
                text = in_style(piece, own).text
                builder.add(text, (), {"source": STYLED_SOURCE, "id": piece.id} | told)
    return builder.built()
