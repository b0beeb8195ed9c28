"""Small networks as products of plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spindetect.container import Container
from spindetect.errors import ResourceError

Floats = NDArray[np.float32]
LIMIT = np.float32(6)  # standard deviations: what lies beyond was rare when the weights were fitted


class Chooser(NamedTuple):
    """Scores words or whole phrases: a linear term and one hidden layer over standardised features."""

    mean: Floats
    scale: Floats
    linear: Floats
    hidden: Floats
    bias: Floats
    out: Floats

    def scores(self, features: Floats) -> Floats:
        """Return one score a row, shape [n]; differences are log-odds."""
        x = self.standard(features)
        scores: Floats = x @ self.linear + np.maximum(x @ self.hidden + self.bias, 0) @ self.out
        return scores

    def standard(self, features: Floats) -> Floats:
        """Return features as deviations from their means."""
        out: Floats = np.clip((features - self.mean) * self.scale, -LIMIT, LIMIT)
        return out

    def fits(self) -> bool:
        """Say whether the shapes of all arrays agree."""
        sizes = {self.mean.size, self.scale.size, self.linear.size, self.hidden.shape[0]}
        return len(sizes) == len({self.hidden.shape[1], self.bias.size, self.out.size}) == 1


class Tower(NamedTuple):
    """Gives a word as the left or the right one of two neighbours a place; see `Association`."""

    hidden: Floats
    bias: Floats
    out: Floats
    out_bias: Floats

    def places(self, features: Floats) -> Floats:
        """Return a row for each row."""
        found: Floats = np.maximum(features @ self.hidden + self.bias, 0) @ self.out + self.out_bias
        return found


class Weights(NamedTuple):
    """All that was fitted.

    Attributes
    ----------
    chooser : Chooser
        How likely one word was, given what a spinner put there.
    left, right : Tower
        How well two words follow each other: the product of their places is a log-odds.
    ranking : Chooser
        How likely a whole phrase was, by the features of `ranking.py`.
    """

    chooser: Chooser
    left: Tower
    right: Tower
    ranking: Chooser

    @classmethod
    def from_container(cls, container: Container) -> Weights:
        """Read the weights from their file.

        Raises
        ------
        ResourceError
            If a section is missing or they do not fit each other.
        """
        chooser, ranking = (
            Chooser(*_sections(container, part, Chooser._fields)) for part in ("chooser", "ranking")
        )
        left = Tower(*_sections(container, "left", Tower._fields))
        right = Tower(*_sections(container, "right", Tower._fields))
        weights = cls(chooser, left, right, ranking)
        if not weights.fits():
            raise ResourceError("sections of weights do not fit each other", where=str(container.path))
        return weights

    def fits(self) -> bool:
        """Say whether the shapes of all arrays agree."""
        towers = [
            t.hidden.shape[1] == t.bias.size == t.out.shape[0] and t.out.shape[1] == t.out_bias.size
            for t in (self.left, self.right)
        ]
        same = self.left.hidden.shape[0] == self.right.hidden.shape[0]
        return (
            self.chooser.fits()
            and self.ranking.fits()
            and all(towers)
            and same
            and self.left.out.shape[1] == self.right.out.shape[1]
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the sections for `write_container`."""
        parts: list[tuple[str, Mapping[str, Floats]]] = [
            ("chooser", self.chooser._asdict()),
            ("left", self.left._asdict()),
            ("right", self.right._asdict()),
            ("ranking", self.ranking._asdict()),
        ]
        return {f"{part}_{name}": a for part, rows in parts for name, a in rows.items()}


def _sections(container: Container, part: str, names: tuple[str, ...]) -> list[Floats]:
    matrices = {"hidden"} if part in ("chooser", "ranking") else {"hidden", "out"}
    return [container.need(f"{part}_{name}", "<f4", ndim=2 if name in matrices else 1) for name in names]
