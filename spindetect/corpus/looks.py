"""Looks at a candidate: verdicts on parts of two texts, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from spindetect.corpus.parts import document_of
from spindetect.corpus.stretch import Span
from spindetect.model.scan_model import STRETCHES, Floats
from spindetect.text import Document
from spindetect.verdict import PairLabel, PairVerdict

_LEAST: Final = 1e-7  # of a probability in logs: beyond it the classifier says no more
_NO_LOOK: Final = -17.0  # in place of log-odds: less than any look's
_HONEST: Final[tuple[PairLabel, ...]] = ("verbatim", "paraphrased", "edited", "independent")


class Side(NamedTuple):
    """One text of a candidate."""

    doc: int
    id: str
    text: str
    published: str | None
    regions: Sequence[Mapping[str, Any]] | None


class Part(NamedTuple):
    """A text as it is compared, and where it begins in the text as read."""

    document: Document
    offset: int


class Look(NamedTuple):
    """A verdict on parts of two texts, and where they begin in the texts as read.

    Attributes
    ----------
    words, copied : int
        Words counted in all of the suspect, and those of them that stand in the source.
    in_runs : int
        Those of the suspect's that stand in long runs that the source has; see `words_in_runs`.
    """

    verdict: PairVerdict
    suspect: Side
    source: Side
    suspect_at: int
    source_at: int
    words: int
    copied: int
    in_runs: int = 0

    @classmethod
    def of(cls, verdict: PairVerdict, suspect: Side, source: Side, starts: tuple[int, int]) -> Look:
        """Return a look at whole texts, or at all that is compared of them."""
        words = verdict.words_counted
        return cls(verdict, suspect, source, *starts, words, round(verdict.copied_share * words))

    @property
    def copied_share(self) -> float:
        """Share of the suspect's words that stand in the source, in [0, 1]."""
        if self.words == self.verdict.words_counted:
            return self.verdict.copied_share
        return self.copied / max(1, self.words)

    @property
    def honest_label(self) -> PairLabel:
        """The label it has if it is not called spun: that of the verdict, or the likeliest of the others."""
        if self.verdict.label != "spun":
            return self.verdict.label
        p = self.verdict.probabilities
        return max(_HONEST, key=lambda name: getattr(p, name))

    @property
    def features(self) -> list[float]:
        """What the scan's model is told of it: `LOOK_FEATURES`."""
        p = self.verdict.probabilities
        logs = np.log(np.clip([getattr(p, name) for name in _HONEST], _LEAST, 1.0)).tolist()
        # Runs count quotations and the like, which the words copied do not.
        changed = max(0, self.copied - self.in_runs)
        counts = self.copied, changed, self.copied_share, self.verdict.words_counted
        return [self.log_odds, *logs, *map(float, counts)]

    @property
    def log_odds(self) -> float:
        """P(spun) as log-odds."""
        spun = min(max(self.verdict.probability, _LEAST), 1.0 - _LEAST)
        return float(np.log(spun / (1.0 - spun)))


def best(looks: Sequence[Look]) -> Look:
    """Return the look with the highest P(spun) of those that were judged; of equals the first."""
    judged = [look for look in looks if look.verdict.label != "insufficient"]
    return max(judged, key=lambda look: look.verdict.probability) if judged else looks[0]


def showing_spun(looks: Sequence[Look]) -> Look | None:
    """Return the look that shows a pair spun: that at all of both texts if it does, else the likeliest."""
    shown = looks[0] if looks[0].verdict.label == "spun" else best(looks)
    return shown if shown.verdict.label == "spun" else None


def evidence(looks: Sequence[Look], score: float) -> Floats:
    """Return what the scan's model is told of a pair, `EVIDENCE`.

    Parameters
    ----------
    looks : sequence of Look
        At the whole texts first, then at their stretches.
    score : float
        Of the candidate, positive.
    """
    whole, *stretches = looks
    odds = [look.log_odds for look in stretches[:STRETCHES]]
    missing = [_NO_LOOK] * (STRETCHES - len(odds))
    return np.array([np.log(score), *whole.features, *best(looks).features, *odds, *missing], np.float64)


def cut(side: Side, span: Span) -> Document:
    """Return characters [first, last) of a text as a document."""
    return document_of(side.text, side.id, side.regions, *span)
