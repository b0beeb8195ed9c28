"""Simulators of article spinners: each a dictionary and a few settings behind one protocol."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from models.places import Places
from models.spinners.base import Spinner, Spun, Swap
from models.spinners.dictionaries import Moby
from models.spinners.engine import DictionarySpinner
from models.spinners.families import ALL, DRAWS_ON, FAMILIES, families
from models.spinners.opened import SOURCES, Dictionaries, open_dictionaries
from models.spinners.settings import Settings
from models.spinners.wrappers import ContentOnly, Inflected

__all__ = [
    "DRAWS_ON",
    "FAMILIES",
    "SOURCES",
    "Dictionaries",
    "Settings",
    "Spinner",
    "Spun",
    "Swap",
    "families",
    "make",
    "moby_spinner",
    "open_dictionaries",
]


def make(family: str, dictionaries: Dictionaries, settings: Settings) -> Spinner:
    """Return a spinner of a family."""
    thesaurus = ALL[family].thesaurus(dictionaries)
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
