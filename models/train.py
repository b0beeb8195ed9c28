"""Train the shipped pair model, deterministically.

usage: python -m models.train --fold-ngrams FILE [--shared ../shared] [--sources data/cache] [--out FOLDER]
       [--pairs N] [--workers N]

The n-gram model of the fit is that of `python -m data.build_ngrams --fold 0/3 --out FILE`: it has not counted
the documents that are read here, as the shipped one will not have counted a user's.

Candidates are fitted on the training sources, calibrated on others, and compared there by two-fold log
loss; the plainest of the best additive ones is written, entered in the manifest, and measured on the
held-out sources. Boosted trees stand beside them as a yardstick; they do not ship, for an additive model
has no leaps, and what each piece of evidence does in it does not depend on the others.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.metrics import log_loss

from data.manifest import update_manifest
from models import direction
from models.card import write_figures
from models.generators import recipe
from models.generators.pairs import Pair
from models.places import HELD_OUT, Places
from models.recipes import pairs, read
from models.spinners import DRAWS_ON, Dictionaries, open_dictionaries
from models.table import LEXICONS, Table, build
from spindetect import resources
from spindetect.errors import ResourceError
from spindetect.features import DIRECTION_FEATURES, FEATURES_VERSION
from spindetect.language import Ngrams, Vectors
from spindetect.lexicon import Lexicon
from spindetect.model import CLASSES
from spindetect.model.held_out import ScoreTable, add_false_alarms, false_alarm_table
from spindetect.model.model import SHIPPED_NAME, Model, feature_names
from spindetect.training import Fitted, calibrate, fit_additive, fit_trees, to_model

SPUN = CLASSES.index("spun")
# From one half on, the label says what is more likely than not; the rate of false accusations that this
# gives is measured and stands beside it.
THRESHOLD = 0.5
# An honest pair called spun costs more than a spun one missed: honest pairs of the kinds that are
# mistaken weigh this much more in the fit and in the calibration.
HONEST_WEIGHT = 2.0
# So many pairs of `models.recipes` as of the generators' own lists: they add edits with synonyms that fit.
BY_RECIPE = 0.6
# Two-fold losses on some 1,000 pairs differ by a twentieth by chance; of candidates that near, the plainest
# is the steadiest on texts of other kinds. A straight one has another virtue: P(spun) then rises or falls
# steadily with each feature, so that taking evidence away bit by bit moves it one way.
NEAR = 1.05


# By what the odds of spun fall after the calibration, as log-odds: the share of spun pairs that P(spun)
# assumes falls to what the manifest says. Without it five of 400 human rewritings for hire and one of 400 by
# QuillBot are called spun, with it four and none (`python -m models.gate --only honest`); of held-out pairs
# .0025 of the honest ones and not .0082, and .955 of the spun ones and not .976.
CAUTION = 1.25


@dataclass(frozen=True, eq=False)
class Candidate:
    """A fitted classifier with its calibration and its two-fold log loss on the calibration sources."""

    name: str
    fitted: Fitted
    sklearn_calibration: Any
    calibration: NDArray[np.float64]
    loss: float


def weights(table: Table) -> NDArray[np.float64]:
    """Return the weight of each row: honest pairs more, all rows of a pair together as one."""
    return np.asarray(table.weight * np.where(table.label == SPUN, 1.0, HONEST_WEIGHT), np.float64)


def usable(table: Table) -> Table:
    """Leave out spun pairs of which nothing was aligned: they hold no evidence, and stay misses."""
    seen = (table.label != SPUN) | (table.features[:, feature_names().index("aligned_words")] > 0)
    return table.only(seen)


def candidates(train: Table, calibration: Table) -> list[Candidate]:
    """Fit and calibrate every candidate."""
    rows, label, weight = train.features, train.label, weights(train)
    makers: dict[str, Callable[[], Fitted]] = {
        "straight, C = 0.3": partial(fit_additive, rows, label, weight, strength=0.3, quantiles=())
    }
    # Below, dull: at 0.02 honest held-out pairs called spun rose from .0044 to .0074, and misses by a third.
    for c in (0.05, 0.1):
        makers[f"bent, C = {c}"] = partial(fit_additive, rows, label, weight, strength=c)
    makers["trees, 120 x 8 leaves"] = partial(fit_trees, rows, label, weight, iterations=120, leaves=8)
    return [_candidate(name, make(), calibration) for name, make in makers.items()]


def _candidate(name: str, fitted: Fitted, calibration: Table) -> Candidate:
    scores, weight = fitted.sklearn_scores(calibration.features), weights(calibration)
    half = calibration.pair % 2 == 0
    loss = 0.0
    for part in (half, ~half):
        own, _ = calibrate(scores[part], calibration.label[part], weight[part])
        p = own.predict_proba(scores[~part])
        loss += (
            log_loss(calibration.label[~part], p, labels=range(len(CLASSES)), sample_weight=weight[~part]) / 2
        )
    own, plain = calibrate(scores, calibration.label, weight)
    return Candidate(name, fitted, own, plain, loss)


def reference(train: Table) -> NDArray[np.float64]:
    """Return the medians of honest copies, edited and paraphrased: what "without this" means."""
    honest = [CLASSES.index("edited"), CLASSES.index("paraphrased")]
    return np.asarray(np.median(train.features[np.isin(train.label, honest)], axis=0), np.float64)


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
        "features": feature_names(),
        "features_version": FEATURES_VERSION,
        "direction_features": list(DIRECTION_FEATURES),
        "classes": list(CLASSES),
        "candidate": chosen.name,
        "lexicon": Lexicon.open().digest,
        "vectors": Vectors.open().digest,
        "ngrams": Ngrams.open().digest,
        "aligner": resources.digest("aligner.bin"),
        "training_set": train.digest(),
        "training_rows": len(train.label),
        "scikit_learn": sklearn.__version__,
        "numpy": np.__version__,
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


def cautious(calibration: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a calibration that gives spun lower odds; the last column holds the biases."""
    lowered = calibration.copy()
    lowered[SPUN, -1] -= CAUTION
    return lowered


def check_equal(chosen: Candidate, model: Model, rows: NDArray[np.float64]) -> float:
    """Return the greatest difference between numpy's and scikit-learn's probabilities."""
    theirs = chosen.sklearn_calibration.predict_proba(chosen.fitted.sklearn_scores(rows))
    theirs[:, SPUN] *= math.exp(-CAUTION)
    theirs /= theirs.sum(axis=1, keepdims=True)
    return float(np.abs(model.predict(rows) - theirs).max())


def plainest(found: Sequence[Candidate]) -> Candidate:
    """Return the first of the candidates that is within `NEAR` of the best; they come plainest first."""
    least = min(c.loss for c in found)
    return next(c for c in found if c.loss <= least * NEAR)


def make_model(
    train: Table, calibration: Table, measured: Table, direction: NDArray[np.float64]
) -> tuple[Model, Candidate, list[Candidate]]:
    """Fit the candidates and return the best as a model with its manifest."""
    found = candidates(train, calibration)
    best = plainest([c for c in found if c.fitted.scorer is not None])
    if best.fitted.scorer is None:
        raise ResourceError("no candidate can be written as plain arrays", where="models.train")
    parts = (best.fitted.scorer, cautious(best.calibration), reference(train), direction)
    bare = to_model(*parts, {})
    return to_model(*parts, manifest(train, calibration, measured, bare, best)), best, found


def by_recipe(name: str, places: Places, number: int) -> Iterator[Pair]:
    """Yield pairs of a recipe, each of two texts; those that need a third, for background, are left out."""
    # In this process: workers of its own would wait for those that read what it yields.
    for pair in pairs(read(name), places, number):
        if pair.background:
            continue
        # Half of the spun ones are read without their spinner's dictionary (`models.table`); were it always
        # there, that a dictionary lists a swap would tell them from honest pairs, and a user's spinner has
        # a dictionary that we do not know.
        lacked = DRAWS_ON.get(pair.spinner.split("/")[0], ("moby",)) if pair.label == "spun" else ()
        yield from replace(pair, without=lacked).one_by_one()


def tables(
    places: Places, dictionaries: Dictionaries, ngrams: Path, number: int, workers: int = 2
) -> tuple[Table, Table, Table]:
    """Make the training, calibration and measuring tables; `ngrams` has counted nothing of the first two."""
    apart = replace(places, uncounted=True)
    more = round(number * BY_RECIPE)
    train = build(
        chain(recipe.training(apart, dictionaries, number), by_recipe("pairs-ship", apart, more)),
        workers=workers,
        ngrams=ngrams,
    )
    calibration = build(
        chain(
            recipe.calibration(apart, dictionaries, number // 4),
            by_recipe("pairs-calibrate", apart, more // 4),
        ),
        workers=workers,
        ngrams=ngrams,
    )
    measured = build(recipe.measuring(places, dictionaries, number // 4), workers=workers)
    return usable(train), usable(calibration), measured


def report(found: list[Candidate], best: Candidate, measured: Table) -> str:
    """Return the comparison table."""
    lines = [f"{'candidate':22} log loss (calibration sources, two-fold)   held-out accuracy"]
    for c in found:
        p = c.sklearn_calibration.predict_proba(c.fitted.sklearn_scores(measured.features))
        right = float((p.argmax(axis=1) == measured.label).mean())
        lines.append(f"{c.name:22} {c.loss:.4f}{'  <- shipped' if c is best else '':38} {right:.4f}")
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--fold-ngrams", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=resources.SHIPPED)
    parser.add_argument("--pairs", type=int, default=16000)
    parser.add_argument("--workers", type=int, default=2, help="changes nothing but the time it takes")
    arguments = parser.parse_args()
    began = time.monotonic()
    places, workers = Places(arguments.shared, arguments.sources), arguments.workers
    dictionaries = open_dictionaries(places)
    made = tables(places, dictionaries, arguments.fold_ngrams, arguments.pairs, workers)
    apart = replace(places, uncounted=True)
    model, best, found = make_model(
        *made, direction.shipped(apart, dictionaries, arguments.fold_ngrams, workers)
    )
    path = arguments.out / SHIPPED_NAME
    model.save(path)
    add_false_alarms(path, **false_alarms(model, made[2]))
    _enter(path, model.manifest)
    compared, families = report(found, best, made[2]), by_family(model, made[2])
    print(compared, families, sep="\n\n")
    print(f"\nnumpy and scikit-learn differ by at most {check_equal(best, model, made[2].features):.1e}")
    print(f"{time.monotonic() - began:.0f} s, {len(made[0].label)} rows, lexicons {len(LEXICONS)}")
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
