"""A scanned corpus as the output of a notebook cell: the figures alone."""

from __future__ import annotations

from spindetect.report import scan_wording as words
from spindetect.report.notebook import frame, name
from spindetect.report.safe import escape
from spindetect.scan_page import ScanPage


def to_fragment(page: ScanPage) -> str:
    """Return HTML for `_repr_html_`: without script, and its style touches nothing else on the page."""
    flags = "".join(f"<li>{escape(words.expected_sentence(found))}</li>" for found in page.expected)
    return frame(
        f'<p class="sd-soft">{name(page.name)}: {escape(words.read_sentence(page))}</p>'
        f"<p><b>{escape(words.found_sentence(page))}</b></p><p>{escape(words.families_sentence(page))}</p>"
        f"{f'<ul>{flags}</ul>' if flags else ''}"
        "<p class='sd-soft'>print(page) says more; page.to_html() is the report.</p>"
    )
