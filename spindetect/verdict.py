"""PairVerdict: what `compare` says, with all its evidence."""

from __future__ import annotations

import heapq
from dataclasses import astuple, dataclass, field, replace
from typing import Literal

from spindetect.priors import moved, moved_classes
from spindetect.records import (
    Decision,
    Manipulation,
    NamedSource,
    Operation,
    ProgramRecord,
    Reached,
    Scored,
    Substitution,
    TextRecord,
    Zone,
)
from spindetect.results import Verdict, none

PairLabel = Literal["spun", "verbatim", "paraphrased", "edited", "independent", "insufficient"]
PAIR_SCHEMA = "spindetect/pair-verdict/1"


@dataclass(frozen=True, slots=True)
class ClassProbabilities:
    """P(class) for the five classes of a pair; they add up to 1."""

    spun: float
    verbatim: float
    paraphrased: float
    edited: float
    independent: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature and what it did to P(spun).

    Attributes
    ----------
    value, reference : float
        The feature here, and its value in a typical honest pair (or text, in a `TextVerdict`).
    effect : float
        P(spun) here minus P(spun) with this feature set to its reference: positive speaks for spun.
    sentence : str
        The same for a reader, with numbers.
    """

    feature: str
    value: float
    reference: float
    unit: str
    effect: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the suspect and the part of the source that it comes from."""

    suspect_start: int
    suspect_end: int
    source_start: int
    source_end: int
    words: int
    unchanged_share: float
    swapped_share: float
    label: PairLabel
    probability: float


@dataclass(frozen=True)
class PairVerdict(Verdict):
    """The verdict of `compare`, as the design's "What a verdict says" has it.

    Attributes
    ----------
    probability : float
        P(spun).
    p_copied : float
        1 - P(independent).
    copied_share : float
        Share of the suspect's own counted words that stand in the source,
        `unchanged_share + swapped_share`.
    longest_run_words : int
        Words of the longest unchanged run.
    direction : float
        P(the suspect was made from the source), near 0.5 where nothing tells.
    reasons : tuple of str
        Three to six sentences with numbers.
    evidence : tuple of Evidence
        The features behind the reasons, strongest effect first.
    """

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
    substitutions: tuple[Substitution, ...]
    passages: tuple[Passage, ...]
    manipulations: tuple[Manipulation, ...]
    left_out: tuple[Zone, ...]
    named_sources: tuple[NamedSource, ...]
    notes: tuple[str, ...]
    operations: tuple[Operation, ...]
    suspect: TextRecord
    source: TextRecord
    program: ProgramRecord
    retrieved: str | None = None
    prior: float | None = None
    scored: Scored | None = None
    false_alarms: tuple[Reached, ...] | None = field(default_factory=none)
    decision: Decision | None = None
    schema: str = PAIR_SCHEMA

    KIND = "pair"
    SCHEMA = PAIR_SCHEMA
    COMMAND = "compare"

    def oddest(self, n: int = 10) -> tuple[Substitution, ...]:
        """Return the `n` oddest substitutions, oddest first, ties in the suspect's order."""
        ranked = heapq.nsmallest(n, self.substitutions, key=lambda s: (-s.oddness, s.suspect.start))
        return tuple(ranked)

    def at_prior(self, share: float) -> PairVerdict:
        """Return the verdict with probabilities for another share of spun documents, without scoring again.

        The odds of "spun" against the rest move, and the other answers keep their proportions. What was
        seen stays: the label, the shares, the effects of the evidence (which were measured at the model's
        own share), the false alarms and the decision.

        Parameters
        ----------
        share : float
            Of the documents that are compared, how many are spun; between 0 and 1, both left out.

        Raises
        ------
        InputError
            If it is no such share, or the model did not say what it assumed.
        """
        ratio = self._odds_ratio(share)
        if share == self.prior:
            return self
        probabilities = ClassProbabilities(*moved_classes(astuple(self.probabilities), ratio))
        own = self.scored or Scored(self.prior or 0.0, self.probability, self.p_copied)
        is_own = share == own.prior
        before, now = self.probability, own.probability if is_own else probabilities.spun
        p_copied = own.p_copied if is_own else None
        return self._with(
            probability=now,
            probabilities=replace(probabilities, spun=now),
            p_copied=1.0 - probabilities.independent if p_copied is None else p_copied,
            # What tells the direction tells it of spun pairs alone.
            direction=0.5 + (self.direction - 0.5) * (now / before if before else 1.0),
            passages=tuple(replace(p, probability=moved(p.probability, ratio)) for p in self.passages),
            prior=float(share),
            scored=None if is_own else own,
        )

    def without_texts(self) -> PairVerdict:
        """Return the verdict with digests in place of the texts.

        The words of the swaps, of the manipulations and of a named source stay: they are the evidence.
        The operations keep their ranges and lose their words, so that they can be checked beside the
        files.
        """
        return replace(
            self,
            suspect=replace(self.suspect, text=None),
            source=replace(self.source, text=None),
            operations=tuple(map(_without_words, self.operations)),
        )


def _without_words(op: Operation) -> Operation:
    return replace(op, text=("",) * len(op.text), written=tuple((offset, "") for offset, _ in op.written))
