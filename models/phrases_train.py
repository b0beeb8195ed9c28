"""Fit and write the shipped weights, `spindetect/_shipped/phrase_weights.bin`.

    python -m models.phrases_train --shared ../shared --association association.npz

Fitted on all phrases but those of the fold that `data.phrases.build` holds out of the shipped table; the
figures in the manifest are of that fold.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from data.manifest import package_source, update_manifest
from data.phrases.build import HELD_OUT_FOLD, SOURCE
from models.phrases_data import FILE
from models.phrases_evaluate import FAR, Setting, interval, ranking_rows, ranks, setting, towers
from models.phrases_fit import decoded
from models.phrases_ranking import fit_ranking
from spindetect.container import write_container
from spindetect.phrases.network import Weights
from spindetect.phrases.restorer import WEIGHTS_FORMAT, WEIGHTS_KIND
from spindetect.resources import SHIPPED

NAME = "phrase_weights.bin"


def fitted(given: Setting) -> tuple[Weights, dict[str, object]]:
    """Return the weights, and what they reach on the fold left out."""
    inside = set(given.component[given.fold != HELD_OUT_FOLD].tolist())
    ranking = fit_ranking(ranking_rows(given, inside))
    chooses = given.chooses(inside)
    places = np.flatnonzero(given.fold == HELD_OUT_FOLD)
    rows = decoded([given.pairs[at] for at in places.tolist()], chooses, "held-out fold")
    rank, component = ranks(rows, ranking), given.component[places]
    figures: dict[str, object] = {
        "held_out_fold": HELD_OUT_FOLD,
        "phrases": len(rank),
        "expected_first": round(float((rank < 1).mean()), 4),
        "expected_first_95": [round(each, 4) for each in interval(rank < 1, component)],
        "expected_among_five": round(float((rank < 5).mean()), 4),
        "expected_among_five_95": [round(each, 4) for each in interval(rank < 5, component)],
        "expected_among_candidates": round(float((rank < FAR).mean()), 4),
    }
    return chooses.weights._replace(ranking=ranking), figures


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--association", type=Path, help="towers fitted by models.phrases_association (.npz)")
    parser.add_argument("--out", type=Path, default=SHIPPED / NAME)
    options = parser.parse_args()
    given = setting(options.shared, towers(options.association))
    weights, figures = fitted(given)
    write_container(options.out, kind=WEIGHTS_KIND, format=WEIGHTS_FORMAT, arrays=weights.arrays(), meta={})
    print(json.dumps(figures, indent=1))
    if options.out == SHIPPED / NAME:
        source = package_source(*SOURCE, options.shared / FILE)
        entry = {"licences": ["MIT"], "sources": [source], "built_by": "python -m models.phrases_train"}
        update_manifest(NAME, {**entry, "figures": figures})


if __name__ == "__main__":
    main()
