"""Checking a stored result years later: against its texts, against itself, against today's program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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

    def compare(
        self,
        suspect: Document,
        source: Document | Sequence[Document],
        *,
        background: Sequence[Document] = ...,
    ) -> PairVerdict:
        """Compare a document with its source, or several."""


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
    source: Document | Sequence[Document] | None = None,
    background: Sequence[Document] = (),
) -> Verification:
    """Check a record against its texts, and compute the result again with today's program.

    Parameters
    ----------
    result : PairVerdict, TextVerdict or Unspun
        As `read_record` gives it. The figures of an `Evaluation` are checked by evaluating again.
    detector : Detector
        What has the verb that gave the result. Today's, from `spindetect.load()`, with the same lists of
        phrases and terms.
    suspect, source, background : Document, or sequence of them, optional
        The files again, as `spindetect.read` reads them, those of several sources and of background texts in
        the record's order. Needed where the record holds no texts; with them the digests of the bytes are
        checked too. `suspect` is the text of a result without a source.

    Raises
    ------
    InputError
        If a text is neither in the record nor given; the error says the digest of the file to give. Or if
        a source is given for a result that has none, or another number of files than the record has texts.
    """
    if isinstance(result, Evaluation):
        raise InputError(
            "figures of an evaluation cannot be checked without its data",
            where=result.data.name,
            hint="run `spindetect evaluate` on the data again; their digest stands in both records",
        )
    if isinstance(result, PairVerdict):
        given = (source,) if isinstance(source, Document) else tuple(source or ())
        return _of_pair(result, cast(Comparer, detector), suspect, given, background)
    if source or background:
        raise InputError(
            "the record is of one text, which has no source",
            where="--source" if source else "--background",
            hint="give the text's own file with --suspect",
        )
    side = Side("document", result.document, suspect, "--suspect")
    text = side.text()
    if isinstance(result, TextVerdict):
        scored = _at_prior_of(result, cast(Scorer, detector).score(text))
        return verify_text.verification(result, scored, side, text)
    return verify_text.verification(result, cast(Restorer, detector).unspin(text), side, text)


def _of_pair(
    result: PairVerdict,
    detector: Comparer,
    suspect: Document | None,
    sources: Sequence[Document],
    background: Sequence[Document],
) -> Verification:
    beside = verify_pair.sides_of(result, suspect, sources, background)
    # A file that was renamed since is the same text; reasons repeat the names of the record.
    texts = [replace(side.text(), name=side.record.name) for side in beside]
    n = 1 + len(result.source_texts)
    shared = {"background": texts[n:]} if texts[n:] else {}
    pair = detector.compare(texts[0], texts[1] if n == 2 else texts[1:n], **shared)
    return verify_pair.verification(result, _at_prior_of(result, pair), beside, texts)


def _at_prior_of(result: V, today: V) -> V:
    """Return today's verdict with probabilities for the share of spun documents that the record assumes."""
    if result.prior is None or today.prior is None:
        return today
    return today.at_prior(result.prior)
