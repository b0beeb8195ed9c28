"""The tables that a scan leaves: rows in a stated order, in files that appear whole and all at once."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pyarrow import compute

from spindetect.corpus.ledger import Written
from spindetect.corpus.records import Folder, ScanSummary
from spindetect.corpus.shards import digest_of, saying, write_parquet, write_text
from spindetect.corpus.tables import OUTPUTS, SUBSTITUTIONS, Table
from spindetect.errors import InputError, RecordError

MANIFEST: Final = "manifest.json"
"""Written last: a folder without it is not finished."""
WORK: Final = ".work"
"""Where a scan keeps what it has done, to go on after it was stopped."""
ROWS_PER_FILE: Final = 250_000
_PARTS: Final = 4096  # rows of a piece on its way to a file

# Relational steps in the SQL that DuckDB and Spark share. Ties in every order are broken by ids.
DOCUMENTS_SQL: Final = """
SELECT k.id, k.url, k.published, k.title, k.site, s.words,
       CASE WHEN d.doc IS NOT NULL THEN 'duplicate' ELSE coalesce(m.status, 'compared') END AS status,
       m.label, m.probability, o.id AS duplicate_of, m.family, m.decision
FROM kept k
JOIN sketch s ON s.doc = k.doc
LEFT JOIN duplicates d ON d.doc = k.doc
LEFT JOIN told o ON o.doc = d.of
LEFT JOIN marks m ON m.doc = k.doc
ORDER BY k.id
"""
PAIRS_SQL: Final = """
SELECT c.suspect_id, c.source_id, c.label, c.probability, c.certainty, c.p_copied, c.copied_share,
       c.direction, c.words_copied, c.score, d.decision, c.passages
FROM compared c
JOIN decided d ON d.suspect = c.suspect AND d.source = c.source
ORDER BY c.suspect_id, c.source_id
"""
SWAPPED_SQL: Final = """
SELECT c.suspect_id, c.source_id, c.substitutions
FROM compared c
JOIN decided d ON d.suspect = c.suspect AND d.source = c.source
WHERE c.label = 'spun'
ORDER BY c.suspect_id, c.source_id
"""
REJECTED_SQL: Final = """
SELECT r.id, r.url, r.title, r.file, r.place, r.reason, r.detail
FROM rejected r
ORDER BY r.file, r.place, r.id NULLS LAST, r.reason, r.detail
"""
SWAPPED: Final = pa.schema(
    [
        pa.field("suspect_id", pa.string()),
        pa.field("source_id", pa.string()),
        pa.field(
            "substitutions",
            pa.list_(
                pa.struct(
                    [pa.field(c.name, c.type) for c in SUBSTITUTIONS.columns if not c.name.endswith("_id")]
                )
            ),
        ),
    ]
)


def swaps(batches: Iterator[Any]) -> Iterator[Any]:
    """Yield batches of `SUBSTITUTIONS` from pairs with their lists of swaps, in the same order."""
    names = [c.name for c in SUBSTITUTIONS.columns if not c.name.endswith("_id")]
    for batch in batches:
        lists = batch.column("substitutions")
        at, swapped = compute.list_parent_indices(lists), lists.flatten()
        columns = {name: batch.column(name).take(at) for name in ("suspect_id", "source_id")}
        columns |= {name: swapped.field(name) for name in names}
        arrays = [columns[field.name].cast(field.type) for field in SUBSTITUTIONS.schema]
        yield pa.RecordBatch.from_arrays(arrays, schema=SUBSTITUTIONS.schema)


def plain(rows: Iterator[Mapping[str, Any]], table: Table) -> Iterator[Any]:
    """Yield batches of a table from rows."""
    while part := list(islice(rows, _PARTS)):
        yield pa.RecordBatch.from_pylist(part, schema=table.schema)


def write_folder(folder: Path, table: Table, batches: Iterator[Any]) -> int:
    """Write a table's rows as files of at most `ROWS_PER_FILE`; at least one, for its columns; count them."""
    held = _held(batches)
    at = rows = 0
    while True:
        path = folder / table.name / f"part-{at:05d}.parquet"
        written = write_parquet(path, _first(held, ROWS_PER_FILE), table.documented)
        if at and not written:
            path.unlink()
        rows, at = rows + written, at + 1
        if written < ROWS_PER_FILE:
            return rows


def _held(batches: Iterator[Any]) -> Iterator[Any]:
    """Yield batches cut so small that a file's end is the end of one."""
    for batch in batches:
        for at in range(0, batch.num_rows, 1000):
            yield batch.slice(at, 1000)


def _first(batches: Iterator[Any], rows: int) -> Iterator[Any]:
    """Yield batches until there are so many rows; the next call goes on, for batches divide them."""
    left = rows
    for batch in batches:
        yield batch
        left -= batch.num_rows
        if left <= 0:
            return


def check_out(out: Path) -> None:
    """Raise InputError unless a folder is new, empty, or one that a scan has written."""
    if not out.exists():
        return
    if not out.is_dir():
        raise InputError("is a file", where=str(out), hint="name a folder for --out")
    if not (out / WORK).is_dir() and any(out.iterdir()):
        raise InputError(
            "is not empty, and no scan has written it", where=str(out), hint="name a new folder for --out"
        )


def swap_in(made: Path, out: Path) -> None:
    """Put finished tables in place of those that a scan before left.

    The manifest goes first and comes last, so that tables of two scans are never taken for one.
    """
    with saying(out), contextlib.suppress(FileNotFoundError):
        (out / MANIFEST).unlink()
    for table in OUTPUTS:
        old = made.with_name(f"old-{table.name}")
        with saying(out / table.name):
            shutil.rmtree(old, ignore_errors=True)
            if (out / table.name).exists():
                (out / table.name).rename(old)
            (made / table.name).rename(out / table.name)
        shutil.rmtree(old, ignore_errors=True)


def folders(out: Path, rows: Mapping[str, int]) -> dict[str, Folder]:
    """Return what lies in the folders of tables, with digests."""
    found = {}
    for table in OUTPUTS:
        files = sorted((out / table.name).glob("*.parquet"))
        written = [Written(f"{table.name}/{f.name}", f.stat().st_size, digest_of(f)) for f in files]
        found[table.name] = Folder(rows[table.name], tuple(written))
    return found


def write_manifest(out: Path, summary: ScanSummary) -> None:
    """Write what the scan says of itself: from then on the folder is finished."""
    write_text(out / MANIFEST, summary.to_json())


def read_manifest(out: Path) -> ScanSummary:
    """Read what a finished scan says of itself.

    Raises
    ------
    RecordError
        If there is none, or it is damaged.
    """
    path = out / MANIFEST
    try:
        return ScanSummary.from_dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise RecordError(
            "its scan is not finished", where=str(out), hint="run the scan again; it goes on where it was"
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise RecordError(
            f"is damaged: {error}", where=str(path), hint="run the scan again; it goes on"
        ) from error
