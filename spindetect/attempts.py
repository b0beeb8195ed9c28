"""One item's misfortune is its own result: what is done to many texts, when one of them cannot be judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from spindetect.errors import SpindetectError
from spindetect.records import FailedPair, FailedText

Failed = TypeVar("Failed", FailedPair, FailedText)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Kind(Generic[Failed]):
    """What is done to each of many items, and how a failure speaks of it.

    Attributes
    ----------
    name : str
        Of the method, as in 'compare_many'.
    failed : type
        Of the results that say what was wrong.
    item : str
        What is given, as in 'pairs (suspect, source)'.
    texts, them : str
        One item's texts, and the pronoun for them.
    verb : str
        What is done, as in 'compare'.
    """

    name: str
    failed: type[Failed]
    item: str
    texts: str
    them: str
    verb: str

    def unsent(self, index: int, reason: str) -> Failed:
        """Return the result of an item that no process could be sent, or whose process died over it."""
        return self.failed(index, reason, self.name, f"{self.verb} it with workers=1")


PAIRS = Kind("compare_many", FailedPair, "pairs (suspect, source)", "these texts", "them", "compare")
TEXTS = Kind("score_many", FailedText, "texts", "this text", "it", "score")


def attempt(kind: Kind[Failed], index: int, call: Callable[[], R]) -> R | Failed:
    """Return what a call gives, or the result that says what went wrong.

    Parameters
    ----------
    kind : Kind
    index : int
        Of the item, from 0.
    call : callable
    """
    try:
        return call()
    except SpindetectError as error:
        return kind.failed(index, error.problem, error.where, error.hint)
    except MemoryError:
        return kind.failed(index, f"not enough memory for {kind.texts}", kind.name, f"split {kind.them}")
    except Exception as error:  # noqa: BLE001 - one bad item must not cost the others; its result says it
        return kind.failed(index, f"internal error, please report it: {type(error).__name__}: {error}")
