"""Pieces of a scan's page: documents, links to pages, tables. What comes from a corpus is made safe here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spindetect.report.html_head import LABEL_SIGNS
from spindetect.report.html_parts import said
from spindetect.report.safe import escape
from spindetect.report.scan_wording import name_of
from spindetect.report.wording import number
from spindetect.scan_page import ScanDocument
from spindetect.verdict import PairLabel

# Characters of a title, of an address or id, of a site. What is longer is cut, and whole in its `title`.
TITLE, ADDRESS, SITE = 90, 70, 40
# Of what stands in a `title`: an id of a megabyte is still cut.
_WHOLE = 1_000
_PAGE = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.html")


def cut(text: str, limit: int) -> str:
    """Return untrusted text of at most `limit` characters, isolated; a longer one is whole in a `title`."""
    if len(text) <= limit:
        return f"<bdi>{escape(text)}</bdi>"
    # The end of an address tells it from its neighbours.
    head, tail = limit - limit // 3 - 1, limit // 3
    whole = text if len(text) <= _WHOLE else text[:_WHOLE] + "…"
    return f'<bdi title="{escape(whole)}">{escape(text[:head])}…{escape(text[-tail:])}</bdi>'


def document(found: ScanDocument) -> str:
    """Return a document: its title, and below it its date and address. An address is text, never a link."""
    date = cut(found.published, 30) if found.published else "no date"
    site = f", {cut(found.site, SITE)}" if found.site and not found.url else ""
    address = f", {cut(found.url or found.id, ADDRESS)}" if found.title else ""
    return f'{cut(name_of(found), TITLE)}<br><small class="id">{date}{site}{address}</small>'


def page_link(page: str | None, words: str) -> str:
    """Return a link to a page that stands beside the report, or '' if it is no such page.

    >>> page_link("pairs/0001.html", "both texts")
    '<a href="pairs/0001.html">both texts</a>'
    >>> page_link("javascript:alert(1)//.html", "x"), page_link("../../etc/x.html", "x"), page_link(None, "x")
    ('', '', '')
    """
    if page is None or not _PAGE.fullmatch(page):
        return ""
    return f'<a href="{page}">{escape(words)}</a>'


def kind(name: PairLabel | None) -> str:
    """Return a pair's label with its sign, so that colour is not all that tells it."""
    if name not in LABEL_SIGNS:
        return "" if name is None else escape(name)
    sign = f'<span class="sign" aria-hidden="true">{LABEL_SIGNS[name]}</span>'
    return f'<span class="tag l-{name}">{sign} {name}</span>'


def table(
    caption: str, heads: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], name: str = ""
) -> str:
    """Return a table that scrolls by itself on a narrow screen.

    Parameters
    ----------
    caption : str
    heads : sequence of (str, str)
        Words and class of each column; 'r' for numbers.
    rows : iterable of sequence of str
        Cells as HTML; the first one of each row names it.
    name : str
        Classes of its own; with 'stack' a row is a block on a narrow screen.
    """
    head = "".join(f'<th scope="col"{_class(kind)}>{escape(words)}</th>' for words, kind in heads)
    body = "".join(f"<tr>{_row(cells, heads)}</tr>" for cells in rows)
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(caption)}">'
        f'<table class="numbers {name}"><caption>{said(caption)}</caption><tr>{head}</tr>{body}</table></div>'
    )


def _row(cells: Sequence[str], heads: Sequence[tuple[str, str]]) -> str:
    # On a narrow screen a row is a block of its own, and each cell says its column.
    rest = "".join(
        f'<td{_class(kind)} data-n="{escape(words)}">{cell}</td>'
        for (words, kind), cell in zip(heads[1:], cells[1:], strict=True)
    )
    return f'<th scope="row"{_class(heads[0][1])}>{cells[0]}</th>{rest}'


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def folded(words: str, html: str) -> str:
    """Return HTML that opens at a click, or '' where there is none."""
    return f"<details><summary>{escape(words)}</summary>{html}</details>" if html else ""


def more(shown: int, whole: int, what: str, where: str) -> str:
    """Return the note on a list that is cut, or ''."""
    if whole <= shown:
        return ""
    return f'<p class="lead after">{number(shown)} of {number(whole)} {what}; all are in {where}.</p>'
