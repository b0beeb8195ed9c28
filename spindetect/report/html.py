"""A pair's verdict as one self-contained page: both texts side by side, every swap marked and explained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spindetect.records import SubstitutionKind
from spindetect.report import html_head, html_lists, html_numbered, html_parts, html_record
from spindetect.report.counted import heading_of_oddest, oddest_counted
from spindetect.report.differences import differences
from spindetect.report.html_page import page, section, style
from spindetect.report.html_parts import clip
from spindetect.report.html_texts import side_by_side
from spindetect.report.html_whence import marked_text
from spindetect.report.layout import Layout, lay_out_all, numbered_swaps
from spindetect.report.sources import is_told
from spindetect.report.wording import LIMITS, has_partial_passages, number
from spindetect.verdict import PairVerdict

_ROW = re.compile(r'<div role="row" class="[a-z ]+" id="r(\d+)"')
_PLACE = re.compile(r'<mark class="[a-z -]+" id="s(\d+)"')
# What each kind of mark means; a page explains those that it has.
_MARKS: dict[str, tuple[SubstitutionKind, ...]] = {
    "synonym": ("synonym",),
    "wrong sense": ("wrong-sense",),
    "phrase": ("phrase",),
    "spelling or form": ("inflection", "spelling"),
    "function word": ("function-word",),
    "name or number": ("number", "name"),
    "no known relation": ("unrelated",),
}
_OTHER_MARKS = (
    "<li><del>dropped</del> from the source</li>"
    "<li><ins>added</ins> by the suspect</li>"
    '<li><span class="mv">moved</span></li>'
    '<li><span class="zone">shaded</span> not counted</li>'
)
_HOW_TO_READ = "Hold the pointer over a mark, tap it, or reach it with the Tab key to read the reason."
OTHER_WORDS = (
    "This record was made by spindetect {}, whose words begin and end at other places: "
    "the texts cannot be lined up."
)


def to_html(verdict: PairVerdict) -> str:
    """Return the verdict as one page of at most about 3 MB, in time linear in the texts."""
    swaps = numbered_swaps(verdict)
    numbers = {swap: n for n, swap in enumerate(swaps, 1)}
    entries = html_lists.swap_entries(verdict, swaps)
    layouts = lay_out_all(verdict)
    told = {numbers[swap] for swap in oddest_counted(verdict, html_head.ODDEST)}
    texts = [_texts(v, one, told, set(entries), of) for v, one, of in _beside(verdict, layouts)]
    drawn = "".join(texts)
    # Quotes inside the texts are escaped: only a mark of our own matches.
    placed = {int(n) for n in _PLACE.findall(drawn)}
    main = [section("answer", "The answer", html_head.answer(verdict), hide=True)]
    if is_told(verdict):
        main.append(section("whence", "Where it comes from", _whence(verdict)))
    if verdict.named_sources:
        named = html_record.named_sources(verdict.named_sources)
        main.append(section("named", "Sources that the suspect names", named))
    if has_partial_passages(verdict):
        main.append(section("parts", "Which parts", html_lists.passages(verdict)))
    if swaps:
        heading = heading_of_oddest(verdict, html_head.ODDEST)
        main.append(section("oddest", heading, html_head.oddest(verdict, numbers, placed)))
    main += _differing(verdict, layouts, drawn)
    for n, found in enumerate(texts):
        if found and verdict.sources is None:
            main.append(section("texts", "Side by side", found))
        elif found:
            name = f"Beside source {n + 1}: {verdict.source_texts[n].name[:80]}"
            main.append(section(f"texts-{n + 1}", name, found))
    if verdict.manipulations:
        found = html_record.manipulations(verdict.manipulations)
        main.append(section("characters", "Unusual characters, undone before comparing", found))
    if verdict.left_out:
        main.append(section("left", "Left out of the count", html_lists.left_out(verdict)))
    notes = (*verdict.notes, *_why_no_texts(verdict, layouts))
    if notes:
        main.append(section("notes", "Notes", html_record.notes(notes)))
    if swaps:
        listed = html_numbered.listed(entries, len(swaps), placed, where="in the texts", less="less odd swap")
        main.append(section("swaps", f"All {number(len(swaps))} swaps, with reasons", listed))
    main.append(section("record", "The record", html_lists.record(verdict)))
    return page(
        f"{verdict.suspect.name[:80]} beside {_names(verdict)}: spindetect",
        html_head.top(verdict),
        main,
        limits=LIMITS,
        program=verdict.program,
        calm=verdict.label != "spun",
        sheet=style("whence") if is_told(verdict) else style(),
    )


def _names(verdict: PairVerdict) -> str:
    more = len(verdict.source_texts) - 1
    return f"{verdict.source.name[:80]}{f' and {number(more)} more' if more else ''}"


def _beside(
    verdict: PairVerdict, layouts: Sequence[Layout] | None
) -> Iterator[tuple[PairVerdict, Layout, int]]:
    """Yield the verdict beside each source with its layout, and how many there are."""
    for n, layout in enumerate(layouts or ()):
        yield verdict.beside(n), layout, len(layouts or ())


def _whence(verdict: PairVerdict) -> str:
    """Return from which texts the suspect comes: a list with their marks, and its text with the marks."""
    return f'<ul class="plain">{html_lists.whence_list(verdict)}</ul>{marked_text(verdict)}'


def _differing(verdict: PairVerdict, layouts: Sequence[Layout] | None, texts: str) -> list[str]:
    """Return the section on negations, numbers and names that differ, if any do."""
    found = [
        (beside, layout, part)
        for beside, layout, _ in _beside(verdict, layouts)
        for part in differences(layout)
    ]
    if not found:
        return []
    listed = html_lists.differing(found, {int(n) for n in _ROW.findall(texts)})
    return [section("differ", "Negations, numbers and names that differ", listed)]


def _why_no_texts(verdict: PairVerdict, layouts: Sequence[Layout] | None) -> list[str]:
    """Return why the texts cannot be shown side by side, if they cannot."""
    if None in (verdict.suspect.text, *(text.text for text in verdict.source_texts)):
        return ["This record was made without texts: they cannot be shown side by side."]
    return [] if layouts is not None else [OTHER_WORDS.format(verdict.program.version)]


def _texts(verdict: PairVerdict, layout: Layout, oddest: set[int], listed: set[int], of: int) -> str:
    """Return the suspect and one of so many sources side by side, or '' where there is nothing to show."""
    if not layout.rows:
        return ""
    names = clip(verdict.source.name), clip(verdict.suspect.name)
    columns = (
        f'<div role="row" class="row cols"><div role="columnheader">Source <small>{names[0]}</small></div>'
        f'<div role="columnheader" class="sus">Suspect <small>{names[1]}</small></div></div>'
    )
    rows = side_by_side(layout, oddest, listed, limit=html_parts.ROWS_BYTES // of)
    table = (
        f'<div class="texts" role="table" aria-label="Source and suspect, row by row">{columns}{rows}</div>'
    )
    lead = f'<p class="lead">{_HOW_TO_READ}</p>' if layout.swaps else ""
    return f"{lead}{_legend(verdict)}{table}"


def _legend(verdict: PairVerdict) -> str:
    """Return what the marks mean, as far as the texts have them."""
    found = {swap.kind for swap in verdict.substitutions}
    marks = "".join(
        f'<li><mark class="k-{kinds[0]}">swapped</mark> {meaning}</li>'
        for meaning, kinds in _MARKS.items()
        if found & set(kinds)
    )
    return f'<ul class="legend" aria-label="Marks">{marks}{_OTHER_MARKS}</ul>'
