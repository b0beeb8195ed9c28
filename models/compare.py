"""Classifiers side by side: by log loss on the calibration's sources, and where nothing was seen.

usage: python -m models.train --unseen --fold-ngrams FILE --out FOLDER --tables TABLES
       python -m models.compare --tables TABLES [--pairs N] [--spun N] [--card]
       [--shared ../shared] [--sources data/cache] [--out data/cache/parts]

All are fitted on the same rows, without the spinners' dictionary, and calibrated on the same others. The
pairs are those of `models.unseen`, whose kept features are read: one half of the documents is to choose by,
the other to tell what was chosen. What "asks no dictionary" does not look at which swaps a dictionary lists.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.card import write_figures
from models.measured_table import GOALS, Weighed, calibration, found, judged
from models.parts import Parts
from models.table import Table
from models.train import MEANING, SPUN, STEPS, TABLES, THRESHOLD, are_of, silent, told_little, weights
from models.unseen import arguments, half_of, kept_parts, only, rows_of
from spindetect.model import CLASSES
from spindetect.training import Candidate, fit_additive, fit_candidate, fit_trees
from spindetect.training.candidates import Rows
from spindetect.training.forests import ONE_WAY, SMALL_STEPS, Signs, fit_forests
from spindetect.training.pair import Fitted, fit_both, fit_two_stages

Floats = NDArray[np.float64]
FEWER, MORE = 120, 250  # rounds of plain trees
COLUMNS = {
    "dose-15-45": "15-45 %",
    "dose-8-15": "8-15 %",
    "dose-5-8": "5-8 %",
    "added-dropped": "dropped",
    "embedded-30": "30 %",
    "embedded-15": "15 %",
}
SHOWN = tuple(COLUMNS)


@dataclass(frozen=True, eq=False)
class Tried:
    """A calibrated classifier: its name, its two-fold log loss, and what it predicts from features."""

    name: str
    loss: float
    predict: Callable[[Floats], Floats]


def forests(rows: Floats, label: NDArray[np.int64], weight: Floats, signs: Signs | None) -> Fitted:
    """Fit trees for each class against the others, twice, with or without what holds one way."""
    trees = fit_forests(rows, label, weight, iterations=STEPS, seeds=2, one_way=signs)
    return Fitted(trees, None, blocks=2)


def makers(train: Table) -> Mapping[str, Callable[[], Fitted]]:
    """Return what is fitted, the plainest first."""
    rows, label, weight = train.features, train.label, weights(train)
    spun_first = partial(fit_two_stages, rows, label, weight, apart=SPUN, strength=0.1)
    copied_first = partial(
        fit_two_stages, rows, label, weight, apart=CLASSES.index("independent"), strength=0.1
    )
    return {
        "straight, C = 0.3": partial(fit_additive, rows, label, weight, strength=0.3, quantiles=()),
        "bent, C = 0.05": partial(fit_additive, rows, label, weight, strength=0.05),
        "bent, C = 0.1": partial(fit_additive, rows, label, weight, strength=0.1),
        "two stages: copied, then how": copied_first,
        "two stages: spun, then what": spun_first,
        "trees, 120 x 8 leaves": partial(fit_trees, rows, label, weight, iterations=FEWER, leaves=8),
        f"trees, {MORE} x 16 leaves": partial(
            fit_trees, rows, label, weight, iterations=MORE, leaves=16, **SMALL_STEPS
        ),
        "trees a class": partial(forests, rows, label, weight, None),
        "trees a class, one way": partial(forests, rows, label, weight, ONE_WAY),
    }


def tried(train: Table, known: Table) -> Iterator[Tried]:
    """Fit and calibrate every classifier, with what a dictionary says and without; then lines and trees."""
    half = known.pair % 2 == 0
    for words, seen in ASKED.items():
        fit = replace(train, features=seen(train.features))
        rows = Rows(seen(known.features), known.label, weights(known), half)
        for name, make in makers(fit).items():
            yield _tried(name + words, fit_candidate(name, make, rows), seen)
    fit = replace(train, features=silent(train.features))
    rows = Rows(silent(known.features), known.label, weights(known), half)
    both = partial(fit_both, fit.features, fit.label, weights(fit), strength=0.1, iterations=STEPS)
    yield _tried("both" + NO_DICTIONARY, fit_candidate("both", both, rows), silent)
    apart = partial(both, trees_alone=are_of(MEANING))
    yield _tried("both, asks none, trees what words mean", fit_candidate("both", apart, rows), silent)
    ours = partial(apart, one_way=ONE_WAY)
    yield _tried("both, asks none, one way", fit_candidate("both", ours, rows), silent)


def _tried(name: str, candidate: Candidate, seen: Callable[[Floats], Floats]) -> Tried:
    def predict(rows: Floats) -> Floats:
        scores = candidate.fitted.sklearn_scores(seen(rows))
        return np.asarray(candidate.sklearn_calibration.predict_proba(scores), np.float64)

    return Tried(name, candidate.loss, predict)


NO_DICTIONARY = ", asks no dictionary"
ASKED: Mapping[str, Callable[[Floats], Floats]] = {
    "": lambda rows: rows,
    NO_DICTIONARY: silent,
    ", asks none, nor what words mean": told_little,
}


def line(one: Tried, parts: Parts) -> str:
    """Return a classifier's row of the table."""
    rows = rows_of(parts, one.predict(parts.values), THRESHOLD)
    made = Weighed(rows, draws=0)
    figures = {f.what.split(":")[0].removeprefix("spun/"): f.value for f in found(made)}
    fair = [row for row in rows if judged(row)]
    right = sum(row.found == row.label for row in fair) / len(fair)
    reached = "".join(f"{figures.get(name, np.nan):>8.3f}" for name in SHOWN)
    return f"{one.name:46}{one.loss:8.4f}{right:8.4f}{reached}{calibration(made).value:8.4f}"


def head() -> str:
    """Return the two lines above the table."""
    rates = {family.removeprefix("spun/"): goal.rate for goal in GOALS for family in goal.families}
    names = "".join(f"{COLUMNS[name]:>8}" for name in SHOWN)
    shares = "".join(f"{rates[name]:>8.1%}" for name in SHOWN)
    first = f"{'classifier':46}{'loss':>8}{'right':>8}{names}{'ECE':>8}"
    return f"{first}\n{'found at a rate of false alarms of':62}{shares}"


def main(given: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = arguments(__doc__)
    parser.add_argument(
        "--tables", type=Path, required=True, help="what `models.train --unseen --tables` kept"
    )
    asked = parser.parse_args(given)
    train, known = (Table.open(asked.tables / name) for name in TABLES[:2])
    _, _, parts = kept_parts(asked)
    halves = [only(parts, lambda one, h=half: half_of(one.document) == h) for half in (0, 1)]  # type: ignore[misc]
    began, lines = time.monotonic(), ([head()], [head()])
    for one in tried(train, known):
        for half, shown in zip(halves, lines, strict=True):
            shown.append(line(one, half))
        print(f"{lines[0][-1]}   {time.monotonic() - began:.0f} s", flush=True)
    sizes = [len({known.number for known in half.known}) for half in halves]
    told = "\n\n".join(
        f"{what} ({size} pairs)\n" + "\n".join(shown)
        for what, size, shown in zip(("half to choose by", "the other half"), sizes, lines, strict=True)
    )
    print(told)
    if asked.card:
        write_figures("compared", told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
