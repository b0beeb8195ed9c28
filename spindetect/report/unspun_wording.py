"""The words that every drawing of a restored text shares."""

from __future__ import annotations

from spindetect.report.wording import count
from spindetect.text_verdict import Restored, Suggestion, Unspun

CAUTION = (
    "A guess at the original wording, not the original: search with it, and quote it nowhere. Facts, names "
    "and numbers are those of the text given."
)
LIMITS = (
    "A program computed this from the wording alone, without any source. It does not show that the text was "
    "spun, nor what an original said."
)
NO_QUERIES = "The text has no names, numbers or restored phrases to search with."


def changes_sentence(result: Unspun) -> str:
    """Return how much was changed as one sentence."""
    if not result.changes:
        return "Nothing was changed: no word stands out that has a likelier original."
    what = count(len(result.changes), "place")
    return f"{what} of {count(result.document.words, 'word')} changed to the likelier wording."


def others(change: Restored) -> tuple[Suggestion, ...]:
    """Return the likely originals that were not put in."""
    return tuple(found for found in change.alternatives if found.text != change.restored.text)
