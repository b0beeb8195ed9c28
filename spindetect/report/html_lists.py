"""The lower part of the page: every swap with its reason, what was left out, the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from spindetect.records import Substitution
from spindetect.report.counted import SwapZones
from spindetect.report.differences import Difference
from spindetect.report.direction import arrow
from spindetect.report.html_head import facts, swapped
from spindetect.report.html_numbered import entry, kept
from spindetect.report.html_parts import PASSAGE_CHARACTERS, clip, entries, quote, said
from spindetect.report.html_record import decision_rows, digest, program_rows, record_list, text_rows
from spindetect.report.html_whence import mark_class
from spindetect.report.layout import Layout
from spindetect.report.safe import escape
from spindetect.report.sources import source_of, whence
from spindetect.report.wording import (
    count,
    number,
    p_of,
    pages_of,
    percent,
    zone_summary,
)
from spindetect.verdict import PairVerdict, Passage


def swap_entries(verdict: PairVerdict, swaps: Sequence[Substitution]) -> dict[int, str]:
    """Return the entries of the list by the swap's number, the oddest ones if not all fit."""
    zones, points = SwapZones(verdict), arrow(verdict)

    def draw(n: int) -> str:
        swap = swaps[n - 1]
        notes = "; ".join(note for note in (zones.note(swap), pages_of(verdict, swap)) if note)
        return entry(n, swapped(swap, points), swap.reason, facts(swap, notes))

    return kept(sorted(range(1, len(swaps) + 1), key=lambda n: (-swaps[n - 1].oddness, n)), draw)


def whence_list(verdict: PairVerdict) -> str:
    """Return the sources, where there are several, and the background texts, with their marks."""
    return "".join(
        f'<li><span class="from {mark_class(w.tag)}">{w.tag}</span> <b>{w.role}</b>, {clip(w.text.name)}: '
        f"{said(w.sentence)}</li>"
        for w in whence(verdict)
    )


def passages(verdict: PairVerdict) -> str:
    """Return the passages with what each shares with the source, and how each begins."""
    return entries([_passage(verdict, passage) for passage in verdict.passages])


def _passage(verdict: PairVerdict, p: Passage) -> str:
    text = verdict.suspect.text
    opening = clip(text[p.suspect_start : p.suspect_end], PASSAGE_CHARACTERS) if text is not None else ""
    return (
        f"<li>{count(p.words, 'word')}, characters {number(p.suspect_start)} to {number(p.suspect_end)} of "
        f"the suspect, from {number(p.source_start)} to {number(p.source_end)} of {_source(verdict, p)}: "
        f"{percent(p.unchanged_share)} unchanged, {percent(p.swapped_share)} swapped; {p.label}, "
        f"{escape(p_of('spun', p.probability))}.{f'<br>It begins: “{opening}”' if opening else ''}</li>"
    )


def _source(verdict: PairVerdict, p: Passage) -> str:
    """Return what the source of a passage is called, with its name where there are several."""
    if p.of_source is None:
        return "the source"
    tag = f"{p.of_source + 1}"
    return f'source <span class="from {mark_class(tag)}">{tag}</span> ({clip(source_of(verdict, p).name)})'


def differing(found: Sequence[tuple[PairVerdict, Layout, Difference]], placed: Set[int]) -> str:
    """Return negations, numbers and names that differ, with their sentences; `placed` are rows shown."""
    items = [
        _differing(verdict, part, layout.first_row + part.row + 1, placed) for verdict, layout, part in found
    ]
    return entries(items, "differing")


def _differing(verdict: PairVerdict, part: Difference, row: int, placed: Set[int]) -> str:
    link = f' <a class="go" href="#r{row}">row {row}</a>' if row in placed else ""
    quotes = [
        quote(side, text, spans[0])
        for side, text, spans in (
            ("Source", verdict.source.text, part.source),
            ("Suspect", verdict.suspect.text, part.suspect),
        )
        if spans
    ]
    return f'<li><p>{part.kind}: <b dir="auto">{escape(part.sentence())}</b>{link}</p>{"".join(quotes)}</li>'


def left_out(verdict: PairVerdict) -> str:
    """Return what was not counted on each side, by kind."""
    items = [
        f"<li>{side.capitalize()}: {escape(summary)}.</li>"
        for side in ("suspect", "source")
        if (summary := zone_summary(verdict.left_out, "suspect" if side == "suspect" else "source"))
    ]
    return entries(items)


def _source_rows(verdict: PairVerdict) -> Iterator[tuple[str, str]]:
    if verdict.sources is None:
        yield from text_rows("Source", verdict.source)
    for w in whence(verdict):
        yield from text_rows(w.role, w.text)


def record(verdict: PairVerdict) -> str:
    """Return what is needed to check the verdict years later."""
    rows = (
        *text_rows("Suspect", verdict.suspect),
        *_source_rows(verdict),
        *program_rows(verdict.program),
        ("Aligner", digest(verdict.program.aligner)),
        ("Look-alike letters", digest(verdict.program.confusables)),
        *decision_rows(verdict),
    )
    return record_list(rows, verdict.schema, verdict.retrieved)
