"""From a family's name and settings to a spinner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from models.places import Places
from models.spinners.base import Spinner, Thesaurus
from models.spinners.dictionaries import Moby
from models.spinners.engine import DictionarySpinner
from models.spinners.families import ALL, families
from models.spinners.opened import Dictionaries
from models.spinners.settings import Settings
from models.spinners.twice import Twice
from models.spinners.wrappers import (
    Both,
    ContentOnly,
    Inflected,
    PhrasesFirst,
    Ranked,
    Remembered,
    Uninflected,
    Variant,
    WordsOnly,
)
from spindetect.errors import InputError

# Of drawn spinners, those that spin what another has spun.
_TWICE_SHARE = 0.08
# Of the function words, those that one variant of a dictionary knows: no program swaps all of them.
_FUNCTION_SHARE = 0.5


def make(family: str, dictionaries: Dictionaries, settings: Settings) -> Spinner:
    """Return a spinner of a family.

    Raises
    ------
    InputError
        If no family has the name.
    """
    if family not in ALL:
        raise InputError(f"no family is called {family}", where="family", hint=f"one of {', '.join(ALL)}")
    return DictionarySpinner(
        _name(family, settings),
        _thesaurus(family, dictionaries, settings),
        settings.dose,
        settings.alike,
        settings.articles,
        settings.favour,
        settings.inside,
        settings.names,
        dictionaries.openings,
    )


def draw_spinner(dictionaries: Dictionaries, rng: Random, among: Sequence[str] | None = None) -> Spinner:
    """Draw a family and all settings, and now and then a second spinner after the first.

    Parameters
    ----------
    dictionaries : Dictionaries
    rng : Random
    among : sequence of str, optional
        Families to draw from, all that these dictionaries offer when not given.
    """
    names = tuple(among or families(dictionaries))
    settings = Settings.draw(rng, wide=True)
    if rng.random() >= _TWICE_SHARE:
        return make(rng.choice(names), dictionaries, settings)
    # Two that swap independently leave (1 - dose) ** 2 of the words alone.
    dose = 1 - (1 - settings.dose) ** 0.5
    again = replace(Settings.draw(rng, wide=True), dose=dose)
    first = make(rng.choice(names), dictionaries, replace(settings, dose=dose))
    return Twice(first, make(rng.choice(names), dictionaries, again))


def moby_spinner(sources: Path, *, dose: float) -> Spinner:
    """Return a spinner that needs Moby's thesaurus alone: frequent is what Moby lists most often."""
    text = Places(Path(), sources).moby()
    counts = Counter(word for line in text.splitlines() for word in line.split(",") if " " not in word)
    thesaurus = Inflected(ContentOnly(Moby(text, counts)), counts)
    return DictionarySpinner(f"moby/{dose:.2f}", thesaurus, dose)


def _thesaurus(family: str, d: Dictionaries, settings: Settings) -> Thesaurus:
    thesaurus = _ordered(family, d, settings)
    if settings.length == "phrases first":
        thesaurus = PhrasesFirst(thesaurus)
    elif settings.length == "words only":
        thesaurus = WordsOnly(thesaurus)
    if settings.variant:
        thesaurus = Variant(thesaurus, settings.variant)
    if settings.function_words:
        share = _FUNCTION_SHARE if settings.variant else 1.0
        thesaurus = Both(Variant(d.more_function_words, settings.variant, share), thesaurus)
    if settings.region:
        thesaurus = Both(d.regional[settings.region], thesaurus)
    return thesaurus


def _ordered(family: str, d: Dictionaries, settings: Settings) -> Thesaurus:
    """Return a family's dictionary with endings and order as set; one for all spinners that share them."""
    endings = "inflected" if settings.inflect else "blind" if settings.blind else "as it stands"
    key = f"{family}/{endings}"
    if family not in d.made:
        d.made[family] = Remembered(ALL[family].thesaurus(d))
    if key not in d.made:
        thesaurus = d.made[family]
        if settings.inflect:
            thesaurus = Inflected(thesaurus, d.counts)
        elif settings.blind:
            thesaurus = Uninflected(thesaurus, d.counts)
        d.made[key] = Remembered(thesaurus)
    if settings.order == "listed":
        return d.made[key]
    ranked = f"{key}/{settings.order}"
    if ranked not in d.made:
        d.made[ranked] = Remembered(Ranked(d.made[key], d.counts, rare=settings.order == "rare"))
    return d.made[ranked]


def _name(family: str, settings: Settings) -> str:
    """Return family, dose and what else is not plain."""
    marks = (
        ("alike", settings.alike),
        ("blind", settings.blind),
        (settings.order, settings.order != "listed"),
        (settings.length, settings.length != "any"),
        ("function words", settings.function_words),
        (settings.region or "", settings.region is not None),
        ("inside", settings.inside > 0),
        ("names", settings.names),
        (f"variant {settings.variant}", settings.variant > 0),
    )
    return "/".join((family, f"{settings.dose:.2f}", *(mark for mark, on in marks if on)))
