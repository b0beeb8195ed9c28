"""A verdict as the output of a notebook cell: the answer and the oddest swaps, no more."""

from __future__ import annotations

import functools
from pathlib import Path

from spindetect.records import Span, Substitution
from spindetect.report.context import excerpt
from spindetect.report.safe import escape
from spindetect.report.wording import (
    KIND_NAMES,
    LABEL_MEANS,
    chance,
    counted_sentence,
    number,
    share_sentence,
)
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
    reasons = "".join(f'<li dir="auto">{escape(reason)}</li>' for reason in verdict.reasons)
    swaps = "".join(f"<li>{_swap(verdict, swap)}</li>" for swap in verdict.oddest(SHOWN))
    total = number(len(verdict.substitutions))
    odd = (
        f"<details open><summary>The oddest of {total} swaps</summary><ol>{swaps}</ol></details>"
        if swaps
        else ""
    )
    return (
        f'<div class="spindetect-cell"><style>{_style()}</style>'
        f'<p class="sd-soft">{_name(verdict.suspect.name)} (suspect) beside '
        f"{_name(verdict.source.name)} (source)</p>"
        f"<p>{escape(share_sentence(verdict))} <span "
        f"class='sd-soft'>{escape(counted_sentence(verdict))}</span></p>"
        f"<p><span class='sd-label'>{verdict.label}</span> P(spun) = {chance(verdict.probability)}. "
        f"{LABEL_MEANS[verdict.label]}</p><ul>{reasons}</ul>{odd}"
        "<p class='sd-soft'>print(verdict) says more; verdict.to_html() is the page with both "
        "texts.</p></div>"
    )


def _swap(verdict: PairVerdict, swap: Substitution) -> str:
    was, now = _name(swap.source.text), _name(swap.suspect.text)
    sentence = _sentence(verdict.suspect.text, swap.suspect)
    return (
        f"<b>{was} → {now}</b> <span class='sd-soft'>{KIND_NAMES[swap.kind]}, oddness "
        f"{swap.oddness:.2f}</span>{sentence}"
    )


def _sentence(text: str | None, span: Span) -> str:
    if text is None:
        return ""
    found = excerpt(text, span)
    inside = escape(found.span[:_CHARACTERS])
    return f"<br><span dir='auto'>{escape(found.before)}<mark>{inside}</mark>{escape(found.after)}</span>"


def _name(text: str) -> str:
    return f"<bdi>{escape(text if len(text) <= _CHARACTERS else text[:_CHARACTERS] + '…')}</bdi>"
