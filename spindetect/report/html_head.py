"""The top of the page: the answer, the reasons, the oddest swaps."""

from __future__ import annotations

from collections.abc import Set

from spindetect.records import Substitution
from spindetect.report.counted import oddest_counted, uncounted_sentence
from spindetect.report.direction import arrow, direction_sentence, reversed_warning
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
    swatch,
)
from spindetect.report.label_why import (
    LABELS,
    content_sentence,
    copied_grounds,
    label_reasons,
    qualifiers,
    spun_reasons,
)
from spindetect.report.safe import escape
from spindetect.report.sources import is_told, source_of, source_role
from spindetect.report.wording import (
    KIND_NAMES,
    LABEL_MEANS,
    chance,
    counted_sentence,
    first_upper,
    number,
    p_of,
    percent,
    run_sentence,
    share_sentence,
)
from spindetect.verdict import PairLabel, PairVerdict

# Swaps shown with their sentences; the list below has all.
ODDEST = 10
# A sign before each label, so that no label is told from another by colour alone.
LABEL_SIGNS: dict[PairLabel, str] = {
    "spun": "⇄",
    "verbatim": "=",
    "paraphrased": "≈",
    "edited": "±",
    "independent": "≠",
    "insufficient": "?",
}


def top(verdict: PairVerdict) -> str:
    """Return the header: which texts, from where."""
    found = origin(
        (
            ("Suspect from", verdict.suspect.url),
            *(("source from", text.url) for text in verdict.source_texts),
            ("retrieved", verdict.retrieved),
        )
    )
    if is_told(verdict):
        return (
            '<p class="brand">spindetect comparison</p>'
            f'<h1>{clip(verdict.suspect.name)} <span class="role">(suspect) beside</span> '
            f"{_sources(verdict)}</h1>{found}"
        )
    return (
        '<p class="brand">spindetect comparison</p>'
        f'<h1>{clip(verdict.suspect.name)} <span class="role">(suspect) beside</span> '
        f'{clip(verdict.source.name)} <span class="role">(source)</span></h1>{found}'
    )


def _sources(verdict: PairVerdict) -> str:
    """Return the names of the sources and of what both sides may share."""
    texts = verdict.source_texts
    names = ", ".join(clip(text.name) for text in texts)
    role = "source" if len(texts) == 1 else f"{number(len(texts))} sources"
    shared = ", ".join(clip(back.text.name) for back in verdict.background or ())
    behind = f', <span class="role">background</span> {shared}' if shared else ""
    return f'{names} <span class="role">({role})</span>{behind}'


def answer(verdict: PairVerdict) -> str:
    """Return the cards: is it copied, how, and why; a warning before them where the sides look exchanged."""
    warning = reversed_warning(verdict)
    banner = (
        f'<p class="banner" role="note"><b>The sides look exchanged.</b> {said(warning)}</p>'
        if warning
        else ""
    )
    cards = f"{decided(verdict)}{_copied(verdict)}{_how(verdict)}{_why(verdict)}"
    return f'{banner}<div class="answer">{cards}</div>'


def _copied(verdict: PairVerdict) -> str:
    found = bool(verdict.copied_share)
    big = first_upper(percent(verdict.copied_share)) if found else "No shared sentence"
    facts = content_sentence(verdict), run_sentence(verdict), copied_grounds(verdict)
    told = "".join(f"<p>{said(fact)}</p>" for fact in facts if fact)
    return (
        f'<div class="card"><h2>Is it copied?</h2><p class="big num">{big}</p>'
        f"<p>{said(share_sentence(verdict))}</p>{share_bar(verdict) if found else ''}{told}"
        f'<p class="soft">{said(counted_sentence(verdict))}</p></div>'
    )


def share_bar(verdict: PairVerdict) -> str:
    """Return the shares as a bar with its key; the stripes say "swapped" without colour."""
    same, both = 1000 * verdict.unchanged_share, 1000 * verdict.copied_share
    own = max(0.0, 1 - verdict.copied_share)
    return (
        f'<svg class="share" role="img" aria-label="{escape(share_sentence(verdict))}" viewBox="0 0 1000 18" '
        'preserveAspectRatio="none"><defs><pattern id="stripes" width="10" height="18" '
        'patternUnits="userSpaceOnUse">'
        '<rect class="f-swap" width="10" height="18"/><path class="f-line" d="M-2 18 8 0" '
        'stroke-width="2"/></pattern></defs>'
        f'<rect class="f-same" width="{same:.1f}" height="18"/>'
        f'<rect fill="url(#stripes)" x="{same:.1f}" width="{max(0.0, both - same):.1f}" height="18"/></svg>'
        '<ul class="key">'
        f"<li>{swatch('f-same')}unchanged {percent(verdict.unchanged_share)}</li>"
        f"<li>{swatch('stripes')}swapped {percent(verdict.swapped_share)}</li>"
        f"<li>{swatch('f-own')}not found {percent(own)}</li></ul>"
    )


def _how(verdict: PairVerdict) -> str:
    near = "".join(f'<span class="near">{words}</span> ' for words in qualifiers(verdict))
    direction = direction_sentence(verdict)
    came = f"<p>{said(direction)}</p>" if direction else ""
    # Too little text has no P(spun) worth showing: a low one would be taken for a pass.
    is_found = verdict.label != "insufficient"
    p = f'<span class="p num">{said(p_of("spun", verdict.probability))}</span>' if is_found else ""
    name = label(verdict.label, LABEL_SIGNS[verdict.label])
    five = _five(verdict) if is_found else ""
    return (
        f'<div class="card"><h2>How?</h2><p class="big">{name} {near}{p}</p>'
        f"<p>{said(LABEL_MEANS[verdict.label])}</p>{came}{five}{rests_on(verdict)}</div>"
    )


def _why(verdict: PairVerdict) -> str:
    own = listed(f"Why {verdict.label}", label_reasons(verdict))
    lead, reasons = spun_reasons(verdict)
    spun = listed(
        f"Why {said(p_of('spun', verdict.probability))}", reasons, f'<p class="soft">{said(lead)}</p>'
    )
    return f'<div class="card reasons">{own}{spun}{evidence(verdict.evidence, "pair") if spun else ""}</div>'


def _five(verdict: PairVerdict) -> str:
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td><svg viewBox="0 0 100 8" preserveAspectRatio="none" '
        f'aria-hidden="true"><rect class="f-same" width="{100 * value:.1f}" height="8"/></svg></td>'
        f'<td class="num">{said(chance(value))}</td></tr>'
        for name in LABELS
        for value in (getattr(verdict.probabilities, name),)
    )
    return f'<table class="five"><caption class="soft">P of each answer</caption>{rows}</table>'


def oddest(verdict: PairVerdict, numbers: dict[Substitution, int], placed: Set[int]) -> str:
    """Return the ten oddest swaps that count, with their sentences and links to their places."""
    shown = oddest_counted(verdict, ODDEST)
    items = "".join(_odd(verdict, swap, numbers[swap], placed) for swap in shown)
    uncounted = uncounted_sentence(verdict)
    note = f'<p class="lead after">{said(uncounted)}</p>' if uncounted else ""
    return (f'<ol class="oddest">{items}</ol>' if items else "") + note


def _odd(verdict: PairVerdict, swap: Substitution, n: int, placed: Set[int]) -> str:
    link = f'<p class="go"><a href="#s{n}">Swap {n} in the texts</a></p>' if n in placed else ""
    return (
        f"<li>{swapped(swap, arrow(verdict))}<p class='facts'>{facts(swap)}</p>"
        f'<p class="reason" dir="auto">{escape(swap.reason[:REASON_CHARACTERS])}</p>'
        f"{quote(source_role(swap).capitalize(), source_of(verdict, swap).text, swap.source)}"
        f"{quote('Suspect', verdict.suspect.text, swap.suspect)}{link}</li>"
    )


def swapped(swap: Substitution, points: str = "→") -> str:
    """Return both sides of a swap, the source's first; the arrow points to the rewritten one."""
    old, new = ("now", "was") if points == "←" else ("was", "now")
    return (
        f'<p class="swapped"><span class="{old}">{clip(swap.source.text)}</span> {points} <span '
        f'class="{new}">{clip(swap.suspect.text)}</span></p>'
    )


def facts(swap: Substitution, note: str = "") -> str:
    """Return kind, oddness, which word lists know the pair, and a note on where it stands."""
    known = f"known to {', '.join(map(escape, swap.relation.sources))}" if swap.relation.sources else ""
    told = (
        f"{KIND_NAMES[swap.kind]}, oddness {swap.oddness:.2f}",
        "moved" if swap.moved else "",
        known,
        note,
    )
    return "; ".join(fact for fact in told if fact)
