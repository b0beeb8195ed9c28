"""The worst mistakes of an evaluation on a page: the verdict's reasons, and both texts with their marks."""

from __future__ import annotations

import re

from spindetect.evaluation.records import Evaluation, Mistake
from spindetect.report import evaluation_wording as words
from spindetect.report.counted import oddest_counted
from spindetect.report.html_parts import clip, listed, said
from spindetect.report.html_texts import side_by_side
from spindetect.report.layout import lay_out, numbered_swaps
from spindetect.report.safe import escape
from spindetect.report.wording import KIND_NAMES, p_of, share_sentence
from spindetect.verdict import PairVerdict

# Bytes of the rows of one mistake: twenty of them, and the page stays under 3 MB.
ROWS_BYTES = 110_000
ODDEST = 5
# What the side-by-side drawing calls its rows and marks; quotes inside the texts are escaped.
_NAMES = re.compile(r'( id="| href="#)([rso]\d+")')


def mistakes(evaluation: Evaluation) -> str:
    """Return the mistakes, each folded; the first is open."""
    lead = (
        '<p class="lead">A mistake is a verdict that the label does not allow. False accusations come '
        "first, then what gave the truth the least probability. Look at the texts: it may be the label that "
        "is wrong.</p>"
    )
    return lead + "".join(
        _mistake(n, one, evaluation.data.slices) for n, one in enumerate(evaluation.mistakes, 1)
    )


def _mistake(n: int, one: Mistake, columns: tuple[str, ...]) -> str:
    p = p_of("what the label allows", one.truth)
    facts = [
        said(f"{p}; {p_of('spun', one.probabilities.spun)}"),
        *(f"{clip(name, 60)}: {clip(value, 60)}" for name, value in zip(columns, one.slices, strict=True)),
    ]
    swaps = "; ".join(
        f"{clip(swap.source, 60)} → {clip(swap.suspect, 60)} ({KIND_NAMES[swap.kind]}, {swap.oddness:.2f})"
        for swap in one.swaps
    )
    oddest = f'<p class="facts">Oddest swaps: {swaps}</p>' if swaps else ""
    texts = _texts(n, one.verdict) if one.verdict is not None else ""
    return (
        f'<details class="mistake card" id="m{n}"{" open" if n == 1 else ""}>'
        f"<summary>{n}. {escape(words.mistake_head(one))} "
        f'<span class="soft num">{said(p_of("spun", one.probabilities.spun))}</span></summary>'
        f'<p class="facts">{"; ".join(facts)}</p>{listed("What was said", one.reasons)}{oddest}{texts}'
        "</details>\n"
    )


def _texts(n: int, verdict: PairVerdict) -> str:
    """Return both texts side by side; ids carry the mistake's number, for each page has them once."""
    layout = lay_out(verdict)
    if layout is None or not layout.rows:
        return ""
    numbers = {swap: at for at, swap in enumerate(numbered_swaps(verdict), 1)}
    told = {numbers[swap] for swap in oddest_counted(verdict, ODDEST)}
    rows = _NAMES.sub(rf"\g<1>m{n}-\g<2>", side_by_side(layout, told, set(), limit=ROWS_BYTES))
    return (
        f'<p class="facts">{said(share_sentence(verdict))}</p>'
        f'<div class="texts" role="table" aria-label="Mistake {n}: source and suspect, row by row">'
        '<div role="row" class="row cols"><div role="columnheader">Source</div>'
        f'<div role="columnheader" class="sus">Suspect</div></div>{rows}</div>'
    )


def failures(evaluation: Evaluation) -> str:
    """Return the rows that could not be used, with what to do."""
    items = "".join(
        f"<li>Row {one.row}: {clip(one.where + ': ' if one.where else '', 200)}{clip(one.error, 400)}"
        f"{' (' + clip(one.hint, 200) + ')' if one.hint else ''}</li>"
        for one in evaluation.failures
    )
    return f'<ul class="plain">{items}</ul>'
