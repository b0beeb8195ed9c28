"""Train the shipped pair model, deterministically.

usage: python -m models.train --fold-ngrams FILE [--shared ../shared] [--sources data/cache] [--out FOLDER]
       [--workers N] [--unseen] [--tables FOLDER]

With `--unseen` nothing knows Moby's thesaurus, neither the spinners nor the dictionaries that honest edits
take words from: the build that `python -m models.unseen --model FOLDER` measures, with spinners, a
dictionary and documents that nothing was fitted with. `--tables` keeps the rows that are fitted and
calibrated on, for `python -m models.compare`.

The n-gram model of the fit is that of `python -m data.build_ngrams --fold 0/3 --out FILE`: it has not counted
the documents that are read here, as the shipped one will not have counted a user's.

Candidates are fitted on the training sources, calibrated on others, and compared there by two-fold log
loss; the plainest of the best that can be written as plain arrays is entered in the manifest and measured on
the held-out sources. None of them is asked what a dictionary says of swaps (`LISTED`): of a spinner whose
dictionary nobody has, it says that honest synonyms are listed and the spinner's are not, and the pairs of the
calibration, half of which are read with their spinner's dictionary, cannot show that (`models.compare`).
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.manifest import update_manifest
from models import direction
from models.card import write_figures
from models.generators import recipe
from models.generators.pairs import Pair
from models.places import HELD_OUT, Places
from models.recipes import make, read
from models.spinners import DRAWS_ON, open_dictionaries
from models.table import Table, build, joined
from spindetect import resources
from spindetect.errors import ResourceError
from spindetect.features import INDEX
from spindetect.model import CLASSES
from spindetect.model.held_out import ScoreTable, add_false_alarms, false_alarm_table
from spindetect.model.model import SHIPPED_NAME, Model, feature_names
from spindetect.training import Candidate, fit_additive, fit_both, fit_candidate, plainest, to_model
from spindetect.training.candidates import Rows
from spindetect.training.forests import ONE_WAY
from spindetect.training.manifest import made_with
from spindetect.training.pair import Fitted, fit_two_stages, typical_copy

Floats = NDArray[np.float64]
SPUN = CLASSES.index("spun")
# From one half on, the label says what is more likely than not; the rate of false accusations that this
# gives is measured and stands beside it.
THRESHOLD = 0.5
# What `--tables` keeps: the rows that are fitted on, calibrated on and measured on.
TABLES = ("fit.npz", "calibration.npz", "measured.npz")
# An honest pair called spun costs more than a spun one missed: honest pairs weigh this much more in the fit
# and in the calibration.
HONEST_WEIGHT = 2.0
# Rewordings of a whole text with a mind for context stand nearest to a spun text whose words were chosen to
# fit, and at full weight take such copies along ("What `pairs-thorough` brought" in `models/cards/pair.md`).
# Those that say a text in far fewer words take along what was changed by one rule: with 1, eight of 318 such
# texts are called spun, with .5 six.
REWORDED = {"paraphrased/thorough": 0.6, "paraphrased/condensed": 0.5}
# By what the odds of spun fall after the calibration, as log-odds. The reason is the price of an error: a
# person is accused of what a machine did. The made pairs cannot set that price, for those that are mistaken
# for spun are rarer among them than among people who reword for hire. With 0.5, 1, 1.5 and 2, of the 1,531
# rewritings by QuillBot 4, 2, 1 and 1 are called spun, of 1,142 simplifications 3 each time, of 625 texts for
# hire, some of which a machine wrote, 5 each time, of 2,977 held-out honest pairs 4, 1, 1 and 1; and .973,
# .968, .966 and .959 of the held-out spun pairs are found. It is no hidden threshold: the share of spun pairs
# that P(spun) assumes falls with it; the manifest has it.
CAUTION = 1.5


# What a dictionary says of swaps.
LISTED = (
    "listed",
    "commonness",
    "form_agrees",
    "kind_synonym",
    "kind_wrong-sense",
    "kind_phrase",
    "kind_unrelated",
)
# What swapped words have to do with each other, and how far a swap goes on: trees ask it, the lines do not.
# Unrelated words are a form's or a code's, small ones a rule's; in a line of its own each speaks against a
# spinner with a worse dictionary than those of the fit. Of half of the unseen pairs lines with it find .963,
# .947 and .951 at .1, .5 and 1 %, lines without it .982, 1.0 and .988 (`models/cards/pair.md`).
MEANING = ("everywhere", "related", "unrelated", "unknown", "small")
STEPS = 120
"""Rounds of trees. With more of them a fit tells its own generators' pairs better, and real rewritings worse
(`models/cards/pair.md`)."""


@dataclass(frozen=True)
class Numbers:
    """How many pairs: of the generators' own lists and of each recipe, to fit, to calibrate, to measure."""

    lists: int
    recipes: Mapping[str, int]


FITTING = Numbers(
    16000,
    {
        "pairs-ship": 9600,
        "pairs-hired": 2800,
        "pairs-loose": 6600,
        "pairs-thorough": 3000,
        "pairs-condensed": 3000,
    },
)
UNSEEN_FITTING = Numbers(
    16000,
    {
        "pairs-train": 9600,
        "pairs-hired-train": 2800,
        "pairs-loose-train": 6600,
        "pairs-thorough-train": 3000,
        "pairs-condensed-train": 3000,
    },
)
CALIBRATING = Numbers(4000, {"pairs-calibrate": 2400})
MEASURING = Numbers(4000, {})


def weights(table: Table) -> Floats:
    """Return the weight of each row: honest pairs more, all rows of a pair together as one."""
    by_family = np.array([REWORDED.get(family, 1.0) for family in table.family])
    by_label = np.where(table.label == SPUN, 1.0, HONEST_WEIGHT)
    return np.asarray(table.weight * by_family * by_label, np.float64)


def are_of(names: Sequence[str]) -> NDArray[np.bool_]:
    """Return which features have one of the names."""
    return np.isin(feature_names(), names)


def silent(rows: Floats) -> Floats:
    """Return features with what a dictionary says at 0 everywhere, so that no fit gives it weight."""
    return np.where(are_of(LISTED), 0.0, rows)


def told_little(rows: Floats) -> Floats:
    """Return features without what a dictionary says, and without what swapped words mean."""
    return np.where(are_of(MEANING), 0.0, silent(rows))


def usable(table: Table) -> Table:
    """Leave out spun pairs of which nothing was aligned: they hold no evidence, and stay misses."""
    return table.only((table.label != SPUN) | (table.features[:, INDEX["aligned_words"]] > 0))


def candidates(train: Table, calibration: Table) -> list[Candidate]:
    """Fit and calibrate every candidate, the plainest first."""
    rows, label, weight = silent(train.features), train.label, weights(train)
    plain = told_little(train.features)
    makers: dict[str, partial[Fitted]] = {
        "straight, C = 0.3": partial(fit_additive, plain, label, weight, strength=0.3, quantiles=())
    }
    # Below, dull: at 0.02 honest held-out pairs called spun rose from .0044 to .0074, and misses by a third.
    for c in (0.05, 0.1):
        makers[f"bent, C = {c}"] = partial(fit_additive, plain, label, weight, strength=c)
    makers["two stages, bent, C = 0.1"] = partial(
        fit_two_stages, plain, label, weight, apart=CLASSES.index("independent"), strength=0.1
    )
    makers[f"bent, C = 0.1, and two sets of trees, {STEPS} rounds"] = partial(
        fit_both,
        rows,
        label,
        weight,
        strength=0.1,
        iterations=STEPS,
        trees_alone=are_of(MEANING),
        one_way=ONE_WAY,
    )
    half = calibration.pair % 2 == 0
    known = Rows(silent(calibration.features), calibration.label, weights(calibration), half)
    return [fit_candidate(name, make, known) for name, make in makers.items()]


def manifest(
    train: Table, calibration: Table, measured: Table, model: Model, chosen: Candidate
) -> dict[str, Any]:
    """Return what the model file says of itself."""
    p = model.predict(measured.features)[:, SPUN]
    honest = measured.label != SPUN
    false = {
        label: round(float((p[measured.label == k] >= THRESHOLD).mean()), 5)
        for k, label in enumerate(CLASSES)
        if k != SPUN
    }
    return {
        **made_with(),
        "candidate": chosen.name,
        "aligner": resources.digest("aligner.bin"),
        "training_set": train.digest(),
        "training_rows": len(train.label),
        "held_out": list(HELD_OUT),
        "prior": _prior(calibration),
        "thresholds": {
            "spun": {
                "value": THRESHOLD,
                "false_positive_rate": round(float((p[honest] >= THRESHOLD).mean()), 5),
                "false_positive_rate_by_label": false,
                "true_positive_rate": round(float((p[~honest] >= THRESHOLD).mean()), 5),
                "honest_pairs": int(honest.sum()),
                "measured_on": "pairs made from held-out sources",
            }
        },
    }


def _prior(calibration: Table) -> float:
    """Return the share of spun pairs that P(spun) assumes: honest ones weigh more, and then the caution."""
    weight = weights(calibration)
    spun = float(weight[calibration.label == SPUN].sum())
    odds = spun / (float(weight.sum()) - spun) * math.exp(-CAUTION)
    return round(odds / (1 + odds), 6)


def cautious(calibration: Floats) -> Floats:
    """Return a calibration that gives spun lower odds; the last column holds the biases."""
    lowered = calibration.copy()
    lowered[SPUN, -1] -= CAUTION
    return lowered


def check_equal(chosen: Candidate, model: Model, rows: Floats) -> float:
    """Return the greatest difference between numpy's and scikit-learn's probabilities."""
    theirs = chosen.sklearn_calibration.predict_proba(chosen.fitted.sklearn_scores(silent(rows)))
    theirs[:, SPUN] *= math.exp(-CAUTION)
    theirs /= theirs.sum(axis=1, keepdims=True)
    return float(np.abs(model.predict(rows) - theirs).max())


def make_model(
    train: Table, calibration: Table, measured: Table, direction: Floats
) -> tuple[Model, Candidate, list[Candidate]]:
    """Fit the candidates and return the best as a model with its manifest."""
    found = candidates(train, calibration)
    best = plainest([c for c in found if c.fitted.scorer is not None])
    reference = typical_copy(train.features, train.label)
    if best.fitted.scorer is None or reference is None:
        raise ResourceError("no candidate can be written as plain arrays", where="models.train")
    parts = (best.fitted.scorer, cautious(best.calibration), reference, direction)
    bare = to_model(*parts, {})
    return to_model(*parts, manifest(train, calibration, measured, bare, best)), best, found


def by_recipe(name: str, places: Places, number: int) -> Iterator[tuple[int, Pair]]:
    """Yield pairs of a recipe with their numbers, each of two texts; none that needs a background."""
    # In this process: workers of its own would wait for those that read what it yields.
    for at, pair in make(read(name), places, range(number)):
        if pair.background:
            continue
        # Half of the spun ones are read without their spinner's dictionary (`models.table`); were it always
        # there, that a dictionary lists a swap would tell them from honest pairs, and a user's spinner has
        # a dictionary that we do not know.
        lacked = DRAWS_ON.get(pair.spinner.split("/")[0], ("moby",)) if pair.label == "spun" else ()
        yield from ((at, one) for one in replace(pair, without=lacked).one_by_one())


def tables(
    places: Places, ngrams: Path, *, unseen: bool = False, workers: int = 2
) -> tuple[Table, Table, Table]:
    """Make the training, calibration and measuring tables; `ngrams` has counted nothing of the first two."""
    apart = replace(places, uncounted=True)
    without = ("moby",) if unseen else ()
    known = open_dictionaries(places, without)

    def one(where: Places, lists: Iterator[Pair], numbers: Numbers, counts: Path | None) -> Table:
        parts = [enumerate(lists), *(by_recipe(name, where, n) for name, n in numbers.recipes.items())]
        return joined([build(part, workers=workers, ngrams=counts) for part in parts])

    fitting = UNSEEN_FITTING if unseen else FITTING
    return (
        usable(one(apart, recipe.training(apart, known, fitting.lists), fitting, ngrams)),
        usable(one(apart, recipe.calibration(apart, known, CALIBRATING.lists), CALIBRATING, ngrams)),
        one(places, recipe.measuring(places, known, MEASURING.lists), MEASURING, None),
    )


def report(found: list[Candidate], best: Candidate, measured: Table) -> str:
    """Return the comparison table."""
    lines = [f"{'candidate':26} log loss (calibration sources, two-fold)   held-out accuracy"]
    for c in found:
        p = c.sklearn_calibration.predict_proba(c.fitted.sklearn_scores(silent(measured.features)))
        right = float((p.argmax(axis=1) == measured.label).mean())
        lines.append(f"{c.name:26} {c.loss:.4f}{'  <- shipped' if c is best else '':38} {right:.4f}")
    return "\n".join(lines)


def by_family(model: Model, measured: Table) -> str:
    """Return P(spun) on the held-out sources by the family that made the pair."""
    p = model.predict(measured.features)[:, SPUN]
    rows = [f"{'family':28} rows   mean P(spun)   called spun"]
    for family in sorted(set(measured.family)):
        here = np.array([f == family for f in measured.family])
        rows.append(
            f"{family:28} {here.sum():4}   {p[here].mean():.3f}          {(p[here] >= THRESHOLD).mean():.3f}"
        )
    return "\n".join(rows)


def write(
    made: tuple[Table, Table, Table], direction: Floats, out: Path
) -> tuple[Model, Candidate, list[Candidate]]:
    """Fit, and write the model with the scores of held-out innocent pairs."""
    model, best, found = make_model(*made, direction)
    out.mkdir(parents=True, exist_ok=True)
    path = out / SHIPPED_NAME
    model.save(path)
    add_false_alarms(path, **false_alarms(model, made[2]))
    _enter(path, model.manifest)
    return model, best, found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--fold-ngrams", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=resources.SHIPPED)
    parser.add_argument("--unseen", action="store_true", help="fit without Moby's thesaurus, to be measured")
    parser.add_argument("--tables", type=Path, help="keep the rows of the fit and the calibration here")
    parser.add_argument("--workers", type=int, default=2, help="changes nothing but the time it takes")
    given = parser.parse_args()
    if given.unseen and given.out == resources.SHIPPED:
        parser.error("--unseen makes what is measured and not what ships: give it an --out")
    began = time.monotonic()
    places = Places(given.shared, given.sources)
    made = tables(places, given.fold_ngrams, unseen=given.unseen, workers=given.workers)
    if given.tables:
        for name, table in zip(TABLES, made, strict=True):
            table.save(given.tables / name)
    apart, dictionaries = replace(places, uncounted=True), open_dictionaries(places)
    weighed = direction.shipped(apart, dictionaries, given.fold_ngrams, given.workers)
    model, best, found = write(made, weighed, given.out)
    compared, families = report(found, best, made[2]), by_family(model, made[2])
    print(compared, families, sep="\n\n")
    print(f"\nnumpy and scikit-learn differ by at most {check_equal(best, model, made[2].features):.1e}")
    print(f"{time.monotonic() - began:.0f} s, {len(made[0].label)} rows")
    if given.out == resources.SHIPPED:
        write_figures("training", f"{compared}\n\n{families}")


def false_alarms(model: Model, measured: Table) -> dict[str, ScoreTable]:
    """Return how held-out innocent pairs score: P(spun) of those not spun, P(copied) of independent ones."""
    p, labels = model.predict(measured.features), np.array(CLASSES)[measured.label]
    independent = measured.label == CLASSES.index("independent")
    scores = {
        "spun": (measured.label != SPUN, p[:, SPUN]),
        "copied": (independent, 1 - p[:, CLASSES.index("independent")]),
    }
    return {
        name: false_alarm_table(score[rows].clip(0, 1), labels[rows].tolist(), measured.pair[rows].tolist())
        for name, (rows, score) in scores.items()
    }


def _enter(path: Path, made: Mapping[str, Any]) -> None:
    entry = {
        "licences": ["MIT"],
        "sources": [
            {"name": "pairs made by models/generators", "version": made["training_set"], "package": "models"}
        ],
        "built_by": "python -m models.train",
        "figures": made["thresholds"]["spun"],
    }
    if path.parent == resources.SHIPPED:
        update_manifest(path.name, entry)


if __name__ == "__main__":
    main()
