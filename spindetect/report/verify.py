"""Checking a stored result years later: against its texts, against itself, against today's program."""

from __future__ import annotations

from typing import Protocol, TypeVar, cast

from spindetect.errors import InputError
from spindetect.evaluation.records import Evaluation
from spindetect.report import verify_pair, verify_text
from spindetect.report.checks import Check, Difference, Side, Verification
from spindetect.text import Document
from spindetect.text_verdict import TextVerdict, Unspun
from spindetect.verdict import PairVerdict

__all__ = ["Check", "Comparer", "Difference", "Restorer", "Scorer", "Verification", "verify"]

V = TypeVar("V", PairVerdict, TextVerdict)


class Comparer(Protocol):
    """What `verify` needs of a detector to check a pair's verdict."""

    def compare(self, suspect: Document, source: Document) -> PairVerdict:
        """Compare two documents."""


class Scorer(Protocol):
    """What `verify` needs of a detector to check a text's verdict."""

    def score(self, text: Document, /) -> TextVerdict:
        """Score one document."""


class Restorer(Protocol):
    """What `verify` needs of a detector to check a restored text."""

    def unspin(self, text: Document, /) -> Unspun:
        """Restore one document."""


def verify(
    result: PairVerdict | TextVerdict | Unspun | Evaluation,
    detector: Comparer | Scorer | Restorer,
    *,
    suspect: Document | None = None,
    source: Document | None = None,
) -> Verification:
    """Check a record against its texts, and compute the result again with today's program.

    Parameters
    ----------
    result : PairVerdict, TextVerdict or Unspun
        As `read_record` gives it. The figures of an `Evaluation` are checked by evaluating again.
    detector : Detector
        What has the verb that gave the result. Today's, from `spindetect.load()`, with the same lists of
        phrases and terms.
    suspect, source : Document, optional
        The files again, as `spindetect.read` reads them. Needed where the record holds no texts; with
        them the digests of the bytes are checked too. `suspect` is the text of a result without a source.

    Raises
    ------
    InputError
        If a text is neither in the record nor given; the error says the digest of the file to give. Or if
        a source is given for a result that has none.
    """
    if isinstance(result, Evaluation):
        raise InputError(
            "figures of an evaluation cannot be checked without its data",
            where=result.data.name,
            hint="run `spindetect evaluate` on the data again; their digest stands in both records",
        )
    if isinstance(result, PairVerdict):
        sides = (
            Side("suspect", result.suspect, suspect, "--suspect"),
            Side("source", result.source, source, "--source"),
        )
        texts = sides[0].text(), sides[1].text()
        pair = _at_prior_of(result, cast(Comparer, detector).compare(*texts))
        return verify_pair.verification(result, pair, sides, texts)
    if source is not None:
        raise InputError(
            "the record is of one text, which has no source",
            where=source.name,
            hint="give the text's own file with --suspect",
        )
    side = Side("document", result.document, suspect, "--suspect")
    text = side.text()
    if isinstance(result, TextVerdict):
        scored = _at_prior_of(result, cast(Scorer, detector).score(text))
        return verify_text.verification(result, scored, side, text)
    return verify_text.verification(result, cast(Restorer, detector).unspin(text), side, text)


def _at_prior_of(result: V, today: V) -> V:
    """Return today's verdict with probabilities for the share of spun documents that the record assumes."""
    if result.prior is None or today.prior is None:
        return today
    return today.at_prior(result.prior)
