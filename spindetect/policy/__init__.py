"""What is to be done about a verdict: limits, the least that a label gets, and how limits are measured."""

from spindetect.policy.measure import check_enough, measured_limit
from spindetect.policy.named import NAMED
from spindetect.policy.policy import POLICY_SCHEMA, Policy
from spindetect.policy.rules import (
    Action,
    LeastOfPair,
    LeastOfText,
    Limit,
    Limits,
    Measured,
    PairRules,
    TextRules,
)

__all__ = [
    "NAMED",
    "POLICY_SCHEMA",
    "Action",
    "LeastOfPair",
    "LeastOfText",
    "Limit",
    "Limits",
    "Measured",
    "PairRules",
    "Policy",
    "TextRules",
    "check_enough",
    "measured_limit",
]
