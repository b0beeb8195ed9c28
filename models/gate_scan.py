"""What the gate asks of a scan's model: planted copies called spun, and honest pairs that are not."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from benchmarks.candidate_corpus import PASSAGE, build
from models.gate_data import Data, Measured, Rows
from models.places import Places
from models.scan_rows import COPY, HONEST, looked_at
from spindetect.model.scan_model import ScanModel

DOCUMENTS: Final = 6000
PLANTED: Final = 1200
"""Human documents, and copies of them by spinners whose dictionary the lexicon lacks."""
_LOW: Final = "8"


def scan_rows(data: Data) -> Rows:
    """The candidates of a small corpus, looked at and called as a scan does; nothing is explained away."""
    with TemporaryDirectory() as folder:
        build(Path(folder), Places(data.shared, data.sources), DOCUMENTS, PLANTED, "measure")
        made = looked_at(Path(folder), "measure", workers=2)
    model = ScanModel.open()
    called = made.called(model.certainties(made.evidence), model.threshold)
    digest = data.digest(*sorted(f"text/{path.name}" for path in (data.shared / "text").glob("*.jsonl.gz")))
    out = {}
    for name, kinds, what in (
        ("copies", set(made.planted), "planted copies called spun, of all of them"),
        ("passages", {PASSAGE}, "spun passages of 100 words in other texts"),
        ("low-dose", {_LOW}, "copies with a swap in twelve words"),
    ):
        planted = sum(made.planted[kind] for kind in kinds)
        found = int((called & (made.label == COPY) & np.isin(made.kind, list(kinds))).sum())
        out[name] = Measured(found / planted, planted, digest, what)
    false = int((called & (made.label == HONEST)).sum())
    out["honest"] = Measured(
        1 - 1000 * false / DOCUMENTS, DOCUMENTS, digest, "1 - false pairs in a thousand documents"
    )
    return out
