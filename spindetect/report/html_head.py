"""The top of the page: the answer, the reasons, the oddest swaps."""

from __future__ import annotations

from collections.abc import Set

from spindetect.records import Span, Substitution
from spindetect.report.context import excerpt
from spindetect.report.html_texts import REASON_CHARACTERS
from spindetect.report.safe import escape
from spindetect.report.wording import (
    KIND_NAMES,
    LABEL_MEANS,
    chance,
    count,
    counted_sentence,
    direction_sentence,
    number,
    percent,
    share_sentence,
)
from spindetect.verdict import PairVerdict

# Characters of a file name, an address or a swapped phrase; longer ones end in an ellipsis.
NAME_CHARACTERS = 160
_COPIED = ("spun", "verbatim", "paraphrased", "edited")


def clip(text: str, limit: int = NAME_CHARACTERS) -> str:
    """Return untrusted text for the page, at most `limit` characters of it, isolated from its line."""
    return f"<bdi>{escape(text if len(text) <= limit else text[:limit] + '…')}</bdi>"


def said(sentence: str) -> str:
    """Return a sentence for the page, its percent signs kept beside their numbers."""
    return escape(sentence).replace(" %", "\u00a0%")


def top(verdict: PairVerdict) -> str:
    """Return the header: which texts, from where."""
    origin = [
        f"{words} {clip(value, 400)}"
        for words, value in (
            ("Suspect from", verdict.suspect.url),
            ("source from", verdict.source.url),
            ("retrieved", verdict.retrieved),
        )
        if value
    ]
    found = f'<p class="origin">{"; ".join(origin)}</p>' if origin else ""
    return (
        '<p class="brand">spindetect comparison</p>'
        f'<h1>{clip(verdict.suspect.name)} <span class="role">(suspect) beside</span> '
        f'{clip(verdict.source.name)} <span class="role">(source)</span></h1>{found}'
    )


def answer(verdict: PairVerdict) -> str:
    """Return the two cards: is it copied, and how."""
    return f'<div class="answer">{_copied(verdict)}{_how(verdict)}</div>'


def _copied(verdict: PairVerdict) -> str:
    bar = share_bar(verdict) if verdict.words_counted else ""
    run = (
        f"<p>Longest unchanged run: {count(verdict.longest_run_words, 'word')}.</p>"
        if verdict.words_counted
        else ""
    )
    return (
        '<div class="card"><h2>Is it copied?</h2>'
        f'<p class="big num">{percent(verdict.copied_share)}</p><p>{said(share_sentence(verdict))}</p>{bar}'
        f'{run}<p class="soft">{escape(counted_sentence(verdict))}</p></div>'
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
        f"<li>{_swatch('f-same')}unchanged {percent(verdict.unchanged_share)}</li>"
        f"<li>{_swatch('stripes')}swapped {percent(verdict.swapped_share)}</li>"
        f"<li>{_swatch('f-own')}its own {percent(own)}</li></ul>"
    )


def _swatch(fill: str) -> str:
    paint = 'fill="url(#stripes)"' if fill == "stripes" else f'class="{fill}"'
    return f'<svg viewBox="0 0 14 14" aria-hidden="true"><rect {paint} width="14" height="14"/></svg>'


def _how(verdict: PairVerdict) -> str:
    tone = " copied" if verdict.label in _COPIED else ""
    reasons = "".join(f'<li dir="auto">{said(reason)}</li>' for reason in verdict.reasons)
    why = f'<h3>Why</h3><ul class="why">{reasons}</ul>' if reasons else ""
    direction = direction_sentence(verdict)
    came = f"<p>{escape(direction)}</p>" if direction else ""
    return (
        f'<div class="card"><h2>How?</h2><p class="big"><span class="label{tone}">{verdict.label}</span> '
        f'<span class="p num">P(spun) = {chance(verdict.probability)}</span></p>'
        f"<p>{LABEL_MEANS[verdict.label]}</p>{came}{_five(verdict)}</div>"
        f'<div class="card reasons">{why}{_evidence(verdict)}</div>'
    )


def _five(verdict: PairVerdict) -> str:
    p = verdict.probabilities
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td><svg viewBox="0 0 100 8" preserveAspectRatio="none" '
        'aria-hidden="true">'
        f'<rect class="f-same" width="{100 * value:.1f}" height="8"/></svg></td><td '
        f'class="num">{chance(value)}</td></tr>'
        for name, value in (
            ("spun", p.spun),
            ("verbatim", p.verbatim),
            ("paraphrased", p.paraphrased),
            ("edited", p.edited),
            ("independent", p.independent),
        )
    )
    return f'<table class="five"><caption class="soft">P of each answer</caption>{rows}</table>'


def _evidence(verdict: PairVerdict) -> str:
    """Return the features behind the reasons: what a careful reader checks."""
    if not verdict.evidence:
        return ""
    rows = "".join(
        f"<tr><td>{escape(e.feature)}</td><td class='r'>{e.value:.3g}</td><td "
        f"class='r'>{e.reference:.3g}</td>"
        f"<td class='extra'>{escape(e.unit)}</td><td class='r'>{e.effect:+.2f}</td></tr>"
        for e in verdict.evidence
    )
    return (
        "<details><summary>The numbers behind the reasons</summary>"
        '<p class="soft">Effect: P(spun) here minus P(spun) if this one number were as in a typical '
        "honest pair.</p>"
        "<table class='numbers'><tr><th scope='col'>feature</th><th scope='col' class='r'>here</th>"
        "<th scope='col' class='r'>typical</th><th scope='col' class='extra'>unit</th>"
        f"<th scope='col' class='r'>effect</th></tr>{rows}</table></details>"
    )


def oddest(verdict: PairVerdict, numbers: dict[Substitution, int], placed: Set[int]) -> str:
    """Return the ten oddest swaps with their sentences; those in the texts link to their place."""
    items = "".join(_odd(verdict, swap, numbers[swap], placed) for swap in verdict.oddest(10))
    return f'<ol class="oddest">{items}</ol>'


def _odd(verdict: PairVerdict, swap: Substitution, n: int, placed: Set[int]) -> str:
    link = f'<p class="go"><a href="#s{n}">Swap {n} in the texts</a></p>' if n in placed else ""
    return (
        f"<li>{swapped(swap)}<p class='facts'>{facts(swap)}</p>"
        f'<p class="reason" dir="auto">{escape(swap.reason[:REASON_CHARACTERS])}</p>'
        f"{_quote('Source', verdict.source.text, swap.source)}"
        f"{_quote('Suspect', verdict.suspect.text, swap.suspect)}{link}</li>"
    )


def swapped(swap: Substitution) -> str:
    """Return both sides of a swap: what was there, what stands there now."""
    return (
        f'<p class="swapped"><span class="was">{clip(swap.source.text)}</span> → <span '
        f'class="now">{clip(swap.suspect.text)}</span></p>'
    )


def facts(swap: Substitution) -> str:
    """Return kind, oddness, and which word lists know the pair."""
    known = (
        f"; known to {', '.join(escape(name) for name in swap.relation.sources)}"
        if swap.relation.sources
        else ""
    )
    return f"{KIND_NAMES[swap.kind]}, oddness {swap.oddness:.2f}{'; moved' if swap.moved else ''}{known}"


def _quote(side: str, text: str | None, span: Span) -> str:
    if text is None:
        return ""
    found = excerpt(text, span)
    inside = found.span if len(found.span) <= NAME_CHARACTERS else found.span[:NAME_CHARACTERS] + "…"
    return (
        '<p class="quote" '
        f'dir="auto"><small>{side}</small>{escape(found.before)}<b>{escape(inside)}</b>{escape(found.after)}</p>'
    )


def heading_of_oddest(verdict: PairVerdict) -> str:
    """Return the words above the oddest swaps."""
    total = len(verdict.substitutions)
    return f"The ten oddest of {number(total)} swaps" if total > 10 else "The swaps, oddest first"
