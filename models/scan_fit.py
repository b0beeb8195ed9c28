"""Fit and measure the scan's model: which candidates of a corpus are spun copies and their sources.

usage: python -m benchmarks.candidate_corpus FIT --documents 27500 --planted 5000 --purpose fit
       python -m benchmarks.candidate_corpus TUNE --documents 40000 --planted 2000 --purpose tune
       python -m models.scan_fit FIT [--check TUNE] [--out FILE] [--rows FOLDER]

Candidates are found and looked at as a scan does it, with a lexicon that lacks the copies' dictionaries. A
copy beside its source is one class, two texts that have nothing to do with each other's making the other;
copies of one source, and a copy beside a text that has words of its source, are neither and left out. Fitted
by groups of sources, calibrated on what is said of each fifth by a fit on the other four.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from benchmarks.candidate_corpus import UNSEEN, Purpose
from data.manifest import update_manifest
from models.card import write_figures
from models.scan_rows import COPY, FOLDS, HONEST, NEITHER, Floats, Rows, looked_at
from spindetect import resources
from spindetect.corpus.comparing import pair_program
from spindetect.detector import Detector
from spindetect.model.held_out import stated_prior
from spindetect.model.scan_model import EVIDENCE, SHIPPED_NAME, ScanModel
from spindetect.model.trees import Trees
from spindetect.training.forests import plain_trees

CARD: Final = Path(__file__).parent / "cards" / "scan.md"
THRESHOLD: Final = 0.5
"""The certainty that a pair called spun must have; see `models/cards/scan.md`."""
SHOWN: Final = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
# Chosen on the folds of the fit and on a corpus of `--purpose tune`; twice the leaves, more rounds, and lines
# beside the trees change the share found at an equal number of false pairs by .001.
TREES: Final[dict[str, Any]] = {
    "max_iter": 250,
    "learning_rate": 0.05,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 20,
    "l2_regularization": 5.0,
    "max_features": 0.5,
    "early_stopping": False,
    "random_state": 0,
}


def fit(evidence: Floats, label: NDArray[np.int64]) -> HistGradientBoostingClassifier:
    """Fit the trees; rows that are neither are left out."""
    model = HistGradientBoostingClassifier(**TREES)
    used = label != NEITHER
    return model.fit(evidence[used], label[used])


def left_out(made: Rows) -> Floats:
    """Return the log-odds of each row by trees that saw nothing of a fold of its own; shape (n,)."""
    scores = np.zeros(len(made.label))
    for fold in range(FOLDS):
        here, others = made.group[:, 0] == fold, (made.group != fold).all(axis=1)
        scores[here] = fit(made.evidence[others], made.label[others]).decision_function(made.evidence[here])
    return scores


def build(made: Rows, scores: Floats, prior: float) -> tuple[ScanModel, Floats]:
    """Fit on all rows; return the model, and what trees that did not see its group make of each row."""
    used = made.label != NEITHER
    line = LogisticRegression(C=np.inf).fit(scores[used, None], made.label[used])
    slope, bias = float(line.coef_[0, 0]), float(line.intercept_[0])
    share = float(made.label[used].mean())
    bias += float(np.log(prior / (1 - prior)) - np.log(share / (1 - share)))
    trees = plain_trees(fit(made.evidence, made.label))
    scaled = Trees(
        trees.feature, trees.threshold, trees.ruled_out, slope * trees.value, slope * trees.baseline + bias
    )
    meta = {
        "features": list(EVIDENCE),
        "prior": prior,
        "thresholds": {"spun": {"value": THRESHOLD}},
        "rows": {"copies": int((made.label == COPY).sum()), "honest": int((made.label == HONEST).sum())},
    }
    return ScanModel(scaled, meta), _odds_to_p(slope * scores + bias)


def _odds_to_p(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))


def table(name: str, made: Rows, certainty: Floats) -> str:
    """Return, for thresholds, the share of the planted copies found, by kind, and the false pairs.

    Found is what has a look that calls it spun besides.
    """
    lines = [
        f"{name}: {len(made.label)} candidates, {sum(made.planted.values())} planted copies",
        "certainty  " + "  ".join(f"{kind:>7}" for kind in made.planted) + "      all  false",
    ]
    for least in SHOWN:
        called = made.called(certainty, least)
        shares = [
            (called & (made.label == COPY) & (made.kind == kind)).sum() / count
            for kind, count in made.planted.items()
        ]
        total = (called & (made.label == COPY)).sum() / sum(made.planted.values())
        false = int((called & (made.label == HONEST)).sum())
        row = "  ".join(f"{share:7.4f}" for share in shares)
        lines.append(f"{least:9.2f}  {row}  {total:7.4f}  {false:5}")
    return "\n".join(lines)


def _rows(folder: Path, purpose: Purpose, kept: Path | None, workers: int) -> Rows:
    file = kept / f"{folder.name}-{_key(folder, purpose)}.npz" if kept else None
    if file and file.exists():
        return Rows.open(file)
    made = looked_at(folder, purpose, workers)
    if file:
        made.save(file)
    return made


def _key(folder: Path, purpose: Purpose) -> str:
    """Return what the rows of a corpus depend on, hashed."""
    program = pair_program(Detector(without=UNSEEN[purpose]).program)
    files = [resources.sha256(folder / f"{name}.parquet") for name in ("documents", "truth")]
    told = json.dumps([files, {**program, "scan_model": ""}, EVIDENCE, purpose], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("fit", type=Path, help="a corpus of the purpose 'fit'")
    parser.add_argument("--check", type=Path, help="a corpus of the purpose 'tune'")
    parser.add_argument("--out", type=Path, default=resources.SHIPPED / SHIPPED_NAME)
    parser.add_argument("--rows", type=Path, help="keep what was seen of the candidates here")
    parser.add_argument("--workers", type=int, default=2, help="changes nothing but the time it takes")
    given = parser.parse_args()
    made = _rows(given.fit, "fit", given.rows, given.workers)
    pair_model = Detector().model
    prior = stated_prior(pair_model.manifest)
    if prior is None:
        parser.error("the pair model states no prior")
    model, certainty = build(made, left_out(made), prior)
    called = made.called(certainty, THRESHOLD)
    figures = {
        "pair_model": pair_model.digest,
        "corpus": resources.sha256(given.fit / "documents.parquet"),
        "scikit-learn": sklearn.__version__,
        "false_pairs": int((called & (made.label == HONEST)).sum()),
        "found": round(float((called & (made.label == COPY)).sum() / sum(made.planted.values())), 4),
    }
    model = replace(model, manifest={**model.manifest, **figures})
    told = [table("fit, each fifth by the other four", made, certainty)]
    if given.check:
        checked = _rows(given.check, "tune", given.rows, given.workers)
        told.append(table("tune", checked, model.certainties(checked.evidence)))
    model.save(given.out)
    print("\n\n".join(told))
    if given.out.parent == resources.SHIPPED:
        _enter(given.out, model)
        write_figures("fit", "\n\n".join(told), card=CARD)


def _enter(path: Path, model: ScanModel) -> None:
    manifest = model.manifest
    source = {
        "name": "candidates of a corpus with planted copies",
        "version": manifest["corpus"],
        "package": "benchmarks.candidate_corpus",
    }
    entry = {
        "licences": ["MIT"],
        "sources": [source],
        "built_by": "python -m models.scan_fit",
        "figures": {
            **manifest["thresholds"]["spun"],
            **manifest["rows"],
            **{name: manifest[name] for name in ("found", "false_pairs")},
        },
    }
    update_manifest(path.name, entry)


if __name__ == "__main__":
    main()
