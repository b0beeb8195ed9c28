"""The numbered list of all swaps or marks at the foot of a page, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set

from spindetect.report.html_parts import REASON_CHARACTERS, within
from spindetect.report.safe import escape
from spindetect.report.wording import count

# Bytes of the list: with the rows, the page stays under 3 MB.
LIST_BYTES = 900_000


def kept(order: Iterable[int], draw: Callable[[int], str]) -> dict[int, str]:
    """Return the entries by their number, those first in `order` if not all fit."""
    return within(order, draw, LIST_BYTES, each=0)


def entry(n: int, words: str, reason: str, facts: str) -> str:
    """Return an entry; `words` and `facts` are HTML, the reason is untrusted."""
    return (
        f'<li id="l{n}"><span class="n num">{n}</span><div>{words}</div>'
        f'<div><p class="reason" dir="auto" id="w{n}">{escape(reason[:REASON_CHARACTERS])}</p><p '
        f'class="facts">{facts}<!--{n}--></p></div></li>\n'
    )


def listed(entries: dict[int, str], total: int, placed: Set[int], *, where: str, less: str) -> str:
    """Return the list in the text's order, each entry with a link to its place if it is shown.

    Parameters
    ----------
    where : str
        The words of the link: 'in the text'.
    less : str
        What the entries are that found no room: 'less odd swap'.
    """
    items = "".join(
        entries[n].replace(f"<!--{n}-->", f' <a class="go" href="#s{n}">{where}</a>' if n in placed else "")
        for n in sorted(entries)
    )
    rest = total - len(entries)
    note = f'<p class="skipped">{count(rest, less)} more are in the JSON record.</p>' if rest else ""
    return f'<ol class="list">{items}</ol>{note}'
