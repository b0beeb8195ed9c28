"""What a policy is made of: limits on scores, and the least that is done about a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spindetect.errors import InputError
from spindetect.numbers import rate as percent
from spindetect.numbers import to_scale
from spindetect.records import ProgramRecord

Action = Literal["flag", "review", "pass"]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a limit was measured on: honest documents of the user's own.

    Attributes
    ----------
    rate : float
        The false-positive rate that was asked for.
    reached, documents : int
        k of n reach the limit.
    upper : float
        The exact upper 95 % bound of the rate (Clopper-Pearson, one-sided).
    """

    rate: float
    reached: int
    documents: int
    upper: float


@dataclass(frozen=True, slots=True)
class Limit:
    """From which score on something is done: from a probability, or at a false-positive rate.

    Attributes
    ----------
    at : float, optional
        The least probability.
    rate : float, optional
        Reached where, of the model's held-out innocent documents, so few scored as high that the upper 95 %
        bound of their share is within this rate, and of no kind of them a greater share did.
    measured : Measured, optional
        What `at` was measured on.

    Raises
    ------
    InputError
        If there is not exactly one of `at` and `rate`, or it is no share.
    """

    at: float | None = None
    rate: float | None = None
    measured: Measured | None = None

    def __post_init__(self) -> None:
        if (self.at is None) == (self.rate is None):
            raise InputError("expected a limit with either `at` or `rate`", where="policy")
        if self.at is not None and not 0 < self.at <= 1:
            raise InputError(f"expected a probability above 0, at most 1, found {self.at!r}", where="policy")
        if self.rate is not None and not 0 < self.rate < 1:
            raise InputError(f"expected a rate between 0 and 1, found {self.rate!r}", where="policy")

    def words(self, event: str) -> str:
        """Return the limit as a reader sees it, such as 'from P(spun) 0.90 on'."""
        if self.at is None:
            return f"at a false-positive rate of {percent(self.rate or 0.0)}"
        rule = f"from P({event}) {to_scale(self.at)} on"
        return f"{rule}, for a rate of {percent(self.measured.rate)}" if self.measured else rule


@dataclass(frozen=True, slots=True)
class Limits:
    """From which score on a document is flagged, and from which it is looked at."""

    flag: Limit | None = None
    review: Limit | None = None


@dataclass(frozen=True, slots=True)
class LeastOfPair:
    """The least that is done about a pair of a label, however it scores.

    Whole copies never pass unseen, unless a policy says "pass" here in so many words.
    """

    spun: Action = "review"
    verbatim: Action = "review"
    paraphrased: Action = "review"
    edited: Action = "pass"


@dataclass(frozen=True, slots=True)
class LeastOfText:
    """The least that is done about a text of a label, however it scores."""

    spun: Action = "review"


@dataclass(frozen=True, slots=True)
class PairRules:
    """What is done about verdicts of pairs.

    Attributes
    ----------
    spun, copied : Limits
        On P(spun), and on P(copied).
    least : LeastOfPair
    program : ProgramRecord, optional
        What gave the scores that the limits were measured on; None where they were not measured.
    """

    spun: Limits = Limits()
    copied: Limits = Limits()
    least: LeastOfPair = LeastOfPair()
    program: ProgramRecord | None = None


@dataclass(frozen=True, slots=True)
class TextRules:
    """What is done about verdicts of texts without a source; the fields as in `PairRules`."""

    spun: Limits = Limits()
    least: LeastOfText = LeastOfText()
    program: ProgramRecord | None = None
