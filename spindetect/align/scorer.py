"""The scorer of cells: channels, then the network, with weights from a shipped file."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spindetect.align.channels import CHANNELS, channels
from spindetect.align.frame import Frame
from spindetect.align.gaps import Cells
from spindetect.align.layout import Layout
from spindetect.align.network import Network, probability
from spindetect.align.sides import Numbered
from spindetect.align.words import Words, WordTable
from spindetect.container import Container, open_container
from spindetect.errors import ResourceError
from spindetect.resources import REINSTALL, shipped

if TYPE_CHECKING:
    from spindetect.language import Vectors
    from spindetect.lexicon import Lexicon

FILE, KIND, FORMAT = "aligner.bin", "aligner", 2
GAPS = "gaps"  # name of the network for documents
# Cells scored at a time: bounds the memory of the widest arrays, 22 x hidden values a cell, to about 45 MB.
CELLS_AT_A_TIME = 16_384
_NO_CELLS = np.empty(0, np.float32)


class Scorer:
    """Says how likely two words stand for each other, given the words around both. Immutable.

    Parameters
    ----------
    lexicon, vectors
        The tables that the channels ask.
    weights : Path, optional
        A weights file made by `models/aligner`; the shipped one by default.

    Raises
    ------
    ResourceError
        If the weights are missing, damaged, or were fitted to other channels or vectors.
    """

    __slots__ = ("_gaps", "_lexicon", "_networks", "_table", "digest", "link", "link_logit")

    def __init__(self, lexicon: Lexicon, vectors: Vectors, weights: Path | None = None) -> None:
        path = shipped(FILE) if weights is None else weights
        container = open_container(path, kind=KIND, format=FORMAT)
        _check(container)
        self._lexicon, self._table = lexicon, WordTable(lexicon, vectors)
        depths = container.meta["depths"]
        self._networks = tuple(_network(container, name, depths[name]) for name in container.meta["members"])
        self._gaps = _network(container, GAPS, depths[GAPS])
        self.digest = container.digest
        self.link = float(container.meta["link"])
        self.link_logit = math.log(self.link / (1.0 - self.link))

    def words(self, numbered: Numbered) -> Words:
        """Look up the distinct words of a pair of texts."""
        return self._table.look_up(numbered)

    def score(self, cells: Cells, numbered: Numbered, words: Words) -> NDArray[np.float32]:
        """Return the probability of each cell of short texts, from all networks; shape (len(cells),)."""
        total = sum(probability(logit) for logit in self._logits(cells, numbered, words, self._networks))
        return np.asarray(total, np.float32) / np.float32(len(self._networks))

    def score_gaps(self, cells: Cells, numbered: Numbered, words: Words) -> NDArray[np.float32]:
        """Return the log-odds of each cell of a document's gaps, from the small network fitted to gaps."""
        return self._logits(cells, numbered, words, (self._gaps,), gaps=True)[0]

    def _logits(
        self,
        cells: Cells,
        numbered: Numbered,
        words: Words,
        networks: tuple[Network, ...],
        *,
        gaps: bool = False,
    ) -> list[NDArray[np.float32]]:
        """Return log-odds, an array for each network."""
        portions = []
        for portion in _portions(cells):
            frame = Frame.of(portion, numbered.source, numbered.suspect, len(numbered.vocabulary))
            values = channels(portion, numbered, words, self._lexicon, frame, gaps=gaps)
            layout = Layout.of(portion)
            portions.append([net.run(frame, layout, values, words.padded_vector) for net in networks])
        if len(portions) == 1:
            return portions[0]
        return [np.concatenate((_NO_CELLS, *parts)) for parts in zip(*portions, strict=True)] or [
            _NO_CELLS for _ in networks
        ]


def _network(container: Container, name: str, depth: int) -> Network:
    prefix = f"{name}."
    weights = {
        entry.removeprefix(prefix): container.need(entry, "<f4", ndim=array.ndim)
        for entry, array in container.arrays.items()
        if entry.startswith(prefix)
    }
    for entry, array in weights.items():
        if not np.isfinite(array).all():
            raise ResourceError(
                f"section {prefix}{entry} holds a number that is not finite",
                where=str(container.path),
                hint=REINSTALL,
            )
    return Network(weights, depth)


def _portions(cells: Cells) -> list[Cells]:
    """Cut into parts of whole rectangles with about CELLS_AT_A_TIME cells."""
    if not len(cells):
        return []
    if len(cells) <= CELLS_AT_A_TIME:
        return [cells]
    part = cells.start[:-1] // CELLS_AT_A_TIME
    edges = [0, *(np.flatnonzero(np.diff(part)) + 1).tolist(), len(cells.boxes)]
    return [Cells.of(cells.boxes[a:b]) for a, b in itertools.pairwise(edges)]


def _check(container: Container) -> None:
    fitted = tuple(container.meta.get("channels", ()))
    if fitted != CHANNELS:
        raise ResourceError(
            "was fitted to other channels than this program computes",
            where=str(container.path),
            hint="reinstall spindetect, or fit it again with models/aligner",
        )
