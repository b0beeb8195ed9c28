"""A small scan as a person is shown it, and what is made of it in tests."""

from __future__ import annotations

from dataclasses import replace

from spindetect.records import ProgramRecord
from spindetect.scan_page import (
    Counted,
    ExpectedFalse,
    FamilyMember,
    Histogram,
    Interval,
    RejectedExample,
    RejectedReason,
    ScanDocument,
    ScanFamily,
    ScanPage,
    ScanPair,
    ScanSite,
    ScanStage,
    ScanSwap,
    SiteLink,
)

PROGRAM = ProgramRecord("0.1.0", "ab" * 32, "cd" * 32, "ef" * 32, {})
TIDE = ScanDocument(
    "https://paper.example/tide",
    "https://paper.example/tide",
    "Tide mill turns",
    "2024-05-07",
    "paper.example",
)
COPY = ScanDocument(
    "https://mill.example/1", "https://mill.example/1", "Tide plant rotates", "2024-04-01", "mill.example"
)
BARE = ScanDocument("row-17")
PAIR = ScanPair(4, COPY, TIDE, "spun", 0.998, 0.999, 0.97, 0.95, 212, "flag", "pages/pair-000004.html", True)
MEMBERS = (
    FamilyMember(TIDE, "original"),
    FamilyMember(COPY, "copy", "spun", 0.97, "pages/pair-000004.html"),
    FamilyMember(BARE, "duplicate"),
)
FAMILY = ScanFamily("f1", 3, 2, (Counted("spun", 1),), "named", TIDE, MEMBERS, 0.97)
CONFLICT = replace(
    FAMILY, outcome="conflict", original=None, p_original=None, by_direction=TIDE, by_date=COPY,
    members=tuple(replace(member, role="member") for member in MEMBERS),
)  # fmt: skip
EXPECTED = ExpectedFalse(
    "pairs", 40, 1, Interval(0.002, 0.001, 0.003), Interval(0.08, 0.04, 0.12), "500 pairs of honest texts",
    0.01, Interval(0.99, 0.98, 0.995),
)  # fmt: skip


def scan_page(**changes: object) -> ScanPage:
    """Return a page that has something of everything."""
    return replace(
        ScanPage(
            name="crawl/",
            program=PROGRAM,
            read=14,
            usable=12,
            rejected=(
                RejectedReason(
                    "empty", 2, (RejectedExample(None, "crawl/a.jsonl", "line 3", "has no text"),)
                ),
            ),
            inputs=(Counted("crawl/a.jsonl", 14),),
            n_inputs=1,
            duplicates=1,
            labels=(Counted("spun", 1), Counted("duplicate", 1), Counted("nothing-found", 10)),
            pair_labels=(Counted("spun", 1),),
            decisions=(Counted("flag", 1),),
            candidates=40,
            expected=(EXPECTED,),
            families=(FAMILY,),
            n_families=1,
            sites=(ScanSite("mill.example", 5, 1, 0), ScanSite("paper.example", 7, 0, 1)),
            n_sites=2,
            links=(SiteLink("mill.example", "paper.example", False, 1, 1, (Counted("spun", 1),)),),
            n_links=1,
            histograms=(Histogram("P(spun) of the pairs", (0.0, 0.5, 1.0), (39, 1), (("flag", 0.5),)),),
            swaps=(ScanSwap("mill", "plant", 3, 1, 1, True), ScanSwap("sea", "body", 2, 1, 1, False)),
            n_swaps=2,
            pairs=(PAIR,),
            n_pairs=1,
            stages=(ScanStage("read", 12, "documents", 0.5), ScanStage("compare", 40, "pairs", 75.0, 2)),
            peak_bytes=812_000_000,
            settings={"policy": "default"},
            digests={"pairs/part-00000.parquet": "12" * 32},
            when="2026-11-22T17:20:00Z",
            notes=("1 shard was made again.",),
        ),
        **changes,
    )
