"""Build the cells of a `FuseTable`: peel the keys off, then fill the cells in the opposite order.

Botelho, Pagh and Ziviani 2007 for the peeling, Graf and Lemire 2022 for the sizes. All keys that are alone
in a cell are taken off at once, so a round is a few array operations.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.errors import ResourceError
from spindetect.language.fuse import Shape, fingerprints, hashes

_SEEDS = 100
Layer = tuple[NDArray[np.int64], NDArray[np.int64]]


def shape_for(count: int) -> Shape:
    """Return the shape for so many keys: Graf and Lemire's sizes for three cells a key."""
    n = max(2, count)
    bits = max(2, math.floor(math.log(n) / math.log(3.33) + 2.25))
    factor = max(1.125, 0.875 + 0.25 * math.log(1e6) / math.log(n))
    segments = max(1, math.ceil(n * factor / (1 << bits)) - 2)
    return Shape(segments, bits)


def build(
    words: tuple[NDArray[Any], ...], values: NDArray[Any], dtype: str
) -> tuple[NDArray[np.uint16], NDArray[Any], dict[str, int]]:
    """Return the cells of fingerprints and of values, and the header's row.

    Parameters
    ----------
    words : tuple of arrays
        Word numbers of distinct n-grams, the first word's array first.
    values : array of int, not negative
    dtype : str
        Of the values: '|u1' or '<u2'.

    Raises
    ------
    ResourceError
        If a value does not fit, or no seed lets the keys be peeled (equal n-grams).
    """
    if values.size and not 0 <= int(values.min()) <= int(values.max()) <= np.iinfo(dtype).max:
        raise ResourceError(f"values do not fit into {dtype}")
    shape = shape_for(len(values))
    for seed in range(1, _SEEDS):
        keys = hashes(seed, *words)
        places = np.stack(shape.places(keys))
        layers = peel(places, shape.cells)
        if layers is not None:
            row = {"segments": shape.segments, "segment_bits": shape.segment_bits}
            prints = _filled(places, layers, fingerprints(keys), shape)
            cells = _filled(places, layers, values.astype(dtype), shape)
            return prints, cells, row | {"seed": seed, "count": len(values)}
    raise ResourceError(f"no hash function parts these {len(values)} n-grams; are some equal?")


def peel(places: NDArray[np.int64], cells: int) -> list[Layer] | None:
    """Return (keys, a cell that each has alone) round by round; None if some keys never are alone."""
    degree = np.bincount(places.ravel(), minlength=cells)
    number = np.arange(places.shape[1])
    held = np.zeros(cells, np.int64)  # exclusive or of the numbers of the keys in each cell
    for row in places:
        np.bitwise_xor.at(held, row, number)
    layers: list[Layer] = []
    left = places.shape[1]
    alone = np.flatnonzero(degree == 1)
    while alone.size:
        keys, at = np.unique(held[alone], return_index=True)
        layers.append((keys, alone[at]))
        left -= keys.size
        for row in places:
            np.subtract.at(degree, row[keys], 1)
            np.bitwise_xor.at(held, row[keys], keys)
        touched = np.unique(places[:, keys])
        alone = touched[degree[touched] == 1]
    return None if left else layers


def _filled(
    places: NDArray[np.int64], layers: list[Layer], content: NDArray[Any], shape: Shape
) -> NDArray[Any]:
    cells = np.zeros(shape.cells, content.dtype)
    for keys, own in reversed(layers):
        first, second, third = places[:, keys]
        cells[own] = content[keys] ^ cells[first] ^ cells[second] ^ cells[third]
    return cells
