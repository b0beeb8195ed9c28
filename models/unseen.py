"""What the verdict must reach where nothing was seen: a fit without the spinners' dictionary, at scale.

usage: python -m models.train --unseen --fold-ngrams FILE --out FOLDER
       python -m models.unseen --model FOLDER [--pairs N] [--spun N] [--half 0|1] [--check N] [--card]
       [--shared ../shared] [--sources data/cache] [--out data/cache/parts]

The pairs are those of the recipe `pairs-measure`: held-out documents, a dictionary and rules that the fit did
not know, and a lexicon that lacks that dictionary. Pairs that need a background text are left out; of several
sources each is compared by itself, and the likeliest counts. The features are kept in a folder of their own
for this recipe and this code, 250 pairs a file: a stopped run goes on, and another model costs a minute.
`--check N` computes N of them anew and fails where one differs. `--half` takes the documents of one half, so
that what is chosen on one can be told on the other. `--card` writes the table into the card. 20,000 honest
pairs need `--pairs 30000`: about half an hour on one core, nearly all of it for making and comparing.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from models.card import write_figures
from models.measured_rows import CLASSES, Row
from models.measured_table import Weighed, confusion, counted, found, labels, slices
from models.parts import Known, Parts, compute, key, parts_of, wanted
from models.places import Places
from models.recipes import Recipe, make, read
from spindetect.errors import ResourceError
from spindetect.model.judge import LEAST_WORDS, first_label, joined, label_of
from spindetect.model.model import Model
from spindetect.verdict import PairLabel

Floats = NDArray[np.float64]
RECIPE = "pairs-measure"
PAIRS, DRAWS = 30000, 200


@dataclass(frozen=True, eq=False)
class _Part:
    """A scored part as `judge` labels it."""

    probabilities: Floats
    aligned: bool
    left_out: bool

    def label(self, threshold: float) -> PairLabel:
        return label_of(self.probabilities, self.aligned, self.left_out, threshold)


def rows_of(parts: Parts, probabilities: Floats, threshold: float) -> list[Row]:
    """Return what a verdict says of each pair.

    Parameters
    ----------
    probabilities : array of float64, shape (parts, classes)
        What a model gives each part.
    threshold : float
        P(spun) from which on a pair is called spun.
    """
    likeliest: dict[int, Row] = {}
    first = 0
    for known in parts.known:
        here = range(first, first + known.parts)
        scored = [_Part(probabilities[n], bool(parts.aligned[n]), bool(parts.left_out[n])) for n in here]
        row = _row(known, scored, threshold)
        before = likeliest.get(known.number)
        if before is None or row.spun > before.spun:
            likeliest[known.number] = row
        first += known.parts
    return list(likeliest.values())


def _row(known: Known, scored: Sequence[_Part], threshold: float) -> Row:
    label, deciding = first_label(scored, threshold)
    said = joined(deciding.probabilities, max(float(part.probabilities[0]) for part in scored))
    unread = label == "independent" and not known.english
    return Row(
        known.number,
        known.family,
        known.label,
        known.domain,
        known.document,
        known.words,
        "insufficient" if unread or known.least < LEAST_WORDS else label,
        tuple(float(getattr(said, name)) for name in CLASSES),
        1.0 - said.independent,
        spinner=known.spinner,
        dose=known.dose,
    )


def half_of(document: str) -> int:
    """Return which half of the documents one is in."""
    return hashlib.sha256(document.encode()).digest()[-1] % 2


def checked(recipe: Recipe, places: Places, parts: Parts, number: int, seed: int = 0) -> int:
    """Compute the parts of some pairs anew, and return of how many.

    Raises
    ------
    ResourceError
        If one of them is not what was kept, to the last bit.
    """
    chosen = sorted(Random(seed).sample(sorted({one.number for one in parts.known}), number))
    again = parts_of(make(recipe, places, chosen), recipe.without)
    kept = only(parts, lambda known: known.number in set(chosen))
    if kept.known != again.known or not np.array_equal(kept.values, again.values):
        raise ResourceError("holds other features than are computed today", where="the folder of parts")
    return len(chosen)


def only(parts: Parts, test: Callable[[Known], bool]) -> Parts:
    """Return the parts of some of the comparisons."""
    taken = [test(known) for known in parts.known]
    rows = np.repeat(np.array(taken, np.bool_), [known.parts for known in parts.known])
    known = [one for one, own in zip(parts.known, taken, strict=True) if own]
    return Parts(known, parts.values[rows], parts.aligned[rows], parts.left_out[rows])


def told(rows: Sequence[Row]) -> str:
    """Return the table: what must be reached, labels, confusion, and honest slices."""
    made = Weighed(rows, draws=DRAWS)
    fair = [row for row in made.rows if row.label != "spun" and counted(row)]
    documents = len({row.document for row in fair})
    lines = [f"{'':58}  value  95 % interval       cases  must reach"]
    lines += [figure.line() for figure in (*found(made), *labels(made))]
    lines += ["", confusion(made.rows), "", "honest slices above the threshold of 1 %, the worst first"]
    lines += [figure.line() for figure in slices(made, [])[:12]]
    lines += [
        "",
        "honest pairs above the threshold of .1 %, and spun ones of dose 15-45 below it",
        *_tails(rows),
    ]
    lines += [
        "",
        f"{len(rows)} pairs, {len(fair)} honest of {documents} documents, {DRAWS} draws of documents",
    ]
    return "\n".join(lines)


def _tails(rows: Sequence[Row]) -> list[str]:
    """Return who decides the strictest row, by the family that made them, and what it misses, by spinner."""
    fair = sorted((-row.spun, row.family) for row in rows if row.label != "spun" and counted(row))
    above = fair[: len(fair) // 1000]
    least = -fair[len(above)][0]
    missed = [row.spinner for row in rows if row.family == "spun/dose-15-45" and row.spun <= least]
    return [
        f"  {count:4} {name}" for names in ([f for _, f in above], missed) for name, count in _counts(names)
    ]


def _counts(names: Sequence[str]) -> list[tuple[str, int]]:
    return sorted(((name, names.count(name)) for name in set(names)), key=lambda item: (-item[1], item[0]))


def kept_parts(given: argparse.Namespace) -> tuple[Recipe, Places, Parts]:
    """Return the parts that the arguments ask for, read or computed."""
    recipe, places = read(RECIPE), Places(given.shared, given.sources)
    folder = given.out / key(recipe)
    numbers = wanted(recipe, given.pairs, given.pairs if given.spun is None else given.spun)
    asked = set(numbers)
    parts = only(
        Parts.joined(list(compute(recipe, places, numbers, folder))), lambda one: one.number in asked
    )
    if given.half is not None:
        parts = only(parts, lambda one: half_of(one.document) == given.half)
    return recipe, places, parts


def arguments(about: str | None) -> argparse.ArgumentParser:
    """Return a parser of what this command and `models.compare` both take."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=PAIRS, help="the first so many of the recipe")
    parser.add_argument("--spun", type=int, help="spun ones of the first so many alone")
    parser.add_argument("--half", type=int, choices=(0, 1), help="of the documents")
    parser.add_argument("--card", action="store_true", help="write the table into the card")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sources", type=Path, default=Path("data/cache"))
    parser.add_argument("--out", type=Path, default=Path("data/cache/parts"))
    return parser


def main(given: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = arguments(__doc__)
    parser.add_argument("--model", type=Path, required=True, help="what `models.train --unseen` wrote")
    parser.add_argument("--check", type=int, default=0, help="compute so many kept pairs anew")
    asked = parser.parse_args(given)
    model = Model.open(asked.model)
    recipe, places, parts = kept_parts(asked)
    if asked.check:
        print(f"{checked(recipe, places, parts, asked.check)} pairs computed anew, and the same")
    shown = told(rows_of(parts, model.predict(parts.values), model.threshold))
    print(shown)
    if asked.card:
        write_figures("unseen", shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
