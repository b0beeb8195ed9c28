"""From features to a finding: label, probabilities, reasons, and passages with labels of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

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
from spindetect.features.tally import WORDS
from spindetect.model.figures import count
from spindetect.model.model import CLASSES, Effect, Model
from spindetect.model.reasons import evidence, reasons
from spindetect.text import Tokens
from spindetect.verdict import ClassProbabilities, Evidence, PairLabel, Passage

SPUN = CLASSES.index("spun")
# Below this many counted words in either text no label is given. Measured by `models/evaluate.py` on
# texts of held-out sources cut short: see the table "by length" in the model card.
LEAST_WORDS = 50
# A single stretch that covers this much of both texts is the whole comparison: scoring it again would
# tell nothing new.
WHOLE = 0.75
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
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """What is scored: the whole pair (no stretch), or a passage of at least 80 words."""

    features: PairFeatures
    probabilities: NDArray[np.float64]
    stretch: Stretch | None

    @property
    def spun(self) -> float:
        return float(self.probabilities[SPUN])


def judge(model: Model, features: PairFeatures, source: Tokens, suspect: Tokens) -> Finding:
    """Say what the evidence amounts to.

    Where only parts of the texts are copied, each copied passage of at least 80 words is scored by itself;
    else the pair as a whole. P(spun) is the greatest of the parts'; the label is the first of the design's
    order that holds for any of them.

    Returns
    -------
    Finding
        The fields of `PairVerdict` of the same names.
    """
    found, turned = stretches(features.columns, features.counts)
    parts, effects = _parts(model, features, found, turned)
    label, deciding = _label(parts, model.threshold)
    spun = max(parts, key=lambda part: part.spun)
    if effects is None:
        effects = model.explain(spun.features.values)
    probabilities = _joined(deciding.probabilities, spun.spun)
    figures = count(features)
    least = min(figures.words, int(features.counts.source.every[WORDS]))
    told = count(spun.features) if spun.stretch else figures
    pieces = evidence(effects, spun.features.values, model.reference, told)
    opening = f"In a passage of {spun.stretch.words} words, " if spun.stretch else ""
    words = max(figures.words, 1)
    return Finding(
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
        reasons=_first_upper(reasons(pieces, opening)),
        evidence=pieces,
        passages=_passages(found, parts, source, suspect, features.columns, model.threshold),
    )


def _parts(
    model: Model, features: PairFeatures, found: Sequence[Stretch], turned: Sequence[Stretch]
) -> tuple[list[_Part], tuple[Effect, ...] | None]:
    """Score the pair, or its passages as seen from either text, so that their order tells nothing.

    The pair as a whole is explained in the same step; of passages only the one that decides need be.
    """
    columns = features.columns
    own = []
    if not _homogeneous(features, found, turned):
        own = [s for s in dict.fromkeys((*found, *turned)) if _long_enough(columns, s)]
        own = sorted(own, key=lambda s: -s.words)[:MOST_PASSAGES]
    if not own:
        probabilities, effects = model.predict_and_explain(features.values)
        return [_Part(features, probabilities, None)], effects
    cut = [compute(columns.cut(s.source, s.suspect)) for s in own]
    rows = model.predict(np.array([part.values for part in cut]))
    return [_Part(*part) for part in zip(cut, rows, own, strict=True)], None


def _long_enough(columns: Columns, stretch: Stretch) -> bool:
    s0, s1 = stretch.source
    words = int(np.count_nonzero(columns.counted[s0:s1]))
    return max(stretch.words, words) >= PASSAGE_WORDS and min(stretch.words, words) > 0


def _homogeneous(features: PairFeatures, found: Sequence[Stretch], turned: Sequence[Stretch]) -> bool:
    """Whether the pair is copied as a whole, or not at all."""
    if len(found) != 1 or len(turned) != 1:
        return not found and not turned
    counted, counts = features.columns.counted, features.counts
    words = np.count_nonzero(counted[slice(*turned[0].source)])
    return bool(
        found[0].words >= WHOLE * counts.suspect.every[WORDS] and words >= WHOLE * counts.source.every[WORDS]
    )


def _label(parts: Sequence[_Part], threshold: float) -> tuple[PairLabel, _Part]:
    """Return the first label in the design's order that holds for a part, and the part it holds for."""
    if len(parts) == 1:
        return _own_label(parts[0].probabilities, threshold), parts[0]
    labelled = [(_own_label(part.probabilities, threshold), part) for part in parts]
    return min(labelled, key=lambda item: (CLASSES.index(item[0]), -float(item[1].probabilities.max())))


def _own_label(probabilities: NDArray[np.float64], threshold: float) -> PairLabel:
    if probabilities[SPUN] >= threshold:
        return "spun"
    return CLASSES[1 + int(probabilities[1:].argmax())]


def _joined(probabilities: NDArray[np.float64], spun: float) -> ClassProbabilities:
    """Put P(spun) of the pair in place and scale the others so that all add up to 1."""
    others = probabilities[1:].tolist()
    scale = (1.0 - spun) / max(sum(others), 1e-300)
    return ClassProbabilities(spun, *(p * scale for p in others))


def _first_upper(sentences: Sequence[str]) -> tuple[str, ...]:
    return tuple(s[:1].upper() + s[1:] for s in sentences)


def _passages(
    found: Sequence[Stretch],
    parts: Sequence[_Part],
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
                label=_own_label(part.probabilities, threshold),
                probability=part.spun,
            )
        )
    return tuple(out)
