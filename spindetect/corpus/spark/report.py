"""The page of a scan on a cluster: the same that a scan on one machine draws, of what the driver can hold."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from spindetect.corpus.families import Family, Member, Tie, families
from spindetect.corpus.findings import BINS, Pairs, Scores
from spindetect.corpus.parts import LONGEST
from spindetect.corpus.records import ScanSummary
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.showing import Shown, shown
from spindetect.corpus.spark import sql, writing
from spindetect.corpus.spark.scanning import SparkScan
from spindetect.corpus.tables import document_key
from spindetect.scan_page import ScanPage

if TYPE_CHECKING:
    from spindetect.corpus.finishing import Finished

MOST: Final = 1_000_000
"""Pairs and duplicates of a report: its lists are ranked on the driver, at 1 to 2 kB a pair."""
_ABOUT: Final = "doc, id, url, published, title, site, file, place"
_TOLD: Final = Tie._fields


def why_not(found: SparkScan) -> str | None:
    """Return why there can be no report; None if there can."""
    if importlib.util.find_spec("duckdb") is None:
        return "the driver needs pip install 'spindetect[corpus,spark]' for it"
    n = found.flow.counts["pair_decisions"].total() + found.flow.counts["duplicates"].total()
    if n > MOST:
        return f"{n:,} pairs are more than the {MOST:,} that the driver ranks; the tables have them all"
    return None


def drawn(found: SparkScan, settings: ScanSettings, summary: ScanSummary, folder: Path | str) -> ScanPage:
    """Draw the report and the pages of its top pairs into a folder of any file system."""
    from spindetect.corpus.page import page_of

    finished = _finished(found, settings)
    pages = _pages(found, finished, folder)
    page = page_of(finished, summary, pages, _facts(found, finished))
    session = found.flow.engine.session
    writing.put_text(session, folder, writing.REPORT, page.to_html())
    return page


def _finished(found: SparkScan, settings: ScanSettings) -> Finished:
    """Return what a scan on one machine has in memory at its end."""
    from spindetect.corpus.finishing import EXAMPLES, Finished
    from spindetect.corpus.ledger import Ledger
    from spindetect.corpus.scan import Found
    from spindetect.corpus.stages import Crew
    from spindetect.corpus.store import Store

    flow, counts = found.flow, found.flow.counts
    ledger, nowhere = Ledger(Path()), np.empty(0, np.int64)
    here = Found(
        settings, flow.detector, ledger, Store(Path(), ()), nowhere, Path(), (), (), (), Path(),
        flow.candidates, (), flow.done, Crew(ledger, 1, flow.watch), found.notes,
    )  # fmt: skip
    ties = [Tie(*(row[name] for name in _TOLD)) for row in _rows(found, _TIES)]
    pairs = Pairs(
        ties=ties, labels=counts["pairs"], decisions=counts["pair_decisions"], spun=_bins(counts["pair_bins"])
    )
    scores = Scores(
        labels=counts["scores"], decisions=counts["score_decisions"], spun=_bins(counts["score_bins"])
    )
    examples: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(found, _EXAMPLES.format(most=EXAMPLES)):
        examples.setdefault(row["reason"], []).append(row)
    failed = counts["failed"]["failed"]
    return Finished(
        here, pairs, scores, _families(found, ties), dict.fromkeys(("documents",), flow.usable), flow.labels,
        counts["rejected"], counts["decisions"], examples, failed,
    )  # fmt: skip


_TIES: Final = """
SELECT suspect_id AS suspect, source_id AS source, label, direction, probability, p_copied, copied_share,
       words_copied, decision
FROM tied
"""
_EXAMPLES: Final = """
SELECT id, url, title, file, place, reason, detail
FROM (SELECT r.*, row_number() OVER (PARTITION BY r.reason
             ORDER BY r.file, r.place, r.id NULLS LAST, r.detail) AS nth FROM refused r) numbered
WHERE nth <= {most} ORDER BY reason, nth
"""


def _rows(found: SparkScan, query: str) -> list[dict[str, Any]]:
    return [row.asDict() for row in found.flow.engine.rows(query).collect()]


def _bins(counts: Mapping[str, int]) -> NDArray[np.int64]:
    bins = np.zeros(BINS, np.int64)
    for at, n in counts.items():
        bins[int(at)] = n
    return bins


def _families(found: SparkScan, ties: list[Tie]) -> list[Family]:
    """Return the families as the cluster judged them, with their members."""
    rows = _rows(found, sql.MEMBERS)
    members = {
        row["id"]: Member(
            row["id"], row["published"], row["site"], row["p_spun"], row["duplicate_of"], row["is_spun"]
        )
        for row in rows
    }
    duplicates = {row["id"]: row["duplicate_of"] for row in rows if row["duplicate_of"] is not None}
    return list(families(ties, duplicates, members))


def _facts(found: SparkScan, finished: Finished) -> Any:  # noqa: ANN401 - of the page
    from spindetect.corpus.page import FILES_SQL, SITES_SQL, SWAPS_SQL, Facts

    engine = found.flow.engine
    engine.define("documents", "SELECT id, site FROM kept")
    engine.define("pairs", "SELECT suspect_id, source_id, label, direction FROM tied")
    engine.table("substitutions", found.substitutions)
    names = {name for tie in finished.ties for name in tie[:2]}
    names |= {member.id for family in finished.families for member in family.members}
    return Facts(
        {row["id"]: row for row in _about(found, names)},
        [(row["site"], row["n"]) for row in _rows(found, SITES_SQL)],
        [(row["site"], row["n"]) for row in _rows(found, FILES_SQL)],
        _rows(found, SWAPS_SQL),
    )


def _about(found: SparkScan, names: set[str]) -> list[dict[str, Any]]:
    engine = found.flow.engine
    wanted = [(document_key(name),) for name in sorted(names)]
    if not wanted:
        return []
    engine.table("wanted", engine.session.createDataFrame(wanted, "doc bigint"))
    return _rows(
        found, f"SELECT {_ABOUT} FROM kept WHERE EXISTS (SELECT 1 FROM wanted w WHERE w.doc = kept.doc)"
    )


def _pages(found: SparkScan, finished: Finished, folder: Path | str) -> dict[tuple[str, str], str]:
    """Write the pages of the top pairs; return where they are, relative to the report."""
    from spindetect.corpus.page import top_pairs
    from spindetect.corpus.run import PAGES, TOP_PAGES

    top = top_pairs(finished.ties)[:TOP_PAGES]
    texts = _texts(found, {name for _, tie in top for name in tie[:2]})
    written: dict[tuple[str, str], str] = {}
    for at, tie in top:
        suspect, source = (texts[name] for name in tie[:2])
        if max(len(suspect["text"]), len(source["text"])) > LONGEST:
            continue
        one, other = (Shown(*(row[part] for part in _SHOWN)) for row in (suspect, source))
        verdict = shown(tie.label, one, other, found.flow.detector)
        name = f"{PAGES}/pair-{at:06d}.html"
        writing.put_text(found.flow.engine.session, folder, name, verdict.to_html())
        written[tie[:2]] = name
    return written


_SHOWN: Final = ("id", "text", "regions", "url")


def _texts(found: SparkScan, names: set[str]) -> dict[str, dict[str, Any]]:
    about = {row["id"]: row for row in _about(found, names)}
    if not about:
        return {}
    query = "SELECT id, text, regions FROM texts t WHERE EXISTS (SELECT 1 FROM wanted w WHERE w.doc = t.doc)"
    rows = [row.asDict(recursive=True) for row in found.flow.engine.rows(query).collect()]
    return {row["id"]: {**about[row["id"]], **row} for row in rows}
