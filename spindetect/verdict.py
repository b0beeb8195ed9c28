"""PairVerdict: what `compare` says, with all its evidence."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from typing import Literal

from spindetect.records import (
    Manipulation,
    NamedSource,
    Operation,
    ProgramRecord,
    Substitution,
    TextRecord,
    Zone,
)
from spindetect.results import Verdict

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
    schema: str = PAIR_SCHEMA

    KIND = "pair"
    SCHEMA = PAIR_SCHEMA
    COMMAND = "compare"

    def oddest(self, n: int = 10) -> tuple[Substitution, ...]:
        """Return the `n` oddest substitutions, oddest first, ties in the suspect's order."""
        ranked = heapq.nsmallest(n, self.substitutions, key=lambda s: (-s.oddness, s.suspect.start))
        return tuple(ranked)

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
