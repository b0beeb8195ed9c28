"""What a policy says of rows: decided from what was scored, so that another policy scores nothing anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from spindetect import resources
from spindetect.corpus.scoring import text_program
from spindetect.detector import Detector
from spindetect.model.held_out import HeldOutScores, Score, stated_prior
from spindetect.model.text_model import SHIPPED_NAME as TEXT_MODEL
from spindetect.policy import Limits, PairRules, Policy, TextRules
from spindetect.records import ProgramRecord, Reached
from spindetect.serial import to_plain
from spindetect.text_verdict import TEXT_SCHEMA
from spindetect.verdict import PAIR_SCHEMA

WEIGHT: Final = {None: -1, "pass": 0, "review": 1, "flag": 2}


@dataclass(slots=True)
class Decider:
    """Decides pairs, or texts, by their scores.

    Attributes
    ----------
    policy : Policy
    program : ProgramRecord
        What scored them.
    prior : float, optional
        The share of spun documents that the scores assume.
    held_out : HeldOutScores, optional
        Of the model that scored them.
    is_pairs : bool
    """

    policy: Policy
    program: ProgramRecord
    prior: float | None
    held_out: HeldOutScores | None
    is_pairs: bool
    _plain: dict[str, object] = field(init=False)
    _by_label: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._plain = to_plain(self.program)

    @property
    def rules(self) -> PairRules | TextRules | None:
        """What decides; None where the policy says nothing of such rows."""
        return self.policy.pair if self.is_pairs else self.policy.text

    @property
    def has_limits(self) -> bool:
        """Whether anything but the label decides."""
        return any(limit is not None for limits in self._limits() for limit in (limits.flag, limits.review))

    def decision(self, label: str, probability: float, p_copied: float | None = None) -> str | None:
        """Return 'flag', 'review' or 'pass'; None where the policy says nothing of such rows.

        Raises
        ------
        InputError
            If its limits were measured with another program, or its rates are not supported by the model.
        """
        if self.rules is None:
            return None
        if self.has_limits:
            return self._decided(label, probability, p_copied)
        if label not in self._by_label:
            self._by_label[label] = self._decided(label, probability, p_copied)
        return self._by_label[label]

    def _limits(self) -> tuple[Limits, ...]:
        rules = self.rules
        if rules is None:
            return ()
        return (rules.spun, rules.copied) if isinstance(rules, PairRules) else (rules.spun,)

    def _decided(self, label: str, probability: float, p_copied: float | None) -> str:
        seen: dict[str, object] = {
            "schema": PAIR_SCHEMA if self.is_pairs else TEXT_SCHEMA,
            "label": label,
            "probability": probability,
            "prior": self.prior,
            "program": self._plain,
        }
        if p_copied is not None:
            seen["p_copied"] = p_copied
        if any(limit and limit.rate for limits in self._limits() for limit in (limits.flag, limits.review)):
            seen["false_alarms"] = to_plain(self._alarms(probability, p_copied))
        return self.policy.decide(seen).action

    def _alarms(self, probability: float, p_copied: float | None) -> tuple[Reached, ...] | None:
        if self.held_out is None:
            return None
        scores: dict[Score, float | None] = {"spun": probability, "copied": p_copied}
        return tuple(
            alarm
            for score, value in scores.items()
            if value is not None
            for alarm in self.held_out.reached(score, value)
        )


def stronger(one: str | None, other: str | None) -> str | None:
    """Return the stricter of two decisions."""
    return max(one, other, key=WEIGHT.__getitem__)


def deciders(policy: Policy, detector: Detector) -> tuple[Decider, Decider]:
    """Return what decides pairs, and texts without a source, that a detector scored."""
    pair = Decider(
        policy, detector.program, stated_prior(detector.model.manifest), detector.held_out, is_pairs=True
    )
    text = Decider(
        policy,
        text_program(detector),
        stated_prior(detector.text_model.manifest),
        HeldOutScores.open(resources.shipped(TEXT_MODEL)),
        is_pairs=False,
    )
    return pair, text


def check_policy(policy: Policy, detector: Detector) -> None:
    """Raise InputError where a policy cannot decide what a detector scores: before hours are spent on it."""
    pair, text = deciders(policy, detector)
    pair.decision("independent", 0.0, 0.0)
    text.decision("not-spun", 0.0)


def is_written(decider: Decider, label: str, probability: float, p_copied: float) -> tuple[bool, str | None]:
    """Say whether a compared pair is written, and what is decided of it.

    All are but independent ones; and of these, what the policy's limits want to be looked at.
    """
    if label == "independent" and not decider.has_limits:
        return False, None
    decision = decider.decision(label, probability, p_copied)
    return label != "independent" or decision not in (None, "pass"), decision
