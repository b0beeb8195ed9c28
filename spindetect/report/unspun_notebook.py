"""A restored text as the output of a notebook cell: what to search for, and the first changed places."""

from __future__ import annotations

from spindetect.report.notebook import frame, name, sentence
from spindetect.report.safe import escape
from spindetect.report.unspun_wording import CAUTION, NO_QUERIES, changes_sentence
from spindetect.text_verdict import Restored, Unspun

SHOWN = 5


def to_fragment(result: Unspun) -> str:
    """Return HTML for `_repr_html_`: without script, and its style touches nothing else on the page."""
    queries = "".join(f"<li>{name(query)}</li>" for query in result.queries[:SHOWN])
    found = (
        f"<p><b>Search for the source with</b></p><ul>{queries}</ul>" if queries else f"<p>{NO_QUERIES}</p>"
    )
    changes = "".join(f"<li>{_change(result, change)}</li>" for change in result.changes[:SHOWN])
    return frame(
        f'<p class="sd-soft">{name(result.document.name)} (likely wording)</p>'
        f"<p>{escape(changes_sentence(result))} <b>{escape(CAUTION)}</b></p>{found}"
        f"{f'<ol>{changes}</ol>' if changes else ''}"
        "<p class='sd-soft'>result.text is the restored text; result.to_html() is the page with it.</p>"
    )


def _change(result: Unspun, change: Restored) -> str:
    return (
        f"{name(change.suspect.text)} → <b>{name(change.restored.text)}</b>"
        f"{sentence(result.text, change.restored)}"
    )
