"""The scan's model: from all that was seen of a candidate to how likely one text was spun from the other.

A corpus has many texts that look alike and few that were spun. Whether a pair is one of these shows best in
what several looks at it say together: at whole texts, at the stretch where they run side by side, and at that
stretch with its neighbours. A second classifier on what a first one says is stacking (Wolpert, "Stacked
generalization", Neural Networks 5, 1992).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect import resources
from spindetect.container import open_container, write_container
from spindetect.errors import ResourceError
from spindetect.model.files import refuse_foreign
from spindetect.model.trees import Trees

KIND, FORMAT = "scan-model", 1
SHIPPED_NAME: Final = "scan_model.bin"

LOOK_FEATURES: Final = (
    "log_odds_spun",
    "log_verbatim",
    "log_paraphrased",
    "log_edited",
    "log_independent",
    "copied",
    "changed",
    "copied_share",
    "counted",
)
"""What is known of one look: the verdict's probabilities, as logs and of spun as log-odds; the words of the
suspect that stand in the source; how many more these are than words in runs of eight that both texts have;
the share of the suspect that they are; and the words that were compared."""
STRETCHES: Final = 3
"""Stretches that are looked at, at most."""
EVIDENCE: Final = (
    "log_score",
    *(f"whole_{name}" for name in LOOK_FEATURES),
    *(f"best_{name}" for name in LOOK_FEATURES),
    *(f"stretch_{number}_log_odds_spun" for number in range(1, STRETCHES + 1)),
)
"""The features: the candidate's score as a log, the look at the whole texts, the one with the highest
P(spun), and P(spun) of each stretch."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScanModel:
    """A fitted scan's model; open one with `ScanModel.open`.

    Attributes
    ----------
    trees : Trees
        Log-odds, under the prior of the manifest.
    manifest : dict
    digest : str
        SHA-256 of the file's content.
    """

    trees: Trees
    manifest: Mapping[str, Any]
    digest: str = ""

    @property
    def threshold(self) -> float:
        """The certainty from which on a pair is called spun."""
        return float(self.manifest["thresholds"]["spun"]["value"])

    def certainty(self, evidence: Floats) -> float:
        """Return P(one text was spun from the other), in [0, 1].

        Parameters
        ----------
        evidence : array of float64, shape (len(EVIDENCE),)
        """
        return float(self.certainties(evidence[None, :])[0])

    def certainties(self, evidence: Floats) -> Floats:
        """Return the certainty of each row, shape (n,), of evidence, shape (n, len(EVIDENCE))."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.trees.scores(evidence)[:, 0])))

    @classmethod
    def open(cls, path: Path | None = None) -> ScanModel:
        """Open a model's file; the shipped one by default.

        Raises
        ------
        ResourceError
            If the file is missing, damaged, of another format, or made for other features.
        """
        path = path if path is not None else resources.shipped(SHIPPED_NAME)
        refuse_foreign(path)
        file = open_container(path, kind=KIND, format=FORMAT)
        model = cls(Trees.open(file), file.meta, file.digest)
        if file.meta.get("features") != list(EVIDENCE) or not model.trees.is_sound(len(EVIDENCE), 1):
            raise ResourceError(
                "was made for other features than this program computes",
                where=str(path),
                hint="use the model that came with this version",
            )
        return model

    def save(self, path: Path) -> str:
        """Write the model in the safe format; returns the digest of its content."""
        return write_container(
            path, kind=KIND, format=FORMAT, arrays=dict(self.trees.arrays()), meta=self.manifest
        )
