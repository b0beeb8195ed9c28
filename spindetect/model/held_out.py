"""How innocent documents of each kind scored that nothing was fitted on: for any score, how many reached it.

They travel inside the model's file, as one more section, so that a score and what it is measured against
cannot part. Where a file has none, nothing was measured, and `HeldOutScores.open` says so with None.

The section, in the container of `spindetect.container`: the array `held_out_scores` (float32, ascending
within each group, the groups one after the other) and in the manifest under the same name a list of
{"score": "spun" or "copied", "kind": ..., "documents": n}. Scores are the probabilities that the model gives
a whole document or pair, at its own prior.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, cast, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spindetect.bounds import upper_bound
from spindetect.container import Container, open_container, write_container
from spindetect.errors import ResourceError
from spindetect.model import model, text_model
from spindetect.model.judge import Finding
from spindetect.records import Reached

NAME: Final = "held_out_scores"
ALL: Final = "all"
"""The kind that counts the documents of all kinds together."""

Score = Literal["spun", "copied"]
ScoreTable = Mapping[str, NDArray[np.float32]]
_KINDS = ((model.KIND, model.FORMAT), (text_model.KIND, text_model.FORMAT))


class Group(NamedTuple):
    """The scores of one kind of innocent documents; `scores` ascend, shape (documents,)."""

    score: Score
    kind: str
    scores: NDArray[np.float32]


def false_alarm_table(
    scores: ArrayLike, classes: Sequence[str], documents: Sequence[object] | None = None
) -> dict[str, NDArray[np.float32]]:
    """Return the scores of innocent documents by their class, ascending: what `add_false_alarms` stores.

    Parameters
    ----------
    scores : array of float, shape (n,)
        P(spun), or P(copied) of pairs that are no copies, as the model gives it at its own prior.
    classes : sequence of str, length n
        What kind of innocent document each is: 'edited', 'press releases'.
    documents : sequence, length n, optional
        Which document each row is of, where one has several: it counts once, with its greatest score, as a
        verdict does.

    Raises
    ------
    ResourceError
        If a score is no probability, a class is called 'all', or the lengths differ.
    """
    values, kinds = np.asarray(scores, np.float64), list(classes)
    names = list(range(len(kinds))) if documents is None else list(documents)
    fine = values.shape == (len(kinds),) == (len(names),)
    if not fine or not ((values >= 0) & (values <= 1)).all() or ALL in kinds:
        raise ResourceError("expected a probability, a class other than 'all' and a document for each row")
    greatest: dict[tuple[str, object], float] = {}
    for value, kind, name in zip(values.tolist(), kinds, names, strict=True):
        greatest[kind, name] = max(value, greatest.get((kind, name), 0.0))
    found: dict[str, list[float]] = {}
    for (kind, _), value in greatest.items():
        found.setdefault(kind, []).append(value)
    return {kind: _upward(np.sort(found[kind])) for kind in sorted(found)}


def _upward(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return single precision, rounded up: a document counts against the score that it has itself."""
    out = values.astype(np.float32)
    below = out.astype(np.float64) < values
    out[below] = np.nextafter(out[below], np.float32(np.inf))
    return out


def add_false_alarms(path: Path, **tables: ScoreTable) -> str:
    """Put tables into a model's file, in place of those that it has; return the file's new digest.

    Parameters
    ----------
    path : Path
        Of a pair or text model that was saved.
    **tables
        `spun`, and for a pair model `copied`, each from `false_alarm_table`.

    Raises
    ------
    ResourceError
        If it is no model's file, or a table is neither `spun` nor `copied`.
    """
    if not set(tables) <= set(get_args(Score)):
        raise ResourceError(f"expected tables 'spun' and 'copied', found {sorted(tables)}", where=str(path))
    file = _opened(path)
    groups = [(score, kind, table[kind]) for score, table in tables.items() for kind in sorted(table)]
    told = [{"score": score, "kind": kind, "documents": len(found)} for score, kind, found in groups]
    whole = np.concatenate([found for *_, found in groups] or [np.empty(0, np.float32)])
    # The maps of the old file are read while the new one is written beside it.
    arrays: dict[str, NDArray[Any]] = dict(file.arrays) | {NAME: whole.astype(np.float32)}
    return write_container(
        path, kind=file.kind, format=file.format, arrays=arrays, meta=file.meta | {NAME: told}
    )


@dataclass(frozen=True, eq=False)
class HeldOutScores:
    """The scores of innocent documents that a model was never fitted on."""

    groups: tuple[Group, ...]

    @classmethod
    def open(cls, path: Path) -> HeldOutScores | None:
        """Read them from a model's file; None where it holds none.

        Raises
        ------
        ResourceError
            If the file is missing, damaged, no model's, or its section does not fit what it says of it.
        """
        file = _opened(path)
        if NAME not in file.meta and NAME not in file.arrays:
            return None
        return cls(tuple(_groups(file)))

    def reached(self, score: Score, value: float) -> tuple[Reached, ...]:
        """Return how many documents of each kind have at least this score, and of all kinds together.

        Parameters
        ----------
        value : float
            As the model gives it, at its own prior.
        """
        exact = np.float64(value)  # a bare float would be rounded to the scores' single precision
        found = [
            (group.kind, len(group.scores) - int(np.searchsorted(group.scores, exact)), len(group.scores))
            for group in self.groups
            if group.score == score
        ]
        if not found:
            return ()
        whole = (ALL, sum(k for _, k, _ in found), sum(n for *_, n in found))
        return tuple(Reached(score, kind, k, n, upper_bound(k, n)) for kind, k, n in (whole, *found))


def _opened(path: Path) -> Container:
    kind, format = _KINDS[0]
    try:
        return open_container(path, kind=kind, format=format)
    except ResourceError as error:
        if not error.problem.startswith("kind is"):
            raise
    kind, format = _KINDS[1]
    return open_container(path, kind=kind, format=format)


def _groups(file: Container) -> list[Group]:
    whole, told = file.need(NAME, "<f4"), file.meta.get(NAME)
    groups, at = [], 0
    for entry in told if isinstance(told, list) else ():
        about = entry if isinstance(entry, dict) else {}
        score, kind, n = (about.get(name) for name in ("score", "kind", "documents"))
        here = whole[at : at + n] if isinstance(n, int) and n > 0 else whole[:0]
        fine = score in get_args(Score) and isinstance(kind, str) and len(here) == n
        if not fine or not ((here >= 0) & (here <= 1)).all() or (np.diff(here) < 0).any():
            raise _misfit(file)
        groups.append(Group(cast(Score, score), str(kind), here))
        at += len(here)
    if at != len(whole):
        raise _misfit(file)
    return groups


def _misfit(file: Container) -> ResourceError:
    return ResourceError(
        f"section {NAME!r} does not fit what the file says of it",
        where=str(file.path),
        hint="reinstall spindetect, or fit the model again",
    )


def stated_prior(manifest: Mapping[str, Any]) -> float | None:
    """Return the share of spun documents that a model says its calibration assumed, or None."""
    prior = manifest.get("prior")
    fine = isinstance(prior, (int, float)) and not isinstance(prior, bool) and 0 < prior < 1
    return float(prior) if fine and prior is not None else None


def pair_alarms(held_out: HeldOutScores | None, finding: Finding) -> tuple[Reached, ...] | None:
    """Return how many innocent pairs scored as high as a finding; None where that was not measured."""
    if held_out is None:
        return None
    spun, copied = finding["probability"], finding["p_copied"]
    return (*held_out.reached("spun", spun), *held_out.reached("copied", copied))


def text_alarms(held_out: HeldOutScores | None, probability: float) -> tuple[Reached, ...] | None:
    """Return how many innocent texts scored as high; None where that was not measured."""
    return None if held_out is None else held_out.reached("spun", probability)
