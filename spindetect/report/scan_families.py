"""The largest families of a scan, each with its likely original, or why none is named."""

from __future__ import annotations

from spindetect.report.html_parts import said
from spindetect.report.scan_parts import cut, document, kind, more, page_link, table
from spindetect.report.scan_wording import ROLE, families_sentence, family_name, labels_told, name_of, why
from spindetect.report.wording import count, percent
from spindetect.scan_page import FamilyMember, ScanDocument, ScanFamily, ScanPage

OPEN = 6
"""Families that are shown whole; the others open at a click."""
_TITLE = 80
_HEADS = (("document", ""), ("what it is", ""), ("pair", ""), ("copied", "r"), ("page", ""))


def families(page: ScanPage) -> str:
    """Return the section on families."""
    lead = f'<p class="lead">{said(families_sentence(page))}</p>'
    shown = "".join(map(_whole, page.families[:OPEN]))
    rest = "".join(map(_folded, page.families[OPEN:]))
    if rest:
        rest = f'<h3 class="by">Smaller families</h3>{rest}'
    note = more(len(page.families), page.n_families, "families are listed", "the table of families")
    return f"{lead}{shown}{rest}{note}"


def _whole(family: ScanFamily) -> str:
    name = cut(family_name(family), _TITLE)
    return f'<div class="card family"><h3>{name}</h3>{_body(family)}</div>'


def _folded(family: ScanFamily) -> str:
    sign = "original named" if family.original else "no original named"
    head = f"{cut(family_name(family), _TITLE)} <span class='soft'>{_size(family)}; {sign}</span>"
    return f'<details class="mistake"><summary>{head}</summary>{_body(family)}</details>'


def _size(family: ScanFamily) -> str:
    sites = f" on {count(family.sites, 'site')}" if family.sites else ""
    return f"{count(family.documents, 'document')}{sites}"


def _body(family: ScanFamily) -> str:
    labels = labels_told(family.labels)
    facts = f'<p class="facts">{said(_size(family))}{f"; pairs: {said(labels)}" if labels else ""}</p>'
    notes = f'<p class="soft">{cut(family.note, 400)}</p>' if family.note else ""
    rows = [_row(member) for member in family.members]
    members = table("Documents of this family.", _HEADS, rows, "members hush stack") if rows else ""
    left = family.documents - len(rows)
    rest = f'<p class="lead after">and {count(left, "further document")}.</p>' if left > 0 else ""
    return f"{facts}{_verdict(family)}{notes}{members}{rest}"


def _verdict(family: ScanFamily) -> str:
    """Return whether an original is named, and where words and dates contradict each other both."""
    if family.original is not None:
        return f'<p class="original"><b>A likely original is named.</b> {said(why(family))}</p>'
    sides = [
        f"<li>{words}: {_short(found)}</li>"
        for words, found in (("By the words", family.by_direction), ("By the dates", family.by_date))
        if found is not None
    ]
    listed = f'<ul class="plain">{"".join(sides)}</ul>' if family.outcome == "conflict" and sides else ""
    return f'<div class="original open"><p><b>?</b> {said(why(family))}</p>{listed}</div>'


def _short(found: ScanDocument) -> str:
    date = f", dated {cut(found.published, 30)}" if found.published else ", no date"
    site = f" <small>({cut(found.site, 40)}{date})</small>" if found.site else f"<small>{date}</small>"
    return cut(name_of(found), 60) + site


def _row(member: FamilyMember) -> tuple[str, ...]:
    role = said(ROLE.get(member.role, member.role))
    return (
        document(member.document),
        f"<b>{role}</b>" if member.role == "original" else role,
        kind(member.label),
        "" if member.copied_share is None else percent(member.copied_share),
        page_link(member.page, "both texts"),
    )
