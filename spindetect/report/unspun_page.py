"""A restored text as one self-contained page: what to search for, and the text with its changed words."""

from __future__ import annotations

import re
from collections.abc import Set

from spindetect.report import html_numbered, html_record, text_rows
from spindetect.report.html_page import page, section, style
from spindetect.report.html_parts import clip, origin, said
from spindetect.report.safe import escape
from spindetect.report.text_layout import TextLayout
from spindetect.report.text_rows import Told
from spindetect.report.text_wording import likely, strength
from spindetect.report.unspun_wording import CAUTION, LIMITS, NO_QUERIES, changes_sentence, others
from spindetect.report.wording import number, p_of
from spindetect.text_verdict import Restored, Unspun

_PLACE = re.compile(r'<mark class="[a-z0-9 -]+" id="s(\d+)"')
# Changed places whose rows come first if not all rows fit.
_FIRST = 10


def to_html(result: Unspun) -> str:
    """Return the restored text as one page of at most about 3 MB, in time linear in the text."""
    listed = html_numbered.kept(_surest_first(result), lambda n: _entry(n, result))
    text = _text(result, set(listed))
    placed = {int(n) for n in _PLACE.findall(text)}
    main = [section("answer", "What to search for", _answer(result), hide=True)]
    if text:
        main.append(section("texts", "The likely wording", text))
    if result.changes:
        every = html_numbered.listed(
            listed, len(result.changes), placed, where="in the text", less="less probable change"
        )
        heading = (
            f"All {number(len(result.changes))} changed places" if len(result.changes) > 1 else "Changed"
        )
        main.append(section("marks", heading, every))
    main.append(section("record", "The record", _record(result)))
    return page(
        f"{result.document.name[:80]}, likely wording: spindetect",
        _top(result),
        main,
        limits=LIMITS,
        program=result.program,
        calm=True,
        sheet=style("text"),
    )


def _surest_first(result: Unspun) -> list[int]:
    return sorted(range(1, len(result.changes) + 1), key=lambda n: (-result.changes[n - 1].probability, n))


def _top(result: Unspun) -> str:
    return (
        '<p class="brand">spindetect unspin</p>'
        f'<h1>{clip(result.document.name)} <span class="role">(likely wording)</span></h1>'
        f"{origin((('From', result.document.url),))}"
    )


def _answer(result: Unspun) -> str:
    found = "".join(f"<li>{clip(query, 200)}</li>" for query in result.queries[:20])
    queries = f'<ol class="queries">{found}</ol>' if found else f"<p>{NO_QUERIES}</p>"
    big = number(len(result.changes))
    return (
        '<div class="answer"><div class="card"><h2>Search for the source with</h2>'
        f'{queries}</div><div class="card"><h2>Words put back</h2><p class="big num">{big}</p>'
        f'<p>{said(changes_sentence(result))}</p><p class="caution">{said(CAUTION)}</p></div></div>'
    )


def _text(result: Unspun, listed: Set[int]) -> str:
    if not result.text.strip():
        return ""
    layout = TextLayout(
        result.text, [(change.restored.start, change.restored.end) for change in result.changes]
    )
    rows = text_rows.draw(
        layout,
        lambda n: _told(result.changes[n - 1]),
        first=set(_surest_first(result)[:_FIRST]),
        listed=listed,
    )
    lead = '<p class="lead">Marked words were put back; beside the text stands what was there.</p>'
    return f'{lead if result.changes else ""}<div class="text">{rows}</div>'


def _told(change: Restored) -> Told:
    other = f" Or: {likely(others(change))}." if others(change) else ""
    why = f"put back for “{change.suspect.text[:200]}”, {p_of('swapped', change.probability)}.{other}"
    side = (
        f'<b>{clip(change.restored.text, 60)}</b> ← <span class="was">{clip(change.suspect.text, 60)}</span>'
    )
    return Told(f"m{strength(change.probability)} o-model", why, side)


def _entry(n: int, result: Unspun) -> str:
    change = result.changes[n - 1]
    page_number = result.document.page_of(change.suspect.start)
    words = (
        f'<p class="swapped"><span class="was">{clip(change.suspect.text)}</span> → '
        f'<span class="now">{clip(change.restored.text)}</span></p>'
    )
    other = likely(others(change))
    reason = f"or {other}" if other else "no other likely original"
    page_told = f", page {page_number}" if page_number else ""
    facts = f"{p_of('swapped', change.probability)}{page_told}"
    return html_numbered.entry(n, words, reason, escape(facts))


def _record(result: Unspun) -> str:
    program, digest, none = result.program, html_record.digest, "none was used"
    rows = (
        *html_record.text_rows("Text given", result.document),
        *html_record.program_rows(program),
        ("N-grams", digest(program.ngrams)),
        ("Model of replaced words", digest(program.word_model)),
        ("Known phrases", digest(program.phrases, none)),
        ("Terms never marked", digest(program.allow, none)),
    )
    return html_record.record_list(rows, result.schema)
