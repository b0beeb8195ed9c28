"""How a spinner is run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from models.spinners.regional import Side

Order = Literal["listed", "frequent", "rare"]
Length = Literal["any", "phrases first", "words only"]


@dataclass(frozen=True)
class Settings:
    """How a spinner is run.

    Attributes
    ----------
    dose, alike, articles, favour, inside, names
        See `DictionarySpinner`.
    inflect : bool
        Whether a form is looked up by its base form and the alternatives get the ending back.
    blind : bool
        Whether, without `inflect`, a form is looked up by its base form and the alternatives stay base forms.
    order : {"listed", "frequent", "rare"}
        Which alternatives come first: as the dictionary has them, the most frequent or the rarest words.
    length : {"any", "phrases first", "words only"}
        Whether phrases are as good as words.
    function_words : bool
        Whether function words are swapped too.
    region : {"british", "american"} or None
        Whose spelling and vocabulary is put in besides.
    variant : int
        0 for the whole dictionary, else which of its many `Variant`.
    """

    dose: float = 0.2
    alike: bool = False
    articles: bool = False
    favour: float = 0.3
    inflect: bool = True
    blind: bool = False
    order: Order = "listed"
    length: Length = "any"
    function_words: bool = False
    region: Side | None = None
    inside: float = 0.0
    names: bool = False
    variant: int = 0

    @classmethod
    def draw(cls, rng: Random, *, wide: bool = False) -> Settings:
        """Draw settings: doses of 3 to 60 %, the middle ones most often, every eighth low.

        Parameters
        ----------
        rng : Random
        wide : bool
            Whether all settings are drawn, or only those that the pair model was fitted on: dose, `alike`,
            `articles`, `favour`, `inflect`.
        """
        dose = min(0.60, max(0.03, rng.lognormvariate(-1.6, 0.6)))  # median 20 %
        if rng.random() < 0.125:
            dose = rng.uniform(0.03, 0.10)
        drawn = cls(
            dose, rng.random() < 0.4, rng.random() < 0.4, rng.choice((0.0, 0.3, 0.8)), rng.random() < 0.75
        )
        return _widened(drawn, rng) if wide else drawn


def _widened(drawn: Settings, rng: Random) -> Settings:
    """Draw what else a spinner can do; the plain way is the commonest, bugs are rare."""
    return replace(
        drawn,
        blind=not drawn.inflect and rng.random() < 0.6,
        order=rng.choices(("listed", "frequent", "rare"), (0.6, 0.25, 0.15))[0],
        length=rng.choices(("any", "phrases first", "words only"), (0.6, 0.15, 0.25))[0],
        # Content words alone seldom make more than four tenths of a text.
        function_words=rng.random() < (0.7 if drawn.dose > 0.4 else 0.3),
        region=rng.choices((None, "british", "american"), (0.8, 0.1, 0.1))[0],
        inside=rng.choice((0.2, 0.5)) if rng.random() < 0.08 else 0.0,
        names=rng.random() < 0.08,
        variant=rng.randrange(1, 1_000_000) if rng.random() < 0.5 else 0,
    )
