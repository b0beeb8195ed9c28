"""The lines of a scanned corpus for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from spindetect.report import scan_wording as words
from spindetect.report.lines import Line
from spindetect.report.safe import cells, printable
from spindetect.report.terminal_parts import computed, heading, item, line
from spindetect.report.wording import chance, number
from spindetect.scan_page import ScanDocument, ScanFamily, ScanPage

_FAMILIES, _LINKS, _SWAPS, _NOTES = 3, 6, 8, 10
_SITE = 28  # columns of a site's name


def report(page: ScanPage, top: int) -> Iterator[Line]:
    """Yield the lines of the report, with the `top` pairs."""
    yield line(0, (printable(page.name, limit=80), "strong"), ("  scanned", "soft"))
    yield line(2, (words.read_sentence(page), ""))
    yield line(2, (words.found_sentence(page), "strong"))
    for found in page.expected:
        sentences = (words.expected_sentence(found), words.worst_sentence(found))
        yield line(2, (" ".join(sentence for sentence in sentences if sentence), "soft"))
    for note in page.notes[:_NOTES]:
        yield line(2, (printable(note, limit=300), "warning"))
    yield from _rejected(page)
    yield from _links(page)
    yield from _families(page)
    yield from _pairs(page, top)
    yield from _swaps(page)
    yield from computed(words.LIMITS, page.program, model=page.program.model)


def _rejected(page: ScanPage) -> Iterator[Line]:
    if page.rejected:
        yield from heading("NOT USED")
    for reason in page.rejected:
        yield item((f"{number(reason.n)} {printable(reason.reason, limit=40)}", ""))


def _links(page: ScanPage) -> Iterator[Line]:
    if not page.links:
        return
    yield from heading("WHO COPIES WHOM, BY SITE")
    for link in page.links[:_LINKS]:
        copier, source = (_padded(printable(site, limit=_SITE)) for site in (link.copier, link.source))
        sign = "?  " if link.is_open else "<- "
        labels = words.labels_told(link.labels)
        yield Line(((f"{copier} {sign}{source} {link.pairs:>5,}", ""), (f"  {labels}", "soft")), 2, 4)
    if page.n_links > _LINKS:
        yield line(2, (f"and {number(page.n_links - _LINKS)} more", "soft"))


def _families(page: ScanPage) -> Iterator[Line]:
    if not page.n_families:
        return
    yield from heading("FAMILIES")
    yield line(2, (words.families_sentence(page), ""))
    for family in page.families[:_FAMILIES]:
        yield from _family(family)


def _family(family: ScanFamily) -> Iterator[Line]:
    name = printable(words.family_name(family), limit=70)
    yield item((name, "strong"), (f"  {number(family.documents)} documents", "soft"))
    told = f"likely original: {_where(family.original)}. " if family.original else ""
    yield line(4, (f"{told}{words.why(family)}", ""))


def _where(document: ScanDocument) -> str:
    return printable(document.url or document.id, limit=80)


def _pairs(page: ScanPage, top: int) -> Iterator[Line]:
    if not page.pairs or not top:
        return
    yield from heading("TOP PAIRS")
    for pair in page.pairs[:top]:
        p = f"P(spun) {chance(pair.probability)}"
        yield Line(
            (
                (f"{pair.number:>4}  ", "soft"),
                (pair.label, pair.label),
                (f"  {p}  {number(pair.words_copied)} words  ", "soft"),
                (_where(pair.suspect), ""),
                (f"  {words.beside(pair)}  ", "soft"),
                (_where(pair.source), ""),
            ),
            2,
            8,
        )
    if page.n_pairs > top:
        yield line(2, (f"and {number(page.n_pairs - min(top, len(page.pairs)))} more", "soft"))
    if explained := words.explained_sentence(page):
        yield line(2, (explained, "soft"))


def _swaps(page: ScanPage) -> Iterator[Line]:
    if not page.swaps:
        return
    yield from heading("THE SPINNER'S OWN DICTIONARY")
    for swap in page.swaps[:_SWAPS]:
        pair = f"{printable(swap.source, limit=40)} -> {printable(swap.suspect, limit=40)}"
        listed = "" if swap.is_listed else ", in no lexicon"
        yield item(
            (pair, "swap"), (f"  {number(swap.n)} times in {number(swap.documents)} copies{listed}", "soft")
        )


def _padded(text: str) -> str:
    return text + " " * max(0, _SITE - cells(text))
