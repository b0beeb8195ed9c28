"""Labelled pairs to a table of rows with soft labels and weights: what is fitted and calibrated on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spindetect.errors import SpindetectError
from spindetect.evaluation.data import BadRow, LabelledPair
from spindetect.evaluation.labels import accepted
from spindetect.features import INDEX
from spindetect.model.model import CLASSES, Model
from spindetect.training.rows import LEXICONS, PairRows, features_of, pair_rows
from spindetect.workers import map_in_order

Floats = NDArray[np.float64]
SPUN: Final = CLASSES.index("spun")
_ALIGNED: Final = INDEX["aligned_words"]


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one pair: its label, its group, its rows."""

    number: int
    label: str
    group: str
    rows: PairRows


@dataclass(frozen=True, eq=False)
class Table:
    """Rows with a class and a weight each; a pair may stand in several.

    Attributes
    ----------
    values : array of float64, shape (n, n_features)
    label : array of int64, shape (n,)
        Indices into `CLASSES`.
    weight : array of float64, shape (n,)
    group : list of str, length n
    direction : array of float64, shape (spun pairs, n_direction_features)
    """

    values: Floats
    label: NDArray[np.int64]
    weight: Floats
    group: list[str]
    direction: Floats


def read_rows(
    pairs: Iterable[LabelledPair | BadRow],
    *,
    without: tuple[str, ...],
    unseen: float,
    workers: int,
    failed: Callable[[BadRow], None],
) -> Iterator[Row]:
    """Yield the rows of each usable pair, in order whatever the number of workers.

    Parameters
    ----------
    unseen : float
        Share of the pairs that are read as if one more dictionary was unknown.
    failed : callable
        Told of each row that cannot be used.
    """
    work = partial(_row, without=without, unseen=unseen)
    usable = _usable(pairs, failed)
    done = map(work, usable) if workers == 1 else map_in_order(work, usable, workers=workers, failed=_lost)
    for found in done:
        if isinstance(found, BadRow):
            failed(found)
        else:
            yield found


def _usable(
    pairs: Iterable[LabelledPair | BadRow], failed: Callable[[BadRow], None]
) -> Iterator[LabelledPair]:
    for pair in pairs:
        if isinstance(pair, BadRow):
            failed(pair)
        else:
            yield pair


def _row(pair: LabelledPair, *, without: tuple[str, ...], unseen: float) -> Row | BadRow:
    try:
        left_out = sorted({*without, *_unknown(pair, unseen)})
        rows = pair_rows(features_of(pair.suspect, pair.source, left_out))
    except SpindetectError as error:
        return BadRow(pair.row, error.problem, error.where, error.hint)
    return Row(pair.row, pair.label, pair.group, rows)


def _lost(pair: LabelledPair, reason: str) -> Row | BadRow:
    return BadRow(pair.row, reason, "", "fit with one worker")


def _unknown(pair: LabelledPair, share: float) -> tuple[str, ...]:
    """Choose what a pair is read without, by its texts alone: neither order nor workers change it."""
    drawn = hashlib.sha256(pair.digest().encode()).digest()
    chance = int.from_bytes(drawn[:8], "big") / 2.0**64
    return LEXICONS[1 + drawn[8] % (len(LEXICONS) - 1)] if chance < share else ()


def to_table(rows: Iterable[Row], base: Model, honest_weight: float) -> Table:
    """Give each row its class and weight.

    A label that leaves several classes possible is shared out among them as the base model sees the pair. All
    rows of a pair weigh as one; pairs that are not spun weigh more. Spun pairs of which nothing was aligned
    are left out: they hold no evidence, and stay misses.
    """
    values, labels, weights, groups, directions = [], [], [], [], []
    for row in rows:
        shares = _shares(row, base)
        if shares[SPUN] > 0 and not row.rows.values[0, _ALIGNED] > 0:
            continue
        if shares[SPUN] == 1.0 and row.rows.direction.any():
            directions.append(row.rows.direction)
        for at in np.flatnonzero(shares > 0).tolist():
            weight = shares[at] * (1.0 if at == SPUN else honest_weight) / len(row.rows.values)
            values += list(row.rows.values)
            labels += [at] * len(row.rows.values)
            weights += [weight] * len(row.rows.values)
            groups += [row.group] * len(row.rows.values)
    width = row_width(base)
    return Table(
        np.array(values).reshape(-1, width[0]),
        np.array(labels, np.int64),
        np.array(weights),
        groups,
        np.array(directions).reshape(-1, width[1]),
    )


def row_width(base: Model) -> tuple[int, int]:
    """Return how many features a pair has, and how many its direction."""
    return len(base.reference), len(base.direction_weights) - 1


def _shares(row: Row, base: Model) -> Floats:
    allowed = np.array([name in accepted(row.label) for name in CLASSES], np.float64)
    if allowed.sum() == 1:
        return allowed
    seen = allowed * base.predict(row.rows.values[0])
    # Below a hundredth a class is left out: it would double the rows and weigh nothing.
    seen[seen < 0.01 * seen.sum()] = 0.0
    return np.asarray(seen / seen.sum() if seen.sum() > 0 else allowed / allowed.sum())
