"""The table of what the verdict must reach, as the gate measures it: a sample of `pairs-measure`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import spindetect
from models.gate_data import Data, Measured, Rows
from models.measure_pairs import real_rows
from models.measured_rows import Row, measured
from models.measured_table import Figure, Weighed, borders, calibration, copied, found, labels, slices, swaps
from models.places import Places
from models.recipes import make, read

# 1,370 honest pairs of the recipe's 20,400 and 580 spun ones, about three minutes: at a rate of .1 % one
# honest pair may be called spun. `python -m models.measure_pairs` measures the whole recipe, with intervals.
TABLE_PAIRS = 2000
# Of fewer pairs a rate of false alarms says nothing. All real pairs are compared: of 200 QuillBot's modes had
# 33 each, were left out, and of its fluency mode one in eight stood above the threshold unnoticed.
LEAST_SLICE = 50


def table_rows(data: Data) -> Rows:
    """Every row of the table, with a lexicon that lacks the spinners' dictionary."""
    recipe, places = read("pairs-measure"), Places(data.shared, data.sources)
    texts = data.digest(*(f"text/{name}.jsonl.gz" for name in recipe.documents), "lexicons/ppdb-xl.txt.gz")
    detector = spindetect.load(without=recipe.without)
    rows = [measured(detector, n, pair) for n, pair in make(recipe, places, range(TABLE_PAIRS))]
    real = real_rows(data.shared, detector)
    digest = f"{texts}-{recipe.digest[:8]}"
    return {
        name: Measured(value, figure.cases, digest, figure.what) for name, value, figure in named(rows, real)
    }


def named(rows: Sequence[Row], real: Sequence[Row]) -> Iterator[tuple[str, float, Figure]]:
    """Yield each figure with its name and its value, higher always better."""
    made = Weighed(rows, draws=0)
    error = calibration(made)
    for figure in found(made):
        if figure.what != error.what:
            yield figure.what.split(":")[0].removeprefix("spun/"), figure.value, figure
    yield "calibration", 1 - error.value, error
    for figure in borders(made):
        yield f"borders-{figure.what.removeprefix('spun/')}", figure.value, figure
    for figure in copied(made, real):
        yield f"copied-{figure.what.split(':')[0].replace(' ', '-')}", figure.value, figure
    for name, figure in zip(("macro-f1", "verbatim"), labels(made), strict=False):
        yield name, figure.value, figure
    for name, figure in zip(("swaps-precision", "swaps-recall"), swaps(made), strict=False):
        yield name, figure.value, figure
    told = [f for f in slices(made, real) if "/" not in f.what and f.cases >= LEAST_SLICE]
    for figure in told:
        yield f"real-{figure.what}", 1 - figure.value, figure
    if told:
        yield "worst-real-slice", 1 - told[0].value, told[0]
