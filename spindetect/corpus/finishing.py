"""From comparisons to what a scan leaves: scores for the rest, decisions, families, tables, the manifest."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet

from spindetect import resources
from spindetect.corpus import outputs
from spindetect.corpus.catalogue import ABOUT
from spindetect.corpus.comparing import COMPARED
from spindetect.corpus.deciding import deciders
from spindetect.corpus.engines.duckdb import DuckDB, opened
from spindetect.corpus.explaining import EXPLAINED, EXPLAINED_SQL
from spindetect.corpus.families import Family, Member, Tie, families, row_of
from spindetect.corpus.findings import DECIDED, MARKS, Failure, Mark, Pairs, Scores
from spindetect.corpus.records import ScanSummary
from spindetect.corpus.scan import Found, score
from spindetect.corpus.scoring import text_program
from spindetect.corpus.shards import write_parquet
from spindetect.corpus.store import Keys
from spindetect.corpus.tables import (
    DOCUMENTS,
    DUPLICATES,
    FAMILIES,
    PAIRS,
    REJECTED,
    SKETCH,
    SUBSTITUTIONS,
    document_key,
)
from spindetect.model.held_out import HeldOutScores
from spindetect.model.scan_model import SHIPPED_NAME as SCAN_MODEL
from spindetect.model.text_model import SHIPPED_NAME as TEXT_MODEL
from spindetect.records import ProgramRecord

_BATCH: Final = 8192


EXAMPLES: Final = 5
"""Rejected documents of one reason that are kept to be shown."""


@dataclass
class Finished:
    """All that was found, for the manifest and the report.

    Attributes
    ----------
    found : Found
    pairs, scores, families
        What the comparisons and scores came to.
    rows : dict of str to int
        Of each table.
    labels : Counter
        Documents by what was found, each once: a label of a pair, 'duplicate', 'spun-beside', 'open',
        'spun-no-source', 'nothing-found'; see `scan_page.ScanPage`.
    rejected, decisions : Counter
        Rejected documents by reason; usable ones by decision.
    examples : dict of str to list
        The first rows of `rejected` for each reason.
    """

    found: Found
    pairs: Pairs
    scores: Scores
    families: list[Family]
    rows: dict[str, int] = field(default_factory=dict)
    labels: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    failed: int = 0

    @cached_property
    def ties(self) -> list[Tie]:
        """All pairs that are written, in the order of their table."""
        return sorted(self.pairs.ties)

    @property
    def program(self) -> ProgramRecord:
        """What computed it, for pairs and texts both."""
        return text_program(self.found.detector)

    @property
    def text_held_out(self) -> HeldOutScores | None:
        """The scores of innocent texts that the text model was not fitted on."""
        return HeldOutScores.open(resources.shipped(TEXT_MODEL))

    @property
    def settings(self) -> dict[str, str]:
        """What was asked for, as far as it changes what is found."""
        return self.found.settings.told()

    def summary(self) -> ScanSummary:
        """Return what the scan says of itself; the tables are in their folders."""
        found, usable = self.found, self.rows["documents"]
        return ScanSummary(
            read=usable + self.rows["rejected"] - self.failed,
            usable=usable,
            duplicates=len(found.folded),
            rejected=dict(sorted(self.rejected.items())),
            candidates=found.candidates,
            compared=sum(self.pairs.labels.values()),
            scored=sum(self.scores.labels.values()),
            pairs=dict(sorted(self.pairs.labels.items())),
            documents=dict(sorted(self.labels.items())),
            decisions=dict(sorted(self.decisions.items())),
            families=dict(sorted(Counter(one.outcome for one in self.families).items())),
            tables=outputs.folders(found.settings.out, self.rows),
            settings=self.settings,
            program=self.program,
            scan_model=resources.digest(SCAN_MODEL),
        )


def finish(found: Found) -> Finished:
    """Score the rest, and write all tables; they appear in their folders together."""
    made = found.ledger.folder / "made"
    shutil.rmtree(made, ignore_errors=True)
    pair_decider, text_decider = deciders(found.settings.policy, found.detector)
    pairs, scores = Pairs(_explained(found, made / "explained.parquet")), Scores()
    write_parquet(made / "decided.parquet", pairs.read(found.compared, pair_decider), DECIDED.schema)
    scored = score(found, _to_score(found, pairs))
    as_labels = found.settings.sourceless == "all"
    marks = dict(scores.read(scored, text_decider, pairs.marks, as_labels=as_labels))
    marks = {**pairs.marks, **marks}
    told = _families(found, pairs, scores)
    finished = Finished(found, pairs, scores, told)
    own = set(found.own[np.isin(found.own, np.array(sorted(marks), np.int64))].tolist())
    mine = {doc: mark for doc, mark in marks.items() if doc in own}
    finished.labels = _labels(mine, pairs, len(found.folded), len(found.own))
    _write(finished, made, marks)
    outputs.swap_in(made, found.settings.out)
    shutil.rmtree(made, ignore_errors=True)
    return finished


def _explained(found: Found, path: Path) -> frozenset[tuple[int, int]]:
    """Return the spun pairs, suspect and source, that a better source of the same suspect explains."""
    with _engine(found) as engine:
        engine.table("compared", found.compared, COMPARED.schema)
        write_parquet(path, engine.rows(EXPLAINED_SQL, EXPLAINED.schema), EXPLAINED.schema)
    rows = _read(path, EXPLAINED.names)
    return frozenset(zip(*rows.values(), strict=True))


def _engine(found: Found) -> AbstractContextManager[DuckDB]:
    settings = found.settings
    temporary = found.ledger.folder / "temporary"
    return opened(temporary, memory=settings.memory, threads=settings.workers)


def _to_score(found: Found, pairs: Pairs) -> Keys:
    """Return the documents that are scored without a source.

    What is a copy by its pair, or was folded into another document, needs no score; those that may be the
    original of a copy always have one, which is evidence for the family.
    """
    wanted = np.array(sorted(pairs.marks), np.int64)
    if found.settings.sourceless == "all":
        wanted = np.union1d(wanted, found.own)
    left_out = np.array(sorted(pairs.copies), np.int64)
    return wanted[~np.isin(wanted, left_out) & ~np.isin(wanted, found.folded)]


def _families(found: Found, pairs: Pairs, scores: Scores) -> list[Family]:
    """Return the families: what pairs tie together, and duplicates with what they were folded into."""
    folded = _read(found.duplicates, ("doc", "of"))
    names = about_of(found.abouts, set(folded["doc"]) | set(folded["of"]) | set(pairs.marks))
    # One that has pairs stands for itself, as one does that has the words of a document of the index: then
    # that is the twin here, and it makes no difference to the family.
    duplicates = dict(
        (names[of]["id"], names[doc]["id"]) if doc in pairs.marks else (names[doc]["id"], names[of]["id"])
        for doc, of in zip(folded["doc"], folded["of"], strict=True)
    )
    by_id = dict(pairs.keys)
    by_id |= {row["id"]: doc for doc, row in names.items()}
    members = {
        name: Member(
            name,
            names.get(doc, {}).get("published"),
            names.get(doc, {}).get("site"),
            _p_spun(scores.known.get(doc)),
            duplicates.get(name),
            scores.known.get(doc, ("", 0.0))[0] == "spun",
        )
        for name, doc in by_id.items()
    }
    return list(families(pairs.ties, duplicates, members))


def _p_spun(known: tuple[str, float] | None) -> float | None:
    return None if known is None or known[0] == "insufficient" else known[1]


def _read(path: Path, columns: Sequence[str]) -> dict[str, list[Any]]:
    found = parquet.read_table(path, columns=list(columns))
    return {name: found.column(name).to_pylist() for name in columns}


def about_of(files: Iterable[Path], docs: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return what is known of some documents, by their keys."""
    wanted = pa.array(sorted(docs), pa.int64())
    columns = ["doc", "id", "url", "published", "title", "site", "file", "place"]
    rows = {}
    for path in files:
        for batch in parquet.ParquetFile(path).iter_batches(_BATCH, columns=columns):
            for row in batch.filter(compute.is_in(batch.column("doc"), value_set=wanted)).to_pylist():
                rows[row["doc"]] = row
    return rows


def _write(finished: Finished, made: Path, marks: Mapping[int, Mark]) -> None:
    """Write the tables into a folder of their own."""
    found = finished.found
    write_parquet(made / "marks.parquet", outputs.plain(_marks(marks, finished), MARKS), MARKS.schema)
    failed = made / "failed.parquet"
    write_parquet(failed, outputs.plain(_failures(finished), REJECTED), REJECTED.schema)
    with _engine(found) as engine:
        for name, files, table in (
            ("kept", (found.about,), ABOUT),
            ("told", found.abouts, ABOUT),
            ("sketch", found.sketches, SKETCH),
            ("duplicates", (found.duplicates,), DUPLICATES),
            ("compared", found.compared, COMPARED),
            ("decided", (made / "decided.parquet",), DECIDED),
            ("marks", (made / "marks.parquet",), MARKS),
            ("rejected", (*found.rejected, failed), REJECTED),
        ):
            engine.table(name, files, table.schema)
        _write_tables(finished, made, engine)


def _write_tables(finished: Finished, made: Path, engine: DuckDB) -> None:
    rows = finished.rows
    documents = engine.rows(outputs.DOCUMENTS_SQL, DOCUMENTS.schema)
    rows["documents"] = outputs.write_folder(made, DOCUMENTS, _tallied(documents, finished))
    rows["pairs"] = outputs.write_folder(made, PAIRS, engine.rows(outputs.PAIRS_SQL, PAIRS.schema))
    swapped = engine.rows(outputs.SWAPPED_SQL, outputs.SWAPPED)
    rows["substitutions"] = outputs.write_folder(made, SUBSTITUTIONS, outputs.swaps(swapped))
    told = outputs.plain(map(row_of, finished.families), FAMILIES)
    rows["families"] = outputs.write_folder(made, FAMILIES, told)
    refused = engine.rows(outputs.REJECTED_SQL, REJECTED.schema)
    rows["rejected"] = outputs.write_folder(made, REJECTED, _refused(refused, finished))


def _labels(marks: Mapping[int, Mark], pairs: Pairs, duplicates: int, usable: int) -> Counter[str]:
    """Count documents by what was found, each once."""
    found = Counter({"duplicate": duplicates})
    copies = pairs.copies
    for doc, mark in marks.items():
        if doc in copies:
            found[mark.label or ""] += 1
        elif mark.label == "spun":
            found["spun-beside" if mark.status == "compared" else "spun-no-source"] += 1
        elif mark.status == "compared" and mark.decision in ("flag", "review"):
            found["open"] += 1
    found["nothing-found"] = usable - found.total()
    return +found


def _tallied(batches: Iterator[Any], finished: Finished) -> Iterator[Any]:
    """Count decisions on their way."""
    for batch in batches:
        finished.decisions.update(one for one in batch.column("decision").to_pylist() if one)
        yield batch


def _refused(batches: Iterator[Any], finished: Finished) -> Iterator[Any]:
    """Count reasons on their way, and keep the first rows of each."""
    for batch in batches:
        for row in batch.to_pylist():
            reason = row["reason"]
            finished.rejected[reason] += 1
            if finished.rejected[reason] <= EXAMPLES:
                finished.examples.setdefault(reason, []).append(row)
        yield batch


def _marks(marks: Mapping[int, Mark], finished: Finished) -> Iterator[dict[str, Any]]:
    by_doc = {
        document_key(member.id): family.name for family in finished.families for member in family.members
    }
    for doc in sorted({*marks, *by_doc}):
        mark = marks.get(doc, Mark())
        yield {
            "doc": doc,
            "status": mark.status,
            "label": mark.label,
            "probability": mark.probability,
            "family": by_doc.get(doc),
            "decision": mark.decision,
        }


def _failures(finished: Finished) -> Iterator[dict[str, Any]]:
    failures: list[Failure] = [*finished.pairs.failures, *finished.scores.failures]
    about = about_of((finished.found.about,), {one.doc for one in failures})
    for one in failures:
        row = about.get(one.doc)
        if row is not None:  # one of an index is no document of this corpus
            finished.failed += 1
            known = {name: row.get(name) for name in ("id", "url", "title", "file", "place")}
            yield {**known, "reason": "failed", "detail": one.detail}
