"""From a finished scan to a folder: the tables, the manifest and the report, here or on any file system."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

from spindetect import resources
from spindetect.corpus import outputs
from spindetect.corpus.engines.spark import COMPRESSION, hadoop
from spindetect.corpus.ledger import Written
from spindetect.corpus.records import Folder, ScanSummary
from spindetect.corpus.scoring import text_program
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.shards import whole
from spindetect.corpus.spark import work
from spindetect.corpus.spark.scanning import SparkScan
from spindetect.corpus.tables import OUTPUTS, Table
from spindetect.errors import SpindetectError
from spindetect.model.scan_model import SHIPPED_NAME as SCAN_MODEL

REPORT: Final = "report.html"


def batches(rows: DataFrame, table: Table) -> Iterator[Any]:
    """Yield the rows of a DataFrame in its order, a partition at a time, as batches of a table."""
    for row in rows.mapInArrow(work.packed, "data binary").toLocalIterator(prefetchPartitions=True):
        with pa.ipc.open_stream(pa.py_buffer(row["data"])) as stream:
            for batch in stream:
                yield typed(batch, table.schema)


def typed(batch: Any, schema: pa.Schema) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return a batch as a schema has it: Spark calls the items of lists otherwise, and all of it nullable."""
    columns = []
    for one in schema:
        column = batch.column(one.name)
        if pa.types.is_nested(one.type) and column.type != one.type:
            column = pa.array(column.to_pylist(), one.type)
        columns.append(column.cast(one.type))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def write_here(found: SparkScan, settings: ScanSettings) -> ScanSummary:
    """Write the tables to a folder of this machine, as a scan on one machine does: the same files.

    They appear together; the manifest is not written, so that the folder is not finished yet.
    """
    out = settings.out
    made = out / outputs.WORK / "made"
    shutil.rmtree(made, ignore_errors=True)
    rows = {
        table.name: outputs.write_folder(made, table, batches(found.tables[table.name], table))
        for table in OUTPUTS
    }
    outputs.swap_in(made, out)
    shutil.rmtree(made, ignore_errors=True)
    return summary(found, settings.told(), outputs.folders(out, rows))


def write_there(found: SparkScan, settings: ScanSettings, out: str) -> ScanSummary:
    """Write the tables to a folder of another file system, each whole when it has `_SUCCESS`.

    A manifest that a scan before left goes first: where there is one, all tables are of one scan.
    """
    session, out = found.flow.engine.session, out.rstrip("/")
    where, system = hadoop(session, f"{out}/{outputs.MANIFEST}")
    system.delete(where, False)
    folders = {}
    for table in OUTPUTS:
        path = f"{out}/{table.name}"
        found.tables[table.name].write.mode("overwrite").option("compression", COMPRESSION).parquet(path)
        folders[table.name] = _folder(session, path, table)
    return summary(found, settings.told(), folders)


def _folder(session: SparkSession, path: str, table: Table) -> Folder:
    """Return what lies in a table's folder; its files are digested where they lie, not here."""
    rows = session.read.parquet(path).count()
    files = session.read.format("binaryFile").option("pathGlobFilter", "*.parquet").load(path)
    found = files.selectExpr("path", "length", "sha2(content, 256) AS sha256").collect()
    written = (
        Written(f"{table.name}/{row['path'].rsplit('/', 1)[1]}", row["length"], row["sha256"])
        for row in found
    )
    return Folder(rows, tuple(sorted(written, key=lambda one: one.name)))


def summary(found: SparkScan, settings: dict[str, str], folders: dict[str, Folder]) -> ScanSummary:
    """Return what the scan says of itself."""
    flow, counts = found.flow, found.flow.counts
    failed = counts["failed"]["failed"]
    return ScanSummary(
        read=flow.usable + counts["rejected"].total() - failed,
        usable=flow.usable,
        duplicates=counts["duplicates"]["duplicate"],
        rejected=_sorted(counts["rejected"]),
        candidates=flow.candidates,
        compared=counts["pairs"].total(),
        scored=counts["scores"].total(),
        pairs=_sorted(counts["pairs"]),
        documents=_sorted(flow.labels),
        decisions=_sorted(counts["decisions"]),
        families=_sorted(counts["families"]),
        tables=folders,
        settings=settings | found.settings,
        program=text_program(flow.detector),
        scan_model=resources.digest(SCAN_MODEL),
    )


def _sorted(counts: Any) -> dict[str, int]:  # noqa: ANN401 - a Counter
    return {name: n for name, n in sorted(counts.items()) if n}


def put_text(session: SparkSession, folder: str | Path, name: str, text: str) -> None:
    """Write a file of text, whole or not at all."""
    if isinstance(folder, Path):
        with whole(folder / name) as partial:
            partial.write_text(text, encoding="utf-8", errors="replace")
        return
    target, system = hadoop(session, f"{folder.rstrip('/')}/{name}")
    partial_path, _ = hadoop(session, f"{folder.rstrip('/')}/.partial-{name.replace('/', '-')}")
    stream = system.create(partial_path)
    try:
        stream.write(bytearray(text.encode("utf-8", "replace")))
    finally:
        stream.close()
    system.delete(target, False)
    system.mkdirs(target.getParent())
    if not system.rename(partial_path, target):
        raise SpindetectError("could not be renamed to its name", where=str(target.toString()))
