"""How a spinner is run."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Settings:
    """How a spinner is run; see `DictionarySpinner`."""

    dose: float = 0.2
    alike: bool = False
    articles: bool = False
    favour: float = 0.3
    inflect: bool = True

    @classmethod
    def draw(cls, rng: Random) -> Settings:
        """Draw settings: doses of 3 to 60 %, the middle ones most often, every eighth low."""
        dose = min(0.60, max(0.03, rng.lognormvariate(-1.6, 0.6)))  # median 20 %
        if rng.random() < 0.125:
            dose = rng.uniform(0.03, 0.10)
        return cls(
            dose, rng.random() < 0.4, rng.random() < 0.4, rng.choice((0.0, 0.3, 0.8)), rng.random() < 0.75
        )
