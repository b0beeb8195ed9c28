"""Pieces of a scan's page: documents, links to pages, tables. What comes from a corpus is made safe here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spindetect.report.html_parts import said
from spindetect.report.safe import escape
from spindetect.report.scan_wording import name_of
from spindetect.report.wording import number
from spindetect.scan_page import ScanDocument

# Characters of a title, of an address or id, of a site. What is longer is cut, and whole in its `title`.
TITLE, ADDRESS, SITE = 90, 70, 40
# Of what stands in a `title`: an id of a megabyte is still cut.
_WHOLE = 1_000
_PAGE = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.html")
_SIGNS = {"spun": "≠", "verbatim": "=", "paraphrased": "≈", "edited": "±", "independent": "○"}


def cut(text: str, limit: int) -> str:
    """Return untrusted text of at most `limit` characters, isolated; a longer one is whole in a `title`."""
    if len(text) <= limit:
        return f"<bdi>{escape(text)}</bdi>"
    # The end of an address tells it from its neighbours.
    head, tail = limit - limit // 3 - 1, limit // 3
    whole = text if len(text) <= _WHOLE else text[:_WHOLE] + "…"
    return f'<bdi title="{escape(whole)}">{escape(text[:head])}…{escape(text[-tail:])}</bdi>'


def document(found: ScanDocument) -> str:
    """Return a document: its title, and below it site, date and address. An address is text, never a link."""
    address = found.url or found.id
    facts = [cut(found.site, SITE)] if found.site else []
    facts += [f"dated {cut(found.published, 30)}"] if found.published else ["no date"]
    second = f'<br><small class="id">{cut(address, ADDRESS)}</small>' if found.title else ""
    return f"{cut(name_of(found), TITLE)}<br><small>{', '.join(facts)}</small>{second}"


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


def kind(name: str | None) -> str:
    """Return a pair's label with its sign."""
    if name is None:
        return ""
    return f'<span class="tag l-{name}">{label_sign(name)}{escape(name)}</span>'


def label_sign(name: str) -> str:
    """Return the sign of a label, so that colour is not all that tells it."""
    return f'<span class="sign" aria-hidden="true">{_SIGNS.get(name, "·")}</span> '


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
    """
    head = "".join(f'<th scope="col"{_class(kind)}>{escape(words)}</th>' for words, kind in heads)
    body = "".join(f"<tr>{_row(cells, [kind for _, kind in heads])}</tr>" for cells in rows)
    return (
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(caption)}">'
        f'<table class="numbers {name}"><caption>{said(caption)}</caption><tr>{head}</tr>{body}</table></div>'
    )


def _row(cells: Sequence[str], kinds: Sequence[str]) -> str:
    rest = zip(kinds[1:], cells[1:], strict=True)
    return f'<th scope="row"{_class(kinds[0])}>{cells[0]}</th>' + "".join(
        f"<td{_class(kind)}>{cell}</td>" for kind, cell in rest
    )


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
