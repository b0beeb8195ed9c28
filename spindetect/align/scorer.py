"""The scorer of cells: channels, then the network, with weights from a shipped file."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from spindetect.align.channels import CHANNELS, channels
from spindetect.align.gaps import Cells
from spindetect.align.network import Network
from spindetect.align.sides import Numbered
from spindetect.align.words import Words
from spindetect.container import Container, open_container
from spindetect.errors import ResourceError
from spindetect.resources import shipped

if TYPE_CHECKING:
    from spindetect.language import Vectors
    from spindetect.lexicon import Lexicon

FILE, KIND, FORMAT = "aligner.bin", "aligner", 1
# Share of gold links among the gaps of one word opposite one word in the train files.
LONE = 0.9
# Cells scored at a time: bounds the memory of the widest array, 9 x hidden values a cell, to about 75 MB.
CELLS_AT_A_TIME = 65_536


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

    __slots__ = ("_lexicon", "_networks", "_vectors", "digest", "link")

    def __init__(self, lexicon: Lexicon, vectors: Vectors, weights: Path | None = None) -> None:
        path = shipped(FILE) if weights is None else weights
        container = open_container(path, kind=KIND, format=FORMAT)
        _check(container)
        self._lexicon, self._vectors = lexicon, vectors
        self._networks = tuple(
            _network(container, member) for member in range(int(container.meta["members"]))
        )
        self.digest = container.digest
        self.link = float(container.meta["link"])

    def words(self, numbered: Numbered) -> Words:
        """Look up the distinct words of a pair of texts."""
        return Words.look_up(numbered, self._lexicon, self._vectors)

    def score(
        self, cells: Cells, numbered: Numbered, words: Words, *, thorough: bool = False
    ) -> NDArray[np.float32]:
        """Return the probability of each cell, shape (len(cells),).

        Parameters
        ----------
        thorough : bool
            Average all networks of the weights file. Else the first alone speaks, and a word alone opposite
            a word is given `LONE`: in a document's gaps these two are paired whatever their score.
        """
        out = np.full(len(cells), LONE, np.float32)
        large = np.diff(cells.start) > (0 if thorough else 1)
        if large.any():
            networks = self._networks if thorough else self._networks[:1]
            chosen = cells if large.all() else Cells.of(cells.boxes[large])
            parts = [self._score(part, numbered, words, networks) for part in _portions(chosen)]
            out[large[cells.box]] = np.concatenate(parts)
        return out

    def _score(
        self, cells: Cells, numbered: Numbered, words: Words, networks: tuple[Network, ...]
    ) -> NDArray[np.float32]:
        values = channels(cells, numbered, words, self._lexicon)
        texts = (numbered.source, numbered.suspect)
        total = sum(network.predict(cells, values, words.vector, *texts) for network in networks)
        return np.asarray(total, np.float32) / np.float32(len(networks))


def _network(container: Container, member: int) -> Network:
    prefix = f"{member}."
    weights = {
        name.removeprefix(prefix): container.need(name, "<f4", ndim=array.ndim)
        for name, array in container.arrays.items()
        if name.startswith(prefix)
    }
    return Network(weights, int(container.meta["depth"]))


def _portions(cells: Cells) -> list[Cells]:
    """Cut into parts of whole rectangles with about CELLS_AT_A_TIME cells."""
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
