"""A verdict as the output of a notebook cell: the answer and the oddest swaps, no more."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path

from spindetect.records import Span, Substitution
from spindetect.report.context import excerpt
from spindetect.report.counted import heading_of_oddest, oddest_counted
from spindetect.report.decided import decision_sentences, grounds
from spindetect.report.direction import arrow, looks_reversed, reversed_warning
from spindetect.report.label_why import (
    content_sentence,
    copied_grounds,
    label_reasons,
    qualifiers,
    spun_reasons,
)
from spindetect.report.safe import escape
from spindetect.report.sources import source_of, whence
from spindetect.report.wording import (
    KIND_NAMES,
    LABEL_MEANS,
    counted_sentence,
    p_of,
    share_sentence,
)
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import PairVerdict

SHOWN = 5
_CHARACTERS = 160


@functools.cache
def _style() -> str:
    return (Path(__file__).parent / "notebook.css").read_text(encoding="utf-8")


def to_fragment(verdict: PairVerdict) -> str:
    """Return HTML for `_repr_html_`: without script, and its style touches nothing else on the page.

    It reads well where a notebook strips the style.
    """
    swaps = "".join(f"<li>{_swap(verdict, swap)}</li>" for swap in oddest_counted(verdict, SHOWN))
    odd = (
        f"<details open><summary>{heading_of_oddest(verdict, SHOWN)}</summary><ol>{swaps}</ol></details>"
        if swaps
        else ""
    )
    warning = reversed_warning(verdict)
    return frame(
        f'<p class="sd-soft">{name(verdict.suspect.name)} (suspect) beside '
        f"{_sources(verdict)}</p>"
        f"{f'<p><b>The sides look exchanged.</b> {escape(warning)}</p>' if warning else ''}"
        f"<p>{escape(_copied(verdict))} <span "
        f"class='sd-soft'>{escape(counted_sentence(verdict))}</span></p>"
        f"{_whence(verdict)}<p><span class='sd-label'>{verdict.label}</span> {escape(_p(verdict))}"
        f"{escape(LABEL_MEANS[verdict.label])}</p>{rests_on(verdict)}{_reasons(verdict)}{odd}"
        "<p class='sd-soft'>print(verdict) says more; verdict.to_html() is the page with both "
        "texts.</p>"
    )


def _sources(verdict: PairVerdict) -> str:
    texts = verdict.source_texts
    if len(texts) == 1:
        return f"{name(verdict.source.name)} (source)"
    return ", ".join(f"{name(text.name)} (source {n})" for n, text in enumerate(texts, 1))


def _whence(verdict: PairVerdict) -> str:
    """Return from which texts the words come, where there is more than one source."""
    items = "".join(f"<li>{w.role}, {name(w.text.name)}: {escape(w.sentence)}</li>" for w in whence(verdict))
    return f"<ul>{items}</ul>" if items else ""


def frame(inside: str) -> str:
    """Return a cell's HTML in a frame with the style of all cells."""
    return f'<div class="spindetect-cell"><style>{_style()}</style>{inside}</div>'


def rests_on(verdict: PairVerdict | TextVerdict) -> str:
    """Return what a policy says, and what the probabilities rest on."""
    decision = verdict.decision
    told = ""
    if decision is not None:
        _, why, rule = decision_sentences(decision)
        told = f"<p><b>{decision.action.capitalize()}.</b> {escape(why)} {escape(rule)}</p>"
    facts = " ".join(sentence for sentence in grounds(verdict) if sentence)
    return f"{told}<p class='sd-soft'>{escape(facts)}</p>" if facts else told


def _p(verdict: PairVerdict) -> str:
    if verdict.label == "insufficient":
        return ""
    return "; ".join((*qualifiers(verdict), p_of("spun", verdict.probability))) + ". "


def _copied(verdict: PairVerdict) -> str:
    facts = (share_sentence(verdict), content_sentence(verdict), copied_grounds(verdict))
    return " ".join(fact for fact in facts if fact)


def _reasons(verdict: PairVerdict) -> str:
    return reasons(
        (
            (f"Why {verdict.label}", label_reasons(verdict)),
            (f"Why {p_of('spun', verdict.probability)}", spun_reasons(verdict)[1]),
        )
    )


def reasons(lists: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return lists of reasons below their heads, those that are empty left out."""
    return "".join(
        f"<p><b>{escape(head)}</b></p><ul>"
        + "".join(f'<li dir="auto">{escape(reason)}</li>' for reason in told)
        + "</ul>"
        for head, told in lists
        if told
    )


def _swap(verdict: PairVerdict, swap: Substitution) -> str:
    was, now = name(swap.source.text), name(swap.suspect.text)
    # The sentence of the rewritten text, whichever side it was given as.
    is_turned = looks_reversed(verdict)
    text = source_of(verdict, swap).text if is_turned else verdict.suspect.text
    shown = sentence(text, swap.source if is_turned else swap.suspect)
    return (
        f"<b>{was} {arrow(verdict)} {now}</b> <span class='sd-soft'>{KIND_NAMES[swap.kind]}, oddness "
        f"{swap.oddness:.2f}</span>{shown}"
    )


def sentence(text: str | None, span: Span) -> str:
    """Return the sentence around a span on a line of its own, or '' without a text."""
    if text is None:
        return ""
    found = excerpt(text, span)
    inside = escape(found.span[:_CHARACTERS])
    return f"<br><span dir='auto'>{escape(found.before)}<mark>{inside}</mark>{escape(found.after)}</span>"


def name(text: str) -> str:
    """Return untrusted words, at most 160 characters of them, isolated from their line."""
    return f"<bdi>{escape(text if len(text) <= _CHARACTERS else text[:_CHARACTERS] + '…')}</bdi>"
