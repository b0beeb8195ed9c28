"""Who copies whom, by site: a matrix that is read at a glance, and the tables behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
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
_CELL, _NAMES, _TOP, _RIGHT = 34, 212, 156, 112
_LETTERS = 28  # of a site's name that the picture has room for
_LISTED = 15  # links in the table before the rest is folded
_LEAD = (
    "Flagged pairs, counted by the two sites that they lie on. A site whose texts were taken is no suspect, "
    "and a site that took one may have had leave to."
)
NO_SITES = "No document of this corpus names a site or an address, so that nothing can be said of sites."
NO_LINKS = "No copies were found between sites or within one."


@dataclass(frozen=True)
class Cell:
    """The pairs of one copier and one source: how many, of which nobody knows the direction, and told."""

    pairs: int
    unknown: int
    told: str


def sites(page: ScanPage) -> str:
    """Return the section on sites."""
    if not page.n_sites:
        return f"<p>{NO_SITES}</p>"
    if not page.links:
        return f"<p>{NO_LINKS}</p>"
    return f'<p class="lead">{said(_LEAD)}</p>{_picture(page)}{_links(page)}{_sites(page)}'


def _picture(page: ScanPage) -> str:
    """Return the matrix with its caption."""
    rows, columns, cells = arranged(page.links)
    left = len({s for link in page.links for s in (link.copier, link.source)} - {*rows, *columns})
    cut_short = left > 0 or page.n_links > len(page.links)
    note = f" The {number(MOST)} sites of each side with most pairs are drawn." if cut_short else ""
    caption = (
        "Each row is a site that has copies, each column a site they were taken from; the number says how "
        "many pairs, and the darker, the more. A question mark: nothing tells which way." + note
    )
    return (
        f'<figure class="card"><div class="scroll" tabindex="0" role="group" aria-label="Matrix of sites">'
        f"{matrix(rows, columns, cells)}</div><figcaption>{said(caption)}</figcaption></figure>"
    )


def arranged(
    links: Sequence[SiteLink],
) -> tuple[list[str], list[str], dict[tuple[str, str], Cell]]:
    """Return the rows and columns of the matrix, most pairs first, and its cells by (copier, source)."""
    decided: Counter[tuple[str, str]] = Counter()
    unknown: Counter[tuple[str, str]] = Counter()
    told: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for link in links:
        place = link.copier, link.source
        (unknown if link.is_open else decided)[place] += link.pairs
        told[place].append(_told(link))
    taken: Counter[str] = Counter()
    given: Counter[str] = Counter()
    for (copier, source), n in (decided + unknown).items():
        taken[copier] += n
        given[source] += n
    rows, columns = _first(taken), _first(given)
    kept = {
        place: Cell(decided[place] + unknown[place], unknown[place], "; ".join(words))
        for place, words in told.items()
        if place[0] in rows and place[1] in columns
    }
    return rows, columns, kept


def _first(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda site: (-counts[site], site))[:MOST]


def _told(link: SiteLink) -> str:
    labels = labels_told(link.labels)
    behind = f" ({labels})" if labels else ""
    if link.is_open:
        return f"{link.copier} and {link.source}, either way: {count(link.pairs, 'pair')}{behind}"
    return f"{link.copier} from {link.source}: {count(link.pairs, 'pair')}{behind}"


def matrix(rows: Sequence[str], columns: Sequence[str], cells: dict[tuple[str, str], Cell]) -> str:
    """Return the matrix as SVG, each cell told when it is pointed at; the whole told in its label."""
    width, height = _NAMES + _CELL * len(columns) + _RIGHT, _TOP + _CELL * len(rows) + 8
    most = max((cell.pairs for cell in cells.values()), default=1)
    out = [_column(n, site) for n, site in enumerate(columns)]
    for r, copier in enumerate(rows):
        y = _TOP + r * _CELL
        out.append(
            f'<text class="site" x="{_NAMES - 10}" y="{y + 22}" text-anchor="end">{_short(copier)}</text>'
        )
        for c, source in enumerate(columns):
            out.append(_cell(_NAMES + c * _CELL, y, cells.get((copier, source)), most))
    strongest = sorted(cells.items(), key=lambda item: (-item[1].pairs, item[0]))[:5]
    told = "; ".join(cell.told for _, cell in strongest)
    return (
        f'<svg class="matrix" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(f"Who copies whom, by site. Most pairs: {told}.")}">'
        f'<text class="axis" x="{_NAMES - 10}" y="{_TOP - 8}" text-anchor="end">copies on ↓</text>'
        f'<text class="axis" x="{_NAMES - 10}" y="{_TOP - 26}" text-anchor="end">taken from →</text>'
        f"{''.join(out)}</svg>"
    )


def _column(n: int, site: str) -> str:
    x, y = _NAMES + n * _CELL + 20, _TOP - 8
    return f'<text class="site" transform="translate({x} {y}) rotate(-52)">{_short(site)}</text>'


def _short(site: str) -> str:
    shown = site if len(site) <= _LETTERS else site[: _LETTERS - 1] + "…"
    return f"<title>{escape(site[:300])}</title>{escape(shown)}"


def _cell(x: int, y: int, found: Cell | None, most: int) -> str:
    size = _CELL - 3
    if found is None:
        return f'<rect class="none" x="{x}" y="{y}" width="{size}" height="{size}"/>'
    shade = max(1, -(-_SHADES * found.pairs // most))
    name = "either" if found.unknown == found.pairs else f"shade-{shade}"
    shown = f"{_brief(found.pairs)}{'?' if found.unknown else ''}"
    return (
        f'<g><title>{escape(found.told[:600])}</title><rect class="{name}" x="{x}" y="{y}" width="{size}" '
        f'height="{size}"/><text class="n{" dark" if shade > 3 and name != "either" else ""}" '
        f'x="{x + size / 2:g}" y="{y + 20}" text-anchor="middle">{shown}</text></g>'
    )


def _brief(n: int) -> str:
    """Return a count in at most four characters: 950, 1.2k, 38k, 4M."""
    if n < 1000:
        return str(n)
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if n >= size:
            return f"{n / size:.1f}{sign}" if n < 10 * size else f"{n // size}{sign}"
    return str(n)


def _links(page: ScanPage) -> str:
    heads = (
        ("copies on", ""),
        ("taken from", ""),
        ("pairs", "r"),
        ("documents", "r"),
        ("by label", ""),
        ("direction", ""),
    )
    rows = [
        (
            cut(link.copier, SITE),
            cut(link.source, SITE) if link.source != link.copier else "the site itself",
            number(link.pairs),
            number(link.documents),
            said(labels_told(link.labels)),
            "not known" if link.is_open else "known",
        )
        for link in page.links
    ]
    head = table("Pairs of sites, most pairs first.", heads, rows[:_LISTED], "wide-names stack")
    rest = (
        table("Further pairs of sites.", heads, rows[_LISTED:], "wide-names stack") if rows[_LISTED:] else ""
    )
    note = more(len(page.links), page.n_links, "pairs of sites are listed", "the tables of the scan")
    return f"{head}{folded(f'{number(len(rows[_LISTED:]))} further pairs of sites', rest)}{note}"


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
