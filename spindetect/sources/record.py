"""The verdict on a suspect beside several sources and background texts, made field by field on reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from spindetect.model.held_out import HeldOutScores, pair_alarms
from spindetect.model.judge import LEAST_WORDS
from spindetect.records import Manipulation, Operation, ProgramRecord, Substitution, TextRecord, Zone
from spindetect.sourceless import text_record
from spindetect.sources.background import zones
from spindetect.sources.compare import Judged, Several
from spindetect.sources.judged import of_source
from spindetect.sources.told import where_from
from spindetect.substitutions import to_records
from spindetect.text import Document
from spindetect.verdict import BackgroundText, FurtherSource, PairVerdict, SourceFinding

# Reasons of a verdict in all; what is said of sources and background comes last.
MOST_REASONS = 6


@dataclass(frozen=True)
class Given:
    """What was given beside the texts, kept in the record as it is.

    Attributes
    ----------
    suspect_url : str or None
    source_urls : sequence of str or None
        One for each source.
    retrieved : str or None
    background : sequence of Document
    """

    suspect_url: str | None
    source_urls: Sequence[str | None]
    retrieved: str | None
    background: Sequence[Document]


def verdict_of(
    found: Several,
    given: Given,
    program: ProgramRecord,
    held_out: HeldOutScores | None,
    prior: float | None,
) -> PairVerdict:
    """Return the verdict; what costs much is made when it is read.

    Parameters
    ----------
    held_out, prior
        Scores of innocent documents and the share of spun ones that the model states, where it does.
    """
    documents = [text.document for text in found.sources]
    texts = [*documents, found.suspect.document, *given.background]
    if found.finding["label"] == "independent" and not all(text.looks_english for text in texts):
        found.finding["label"] = "insufficient"
    told = _Told(found, given)
    fields: dict[str, Any] = {
        "false_alarms": partial(pair_alarms, held_out, found.finding),
        "substitutions": told.substitutions,
        "operations": partial(_operations, found.beside[0]),
        "manipulations": told.manipulations,
        "left_out": told.left_out,
        "named_sources": partial(getattr, found.suspect.document, "named_sources"),
        "notes": told.notes,
        "suspect": partial(text_record, found.suspect.document, given.suspect_url),
        "source": partial(told.source, 0),
        "evidence": partial(getattr, found.why, "evidence"),
        "reasons": told.reasons,
    }
    if told.several:
        fields["further_sources"] = told.further
    if given.background:
        fields["background"] = told.background
    return PairVerdict.deferring(
        fields,
        **found.finding,
        program=program,
        retrieved=given.retrieved,
        prior=prior,
        sources=told.sources() if told.several else None,
    )


@dataclass(frozen=True)
class _Told:
    """Fields of the verdict, each by itself."""

    found: Several
    given: Given

    @property
    def several(self) -> bool:
        return len(self.found.sources) > 1

    def _number(self, n: int) -> int | None:
        return n if self.several else None

    def _role(self, n: int) -> str:
        return f"source {n + 1}" if self.several else "source"

    def source(self, n: int) -> TextRecord:
        return text_record(self.found.sources[n].document, self.given.source_urls[n])

    def further(self) -> tuple[FurtherSource, ...]:
        return tuple(
            FurtherSource(self.source(n), _operations(part)) for n, part in enumerate(self.found.beside) if n
        )

    def sources(self) -> tuple[SourceFinding, ...]:
        words = self.found.finding["words_counted"]
        return tuple(of_source(part.finding, part.figures, words) for part in self.found.beside)

    def background(self) -> tuple[BackgroundText, ...]:
        return tuple(
            _background(text, part, spun)
            for text, part, spun in zip(
                self.given.background, self.found.background, self.found.spun_beside, strict=True
            )
        )

    def substitutions(self) -> tuple[Substitution, ...]:
        suspect = self.found.suspect.document
        every = [
            swap
            for n, (text, part) in enumerate(zip(self.found.sources, self.found.beside, strict=True))
            if part.swaps is not None
            for swap in to_records(part.swaps, text.document, suspect, part.alignment, self._number(n))
        ]
        return tuple(sorted(every, key=lambda swap: swap.suspect_token))

    def manipulations(self) -> tuple[Manipulation, ...]:
        sources = [
            replace(one, of_source=self._number(n))
            for n, text in enumerate(self.found.sources)
            for one in text.document.manipulations("source")
        ]
        return (*self.found.suspect.document.manipulations("suspect"), *sources)

    def left_out(self) -> tuple[Zone, ...]:
        suspect = self.found.suspect
        sources = [
            zone
            for n, text in enumerate(self.found.sources)
            for zone in zones(text.document, text.left, "source", self._number(n))
        ]
        return (*zones(suspect.document, suspect.left, "suspect"), *sources)

    def notes(self) -> tuple[str, ...]:
        roles = [("suspect", self.found.suspect.document)]
        roles += [(self._role(n), text.document) for n, text in enumerate(self.found.sources)]
        roles += [(f"background {n}", text) for n, text in enumerate(self.given.background, 1)]
        notes = [f"{role}: {note}" for role, text in roles for note in text.notes]
        if self.several:
            tries = len(self.found.sources)
            notes.append(f"false alarms were counted beside one source each; chance has {tries} tries here")
        return tuple(notes)

    def reasons(self) -> tuple[str, ...]:
        found = self.found
        names = tuple(text.document.name for text in found.sources)
        told = tuple(
            where_from(
                found.finding["label"],
                found.finding["words_counted"],
                LEAST_WORDS,
                names,
                self.sources() if self.several else None,
                self.background() if self.given.background else None,
            )
        )
        return (*found.why.reasons[: max(MOST_REASONS - len(told), 1)], *told)


def _operations(part: Judged) -> tuple[Operation, ...]:
    return part.alignment.operations()


def _background(text: Document, part: Judged, spun_beside: tuple[int, ...]) -> BackgroundText:
    figures = part.figures
    return BackgroundText(
        text=text_record(text, None),
        words=figures.words,
        unchanged_share=figures.unchanged / max(figures.words, 1),
        swapped_share=figures.swapped / max(figures.words, 1),
        label=part.finding["label"],
        probability=part.finding["probability"],
        spun_beside=spun_beside,
        operations=_operations(part),
    )
