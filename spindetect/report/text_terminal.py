"""The lines of a text's verdict for a terminal: what does not belong, and whether it is spun."""

from __future__ import annotations

from collections.abc import Iterator

from spindetect.report import terminal_parts as parts
from spindetect.report.lines import Line
from spindetect.report.safe import printable
from spindetect.report.spans import zone_note, zone_spans
from spindetect.report.terminal_parts import heading, item, line, listed, marked
from spindetect.report.text_strip import blocks
from spindetect.report.text_wording import (
    CAUTION,
    LIMITS,
    P_SWAPPED,
    WITHOUT_TEXT,
    best_part_sentence,
    calm_sentence,
    heading_of_marks,
    label_means,
    likely,
    mark_facts,
    marks_sentence,
    origins_sentence,
    part_sentence,
    ranked_parts,
    uncounted_sentence,
    why_lead,
)
from spindetect.report.wording import counted_sentence, number, p_of
from spindetect.text_verdict import Suspicion, TextVerdict

# With its legend the strip fills a line of 80 columns.
_STRIP = 48


def report(verdict: TextVerdict, top: int) -> Iterator[Line]:
    """Yield the lines of the report, with the `top` most suspicious marks."""
    yield line(
        0, (printable(verdict.document.name, limit=80), "strong"), ("  (its source is not known)", "soft")
    )
    yield from parts.origin((("from", verdict.document.url), ("retrieved", verdict.retrieved)))
    yield from _insufficient(verdict)
    yield from parts.decision(verdict)
    yield from _odd(verdict)
    yield from _answer(verdict)
    yield from _marks(verdict, top)
    yield from _passages(verdict)
    yield from parts.manipulations(
        verdict.manipulations, "UNUSUAL CHARACTERS, UNDONE BEFORE SCORING", where="text"
    )
    yield from parts.named_sources(verdict.named_sources, "SOURCES THAT THE TEXT NAMES")
    bare = (WITHOUT_TEXT,) if verdict.document.text is None else ()
    yield from parts.notes((*verdict.notes, *bare))
    yield from parts.computed(LIMITS, verdict.program, model=verdict.program.text_model or "unnamed")


def _insufficient(verdict: TextVerdict) -> Iterator[Line]:
    if verdict.label == "insufficient":
        yield line(0)
        yield line(0, (" NO ANSWER ", "warning"), (f" {label_means(verdict)}", "strong"))


def _odd(verdict: TextVerdict) -> Iterator[Line]:
    yield from heading("WHAT DOES NOT BELONG?")
    yield line(2, (marks_sentence(verdict), "strong"))
    if origins_sentence(verdict):
        yield line(2, (origins_sentence(verdict), ""))
        yield line(2, (blocks(verdict, _STRIP), "swap"), ("  marks, beginning to end", "soft"))
    for fact in (calm_sentence(verdict), counted_sentence(verdict), uncounted_sentence(verdict)):
        if fact:
            yield line(2, (fact, ""))


def _answer(verdict: TextVerdict) -> Iterator[Line]:
    yield from heading("IS IT SPUN?")
    # Too little text has no P(spun) worth showing: a low one would be taken for a pass.
    p = "" if verdict.label == "insufficient" else f"   {p_of('spun', verdict.probability)}"
    yield line(2, (verdict.label.upper(), verdict.label), (p, "strong"))
    if verdict.label != "insufficient":
        yield line(2, (label_means(verdict), ""))
        if best_part_sentence(verdict):
            yield line(2, (best_part_sentence(verdict), ""))
    yield line(2, (CAUTION, "strong" if verdict.label == "spun" else ""))
    yield from listed(why_lead(verdict), verdict.reasons)
    yield from parts.rests_on(verdict)


def _marks(verdict: TextVerdict, top: int) -> Iterator[Line]:
    if not verdict.suspicions or top < 1:
        return
    yield from heading(heading_of_marks(verdict, top).upper())
    yield line(2, (P_SWAPPED, "soft"))
    for place, mark in enumerate(verdict.most_suspicious(top), 1):
        yield from _mark(verdict, place, mark)
    yield from _uncounted(verdict, top)


def _mark(verdict: TextVerdict, place: int, mark: Suspicion) -> Iterator[Line]:
    facts = mark_facts(mark, page=verdict.document.page_of(mark.span.start))
    words = (printable(mark.span.text, limit=60), "swap")
    yield Line(((f"{place:>2}. ", "soft"), words, (f"   {facts}", "soft")), 2, 6)
    if mark.suggestions:
        yield Line((("likely  ", "soft"), (printable(likely(mark.suggestions), limit=300), "strong")), 6, 14)
    yield line(6, (printable(mark.reason, limit=400), ""))
    if verdict.document.text is not None:
        yield Line((("text    ", "soft"), *marked(verdict.document.text, mark.span)), 6, 14)


def _uncounted(verdict: TextVerdict, top: int) -> Iterator[Line]:
    """Yield the marks that do not count, each with where it stands."""
    found = [mark for mark in verdict.suspicions if not mark.counted]
    zones = zone_spans(verdict.left_out, "suspect")
    if found:
        yield line(2, (uncounted_sentence(verdict), "soft"))
    for mark in found[:top]:
        note = zone_note(zones, mark.span) or "not counted"
        yield item((f"{printable(mark.span.text, limit=60)}   {note}", "soft"))


def _passages(verdict: TextVerdict) -> Iterator[Line]:
    parts_of_text, shown = ranked_parts(verdict)
    if parts_of_text:
        yield from heading("WHICH PARTS")
    for _, part in parts_of_text[:shown]:
        yield item((part_sentence(verdict, part), ""))
        if verdict.document.text is not None:
            opening = printable(verdict.document.text[part.start : part.end], limit=70)
            yield line(4, (f"“{opening}”", "soft"))
    if len(parts_of_text) > shown:
        rest = number(len(parts_of_text) - shown)
        yield line(4, (f"and {rest} more with a lower P(spun), in the record", "soft"))
