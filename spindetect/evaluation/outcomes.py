"""What was said of each pair, as columns: what all figures are counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spindetect.evaluation.labels import QuestionName, accepted, answer, says
from spindetect.model import CLASSES
from spindetect.verdict import PairLabel

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
_INDEPENDENT = CLASSES.index("independent")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the program said of one pair.

    Attributes
    ----------
    probabilities : tuple of float
        In the order of `CLASSES`.
    words : int
        Counted words of the suspect.
    """

    label: PairLabel
    probabilities: tuple[float, ...]
    words: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a row beside its texts."""

    row: int
    id: str
    label: str
    group: str
    slices: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """All pairs, in the order of their rows.

    Attributes
    ----------
    known : list of Known
    said : list of str
        Labels of the verdicts.
    probabilities : array of float64, shape (n, 5)
    words : array of int64, shape (n,)
    group : array of int64, shape (n,)
        Numbered from 0 in the order of appearance.
    """

    known: list[Known]
    said: list[PairLabel]
    probabilities: Floats
    words: NDArray[np.int64]
    group: NDArray[np.int64]

    @classmethod
    def of(cls, found: Sequence[tuple[Known, Outcome]]) -> Outcomes:
        """Put what was said of each pair into columns."""
        known = [one for one, _ in found]
        numbers = {name: at for at, name in enumerate(dict.fromkeys(one.group for one in known))}
        return cls(
            known,
            [outcome.label for _, outcome in found],
            np.array([outcome.probabilities for _, outcome in found]).reshape(len(found), len(CLASSES)),
            np.array([outcome.words for _, outcome in found], np.int64),
            np.array([numbers[one.group] for one in known], np.int64),
        )

    def __len__(self) -> int:
        return len(self.known)

    @property
    def insufficient(self) -> Bools:
        """Which pairs had too little text or evidence."""
        return np.array([label == "insufficient" for label in self.said], np.bool_)

    def probability(self, question: QuestionName) -> Floats:
        """Return P(spun) or P(copied) of each pair."""
        if question == "spun":
            return self.probabilities[:, CLASSES.index("spun")]
        return np.asarray(1.0 - self.probabilities[:, _INDEPENDENT])

    def truth(self, question: QuestionName) -> tuple[Bools, Bools]:
        """Return for which pairs the label says yes, and for which it says no."""
        told = [answer(one.label, question) for one in self.known]
        return np.array([t is True for t in told], np.bool_), np.array([t is False for t in told], np.bool_)

    def called(self, question: QuestionName) -> Bools:
        """Return which verdicts say yes."""
        return np.array([says(label, question) for label in self.said], np.bool_)

    def allowed(self) -> Bools:
        """Return which classes each pair's label allows, shape (n, 5)."""
        return np.array(
            [[c in accepted(one.label) for c in CLASSES] for one in self.known], np.bool_
        ).reshape(len(self), len(CLASSES))

    def right(self) -> Bools:
        """Return which verdicts their pair's label allows."""
        return np.array(
            [said in accepted(one.label) for said, one in zip(self.said, self.known, strict=True)], np.bool_
        )
