"""The work that reads one part of the corpus: texts, what is known of them, and what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from spindetect.corpus.catalogue import ABOUT, about
from spindetect.corpus.readers import InputPart, ReadOptions, read_part
from spindetect.corpus.shards import COMPRESSION, whole
from spindetect.corpus.stages import Job, Made
from spindetect.corpus.tables import DOCUMENT, REJECTED


@dataclass(frozen=True, slots=True)
class Reading:
    """What one shard of reading needs."""

    part: InputPart
    options: ReadOptions


def read(job: Job[Reading]) -> Made:
    """Read one part, batch by batch, into three files side by side."""
    texts, told, refused = job.path("texts", "arrow"), job.path("about"), job.path("rejected")
    rows = rejected = 0
    with ExitStack() as files:
        # Entered in this order they appear in the other; the ledger's entry comes after all three.
        text_file = files.enter_context(pa.OSFile(str(files.enter_context(whole(texts))), "wb"))
        text_writer = files.enter_context(pa.ipc.new_file(text_file, DOCUMENT.schema))
        writers = [
            files.enter_context(
                parquet.ParquetWriter(files.enter_context(whole(path)), table.schema, compression=COMPRESSION)
            )
            for path, table in ((told, ABOUT), (refused, REJECTED))
        ]
        for batch in read_part(job.task.given.part, job.task.given.options):
            if batch.documents.num_rows:
                text_writer.write_batch(batch.documents)
                writers[0].write_batch(about(batch.documents, rows))
            if batch.rejected.num_rows:
                writers[1].write_batch(batch.rejected)
            rows, rejected = rows + batch.documents.num_rows, rejected + batch.rejected.num_rows
    return Made(
        {"texts": texts, "about": told, "rejected": refused}, {"documents": rows, "rejected": rejected}
    )


def documents(table: Any, rows: Iterable[int], batch_rows: int) -> Iterator[Any]:  # noqa: ANN401 - pyarrow
    """Yield rows of a table of texts, as batches of `DOCUMENT`."""
    wanted = list(rows)
    for at in range(0, len(wanted), batch_rows):
        taken = table.take(pa.array(wanted[at : at + batch_rows], pa.int64()))
        yield from taken.combine_chunks().to_batches()
