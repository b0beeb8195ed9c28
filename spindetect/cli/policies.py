"""What is to be done about verdicts: the policy and the share that were given, and the exit status."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from spindetect.errors import InputError
from spindetect.policy import NAMED, Policy
from spindetect.report.safe import printable
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import PairVerdict

if TYPE_CHECKING:
    from spindetect.cli.rows import Row

V = TypeVar("V", PairVerdict, TextVerdict)
PASSED, FLAGGED, FOR_REVIEW = 0, 3, 4
_STATUS = {"pass": PASSED, "review": FOR_REVIEW, "flag": FLAGGED}


def opened(name: str) -> Policy:
    """Return a policy by its name, or from its file.

    Raises
    ------
    InputError
        If it is neither.
    RecordError
        If the file holds no policy.
    """
    if name in NAMED:
        return Policy.named(name)
    if not Path(name).exists():
        raise InputError(
            "is no file and no policy's name",
            where=printable(name, limit=200),
            hint=f"give a file that `spindetect calibrate` wrote, or {', '.join(NAMED)}",
        )
    return Policy.read(name)


@dataclass(frozen=True, slots=True)
class Judging(Generic[V]):
    """What is made of each verdict, and which exit status comes of it.

    Parameters
    ----------
    policy : Policy, optional
    prior : float, optional
        The share of spun documents that probabilities are to assume.
    is_above : callable, optional
        Says whether a verdict is above the limit of `--fail-above`.
    """

    policy: Policy | None = None
    prior: float | None = None
    is_above: Callable[[V], bool] | None = None

    @classmethod
    def of(cls, given: argparse.Namespace, is_above: Callable[[V], bool] | None = None) -> Judging[V]:
        """Take it from the command line.

        Raises
        ------
        InputError
            If there is no such policy, or --fail-above would decide the exit status too.
        """
        policy = None
        if given.policy is not None:
            policy = opened(given.policy)
        elif given.flag_at is not None:
            policy = Policy.at_rate(given.flag_at, name=f"flag at {given.flag_at:g}")
        if policy is not None and is_above is not None:
            raise InputError(
                "--fail-above and a policy would both decide the exit status",
                hint="leave one out; a policy can flag from a probability on too",
            )
        return cls(policy, given.prior, is_above)

    @property
    def is_gate(self) -> bool:
        """Whether the exit status depends on the verdicts."""
        return self.policy is not None or self.is_above is not None

    def judged(self, verdict: V) -> V:
        """Return a verdict with its probabilities at the share that was given, and the policy's decision.

        Raises
        ------
        InputError
            If the policy cannot decide it, or the model does not say what share it assumed.
        """
        moved = verdict if self.prior is None else verdict.at_prior(self.prior)
        return moved if self.policy is None else self.policy.decided(moved)

    def each(self, found: Iterable[tuple[Row, V | None]]) -> Iterator[tuple[Row, V | None]]:
        """Yield rows with their verdicts judged; one that cannot be stops all, for then none can."""
        for row, verdict in found:
            yield row, None if verdict is None else self.judged(verdict)

    def status(self, verdict: V) -> int:
        """Return the exit status of a judged verdict alone."""
        if verdict.decision is not None and self.policy is not None:
            return _STATUS[verdict.decision.action]
        return FLAGGED if self.is_above is not None and self.is_above(verdict) else PASSED


def worse(one: int, other: int) -> int:
    """Return the exit status of two together: what is flagged hides what is for review."""
    return max((one, other), key=(PASSED, FOR_REVIEW, FLAGGED).index)
