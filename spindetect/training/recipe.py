"""What a model of one's own is fitted on, and how: a small TOML or JSON file."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spindetect.errors import InputError, RecordError
from spindetect.evaluation.data import GROUP
from spindetect.serial import from_plain, to_plain
from spindetect.training.pair import KNOT_QUANTILES


@dataclass(frozen=True, slots=True)
class CandidateRecipe:
    """One setting to try.

    Attributes
    ----------
    strength : float
        The inverse of the penalty on the weights; positive.
    quantiles : tuple of float
        Where each feature's line may bend; none makes it straight.
    trees : int
        Rounds of boosted trees beside the lines, as the shipped model has them (120); none by default. A
        round has two trees a class, and some features can only speak for a class or against it
        (`spindetect.training.forests.ONE_WAY`). They need some ten thousand pairs.
    """

    strength: float
    quantiles: tuple[float, ...] = KNOT_QUANTILES
    trees: int = 0

    @property
    def name(self) -> str:
        """What it is called in reports."""
        bends = f"bent at {', '.join(f'{q:g}' for q in self.quantiles)}" if self.quantiles else "straight"
        return f"{bends}; strength {self.strength:g}{f'; {self.trees} rounds of trees' * (self.trees > 0)}"


# The lines that the shipped model is chosen from, the plainest first.
CANDIDATES = (CandidateRecipe(0.3, ()), CandidateRecipe(0.05), CandidateRecipe(0.1))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to fit a model.

    Attributes
    ----------
    data : tuple of str
        Files of labelled pairs, relative to the recipe's own.
    group : str
        Column that says which rows go together; without it rows of the same source do.
    without : tuple of str
        Sources of the lexicon to leave out, in fitting and in use.
    unseen : float
        Share of the pairs that are read as if one more dictionary was unknown, in [0, 1]: a spinner's
        dictionary often is.
    calibration, held_out : float
        Shares of the groups that are kept for calibration, and to measure on.
    honest_weight : float
        How much more a pair that is not spun weighs: a false accusation costs more than a miss.
    threshold : float
        P(spun) from which on a pair is called spun.
    seed : int
        Which groups are kept for what.
    candidates : tuple of CandidateRecipe
        Settings to choose from, the plainest first.
    """

    data: tuple[str, ...]
    group: str = GROUP
    without: tuple[str, ...] = ()
    unseen: float = 0.5
    calibration: float = 0.25
    held_out: float = 0.25
    honest_weight: float = 2.0
    threshold: float = 0.5
    seed: int = 0
    candidates: tuple[CandidateRecipe, ...] = field(default=CANDIDATES)

    def settings(self) -> dict[str, Any]:
        """Return everything but where the data are, as plain values."""
        plain: dict[str, Any] = to_plain(self)
        del plain["data"]
        return plain

    def digest(self, data: Sequence[str]) -> str:
        """Return a SHA-256 of the settings and of the data's digests: equal recipes give equal models.

        It does not depend on how the recipe is written, nor on where it and the data are.
        """
        told = json.dumps([self.settings(), list(data)], sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(told.encode()).hexdigest()


def read_recipe(path: Path) -> Recipe:
    """Read a recipe, TOML or JSON by its ending.

    Raises
    ------
    InputError
        If there is no such file, it does not parse, or a setting is unknown, missing or out of its range.
    """
    where = str(path)
    try:
        text = path.read_text(encoding="utf-8")
        plain = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", where=where, hint="give a .toml or .json file"
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"does not parse: {error}", where=where, hint="write TOML or JSON") from error
    try:
        recipe = from_plain(Recipe, plain, where="recipe")
    except RecordError as error:
        place = error.where.removeprefix("recipe").removeprefix(".")
        raise InputError(
            error.problem.replace("Recipe ", "the recipe "),
            where=f"{where}, {place}" if place else where,
            hint=f"settings are {', '.join(Recipe.__slots__)}",
        ) from error
    check(recipe, where)
    return recipe


def check(recipe: Recipe, where: str = "recipe") -> None:
    """Raise InputError if a setting is out of its range."""
    kept = recipe.calibration + recipe.held_out
    bends = [q for one in recipe.candidates for q in one.quantiles]
    for name, fine, wanted in (
        ("data", bool(recipe.data), "at least one file"),
        ("unseen", 0 <= recipe.unseen <= 1, "a share in [0, 1]"),
        ("calibration", recipe.calibration > 0, "a share above 0"),
        ("held_out", recipe.held_out > 0, "a share above 0: what is not measured cannot be trusted"),
        ("calibration and held_out", kept < 0.9, "that a tenth or more is left to fit on"),
        ("honest_weight", 0 < recipe.honest_weight <= 1000, "above 0 and at most 1000"),
        ("threshold", 0 < recipe.threshold < 1, "between 0 and 1"),
        ("candidates", bool(recipe.candidates), "at least one"),
        ("strength", all(0 < one.strength < 1e6 for one in recipe.candidates), "above 0"),
        ("quantiles", all(0 <= q <= 1 for q in bends), "in [0, 1]"),
        ("trees", all(0 <= one.trees <= 2000 for one in recipe.candidates), "from 0 to 2000"),
    ):
        if not fine:
            raise InputError(f"{name}: expected {wanted}", where=where, hint="mend the recipe")
