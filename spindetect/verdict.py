"""PairVerdict: what `compare` says, with all its evidence."""

from __future__ import annotations

import heapq
from dataclasses import astuple, dataclass, field, replace
from functools import partial
from typing import Literal, TypeVar

from spindetect.errors import InputError
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
from spindetect.serial import unless_none

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
    """A part of the suspect and the part of the source that it comes from.

    Attributes
    ----------
    of_source : int, optional
        Which of several sources; 0 the first.
    """

    suspect_start: int
    suspect_end: int
    source_start: int
    source_end: int
    words: int
    unchanged_share: float
    swapped_share: float
    label: PairLabel
    probability: float
    of_source: int | None = unless_none()


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """What was found beside one of several sources.

    Attributes
    ----------
    words : int
        The suspect's own words that come from it: no word comes from two sources.
    unchanged_share, swapped_share : float
        What these words are of all the suspect's own words.
    label, probability : PairLabel, float
        Of the suspect beside this source, without what comes from the others.
    direction : float
        P(the suspect was made from this source), near 0.5 where nothing tells.
    """

    words: int
    unchanged_share: float
    swapped_share: float
    label: PairLabel
    probability: float
    direction: float


@dataclass(frozen=True, slots=True)
class FurtherSource:
    """A source beside the first: the text, and what turns it into the suspect.

    Attributes
    ----------
    operations : tuple of Operation
        From this source's tokens to the suspect's; words that come from another source are inserted.
    """

    text: TextRecord
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class BackgroundText:
    """A text that both sides may honestly share, and what of the suspect it explains.

    Attributes
    ----------
    words : int
        The suspect's words that it explains as well as the sources do; they are left out.
    unchanged_share, swapped_share : float
        What of these words stands in it, as it is and with another word in its place.
    label, probability : PairLabel, float
        Of these words beside this text: what the suspect made of it.
    spun_beside : tuple of int
        Sources of which it is itself a spun copy, or which are spun copies of it; 0 the first.
    operations : tuple of Operation
        From its tokens to the suspect's.
    """

    text: TextRecord
    words: int
    unchanged_share: float
    swapped_share: float
    label: PairLabel
    probability: float
    spun_beside: tuple[int, ...]
    operations: tuple[Operation, ...]


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
        P(the suspect was made from the source), near 0.5 where nothing tells. Of several sources from what
        it has of all of them; each has a direction of its own.
    reasons : tuple of str
        Three to six sentences with numbers.
    evidence : tuple of Evidence
        The features behind the reasons, strongest effect first.
    source, operations : TextRecord, tuple of Operation
        The first source where there are several, and what turns it into the suspect.
    sources : tuple of SourceFinding, optional
        What was found beside each of several sources, in their order; None of one source.
    further_sources : tuple of FurtherSource, optional
        The sources after the first.
    background : tuple of BackgroundText, optional
        Texts that both sides may share, and what they explain; None where none was given.
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
    sources: tuple[SourceFinding, ...] | None = unless_none()
    further_sources: tuple[FurtherSource, ...] | None = unless_none(none)
    background: tuple[BackgroundText, ...] | None = unless_none(none)
    schema: str = PAIR_SCHEMA

    KIND = "pair"
    SCHEMA = PAIR_SCHEMA
    COMMAND = "compare"

    @property
    def source_texts(self) -> tuple[TextRecord, ...]:
        """The sources, one or several."""
        return (self.source, *(further.text for further in self.further_sources or ()))

    def beside(self, n: int) -> PairVerdict:
        """Return what the verdict says of the suspect and one of several sources alone.

        The shares and probabilities stay those of the whole; the texts, operations, swaps, passages, zones
        and manipulations are those of source `n`, 0 the first.

        Raises
        ------
        InputError
            If there is no such source.
        """
        if not 0 <= n < len(self.source_texts):
            raise InputError(f"there is no source {n}", where="beside", hint="0 is the first")
        if not self.further_sources:
            return self
        further = self.further_sources[n - 1] if n else FurtherSource(self.source, self.operations)
        return replace(
            self,
            source=further.text,
            operations=further.operations,
            substitutions=_of(self.substitutions, n),
            passages=_of(self.passages, n),
            manipulations=_of(self.manipulations, n),
            left_out=_of(self.left_out, n),
            sources=None,
            further_sources=None,
        )

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
        # Asked of what is held, so that a background that nobody has read is not made for it.
        has_background = vars(self).get("background", self) is not None
        moving = {"background": partial(_moved, self, ratio)} if has_background else {}
        return self._with(
            moving,
            sources=self.sources
            and tuple(replace(s, probability=moved(s.probability, ratio)) for s in self.sources),
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
            further_sources=_masked(self.further_sources),
            background=_masked(self.background),
        )


def _without_words(op: Operation) -> Operation:
    return replace(op, text=("",) * len(op.text), written=tuple((offset, "") for offset, _ in op.written))


Told = TypeVar("Told", Substitution, Passage, Manipulation, Zone)
Given = TypeVar("Given", FurtherSource, BackgroundText)


def _of(found: tuple[Told, ...], n: int) -> tuple[Told, ...]:
    """Return what is told of one source, or of the suspect."""
    return tuple(one for one in found if one.of_source in (n, None))


def _masked(texts: tuple[Given, ...] | None) -> tuple[Given, ...] | None:
    return texts and tuple(
        replace(
            one,
            text=replace(one.text, text=None),
            operations=tuple(map(_without_words, one.operations)),
        )
        for one in texts
    )


def _moved(verdict: PairVerdict, ratio: float) -> tuple[BackgroundText, ...] | None:
    """Return the background of a verdict with its probabilities at other odds."""
    return verdict.background and tuple(
        replace(one, probability=moved(one.probability, ratio)) for one in verdict.background
    )
