"""Scanning a corpus on one machine, from its files to the folder that a person opens."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from spindetect.corpus import outputs
from spindetect.corpus.belonging import check_corpus
from spindetect.corpus.deciding import check_policy
from spindetect.corpus.families import Tie
from spindetect.corpus.finishing import Finished, finish
from spindetect.corpus.ledger import locked
from spindetect.corpus.page import page_of, top_pairs
from spindetect.corpus.parts import LONGEST
from spindetect.corpus.records import ScanSummary
from spindetect.corpus.scan import Found, Scanner
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.shards import whole
from spindetect.corpus.showing import Shown, shown
from spindetect.corpus.tables import document_key
from spindetect.corpus.watching import Silent, Watch
from spindetect.detector import Detector
from spindetect.scan_page import ScanPage

REPORT: Final = "report.html"
PAGES: Final = "pages"
TOP_PAGES: Final = 25
"""Pairs that get a page of their own: 150 kB each."""


class Scanned(NamedTuple):
    """What a scan says of itself, and what a person is shown of it."""

    summary: ScanSummary
    page: ScanPage


def scan(settings: ScanSettings, detector: Detector, watch: Watch | None = None) -> Scanned:
    """Scan a corpus into a folder; the same call goes on where one was stopped.

    Parameters
    ----------
    settings : ScanSettings
    detector : Detector
        Without a prior of its own.
    watch : Watch, optional
        Is told how it goes.

    Raises
    ------
    InputError
        If the corpus, the folder or the policy cannot be used, the folder holds the scan of another corpus,
        the disk is full, or memory lacks; what is finished stays.
    """
    outputs.check_out(settings.out)
    check_policy(settings.policy, detector)
    work = settings.out / outputs.WORK
    with locked(work):
        check_corpus(work, settings.out, settings.corpus)
        found = Scanner(settings, detector, watch or Silent()).found()
        finished = finish(found)
        summary = finished.summary()
        page = page_of(finished, summary, _pages(finished))
        with whole(settings.out / REPORT) as partial:
            partial.write_text(page.to_html(), encoding="utf-8", errors="replace")
        outputs.write_manifest(settings.out, summary)
    return Scanned(summary, page)


def _page(found: Found, tie: Tie) -> str | None:
    """Return the page of one pair, as `compare` draws it; None of texts that are too long for a page."""
    docs = np.array([document_key(tie.suspect), document_key(tie.source)], np.int64)
    taken = found.store.take(docs, ("id", "text", "url", "regions"))
    if max(map(len, taken["text"])) > LONGEST:
        return None
    suspect, source = map(Shown, taken["id"], taken["text"], taken["regions"], taken["url"])
    return shown(tie.label, suspect, source, found.detector).to_html()


def _pages(finished: Finished) -> dict[tuple[str, str], str]:
    """Write the pages of the top pairs; return where they are, relative to the report."""
    found, folder = finished.found, finished.found.settings.out / PAGES
    written: dict[tuple[str, str], str] = {}
    for at, tie in top_pairs(finished.ties)[:TOP_PAGES]:
        page = _page(found, tie)
        if page is not None:
            path = folder / f"pair-{at:06d}.html"
            with whole(path) as partial:
                partial.write_text(page, encoding="utf-8", errors="replace")
            written[tie[:2]] = f"{PAGES}/{path.name}"
    for path in folder.glob("pair-*.html"):
        if f"{PAGES}/{path.name}" not in written.values():
            path.unlink()
    return written
