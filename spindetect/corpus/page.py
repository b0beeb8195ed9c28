"""What a person is shown of a scan: its tables summed up, and the first of each ranked list."""

from __future__ import annotations

import itertools
import resource
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from spindetect import scan_page as shown
from spindetect.bounds import upper_bound
from spindetect.corpus.catalogue import ABOUT
from spindetect.corpus.engines.duckdb import DuckDB, opened
from spindetect.corpus.explaining import LABEL as EXPLAINED
from spindetect.corpus.families import SETTLED, Family, Member, Tie
from spindetect.corpus.findings import BINS
from spindetect.corpus.finishing import Finished, about_of
from spindetect.corpus.records import ScanSummary
from spindetect.corpus.tables import DOCUMENTS, PAIRS, SUBSTITUTIONS, document_key
from spindetect.numbers import count, number
from spindetect.records import Reached
from spindetect.scan_page import Counted, Interval, ScanDocument, ScanPage

_LABELS: Final = ("spun", "verbatim", "paraphrased", "edited", "insufficient")
_DECISIONS: Final = ("flag", "review", "pass")
_FLAGGED: Final = ("flag", "review")

SITES_SQL: Final = "SELECT site, count(*) AS n FROM kept WHERE site IS NOT NULL GROUP BY site ORDER BY site"
FILES_SQL: Final = "SELECT file AS site, count(*) AS n FROM kept GROUP BY file ORDER BY n DESC, file"
# Of pairs that say who copied whom: of the others both ways round would stand among the swaps, and those of
# templates and second editions, which are no spinner's.
SWAPS_SQL: Final = f"""
SELECT lower(s.source) AS source, lower(s.suspect) AS suspect, count(*) AS n,
       count(DISTINCT s.suspect_id) AS documents, count(DISTINCT d.site) AS sites
FROM substitutions s JOIN documents d ON d.id = s.suspect_id
    JOIN pairs p ON p.suspect_id = s.suspect_id AND p.source_id = s.source_id
WHERE p.label = 'spun' AND p.direction >= {SETTLED}
GROUP BY lower(s.source), lower(s.suspect)
ORDER BY documents DESC, n DESC, source, suspect
"""
_COUNTS: Final = pa.schema([pa.field("site", pa.string()), pa.field("n", pa.int64())])
_SWAPS: Final = pa.schema(
    [
        pa.field("source", pa.string()),
        pa.field("suspect", pa.string()),
        *(pa.field(name, pa.int64()) for name in ("n", "documents", "sites")),
    ]
)


@dataclass(slots=True)
class Facts:
    """What the page needs of the tables beyond what is in memory."""

    about: Mapping[str, Mapping[str, Any]]
    sites: list[tuple[str, int]] = field(default_factory=list)
    files: list[tuple[str, int]] = field(default_factory=list)
    swaps: list[dict[str, Any]] = field(default_factory=list)

    def document(self, name: str) -> ScanDocument:
        """Return a document as its corpus has it."""
        row = self.about.get(name, {})
        return ScanDocument(name, *(row.get(key) for key in ("url", "title", "published", "site")))

    def site(self, name: str) -> str | None:
        """Return a document's site."""
        return self.about.get(name, {}).get("site")


def page_of(
    finished: Finished,
    summary: ScanSummary,
    pages: Mapping[tuple[str, str], str] | None = None,
    facts: Facts | None = None,
) -> ScanPage:
    """Return what is shown of a finished scan.

    Parameters
    ----------
    finished : Finished
    summary : ScanSummary
    pages : mapping, optional
        From (suspect, source) to where that pair's own page lies, relative to the report.
    facts : Facts, optional
        What another engine asked of the tables; DuckDB is asked by default.
    """
    found, pages = finished.found, pages or {}
    facts = facts or _facts(finished)
    ties = finished.ties
    flagged = [tie for tie in ties if tie.decision in _FLAGGED]
    families = _largest(finished.families)
    sources = _decided(finished.families)
    links = _links(flagged, facts, sources)
    return ScanPage(
        name=", ".join(map(str, found.settings.corpus)),
        program=finished.program,
        read=summary.read,
        usable=summary.usable,
        rejected=_rejected(finished),
        inputs=tuple(Counted(name, n) for name, n in facts.files[: shown.SITES]),
        n_inputs=len(facts.files),
        duplicates=summary.duplicates,
        labels=_counted(
            finished.labels, (*_LABELS, "duplicate", "spun-beside", "open", "spun-no-source", "nothing-found")
        ),
        pair_labels=_counted(finished.pairs.labels, (*_LABELS, "independent", EXPLAINED)),
        decisions=_counted(finished.decisions, _DECISIONS),
        candidates=found.candidates,
        expected=expected(finished),
        families=tuple(_family(one, facts, ties, pages) for one in families[: shown.FAMILIES]),
        n_families=len(families),
        sites=_sites(flagged, facts, sources)[: shown.SITES],
        n_sites=len(facts.sites),
        links=links[: shown.LINKS],
        n_links=len(links),
        histograms=_histograms(finished),
        swaps=_swaps(finished, facts.swaps),
        n_swaps=len(facts.swaps),
        pairs=_pairs(ties, facts, pages, sources),
        n_pairs=len(flagged),
        stages=tuple(
            shown.ScanStage(one.name, one.rows, one.unit, one.seconds, one.kept) for one in found.stages
        ),
        peak_bytes=_peak(),
        settings=finished.settings,
        digests={file.name: file.sha256 for folder in summary.tables.values() for file in folder.files},
        against=str(found.settings.against) if found.settings.against else None,
        notes=_notes(finished),
    )


def _notes(finished: Finished) -> tuple[str, ...]:
    told = list(finished.found.notes)
    if finished.found.ledger.damaged:
        told.append(
            f"{count(len(finished.found.ledger.damaged), 'shard')} had been changed or damaged, and "
            "were made again."
        )
    if finished.failed:
        told.append(f"The program failed {count(finished.failed, 'time')}: see rejected/, reason “failed”.")
    return tuple(told)


def top_pairs(ties: Sequence[Tie]) -> list[tuple[int, Tie]]:
    """Return flagged pairs, the surest first, with their numbers from 1 in the table of pairs."""
    numbered = [(at, tie) for at, tie in enumerate(ties, 1) if tie.decision in _FLAGGED]
    return sorted(numbered, key=_sureness)


def _sureness(numbered: tuple[int, Tie]) -> tuple[float, ...]:
    at, tie = numbered
    return _FLAGGED.index(tie.decision or ""), -tie.probability, -tie.words_copied, at


def _facts(finished: Finished) -> Facts:
    found = finished.found
    names = {name for tie in finished.ties for name in tie[:2]}
    names |= {member.id for family in finished.families for member in family.members}
    about = about_of(found.abouts, map(document_key, names))
    facts = Facts({row["id"]: row for row in about.values()})
    out, temporary = found.settings.out, found.ledger.folder / "temporary"
    with opened(temporary, memory=found.settings.memory, threads=found.settings.workers) as engine:
        engine.table("kept", (found.about,), ABOUT.schema)
        for table in (DOCUMENTS, PAIRS, SUBSTITUTIONS):
            engine.table(table.name, sorted((out / table.name).glob("*.parquet")), table.schema)
        facts.sites = [(row["site"], row["n"]) for row in _rows(engine, SITES_SQL, _COUNTS)]
        facts.files = [(row["site"], row["n"]) for row in _rows(engine, FILES_SQL, _COUNTS)]
        facts.swaps = list(_rows(engine, SWAPS_SQL, _SWAPS))
    return facts


def _rows(engine: DuckDB, query: str, schema: pa.Schema) -> Iterator[dict[str, Any]]:
    for batch in engine.rows(query, schema):
        yield from batch.to_pylist()


def _counted(counts: Counter[str], order: Sequence[str]) -> tuple[Counted, ...]:
    return tuple(Counted(name, counts[name]) for name in order if counts[name])


def _rejected(finished: Finished) -> tuple[shown.RejectedReason, ...]:
    examples = finished.examples
    return tuple(
        shown.RejectedReason(
            reason,
            n,
            tuple(
                shown.RejectedExample(row["id"], row["file"], row["place"], row["detail"])
                for row in examples.get(reason, [])
            ),
        )
        for reason, n in sorted(finished.rejected.items(), key=lambda item: (-item[1], item[0]))
    )


def expected(finished: Finished) -> tuple[shown.ExpectedFalse, ...]:
    """Return how many false flags an honest corpus of this size would have, by held-out scores."""
    detector, told = finished.found.detector, []
    compared = sum(finished.pairs.labels.values())
    if detector.held_out is not None and compared:
        reached = detector.held_out.reached("spun", detector.model.threshold)
        told.append(_expected("pairs", reached, compared, finished.pairs.decisions["flag"]))
    scored = sum(n for label, n in finished.scores.labels.items() if label != "insufficient")
    if finished.text_held_out is not None and scored:
        reached = finished.text_held_out.reached("spun", detector.text_model.threshold)
        told.append(_expected("sourceless", reached, scored, finished.labels["spun-no-source"]))
    return tuple(told)


def _expected(
    what: Literal["pairs", "sourceless"], reached: Sequence[Reached], looked_at: int, flagged: int
) -> shown.ExpectedFalse:
    """Return what a rate comes to: of all kinds of held-out honest ones together, and of the worst kind.

    A crawl is seldom a mixture like the held-out one. If it is all of one kind it may be like the worst, so
    that kind's bound stands beside the pooled one.
    """
    whole, *kinds = reached
    rate = _interval(whole)
    worst = max(kinds, key=lambda one: (_interval(one).high, one.kind)) if len(kinds) > 1 else None
    nouns = "pairs of honest texts" if what == "pairs" else "honest texts"
    return shown.ExpectedFalse(
        what,
        looked_at,
        flagged,
        rate,
        _times(looked_at, rate),
        f"{number(whole.documents)} {nouns} held out, {number(whole.reached)} of them as high as is flagged",
        worst_kind=worst.kind if worst else None,
        worst=_times(looked_at, _interval(worst)) if worst else None,
        kinds=tuple(one.kind for one in kinds),
    )


def _interval(reached: Reached) -> Interval:
    """Return a share with the ends of its exact 95 % interval."""
    k, n = reached.reached, reached.documents
    return Interval(k / n, 1.0 - upper_bound(n - k, n, 0.975) if k else 0.0, upper_bound(k, n, 0.975))


def _times(n: int, share: Interval) -> Interval:
    return Interval(n * share.value, n * share.low, n * share.high)


def _largest(families: Iterable[Family]) -> list[Family]:
    return sorted(families, key=lambda one: (-len(one.members), one.name))


def _family(
    family: Family, facts: Facts, ties: Sequence[Tie], pages: Mapping[tuple[str, str], str]
) -> shown.ScanFamily:
    names = {member.id for member in family.members}
    here = [tie for tie in ties if tie.suspect in names and tie.source in names]
    best: dict[str, Tie] = {}
    for tie in sorted(here, key=lambda one: (one.source != family.original, -one.p_copied, one.source)):
        best.setdefault(tie.suspect, tie)
    first = sorted(family.members, key=lambda one: (one.id != family.original, one.id))
    original, by_direction, by_date = (
        facts.document(name) if name else None
        for name in (family.original, family.by_direction, family.by_date)
    )
    return shown.ScanFamily(
        name=family.name,
        documents=len(family.members),
        sites=len({member.site for member in family.members if member.site}),
        labels=_counted(Counter(tie.label for tie in here), _LABELS),
        outcome=family.outcome,
        original=original,
        members=tuple(_member(one, family, best.get(one.id), facts, pages) for one in first[: shown.MEMBERS]),
        p_original=family.confidence,
        by_direction=by_direction,
        by_date=by_date,
        note=family.reason[:1].upper() + family.reason[1:] + ".",
    )


def _member(
    member: Member, family: Family, tie: Tie | None, facts: Facts, pages: Mapping[tuple[str, str], str]
) -> shown.FamilyMember:
    role: Any = "member"
    if member.id == family.original:
        role, tie = "original", None
    elif family.is_decided and member.id in family.sources:
        role, tie = "source", None
    elif member.duplicate_of is not None:
        role = "duplicate"
    elif family.is_decided:
        role = "copy"
    return shown.FamilyMember(
        facts.document(member.id),
        role,
        None if tie is None else tie.label,  # type: ignore[arg-type]  # a label of a compared pair
        None if tie is None else tie.copied_share,
        None if tie is None else pages.get(tie[:2]),
    )


def _decided(families: Iterable[Family]) -> dict[str, frozenset[str]]:
    """Return, for each copy of a family whose sources are known, these: it was made from no sibling."""
    decided: dict[str, frozenset[str]] = {}
    for family in families:
        if family.is_decided:
            sources = frozenset(family.sources)
            decided |= {one.id: sources for one in family.members if one.id not in sources}
    return decided


def _is_decided(tie: Tie, sources: Mapping[str, frozenset[str]]) -> bool:
    return tie.label == "spun" and tie.source in sources.get(tie.suspect, ())


def _sites(
    flagged: Sequence[Tie], facts: Facts, sources: Mapping[str, frozenset[str]]
) -> tuple[shown.ScanSite, ...]:
    copies: dict[str, set[str]] = defaultdict(set)
    copied: dict[str, set[str]] = defaultdict(set)
    for tie in flagged:
        if _is_decided(tie, sources):
            copies[facts.site(tie.suspect) or ""].add(tie.suspect)
            copied[facts.site(tie.source) or ""].add(tie.source)
    rows = [shown.ScanSite(site, n, len(copies[site]), len(copied[site])) for site, n in facts.sites if site]
    rows.sort(key=lambda row: (-row.copies, -row.copied, row.site))
    return tuple(row for row in rows if row.copies or row.copied)


def _links(
    flagged: Sequence[Tie], facts: Facts, sources: Mapping[str, frozenset[str]]
) -> tuple[shown.SiteLink, ...]:
    between: dict[tuple[str, str, bool], list[Tie]] = defaultdict(list)
    for tie in flagged:
        one, other = facts.site(tie.suspect), facts.site(tie.source)
        if one and other:
            is_open = not _is_decided(tie, sources)
            ends = tuple(sorted((one, other))) if is_open else (one, other)
            between[ends[0], ends[1], is_open].append(tie)
    rows = [
        shown.SiteLink(
            *key,
            pairs=len(ties),
            documents=len({tie.suspect for tie in ties}),
            labels=_counted(Counter(tie.label for tie in ties), _LABELS),
        )
        for key, ties in between.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.pairs, row.copier, row.source, row.is_open)))


def _histograms(finished: Finished) -> tuple[shown.Histogram, ...]:
    detector = finished.found.detector
    edges = tuple(at / BINS for at in range(BINS + 1))

    def histogram(name: str, counts: NDArray[np.int64], threshold: float) -> shown.Histogram:
        return shown.Histogram(name, edges, tuple(counts.tolist()), (("called spun", threshold),))

    drawn = (
        histogram("P(spun) of the pairs compared", finished.pairs.spun, detector.model.threshold),
        histogram(
            "P(spun) of documents without a source", finished.scores.spun, detector.text_model.threshold
        ),
    )
    return tuple(one for one in drawn if sum(one.counts))


def _swaps(finished: Finished, rows: Sequence[Mapping[str, Any]]) -> tuple[shown.ScanSwap, ...]:
    lexicon = finished.found.detector.lexicon
    return tuple(
        shown.ScanSwap(**row, is_listed=lexicon.relation(row["source"], row["suspect"]).kind != "none")
        for row in itertools.islice(rows, shown.SWAPS)
    )


def _pairs(
    ties: Sequence[Tie],
    facts: Facts,
    pages: Mapping[tuple[str, str], str],
    sources: Mapping[str, frozenset[str]],
) -> tuple[shown.ScanPair, ...]:
    return tuple(
        shown.ScanPair(
            number=at,
            suspect=facts.document(tie.suspect),
            source=facts.document(tie.source),
            label=tie.label,  # type: ignore[arg-type]  # a label of a compared pair
            probability=tie.probability,
            p_copied=tie.p_copied,
            copied_share=tie.copied_share,
            direction=tie.direction,
            words_copied=tie.words_copied,
            decision=tie.decision,
            page=pages.get(tie[:2]),
            is_decided=_is_decided(tie, sources),
        )
        for at, tie in top_pairs(ties)[: shown.PAIRS]
    )


def _peak() -> int:
    """Return the most memory that this process and one of its workers held, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(one).ru_maxrss for one in who) * unit
