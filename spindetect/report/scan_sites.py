"""Who copies whom, by site: a matrix that is read at a glance, and the tables behind it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from spindetect.report.html_parts import said
from spindetect.report.safe import escape
from spindetect.report.scan_parts import SITE, cut, folded, more, table
from spindetect.report.scan_wording import labels_told
from spindetect.report.wording import count, number
from spindetect.scan_page import ScanPage, SiteLink

MOST = 30
"""Sites a side of the matrix: more are no picture any more."""
_SHADES = 5
_CELL = 34
_LETTERS = 28  # of a site's name that the picture has room for
_LETTER = 7.2  # width of one, in pixels of the picture
_AXIS = 96  # width of what names the sides
_SLOPE = math.radians(52)  # of the names above the columns
_LISTED = 10  # links in the table before the rest is folded
_LEAD = (
    "Flagged pairs, counted by the two sites that they lie on; a text that stands on several sites counts "
    "for each. A site whose texts were taken is no suspect, and a site that took one may have had leave to."
)
_OPEN_LEAD = (
    "These sites have the same texts, and nothing tells who took them from whom. Both may have taken them "
    "from a third, and either may be the victim."
)
NO_SITES = "No document of this corpus names a site or an address, so that nothing can be said of sites."
NO_LINKS = "No copies were found between sites or within one."
NO_DECIDED = "Of no pair of sites is it decided who copied whom."
_CAPTION = (
    "Each row is a site that has copies, each column a site they were taken from; the number says how many "
    "pairs, and the darker, the more."
)
_OPEN_CAPTION = (
    "Each number says of how many pairs one text lies on the site of the row and the other on that of the "
    "column."
)
_HEADS = (("copies on", ""), ("taken from", ""), ("pairs", "r"), ("documents", "r"), ("by label", ""))
_OPEN_HEADS = (("one site", ""), ("another site", ""), *_HEADS[2:])


@dataclass(frozen=True)
class Cell:
    """The pairs of two sites: how many, and told."""

    pairs: int
    told: str


Cells = dict[tuple[str, str], Cell]


@dataclass(frozen=True)
class Room:
    """What a matrix leaves for names: pixels left of its cells, above them, and right of them."""

    left: int
    top: int
    right: int

    @classmethod
    def of(cls, rows: Sequence[str], columns: Sequence[str]) -> Room:
        """Return the room that the names need, so that a matrix of one cell fits a narrow screen."""
        beside, above = (
            _LETTER * min(_LETTERS, max(map(len, names), default=0)) for names in (rows, columns)
        )
        return cls(
            left=round(max(beside, _AXIS)) + 10,
            top=round(max(above * math.sin(_SLOPE), _CELL)) + 16,
            right=round(above * math.cos(_SLOPE)),
        )


def sites(page: ScanPage) -> str:
    """Return the section on sites: where the direction is decided, and below it where it is open."""
    if not page.n_sites:
        return f"<p>{NO_SITES}</p>"
    if not page.links:
        return f"<p>{NO_LINKS}</p>"
    decided = [link for link in page.links if not link.is_open]
    unknown = [link for link in page.links if link.is_open]
    cut_short = page.n_links > len(page.links)
    parts = [f'<p class="lead">{said(_LEAD)}</p>']
    if decided:
        parts += [_picture(decided, _CAPTION, cut_short, is_open=False), _links(decided, _HEADS)]
    else:
        parts.append(f"<p>{NO_DECIDED}</p>")
    if unknown:
        parts.append(f'<h3 class="by">Not known who took them</h3><p class="lead">{said(_OPEN_LEAD)}</p>')
        parts += [_picture(unknown, _OPEN_CAPTION, cut_short, is_open=True), _links(unknown, _OPEN_HEADS)]
    parts.append(more(len(page.links), page.n_links, "pairs of sites are listed", "the tables of the scan"))
    return "".join(parts) + _sites(page)


def _picture(links: Sequence[SiteLink], caption: str, cut_short: bool, *, is_open: bool) -> str:
    """Return the matrix with its caption."""
    rows, columns, cells = arranged(links, is_open=is_open)
    left = {site for link in links for site in (link.copier, link.source)} - {*rows, *columns}
    if left or cut_short:
        caption += f" The {number(MOST)} sites of each side with most pairs are drawn."
    drawn = matrix(rows, columns, cells, is_open=is_open)
    return (
        f'<figure class="card"><div class="scroll" tabindex="0" role="group" aria-label="Matrix of sites">'
        f"{drawn}</div><figcaption>{said(caption)}</figcaption></figure>"
    )


def arranged(links: Sequence[SiteLink], *, is_open: bool) -> tuple[list[str], list[str], Cells]:
    """Return the rows and columns of a matrix, most pairs first, and its cells by (row, column).

    Parameters
    ----------
    links : sequence of SiteLink
        All of them decided, or all open.
    is_open : bool
        Whether they are open: then each stands on both sides, for a row must accuse nobody.
    """
    cells: Cells = {}
    taken: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for link in links:
        ends = (
            {(link.copier, link.source), (link.source, link.copier)}
            if is_open
            else {(link.copier, link.source)}
        )
        for row, column in ends:
            taken[row] += link.pairs
            given[column] += link.pairs
            cells[row, column] = Cell(link.pairs, _told(link))
    rows, columns = _first(taken), _first(given)
    kept = {place: cell for place, cell in cells.items() if place[0] in rows and place[1] in columns}
    return rows, columns, kept


def _first(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda site: (-counts[site], site))[:MOST]


def _told(link: SiteLink) -> str:
    labels = labels_told(link.labels)
    behind = f" ({labels})" if labels else ""
    if link.is_open:
        return f"{link.copier} and {link.source}, either way: {count(link.pairs, 'pair')}{behind}"
    return f"{link.copier} from {link.source}: {count(link.pairs, 'pair')}{behind}"


def matrix(rows: Sequence[str], columns: Sequence[str], cells: Cells, *, is_open: bool) -> str:
    """Return the matrix as SVG, each cell told when it is pointed at; the whole told in its label."""
    room = Room.of(rows, columns)
    width, height = room.left + _CELL * len(columns) + room.right, room.top + _CELL * len(rows) + 8
    most = max((cell.pairs for cell in cells.values()), default=1)
    out = [_column(room.left + n * _CELL + 20, room.top - 8, site) for n, site in enumerate(columns)]
    for r, copier in enumerate(rows):
        y = room.top + r * _CELL
        out.append(
            f'<text class="site" x="{room.left - 10}" y="{y + 22}" text-anchor="end">{_short(copier)}</text>'
        )
        for c, source in enumerate(columns):
            cell = cells.get((copier, source))
            out.append(_cell(room.left + c * _CELL, y, cell, "either" if is_open else _shade(cell, most)))
    strongest = sorted(cells.items(), key=lambda item: (-item[1].pairs, item[0]))
    told = "; ".join(list(dict.fromkeys(cell.told for _, cell in strongest))[:5])
    head = "Sites that share copies" if is_open else "Who copies whom, by site"
    across, down = ("shared with →", "site ↓") if is_open else ("taken from →", "copies on ↓")
    return (
        f'<svg class="matrix" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(f"{head}. Most pairs: {told}.")}">'
        f'<text class="axis" x="{room.left - 10}" y="{room.top - 8}" text-anchor="end">{down}</text>'
        f'<text class="axis" x="{room.left - 10}" y="{room.top - 26}" text-anchor="end">{across}</text>'
        f"{''.join(out)}</svg>"
    )


def _shade(found: Cell | None, most: int) -> str:
    return f"shade-{max(1, -(-_SHADES * found.pairs // most))}" if found else ""


def _column(x: int, y: int, site: str) -> str:
    return f'<text class="site" transform="translate({x} {y}) rotate(-52)">{_short(site)}</text>'


def _short(site: str) -> str:
    shown = site if len(site) <= _LETTERS else site[: _LETTERS - 1] + "…"
    return f"<title>{escape(site[:300])}</title>{escape(shown)}"


def _cell(x: int, y: int, found: Cell | None, name: str) -> str:
    size = _CELL - 3
    if found is None:
        return f'<rect class="none" x="{x}" y="{y}" width="{size}" height="{size}"/>'
    ink = " dark" if name in ("shade-4", "shade-5") else ""
    return (
        f'<g><title>{escape(found.told[:600])}</title><rect class="{name}" x="{x}" y="{y}" width="{size}" '
        f'height="{size}"/><text class="n{ink}" x="{x + size / 2:g}" y="{y + 20}" text-anchor="middle">'
        f"{_brief(found.pairs)}</text></g>"
    )


def _brief(n: int) -> str:
    """Return a count in at most four characters: 950, 1.2k, 38k, 4M."""
    if n < 1000:
        return str(n)
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if n >= size:
            return f"{n / size:.1f}{sign}" if n < 10 * size else f"{n // size}{sign}"
    return str(n)


def _links(links: Sequence[SiteLink], heads: Sequence[tuple[str, str]]) -> str:
    rows = [
        (
            cut(link.copier, SITE),
            cut(link.source, SITE) if link.source != link.copier else "the site itself",
            number(link.pairs),
            number(link.documents),
            said(labels_told(link.labels)),
        )
        for link in links
    ]
    head = table("Pairs of sites, most pairs first.", heads, rows[:_LISTED], "wide-names stack")
    rest = rows[_LISTED:]
    further = table("Further pairs of sites.", heads, rest, "wide-names stack") if rest else ""
    return f"{head}{folded(f'{number(len(rest))} further pairs of sites', further)}"


def _sites(page: ScanPage) -> str:
    heads = (("site", ""), ("documents", "r"), ("of them copies", "r"), ("of them copied", "r"))
    rows = [
        (cut(one.site, SITE), number(one.documents), number(one.copies), number(one.copied))
        for one in page.sites
    ]
    if not rows:
        return ""
    note = more(len(rows), page.n_sites, "sites are listed", "the table of documents")
    listed = table("Sites, those with most copies first. Each document counts once.", heads, rows)
    return folded(f"All sites that have to do with copies ({number(len(rows))})", listed + note)
