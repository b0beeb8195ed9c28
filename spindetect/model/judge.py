"""From features to a finding: label, probabilities, reasons, and passages with labels of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypedDict, TypeVar

import numpy as np
from numpy.typing import NDArray

from spindetect.features import (
    PASSAGE_WORDS,
    Columns,
    PairFeatures,
    Stretch,
    compute,
    stretches,
)
from spindetect.features.tally import EQUAL, WORDS
from spindetect.model.figures import Figures, count
from spindetect.model.model import CLASSES, Model
from spindetect.model.reasons import evidence, reasons
from spindetect.text import Tokens
from spindetect.verdict import ClassProbabilities, Evidence, PairLabel, Passage

SPUN, INDEPENDENT = CLASSES.index("spun"), CLASSES.index("independent")
# Below this many counted words in either text no label is given. Measured by `models/evaluate.py` on
# texts of held-out sources cut short: see the table "by length" in the model card.
LEAST_WORDS = 50
# Where no sentence of one text stands in the other, a copy is claimed only at odds of three to one: reports
# of one event share names and matters, and a rewriting is told from them by the order of its content alone.
# Of held-out pairs without an aligned sentence this takes the independent ones with another label from 16 in
# 396 to 5, and the rewritings found from 217 in 264 to 194.
SURE_WITHOUT_RUNS = 0.75
# A single stretch that covers this much of both texts is the whole comparison: scoring it again would
# tell nothing new.
WHOLE = 0.75
# A passage of 80 words in one text whose counterpart has fewer than these has next to nothing to look at: one
# of 8 words was called spun for three swaps. Of 313 spun passages of the recipe `pairs-calibrate` none has a
# counterpart of fewer than 72.
LEAST_COUNTERPART = 64
# Passages that get probabilities of their own, the longest first; more would cost time and tell a reader
# nothing.
MOST_PASSAGES = 24


class Finding(TypedDict):
    """The part of a verdict that the model and the features decide."""

    label: PairLabel
    probability: float
    probabilities: ClassProbabilities
    p_copied: float
    copied_share: float
    unchanged_share: float
    swapped_share: float
    longest_run_words: int
    words_counted: int
    words_left_out: int
    direction: float
    passages: tuple[Passage, ...]


@dataclass(frozen=True, eq=False)
class Why:
    """What moved P(spun), put in words when it is asked for.

    Attributes
    ----------
    model : Model
    values : array of float64, shape (n_features,)
        The features of what decided.
    figures : Figures
        Counts of what decided.
    opening : str
        How each reason begins: in which passage, where one decided.
    """

    model: Model
    values: NDArray[np.float64]
    figures: Figures
    opening: str

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """The pieces of evidence, strongest first."""
        effects = self.model.explain(self.values)
        return evidence(effects, self.values, self.model.reference, self.figures)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The strongest of them as sentences."""
        return tuple(s[:1].upper() + s[1:] for s in reasons(self.evidence, self.opening))


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is scored: the whole pair (no stretch), or a passage of at least 80 words."""

    features: PairFeatures
    probabilities: NDArray[np.float64]
    stretch: Stretch | None

    @property
    def spun(self) -> float:
        """P(spun) of this part by itself."""
        return float(self.probabilities[SPUN])

    def label(self, threshold: float) -> PairLabel:
        """Return the label of this part by itself."""
        return label_of(self.probabilities, is_aligned(self.features), is_left_out(self.features), threshold)


def label_of(p: NDArray[np.float64], aligned: bool, left_out: bool, threshold: float) -> PairLabel:
    """Return the label of a part with probabilities `p`, of which the other two are known."""
    if not aligned:  # nothing stands there that could be spun, verbatim or edited
        return "paraphrased" if p[INDEPENDENT] <= 1.0 - SURE_WITHOUT_RUNS else "independent"
    if left_out:
        return "verbatim"
    if p[SPUN] >= threshold:
        return "spun"
    return CLASSES[1 + int(p[1:].argmax())]


def is_left_out(features: PairFeatures) -> bool:
    """Whether one text has no word of its own: it is the other's, whole or trimmed.

    No model need be asked. The border between verbatim and edited: who only leaves out, words or sentences,
    has put nothing in.
    """
    sides = features.counts.source.every, features.counts.suspect.every
    return any(0 < side[EQUAL] == side[WORDS] for side in sides)


def is_aligned(features: PairFeatures) -> bool:
    """Whether a sentence of one text stands in the other."""
    counts = features.counts
    return bool(counts.source.aligned[WORDS] or counts.suspect.aligned[WORDS])


def judge(model: Model, features: PairFeatures, source: Tokens, suspect: Tokens) -> tuple[Finding, Why]:
    """Say what the evidence amounts to.

    Where only parts of the texts are copied, each copied passage of at least 80 words is scored by itself;
    else the pair as a whole. P(spun) is the greatest of the parts'; the label is the first of the design's
    order that holds for any of them.

    Returns
    -------
    Finding
        The fields of `PairVerdict` of the same names.
    Why
        Two more of its fields, that cost as much as all the others and are read of few verdicts.
    """
    found, turned = stretches(features.columns, features.counts)
    parts = _parts(model, features, found, turned)
    label, deciding = first_label(parts, model.threshold)
    spun = max(parts, key=lambda part: part.spun)
    probabilities = joined(deciding.probabilities, spun.spun)
    figures = count(features)
    least = min(figures.words, int(features.counts.source.every[WORDS]))
    words = max(figures.words, 1)
    finding = Finding(
        label=label if least >= LEAST_WORDS else "insufficient",
        probability=probabilities.spun,
        probabilities=probabilities,
        p_copied=1.0 - probabilities.independent,
        copied_share=figures.copied / words,
        unchanged_share=figures.unchanged / words,
        swapped_share=figures.swapped / words,
        longest_run_words=figures.longest_run,
        words_counted=figures.words,
        words_left_out=figures.left_out,
        direction=0.5 + (model.direction(features.direction) - 0.5) * probabilities.spun,
        passages=_passages(found, parts, source, suspect, features.columns, model.threshold),
    )
    told = count(spun.features) if spun.stretch else figures
    opening = f"In a passage of {spun.stretch.words} words, " if spun.stretch else ""
    return finding, Why(model, spun.features.values, told, opening)


def _parts(
    model: Model, features: PairFeatures, found: Sequence[Stretch], turned: Sequence[Stretch]
) -> list[Part]:
    """Score the pair, or its passages as seen from either text, so that their order tells nothing."""
    scored = scored_parts(features, found, turned)
    rows = model.predict(np.array([part.values for part, _ in scored]))
    return [Part(part, row, stretch) for (part, stretch), row in zip(scored, rows, strict=True)]


def scored_parts(
    features: PairFeatures, found: Sequence[Stretch], turned: Sequence[Stretch]
) -> list[tuple[PairFeatures, Stretch | None]]:
    """Return what gets probabilities of its own: the passages of `scored_alone`, or the whole pair."""
    columns, own = features.columns, scored_alone(features, found, turned)
    if not own:
        return [(features, None)]
    return [(compute(columns.cut(s.source, s.suspect)), s) for s in own]


def scored_alone(
    features: PairFeatures, found: Sequence[Stretch], turned: Sequence[Stretch]
) -> list[Stretch]:
    """Return the passages that get probabilities of their own, the longest first; none of a copy as a whole.

    Parameters
    ----------
    found, turned : sequence of Stretch
        From `stretches`.
    """
    if _homogeneous(features, found, turned):
        return []
    columns = features.columns
    own = [s for s in dict.fromkeys((*found, *turned)) if _long_enough(columns, s)]
    return sorted(own, key=lambda s: -_size(columns, s))[:MOST_PASSAGES]


def _source_words(columns: Columns, stretch: Stretch) -> int:
    return int(np.count_nonzero(columns.counted[slice(*stretch.source)]))


def _size(columns: Columns, stretch: Stretch) -> int:
    """Return the counted words of both sides, which do not depend on which is called the suspect."""
    return stretch.words + _source_words(columns, stretch)


def _long_enough(columns: Columns, stretch: Stretch) -> bool:
    words = _source_words(columns, stretch)
    return max(stretch.words, words) >= PASSAGE_WORDS and min(stretch.words, words) >= LEAST_COUNTERPART


def _homogeneous(features: PairFeatures, found: Sequence[Stretch], turned: Sequence[Stretch]) -> bool:
    """Whether the pair is copied as a whole, or not at all."""
    if len(found) != 1 or len(turned) != 1:
        return not found and not turned
    counts, words = features.counts, _source_words(features.columns, turned[0])
    return bool(
        found[0].words >= WHOLE * counts.suspect.every[WORDS] and words >= WHOLE * counts.source.every[WORDS]
    )


class Labelled(Protocol):
    """A scored part: its probabilities, and its label at a threshold."""

    @property
    def probabilities(self) -> NDArray[np.float64]: ...  # noqa: D102

    def label(self, threshold: float) -> PairLabel: ...  # noqa: D102


Scored = TypeVar("Scored", bound=Labelled)


def first_label(parts: Sequence[Scored], threshold: float) -> tuple[PairLabel, Scored]:
    """Return the first label in the design's order that holds for a part, and the part it holds for."""
    if len(parts) == 1:
        return parts[0].label(threshold), parts[0]
    labelled = [(part.label(threshold), part) for part in parts]
    return min(labelled, key=lambda item: (CLASSES.index(item[0]), -float(item[1].probabilities.max())))


def joined(probabilities: NDArray[np.float64], spun: float) -> ClassProbabilities:
    """Put P(spun) of the pair in place and scale the others so that all add up to 1."""
    others = probabilities[1:].tolist()
    scale = (1.0 - spun) / max(sum(others), 1e-300)
    return ClassProbabilities(spun, *(p * scale for p in others))


def _passages(
    found: Sequence[Stretch],
    parts: Sequence[Part],
    source: Tokens,
    suspect: Tokens,
    columns: Columns,
    threshold: float,
) -> tuple[Passage, ...]:
    """Return the copied passages of at least 80 words; the only one has the pair's own probability."""
    scored = {part.stretch: part for part in parts if part.stretch}
    out = []
    for stretch in found:
        part = scored.get(stretch) or (parts[0] if len(found) == 1 else None)
        if stretch.words < PASSAGE_WORDS or part is None or stretch.source[1] <= stretch.source[0]:
            continue
        (s0, s1), (t0, t1) = stretch.source, stretch.suspect
        here = slice(columns.split + t0, columns.split + t1)
        counted = columns.counted[here]
        unchanged = int(np.count_nonzero(counted & (columns.partner[here] >= 0)))
        swapped = int(np.count_nonzero(counted & columns.swapped[here]))
        out.append(
            Passage(
                suspect_start=int(suspect.start[t0]),
                suspect_end=int(suspect.end[t1 - 1]),
                source_start=int(source.start[s0]),
                source_end=int(source.end[s1 - 1]),
                words=stretch.words,
                unchanged_share=unchanged / max(stretch.words, 1),
                swapped_share=swapped / max(stretch.words, 1),
                label=part.label(threshold),
                probability=part.spun,
            )
        )
    return tuple(out)
