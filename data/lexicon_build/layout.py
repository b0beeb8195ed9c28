"""From links and words to the sections of `lexicon.bin`; `spindetect/lexicon/tables.py` is the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.lexicon_build.morphology import BASE
from spindetect.errors import ResourceError
from spindetect.keytable import key_table_arrays
from spindetect.lexicon.concepts import MOST
from spindetect.lexicon.links import PLANE_BITS, PLANES
from spindetect.lexicon.words import FLAG_BITS, ZIPF_STEPS

Pair = tuple[str, str]


def order_of_ids(keys: Sequence[str], links: Mapping[Pair, int]) -> list[str]:
    """Return the keys with the most links first, ties in alphabetical order.

    A link is stored in the row of its word with fewer links, under the number of the other: rows stay
    short, and nearly all columns fit in 16 bits.
    """
    degree: dict[str, int] = dict.fromkeys(keys, 0)
    for a, b in links:
        degree[a] += 1
        degree[b] += 1
    return sorted(keys, key=lambda key: (-degree[key], key))


def link_arrays(order: Sequence[str], links: Mapping[Pair, int]) -> dict[str, NDArray[Any]]:
    """Return the sections that hold the links: rows sorted by (row, plane, column)."""
    number = {key: at for at, key in enumerate(order)}
    table = np.array([(number[a], number[b], code) for (a, b), code in links.items()], dtype=np.int64)
    row, column = table[:, :2].max(axis=1), table[:, :2].min(axis=1)
    by_place = np.lexsort((column, row))
    row, column, code = row[by_place], column[by_place], table[by_place, 2]
    low = column < 1 << PLANE_BITS
    # The low part of all rows, then the high part: one section each for columns and codes.
    by_part = np.argsort(~low, kind="stable")
    counts = np.stack([np.bincount(row[part], minlength=len(order)) for part in (low, ~low)])
    if counts.max() > 255 or column.max(initial=0) >= PLANES << PLANE_BITS:
        raise ResourceError(f"a row has {counts.max()} links, the format holds 255; or a column is too high")
    return {
        "link_counts": counts.astype(np.uint8),
        "link_columns": (column[by_part] & ((1 << PLANE_BITS) - 1)).astype(np.uint16),
        "link_codes": code[by_part].astype(np.uint8),
    }


def word_arrays(
    order: Sequence[str],
    *,
    zipf: Mapping[str, float],
    flags: Mapping[str, int],
    lemma: Mapping[str, str],
    tag: Mapping[str, int],
    parents: Mapping[str, Sequence[int]],
    spelling: set[Pair],
) -> dict[str, NDArray[Any]]:
    """Return the sections that hold what is known of each word."""
    number = {key: at for at, key in enumerate(order)}
    lemmas = np.array([number.get(lemma.get(key, key), number[key]) for key in order], dtype=np.int64)
    forms = np.flatnonzero(lemmas != np.arange(len(order)))
    above = [list(parents.get(key, ()))[:MOST] for key in order]
    pairs = sorted((min(number[a], number[b]) << 32) | max(number[a], number[b]) for a, b in spelling)
    tags = [tag.get(key, BASE) for key in order]
    sets = sorted(set(tags))
    if len(sets) > 1 << (8 - FLAG_BITS):
        raise ResourceError(f"{len(sets)} sets of tags, the format holds {1 << (8 - FLAG_BITS)}")
    properties = [flags.get(key, 0) | sets.index(tags[at]) << FLAG_BITS for at, key in enumerate(order)]
    return {
        **key_table_arrays(order),
        "zipf": np.array([round(ZIPF_STEPS * zipf.get(key, 0.0)) for key in order], dtype=np.uint8),
        "properties": np.array(properties, dtype=np.uint8),
        "tag_sets": np.array(sets, dtype=np.uint8),
        "form_gaps": np.diff(forms, prepend=0).astype(np.uint16),
        "lemma_low": (lemmas[forms] & 0xFFFF).astype(np.uint16),
        "lemma_high": (lemmas[forms] >> 16).astype(np.uint8),
        "concept_counts": np.array([len(row) for row in above], dtype=np.uint8),
        "concepts": np.array([n for row in above for n in row], dtype=np.uint16),
        "spelling": np.array(pairs, dtype=np.uint64),
    }
