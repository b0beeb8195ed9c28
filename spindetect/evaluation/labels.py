"""What a label of a user's data says: which of the five classes a pair may be.

Whoever labels by hand often knows less than five classes: that a text is not spun, or that it is copied and
not how. Each label stands for the classes that it leaves possible, and a question ("spun?", "copied?") is
asked of those pairs alone whose label answers it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, cast

from spindetect.errors import InputError
from spindetect.model import CLASSES
from spindetect.verdict import PairLabel

QuestionName = Literal["spun", "copied"]
QUESTIONS: Final[tuple[QuestionName, ...]] = ("spun", "copied")

NOT_SPUN: Final = "not-spun"
COPIED: Final = "copied"

LABELS: Final[Mapping[str, frozenset[PairLabel]]] = MappingProxyType(
    {name: frozenset({name}) for name in CLASSES}
    | {
        NOT_SPUN: frozenset(CLASSES) - {"spun"},
        COPIED: frozenset(CLASSES) - {"independent"},
    }
)
"""The labels that data may hold, and which classes each leaves possible."""

_TRUE_OF: Final[dict[QuestionName, frozenset[PairLabel]]] = {
    "spun": frozenset({"spun"}),
    "copied": LABELS[COPIED],
}


def accepted(label: str) -> frozenset[PairLabel]:
    """Return the classes that a label leaves possible."""
    return LABELS[label]


def parse_label(value: object) -> str:
    """Return a label as it is called here; case, spaces and underscores do not matter.

    Raises
    ------
    InputError
        If it is none.
    """
    if isinstance(value, str):
        name = value.strip().lower().replace("_", "-").replace(" ", "-")
        if name in LABELS:
            return name
    raise InputError(
        f"the label {repr(value)[:60]} is none that is known", where="label", hint=f"give {', '.join(LABELS)}"
    )


def answer(label: str, question: QuestionName) -> bool | None:
    """Return what a label says to a question, or None where it says nothing.

    >>> answer("not-spun", "spun"), answer("not-spun", "copied"), answer("edited", "copied")
    (False, None, True)
    """
    classes, true_of = accepted(label), _TRUE_OF[question]
    if classes <= true_of:
        return True
    return None if classes & true_of else False


def says(label: str, question: QuestionName) -> bool:
    """Return whether a verdict's label says yes to a question; "insufficient" says it to none."""
    return cast(PairLabel, label) in _TRUE_OF[question]
