"""A recipe: a small file that says what to make, read, checked, and ordered into a list of pairs."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from models.generators.catalogue import GENERATORS
from models.places import HELD_OUT
from models.spinners import SOURCES
from models.spinners.families import ALL
from spindetect.errors import ResourceError

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Recipe:
    """What to make.

    Attributes
    ----------
    name : str
    seed : int
    pairs : int
        How many, when nobody says otherwise. The first pairs of a longer run are those of a shorter one.
    documents : mapping of str to int
        How many documents of each source of prose, at most; which, their identities decide.
    shares : mapping of str to float
        How many of each generator, relative to each other.
    families : tuple of str
        Spinners.
    dictionaries_without : tuple of str
        Dictionaries that nothing is made with, neither spun nor honest.
    without : tuple of str
        What the lexicon must lack when a spun pair is read, so that its dictionary is unseen; empty to take
        it from the family of each pair's spinner.
    rules : {"fitted", "measured"}
        Which of the uniform changes.
    wide : bool
        Whether spinners have all settings, or those of the first recipes alone.
    turned : float
        Share of the honest pairs without passages whose sides are exchanged.
    apart_from : tuple of str
        Sources of prose: no document is taken that shares a fiftieth of its eight-word runs with theirs.
    uncounted : tuple of str
        Sources of prose besides HELD_OUT whose words are not counted for the dictionaries' frequent words.
    people : tuple of str
        Files of people's sentence pairs, `label=name`.
    """

    name: str
    seed: int
    pairs: int
    documents: Mapping[str, int]
    shares: Mapping[str, float]
    families: tuple[str, ...]
    dictionaries_without: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    rules: str = "fitted"
    wide: bool = False
    turned: float = 0.5
    apart_from: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    about: str = field(default="", compare=False)

    @property
    def digest(self) -> str:
        """SHA-256 of all that the recipe says."""
        said = {k: v for k, v in asdict(self).items() if k != "about"}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def order(self, number: int) -> list[tuple[str, int]]:
        """Return the generator of each of the first pairs, and how many pairs of it came before.

        At every length each generator is within one pair of its share.
        """
        total, given = sum(self.shares.values()), dict.fromkeys(self.shares, 0)
        out = []
        for n in range(1, number + 1):
            name = max(self.shares, key=lambda g: self.shares[g] / total * n - given[g])
            out.append((name, given[name]))
            given[name] += 1
        return out


def names() -> tuple[str, ...]:
    """Return the names of the recipes that are here."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def read(name: str | Path) -> Recipe:
    """Read a recipe by its name or its file's path.

    Raises
    ------
    ResourceError
        If there is none, or it does not say what a recipe must.
    """
    path = name if isinstance(name, Path) else FOLDER / f"{name}.toml"
    if not path.is_file():
        raise ResourceError("no such recipe", where=str(name), hint=f"one of {', '.join(names())}")
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ResourceError(f"does not parse: {error}", where=str(path)) from error
    return parsed(rows, str(path))


def parsed(rows: Mapping[str, Any], where: str) -> Recipe:
    """Return a recipe of parsed rows, checked.

    Raises
    ------
    ResourceError
        If a row is missing, unknown, or names what there is not.
    """
    known = {f.name for f in fields(Recipe)}
    unknown = sorted(set(rows) - known)
    if unknown:
        raise ResourceError(f"says what no recipe knows: {', '.join(unknown)}", where=where)
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in rows.items()}
    try:
        recipe = Recipe(**given)
    except TypeError as error:
        raise ResourceError(f"lacks a row: {error}", where=where) from error
    _check(recipe, where)
    return recipe


def _check(recipe: Recipe, where: str) -> None:
    for said, there, what in (
        (recipe.shares, GENERATORS, "generator"),
        (recipe.families, ALL, "family of spinners"),
        ((*recipe.dictionaries_without, *recipe.without), SOURCES, "dictionary"),
        ((recipe.rules,), ("fitted", "measured"), "set of rules"),
    ):
        missing = [name for name in said if name not in there]
        if missing:
            raise ResourceError(f"there is no {what} called {', '.join(missing)}", where=where)
    held = sorted(set(recipe.documents) & set(HELD_OUT))
    if held and recipe.rules == "fitted":
        raise ResourceError(f"fits on what measures: {', '.join(held)}", where=where)
    if not recipe.shares or not recipe.documents or min(recipe.shares.values()) <= 0:
        raise ResourceError("has no shares or no documents, or a share that is not above 0", where=where)
