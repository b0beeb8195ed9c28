"""A model of one's own, by a recipe: fitted on some groups, calibrated on others, measured on the rest.

The same recipe and data give the same bytes: groups are parted by their names and a seed, rows are computed
in order, and nothing of the time or the place is written.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from spindetect.detector import Detector
from spindetect.errors import InputError
from spindetect.evaluation import Evaluation, LabelledData, evaluate
from spindetect.evaluation.data import BadRow, LabelledPair
from spindetect.evaluation.labels import answer
from spindetect.evaluation.outcomes import Outcome
from spindetect.model.files import FILE, MANIFEST
from spindetect.model.held_out import add_false_alarms, false_alarm_table
from spindetect.model.model import CLASSES, Model
from spindetect.model.predictors import Additive, Both
from spindetect.training.candidates import Candidate, Rows, fit_candidate, plainest
from spindetect.training.forests import ONE_WAY
from spindetect.training.manifest import manifest, threshold, told_of
from spindetect.training.pair import Fitted, fit_additive, fit_both, fit_direction, to_model, typical_copy
from spindetect.training.recipe import CandidateRecipe, Recipe
from spindetect.training.split import split_groups
from spindetect.training.table import SPUN, Row, Table, read_rows, to_table

SIDES: Final = ("fitting", "calibration", "held out")
_FITTING, _CALIBRATION, _HELD_OUT = range(3)
LEAST_GROUPS: Final = 2
"""Groups of each class that fitting and calibration need: the choice of a candidate halves the latter."""

_LEAST_DIRECTIONS: Final = 20  # spun pairs below which the shipped model's direction is kept


@dataclass(frozen=True, eq=False)
class Trained:
    """What `train` made.

    Attributes
    ----------
    model : Model
        As it was written.
    folder : Path
        What `spindetect.load` takes.
    manifest : dict
        What the folder's manifest says.
    evaluation : Evaluation
        On the held-out groups.
    candidates : tuple of Candidate
    chosen : Candidate
    """

    model: Model
    folder: Path
    manifest: dict[str, Any]
    evaluation: Evaluation
    candidates: tuple[Candidate, ...]
    chosen: Candidate


def train(
    recipe: Recipe,
    out: Path,
    *,
    home: Path | None = None,
    workers: int = 1,
    failed: Callable[[BadRow], None] | None = None,
    shown: Callable[[LabelledData], Any] | None = None,
) -> Trained:
    """Fit a model by a recipe and write it.

    Parameters
    ----------
    recipe : Recipe
    out : Path
        Folder to write; made if it is not there.
    home : Path, optional
        The folder that the recipe's data are relative to; the working one by default.
    workers : int
        Processes to use; changes nothing but the time it takes.
    failed : callable, optional
        Told of each row that cannot be used.
    shown : callable, optional
        Given data, returns what to go through in their place: to show progress.

    Raises
    ------
    InputError
        If the data cannot be read, or too few groups have one of the classes.
    """
    work = _Work(recipe, home or Path(), workers, failed or (lambda row: None), shown or (lambda data: data))
    rows = work.rows()
    sides = _sides(rows, recipe)
    base = Model.open()
    tables = [
        to_table([row for row in rows if sides[row.group] == side], base, recipe.honest_weight)
        for side in (_FITTING, _CALIBRATION)
    ]
    _check_classes(*tables)
    found = _candidates(recipe, *tables)
    chosen = plainest(found)
    held_out = {row.number for row in rows if sides[row.group] == _HELD_OUT}
    counts = [sum(sides[row.group] == side for row in rows) for side in range(len(SIDES))]
    pairs = dict(zip(SIDES, counts, strict=True))
    told = told_of(recipe, work.digests, pairs, tables[_CALIBRATION], chosen)
    scorer = cast(Additive | Both, chosen.fitted.scorer)  # those of lines and of both can all be written
    usual = typical_copy(tables[0].values, tables[0].label)
    reference = base.reference if usual is None else usual
    parts = (scorer, chosen.calibration, reference, _direction(tables[0], base))
    make = partial(to_model, *parts)
    evaluation, kept = work.measured(make(told | threshold(recipe)), held_out)
    told |= threshold(recipe, evaluation)
    written = _write(make(told), out, kept)
    beside = manifest(written, told, evaluation, found)
    (out / MANIFEST).write_text(json.dumps(beside, indent=1) + "\n", encoding="utf-8")
    return Trained(written, out, beside, evaluation, tuple(found), chosen)


@dataclass(slots=True)
class _Collected:
    """What was said of the held-out pairs, as `evaluate` hands it over."""

    said: list[tuple[int, Outcome]] = field(default_factory=list)

    def get(self, row: int, texts: str) -> Outcome | None:
        """Return None: nothing is known before."""
        return None

    def add(self, row: int, texts: str, outcome: Outcome) -> None:
        """Keep what was said of a row."""
        self.said.append((row, outcome))


class _Work:
    """Goes through the data: once for the features, once for the held-out verdicts."""

    def __init__(
        self,
        recipe: Recipe,
        home: Path,
        workers: int,
        failed: Callable[[BadRow], None],
        shown: Callable[[LabelledData], Any],
    ) -> None:
        self.recipe, self.workers = recipe, workers
        self._failed, self._shown = failed, shown
        self._data = [LabelledData(home / name, group=recipe.group) for name in recipe.data]
        self.digests: list[str] = []

    def rows(self) -> list[Row]:
        """Compute the features of all pairs; rows of several files are numbered on."""
        found = list(
            read_rows(
                self._pairs(is_first=True),
                without=tuple(sorted(self.recipe.without)),
                unseen=self.recipe.unseen,
                workers=self.workers,
                failed=self._failed,
            )
        )
        if not found:
            raise InputError("no row can be used", where=", ".join(self.recipe.data), hint="mend the data")
        return found

    def _pairs(self, *, is_first: bool) -> Iterator[LabelledPair | BadRow]:
        offset = 0
        for data in self._data:
            digest, last = hashlib.sha256(), 0
            for pair in self._shown(data) if is_first else data:
                last = pair.row
                if isinstance(pair, LabelledPair):
                    digest.update(pair.identity())
                    pair = replace(pair, row=offset + pair.row)
                yield pair
            offset += last
            if is_first:
                self.digests.append(digest.hexdigest())

    def measured(self, model: Model, held_out: set[int]) -> tuple[Evaluation, dict[str, Any]]:
        """Compare the held-out pairs with a model; also return the scores of the innocent ones."""
        collected, labels = _Collected(), {}

        def pairs() -> Iterator[LabelledPair]:
            for pair in self._pairs(is_first=False):
                if isinstance(pair, LabelledPair) and pair.row in held_out:
                    labels[pair.row] = pair.label
                    yield pair

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / FILE
            model.save(path)
            found = evaluate(
                pairs(),
                Detector(model=path, without=self.recipe.without),
                results=collected,
                workers=self.workers,
                name="held-out groups",
            )
        return found, _innocent(collected.said, labels)


def _innocent(said: list[tuple[int, Outcome]], labels: dict[int, str]) -> dict[str, Any]:
    """Return the scores of held-out pairs that are not spun, and of those that are no copies, by label."""
    out = {}
    for score in ("spun", "copied"):
        found = [
            (_score(outcome, score), labels[row])
            for row, outcome in said
            if answer(labels[row], "spun" if score == "spun" else "copied") is False
        ]
        if found:
            out[score] = false_alarm_table([p for p, _ in found], [label for _, label in found])
    return out


def _score(outcome: Outcome, score: str) -> float:
    if score == "spun":
        return outcome.probabilities[SPUN]
    return 1.0 - outcome.probabilities[CLASSES.index("independent")]


def _sides(rows: list[Row], recipe: Recipe) -> dict[str, int]:
    labels: dict[str, set[str]] = {}
    for row in rows:
        labels.setdefault(row.group, set()).add(row.label)
    shares = (1.0 - recipe.calibration - recipe.held_out, recipe.calibration, recipe.held_out)
    frozen = {group: frozenset(found) for group, found in labels.items()}
    return split_groups(frozen, shares, seed=recipe.seed)


def _check_classes(*tables: Table) -> None:
    for side, table in zip(SIDES, tables, strict=False):
        for at, name in enumerate(CLASSES):
            groups = {table.group[n] for n in np.flatnonzero(table.label == at).tolist()}
            if len(groups) < LEAST_GROUPS:
                raise InputError(
                    f"{len(groups)} groups have pairs that are {name} on the side of {side}, "
                    f"{LEAST_GROUPS} are needed",
                    where="data",
                    hint="give more pairs of that label, from more sources; not-spun and copied count for "
                    "all classes that they allow",
                )


def _candidates(recipe: Recipe, fitting: Table, calibration: Table) -> list[Candidate]:
    labels: dict[str, set[str]] = {}
    for group, label in zip(calibration.group, calibration.label.tolist(), strict=True):
        labels.setdefault(group, set()).add(str(label))
    halves = split_groups({g: frozenset(found) for g, found in labels.items()}, (0.5, 0.5), seed=recipe.seed)
    half = np.array([halves[group] == 0 for group in calibration.group], np.bool_)
    rows = Rows(calibration.values, calibration.label, calibration.weight, _mended(half, calibration))
    return [fit_candidate(one.name, partial(_fit, one, fitting), rows) for one in recipe.candidates]


def _mended(half: NDArray[np.bool_], table: Table) -> NDArray[np.bool_]:
    """Return the halves with every class in both: of one that is in a single half, a group goes over."""
    out = half.copy()
    for at in range(len(CLASSES)):
        here = table.label == at
        if out[here].all() or not out[here].any():
            first = table.group[int(np.flatnonzero(here)[0])]
            out[np.array([group == first for group in table.group])] ^= True
    return out


def _fit(one: CandidateRecipe, table: Table) -> Fitted:
    rows = table.values, table.label, table.weight
    if one.trees:
        return fit_both(
            *rows, strength=one.strength, quantiles=one.quantiles, iterations=one.trees, one_way=ONE_WAY
        )
    return fit_additive(*rows, strength=one.strength, quantiles=one.quantiles)


def _direction(table: Table, base: Model) -> NDArray[np.float64]:
    """Fit the direction on the spun pairs and on their mirror: each feature changes its sign there."""
    rows = table.direction
    if len(rows) < _LEAST_DIRECTIONS:
        return base.direction_weights
    made_from_source = np.arange(2 * len(rows)) < len(rows)
    return fit_direction(np.vstack([rows, -rows]), made_from_source)


def _write(model: Model, out: Path, kept: dict[str, Any]) -> Model:
    """Write the model, with how held-out innocent pairs scored; the file appears whole or not at all."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".spindetect-", dir=out) as folder:
            path = Path(folder) / FILE
            model.save(path)
            if kept:
                add_false_alarms(path, **kept)
            (out / MANIFEST).unlink(missing_ok=True)  # of an older model; it would contradict this one
            path.replace(out / FILE)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}", where=str(out), hint="name another folder"
        ) from error
    return Model.open(out / FILE)
