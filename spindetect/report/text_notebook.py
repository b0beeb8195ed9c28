"""A text's verdict as the output of a notebook cell: the answer and the strongest marks, no more."""

from __future__ import annotations

from spindetect.report.notebook import frame, name, reasons, rests_on, sentence
from spindetect.report.safe import escape
from spindetect.report.text_wording import (
    CAUTION,
    calm_sentence,
    heading_of_marks,
    label_means,
    likely,
    mark_facts,
    marks_sentence,
    origins_sentence,
)
from spindetect.report.wording import counted_sentence, p_of
from spindetect.text_verdict import Suspicion, TextVerdict

SHOWN = 5


def to_fragment(verdict: TextVerdict) -> str:
    """Return HTML for `_repr_html_`: without script, and its style touches nothing else on the page.

    It reads well where a notebook strips the style.
    """
    marks = "".join(f"<li>{_mark(verdict, mark)}</li>" for mark in verdict.most_suspicious(SHOWN))
    shown = (
        f"<details open><summary>{heading_of_marks(verdict, SHOWN)}</summary><ol>{marks}</ol></details>"
        if marks
        else ""
    )
    p = p_of("spun", verdict.probability)
    is_found = verdict.label != "insufficient"
    why = reasons(((f"Why {p}" if is_found else "Why no answer", verdict.reasons),))
    facts = marks_sentence(verdict), origins_sentence(verdict), calm_sentence(verdict)
    told = " ".join(fact for fact in facts if fact)
    return frame(
        f'<p class="sd-soft">{name(verdict.document.name)} (its source is not known)</p>'
        f"<p>{escape(told)} <span class='sd-soft'>{escape(counted_sentence(verdict))}</span></p>"
        f"<p><span class='sd-label'>{verdict.label}</span> {escape(f'{p}. ') if is_found else ''}"
        f"{escape(label_means(verdict))} <b>{escape(CAUTION)}</b></p>"
        f"{rests_on(verdict)}{why}{shown}"
        "<p class='sd-soft'>print(verdict) says more; verdict.to_html() is the page with the text.</p>"
    )


def _mark(verdict: TextVerdict, mark: Suspicion) -> str:
    guess = f" → {name(likely(mark.suggestions))}" if mark.suggestions else ""
    return (
        f"<b>{name(mark.span.text)}</b>{guess} <span class='sd-soft'>{escape(mark_facts(mark))}</span>"
        f"{sentence(verdict.document.text, mark.span)}"
    )
