"""A text's verdict as one self-contained page: the text, its marks, their reasons and likely originals."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from spindetect.report import html_numbered, html_record, text_page_head, text_rows
from spindetect.report.html_page import page, section, style
from spindetect.report.html_parts import PASSAGE_CHARACTERS, REASON_CHARACTERS, clip, entries
from spindetect.report.safe import escape
from spindetect.report.spans import zone_note, zone_spans
from spindetect.report.text_layout import TextLayout
from spindetect.report.text_rows import SHOWN_STRENGTH, Told
from spindetect.report.text_wording import (
    LIMITS,
    P_SWAPPED,
    WITHOUT_TEXT,
    heading_of_marks,
    likely,
    mark_facts,
    numbered_marks,
    part_sentence,
    ranked_parts,
    shown_parts,
    strength,
)
from spindetect.report.wording import count, number, zone_summary
from spindetect.text_verdict import Suspicion, TextPassage, TextVerdict

_PLACE = re.compile(r'<mark class="[a-z0-9 -]+" id="s(\d+)"')
_HOW_TO_READ = (
    "Beside the text stands what each mark may have been. Hold the pointer over a mark, tap it, or reach it "
    f"with the Tab key to read the reason. {P_SWAPPED}"
)
_LEGEND = {
    1: "P(swapped) below 0.5",
    2: "P(swapped) 0.5 to 0.8",
    3: "P(swapped) 0.8 and more",
}


def to_html(verdict: TextVerdict) -> str:
    """Return the verdict as one page of at most about 3 MB, in time linear in the text."""
    marks = numbered_marks(verdict)
    numbers = {mark: n for n, mark in enumerate(marks, 1)}
    listed = _entries(verdict, marks)
    first = {numbers[mark] for mark in verdict.most_suspicious(text_page_head.SUSPICIOUS)}
    text = _text(verdict, marks, first, set(listed))
    # Quotes inside the text are escaped: only a mark of our own matches.
    placed = {int(n) for n in _PLACE.findall(text)}
    main = [section("answer", "The answer", text_page_head.answer(verdict), hide=True)]
    if verdict.named_sources:
        named = html_record.named_sources(verdict.named_sources)
        main.append(section("named", "Sources that the text names", named))
    if marks:
        strongest = text_page_head.strongest(verdict, numbers, placed)
        main.append(section("oddest", heading_of_marks(verdict, text_page_head.SUSPICIOUS), strongest))
    if shown_parts(verdict):
        main.append(section("parts", "Which parts", _parts(verdict)))
    if text:
        main.append(section("texts", "The text", text))
    main += _rest(verdict)
    if marks:
        every = html_numbered.listed(listed, len(marks), placed, where="in the text", less="weaker mark")
        heading = f"All {number(len(marks))} marks, with reasons" if len(marks) > 1 else "The mark's reason"
        main.append(section("marks", heading, every))
    main.append(section("record", "The record", _record(verdict)))
    return page(
        f"{verdict.document.name[:80]}: spindetect",
        text_page_head.top(verdict),
        main,
        limits=LIMITS,
        program=verdict.program,
        calm=verdict.label != "spun",
        sheet=style("text"),
    )


def _rest(verdict: TextVerdict) -> list[str]:
    """Return the sections on what was undone, what was left out, and the notes."""
    found = []
    if verdict.manipulations:
        undone = html_record.manipulations(verdict.manipulations, where="text")
        found.append(section("characters", "Unusual characters, undone before scoring", undone))
    if verdict.left_out:
        left = entries([f"<li>{escape(zone_summary(verdict.left_out, 'suspect'))}.</li>"])
        found.append(section("left", "Left out of the count", left))
    notes = (*verdict.notes, *((WITHOUT_TEXT,) if verdict.document.text is None else ()))
    if notes:
        found.append(section("notes", "Notes", html_record.notes(notes)))
    return found


def _text(verdict: TextVerdict, marks: Sequence[Suspicion], first: Set[int], listed: Set[int]) -> str:
    """Return the text with its marks, or '' where there is nothing to show."""
    if not (verdict.document.text or "").strip():
        return ""
    layout = TextLayout(
        verdict.document.text or "",
        [(mark.span.start, mark.span.end) for mark in marks],
        verdict.left_out,
        shown_parts(verdict),
    )
    rows = text_rows.draw(
        layout, lambda n: _told(marks[n - 1]), first=first, listed=listed, passages=verdict.passages
    )
    lead = f'<p class="lead">{_HOW_TO_READ}</p>' if marks else ""
    return f'{lead}{_legend(verdict)}<div class="text">{rows}</div>'


def _told(mark: Suspicion) -> Told:
    name = f"m{strength(mark.probability)} o-{mark.origin}{'' if mark.counted else ' out'}"
    guess = f"; likely {likely(mark.suggestions)}" if mark.suggestions else ""
    why = f"{mark_facts(mark)}{guess}: {mark.reason[:REASON_CHARACTERS]}"
    return Told(name, why, _side(mark) if mark.counted else "")


def _side(mark: Suspicion) -> str:
    """Return the line of a mark beside the text: its words and what they may have been."""
    words = f'<span class="was">{clip(mark.span.text, 60)}</span>'
    if not mark.suggestions:
        return f"{words} <small>no likely original known</small>"
    best, *others = (clip(found.text, 60) for found in mark.suggestions)
    more = f" <small>or {', '.join(others)}</small>" if others else ""
    return f"{words} → <b>{best}</b>{more}"


def _legend(verdict: TextVerdict) -> str:
    """Return what the marks mean, as far as the text has them."""
    counted = [mark for mark in verdict.suspicions if mark.counted]
    strengths = {strength(mark.probability) for mark in counted}
    items = [
        f'<li><mark class="m{n} o-model">odd</mark> {words}</li>'
        for n, words in _LEGEND.items()
        if n in strengths
    ]
    if any(mark.origin == "listed" for mark in counted):
        items.append('<li><mark class="m2 o-listed">framed</mark> on the list of known phrases</li>')
    if any(strength(part.probability) >= SHOWN_STRENGTH for part in shown_parts(verdict)):
        items.append('<li><span class="bar"></span> left margin: a part with P(spun) from 0.5</li>')
    if verdict.left_out:
        items.append('<li><span class="zone">shaded</span> not counted</li>')
    return f'<ul class="legend" aria-label="Marks">{"".join(items)}</ul>' if items else ""


def _parts(verdict: TextVerdict) -> str:
    parts, shown = ranked_parts(verdict)
    items = [_part(verdict, n, part) for n, part in parts]
    if shown == len(items):
        return entries(items)
    summary = f"{count(len(items) - shown, 'more part')} with a lower P(spun)"
    return f"{entries(items[:shown])}<details><summary>{summary}</summary>{entries(items[shown:])}</details>"


def _part(verdict: TextVerdict, n: int, part: TextPassage) -> str:
    text = verdict.document.text
    opening = clip(text[part.start : part.end], PASSAGE_CHARACTERS) if text is not None else ""
    begins = f"<br>It begins: “{opening}”" if opening else ""
    return f"<li><b>Part {n}</b>: {escape(part_sentence(verdict, part))}{begins}</li>"


def _entries(verdict: TextVerdict, marks: Sequence[Suspicion]) -> dict[int, str]:
    """Return the entries of the list by the mark's number, the most suspicious ones if not all fit."""
    zones = zone_spans(verdict.left_out, "suspect")

    def draw(n: int) -> str:
        mark = marks[n - 1]
        note = "" if mark.counted else zone_note(zones, mark.span) or "not counted"
        facts = mark_facts(mark, note, verdict.document.page_of(mark.span.start))
        return html_numbered.entry(n, text_page_head.words(mark), mark.reason, escape(facts))

    order = sorted(
        range(1, len(marks) + 1), key=lambda n: (not marks[n - 1].counted, -marks[n - 1].probability, n)
    )
    return html_numbered.kept(order, draw)


def _record(verdict: TextVerdict) -> str:
    """Return what is needed to check the verdict years later."""
    program, digest, none = verdict.program, html_record.digest, "none was used"
    rows = (
        *html_record.text_rows("Text", verdict.document),
        *html_record.program_rows(program),
        ("N-grams", digest(program.ngrams)),
        ("Model of replaced words", digest(program.word_model)),
        ("Model of texts", digest(program.text_model)),
        ("Known phrases", digest(program.phrases, none)),
        ("Terms never marked", digest(program.allow, none)),
        ("Look-alike letters", digest(program.confusables)),
        *html_record.decision_rows(verdict),
    )
    return html_record.record_list(rows, verdict.schema, verdict.retrieved)
