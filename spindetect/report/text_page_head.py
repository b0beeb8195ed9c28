"""The top of a text's page: what does not belong, whether it is spun, and why; the strongest marks."""

from __future__ import annotations

from collections.abc import Set

from spindetect.report.html_parts import (
    REASON_CHARACTERS,
    clip,
    decided,
    evidence,
    label,
    listed,
    origin,
    quote,
    rests_on,
    said,
)
from spindetect.report.safe import escape
from spindetect.report.text_strip import densities
from spindetect.report.text_wording import (
    CAUTION,
    LABEL_MEANS,
    LABEL_SIGNS,
    best_part_sentence,
    calm_sentence,
    counted_marks,
    label_means,
    likely,
    mark_facts,
    marks_sentence,
    origins_sentence,
    uncounted_sentence,
    why_lead,
)
from spindetect.report.wording import count, counted_sentence, p_of
from spindetect.text_verdict import Suspicion, TextVerdict

# Marks shown with their sentences; the list below has all.
SUSPICIOUS = 10
# Bars of the strip: at a card's width each is 4 pixels wide.
_BARS = 120
_HEIGHT = 40


def top(verdict: TextVerdict) -> str:
    """Return the header: which text, from where."""
    found = origin((("From", verdict.document.url), ("retrieved", verdict.retrieved)))
    return (
        '<p class="brand">spindetect score</p>'
        f'<h1>{clip(verdict.document.name)} <span class="role">(its source is not known)</span></h1>{found}'
    )


def answer(verdict: TextVerdict) -> str:
    """Return the cards: what is odd, whether it is spun, and why; a banner where there is no answer."""
    banner = (
        f'<p class="banner" role="note"><b>No answer.</b> {said(LABEL_MEANS["insufficient"])}</p>'
        if verdict.label == "insufficient"
        else ""
    )
    cards = f"{decided(verdict)}{_odd(verdict)}{_spun(verdict)}{_why(verdict)}"
    return f'{banner}<div class="answer">{cards}</div>'


def _odd(verdict: TextVerdict) -> str:
    total = len(counted_marks(verdict))
    big = count(total, "mark") if total else "Nothing marked"
    facts = origins_sentence(verdict), calm_sentence(verdict), uncounted_sentence(verdict)
    told = "".join(f"<p>{said(fact)}</p>" for fact in facts if fact)
    return (
        f'<div class="card"><h2>What does not belong?</h2><p class="big num">{big}</p>'
        f"<p>{said(marks_sentence(verdict))}</p>{strip(verdict) if total else ''}{told}"
        f'<p class="soft">{said(counted_sentence(verdict))}</p></div>'
    )


def strip(verdict: TextVerdict) -> str:
    """Return where the marks stand, from the beginning to the end, with the left-out parts in grey."""
    length = max(verdict.document.characters, 1)
    zones = "".join(
        f'<rect class="f-zone" x="{_BARS * min(zone.start / length, 1):.2f}" '
        f'width="{_BARS * max(0.0, min((zone.end - zone.start) / length, 1)):.2f}" height="{_HEIGHT}"/>'
        for zone in verdict.left_out[:_BARS]
    )
    bars = "".join(
        f'<rect class="f-mark" x="{n}" y="{_HEIGHT * (1 - x):.1f}" width="0.8" height="{_HEIGHT * x:.1f}"/>'
        for n, x in enumerate(densities(verdict, _BARS))
        if x
    )
    shaded = "; grey: not counted" if zones else ""
    return (
        '<svg class="strip" role="img" aria-label="Where the marks stand, from the beginning of the text to '
        f'its end" viewBox="0 0 {_BARS} {_HEIGHT}" preserveAspectRatio="none">{zones}{bars}</svg>'
        f'<p class="ends soft"><span>beginning</span><span>where the marks stand{shaded}</span>'
        "<span>end</span></p>"
    )


def _spun(verdict: TextVerdict) -> str:
    # Too little text has no P(spun) worth showing: a low one would be taken for a pass.
    is_found = verdict.label != "insufficient"
    p = f' <span class="p num">{said(p_of("spun", verdict.probability))}</span>' if is_found else ""
    told = (label_means(verdict), best_part_sentence(verdict)) if is_found else ()
    means = "".join(f"<p>{said(fact)}</p>" for fact in told if fact)
    return (
        '<div class="card"><h2>Is it spun?</h2>'
        f'<p class="big">{label(verdict.label, LABEL_SIGNS[verdict.label])}{p}</p>{means}'
        f'<p class="caution">{said(CAUTION)}</p>{rests_on(verdict)}</div>'
    )


def _why(verdict: TextVerdict) -> str:
    if not verdict.reasons:
        return ""
    found = verdict.label != "insufficient"
    head = f"Why {said(p_of('spun', verdict.probability))}" if found else "Why no answer"
    lead = f'<p class="soft">{said(why_lead(verdict))}</p>' if found else ""
    told = listed(head, verdict.reasons, lead)
    return f'<div class="card reasons">{told}{evidence(verdict.evidence, "text") if found else ""}</div>'


def strongest(verdict: TextVerdict, numbers: dict[Suspicion, int], placed: Set[int]) -> str:
    """Return the strongest marks that count, with their sentences and links to their places."""
    shown = verdict.most_suspicious(SUSPICIOUS)
    items = "".join(_strong(verdict, mark, numbers[mark], placed) for mark in shown)
    uncounted = uncounted_sentence(verdict)
    note = f'<p class="lead after">{said(uncounted)}</p>' if uncounted else ""
    return (f'<ol class="oddest">{items}</ol>' if items else "") + note


def _strong(verdict: TextVerdict, mark: Suspicion, n: int, placed: Set[int]) -> str:
    link = f'<p class="go"><a href="#s{n}">Mark {n} in the text</a></p>' if n in placed else ""
    facts = escape(mark_facts(mark, page=verdict.document.page_of(mark.span.start)))
    return (
        f"<li>{words(mark)}<p class='facts'>{facts}</p>"
        f'<p class="reason" dir="auto">{escape(mark.reason[:REASON_CHARACTERS])}</p>'
        f"{quote('', verdict.document.text, mark.span)}{link}</li>"
    )


def words(mark: Suspicion) -> str:
    """Return the marked words and below them their likely originals."""
    guess = f'<p class="guess">likely {clip(likely(mark.suggestions), 300)}</p>' if mark.suggestions else ""
    return f'<p class="swapped"><span class="now">{clip(mark.span.text)}</span></p>{guess}'
