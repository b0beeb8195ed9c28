"""An evaluation as the output of a notebook cell: the figures, no texts."""

from __future__ import annotations

from spindetect.evaluation.records import Evaluation, Question
from spindetect.report import evaluation_wording as words
from spindetect.report.notebook import frame, name
from spindetect.report.safe import escape


def to_fragment(evaluation: Evaluation) -> str:
    """Return HTML for `_repr_html_`: without script, and its style touches nothing else on the page."""
    return frame(
        f'<p class="sd-soft">{name(evaluation.data.name)}: {escape(words.data_sentence(evaluation.data))}</p>'
        f"<p>Verdicts that the label allows: <b>{escape(words.rate(evaluation.right))}</b></p>"
        f"{''.join(map(_question, evaluation.questions))}"
        "<p class='sd-soft'>print(evaluation) says more; evaluation.to_html() is the page with plots and the "
        "worst mistakes.</p>"
    )


def _question(one: Question) -> str:
    items = "".join(
        f"<li>{escape(name)}: <b>{escape(value)}</b></li>" for name, value in words.question_facts(one)
    )
    return f"<p><b>{words.QUESTION[one.name]}</b></p><ul>{items}</ul>"
