"""TextVerdict and Unspun: what `score` and `unspin` say of a text whose source nobody knows."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from spindetect.priors import moved
from spindetect.records import (
    Decision,
    Manipulation,
    NamedSource,
    ProgramRecord,
    Reached,
    Scored,
    Span,
    TextRecord,
    Zone,
)
from spindetect.results import Result, Verdict, none
from spindetect.verdict import Evidence

TextLabel = Literal["spun", "not-spun", "insufficient"]
Origin = Literal["listed", "model"]
TEXT_SCHEMA = "spindetect/text-verdict/1"
UNSPUN_SCHEMA = "spindetect/unspun/1"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A likely original of a marked word or phrase.

    `weight` lies in (0, 1]: the share of belief in this one. The weights of one mark add up to at most 1,
    the greatest stands first; what is missing from 1 is the belief in an original that is not shown.
    """

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A word or phrase that does not belong where it stands.

    Attributes
    ----------
    span : Span
        Where, in code points of the text as read.
    probability : float
        P(swapped): P(a spinner put these words here | their neighbours, and how odd the whole text, or the
        oddest part that holds them, is). The evidence names another one, P(swapped | neighbours), which
        knows nothing of the rest of the text.
    origin : {'listed', 'model'}
        'listed' where a list of known phrases holds it, 'model' where the context speaks against it.
    reason : str
        The same in words that a moderator reads.
    suggestions : tuple of Suggestion
        Up to five likely originals, most likely first.
    counted : bool
        False where it stands in a part that does not count (a quotation, code): shown, never counted.
    token : tuple of (int, int)
        Token range [start, end).
    """

    span: Span
    probability: float
    origin: Origin
    reason: str
    suggestions: tuple[Suggestion, ...]
    counted: bool
    token: tuple[int, int]


@dataclass(frozen=True, slots=True)
class TextPassage:
    """A part of the text with a score of its own.

    Attributes
    ----------
    start, end : int
        Code points of the text as read.
    words : int
        Counted words.
    probability : float
        P(spun) of the part, corrected for the number of parts that were looked at.
    marks : int
        Marked words and phrases in it that count.
    """

    start: int
    end: int
    words: int
    probability: float
    marks: int


@dataclass(frozen=True)
class TextVerdict(Verdict):
    """The verdict of `score`: whether the wording of one text looks machine-spun.

    A sign and no proof: machine translation and a writer who is not at home in English make odd wording
    too, and the original is not known.

    Attributes
    ----------
    probability : float
        P(spun).
    marked_share : float
        Share of the counted words that stand in marks which count.
    words_counted, words_left_out : int
        The text's own words, and those of quotations, references and other parts that do not count.
    reasons : tuple of str
        Three to six sentences with numbers.
    evidence : tuple of Evidence
        The features behind the reasons, strongest effect first. They are made of every content word's
        P(swapped | neighbours), which is not yet the P(swapped) of a mark.
    suspicions : tuple of Suspicion
        The marked words and phrases, in the text's order.
    passages : tuple of TextPassage
        The parts that were scored by themselves, in the text's order; empty for a short text.
    manipulations, left_out
        Their side is 'suspect'.
    """

    label: TextLabel
    probability: float
    marked_share: float
    words_counted: int
    words_left_out: int
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    suspicions: tuple[Suspicion, ...]
    passages: tuple[TextPassage, ...]
    manipulations: tuple[Manipulation, ...]
    left_out: tuple[Zone, ...]
    named_sources: tuple[NamedSource, ...]
    notes: tuple[str, ...]
    document: TextRecord
    program: ProgramRecord
    retrieved: str | None = None
    prior: float | None = None
    scored: Scored | None = None
    false_alarms: tuple[Reached, ...] | None = field(default_factory=none)
    decision: Decision | None = None
    schema: str = TEXT_SCHEMA

    KIND = "text"
    SCHEMA = TEXT_SCHEMA
    COMMAND = "score"

    def most_suspicious(self, n: int = 10) -> tuple[Suspicion, ...]:
        """Return the `n` most probable marks that count, most probable first, ties in the text's order."""
        counted = (mark for mark in self.suspicions if mark.counted)
        return tuple(heapq.nsmallest(n, counted, key=lambda mark: (-mark.probability, mark.span.start)))

    def at_prior(self, share: float) -> TextVerdict:
        """Return the verdict with probabilities for another share of spun texts, without scoring again.

        What was seen stays: the label, the marks and their probabilities, the effects of the evidence (which
        were measured at the model's own share), the false alarms and the decision.

        Parameters
        ----------
        share : float
            Of the texts that are scored, how many are spun; between 0 and 1, both left out.

        Raises
        ------
        InputError
            If it is no such share, or the model did not say what it assumed.
        """
        ratio = self._odds_ratio(share)
        if share == self.prior:
            return self
        own = self.scored or Scored(self.prior or 0.0, self.probability)
        is_own = share == own.prior
        return self._with(
            {"passages": partial(_moved_passages, self, ratio)},
            probability=own.probability if is_own else moved(self.probability, ratio),
            prior=float(share),
            scored=None if is_own else own,
        )

    def without_texts(self) -> TextVerdict:
        """Return the verdict with digests in place of the text.

        The words of the marks, of the manipulations and of a named source stay: they are the evidence.
        """
        return replace(self, document=replace(self.document, text=None))


def _moved_passages(verdict: TextVerdict, ratio: float) -> tuple[TextPassage, ...]:
    return tuple(replace(part, probability=moved(part.probability, ratio)) for part in verdict.passages)


@dataclass(frozen=True, slots=True)
class Restored:
    """One changed place of `unspin`.

    Attributes
    ----------
    suspect : Span
        The words as they stand in the text given.
    restored : Span
        The likely original; offsets in the restored text.
    probability : float
        P(a spinner put the suspect's words here).
    alternatives : tuple of Suggestion
        The likely originals, most likely first; the first is the one that was put in.
    """

    suspect: Span
    restored: Span
    probability: float
    alternatives: tuple[Suggestion, ...]


@dataclass(frozen=True)
class Unspun(Result):
    """What `unspin` gives: the most likely original wording, and queries that may find the source.

    Attributes
    ----------
    text : str
        The restored text.
    changes : tuple of Restored
        Where it differs from the text given, in order.
    queries : tuple of str
        Short search queries from names, numbers and restored phrases, best first.
    document : TextRecord
        The text given.
    """

    text: str
    changes: tuple[Restored, ...]
    queries: tuple[str, ...]
    document: TextRecord
    program: ProgramRecord
    schema: str = UNSPUN_SCHEMA

    KIND = "unspun"
    SCHEMA = UNSPUN_SCHEMA
    COMMAND = "unspin"
