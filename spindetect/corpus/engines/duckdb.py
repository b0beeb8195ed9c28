"""DuckDB: the relational steps on one machine, out of core, within a limit of memory."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from spindetect.corpus.extras import require
from spindetect.corpus.shards import saying
from spindetect.errors import InputError, SpindetectError

require("corpus", "duckdb", where="spindetect.corpus.engines.duckdb")

import duckdb  # noqa: E402 - without it there is an install line, not a traceback
import pyarrow as pa  # noqa: E402

# Rows of a batch that leaves the engine: a few megabytes of the widest table.
_BATCH: Final = 8192
# What Spark calls it: the one function of the relational step that goes by two names.
_EXPLODE: Final = "CREATE TEMPORARY MACRO explode(items) AS unnest(items)"
_NAME: Final = re.compile(r"[a-z_]+")


class DuckDB:
    """One connection; see `opened`."""

    def __init__(self, connection: Any, temporary: Path) -> None:  # noqa: ANN401 - duckdb is optional
        self._connection, self._temporary = connection, temporary

    def table(self, name: str, files: Sequence[Path], schema: pa.Schema) -> None:
        """Name the rows of files of Parquet, as a view; no file gives a table without rows."""
        if not _NAME.fullmatch(name):
            raise SpindetectError(f"expected a table's name, found {name!r}", where="engine")
        if not files:
            self._connection.register(name, schema.empty_table())
            return
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        self.run(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet([{listed}])")

    def run(self, *statements: str) -> None:
        """Run statements, in order."""
        with self._saying():
            for statement in statements:
                self._connection.execute(statement)

    def rows(self, query: str, schema: pa.Schema) -> Iterator[Any]:
        """Yield the rows of a query in its order, as record batches with the columns of a schema."""
        with self._saying():
            reader = self._connection.sql(query).to_arrow_reader(_BATCH)
            for batch in reader:
                yield pa.RecordBatch.from_arrays(
                    [batch.column(field.name).cast(field.type) for field in schema], schema=schema
                )

    @contextlib.contextmanager
    def _saying(self) -> Iterator[None]:
        """Say what the engine lacks: memory, or room on the disk."""
        try:
            yield
        except duckdb.OutOfMemoryException as error:
            on_disk = "temp" in str(error).lower() and "disk" in str(error).lower()
            raise InputError(
                f"the relational step lacks {'room on the disk' if on_disk else 'memory'}: {_first(error)}",
                where=str(self._temporary),
                hint=("make room" if on_disk else "give more --memory") + ", then run the same command again",
            ) from error
        except duckdb.IOException as error:
            raise InputError(
                f"the relational step cannot read or write: {_first(error)}",
                where=str(self._temporary),
                hint="make room or check the disk, then run the same command again",
            ) from error
        except duckdb.InterruptException as error:
            raise KeyboardInterrupt from error


@contextlib.contextmanager
def opened(temporary: Path, *, memory: int, threads: int) -> Iterator[DuckDB]:
    """Open the engine; what it spilled is removed at the end.

    Parameters
    ----------
    temporary : Path
        A folder for what does not fit into memory.
    memory : int
        Bytes that it may use.
    threads : int
    """
    shutil.rmtree(temporary, ignore_errors=True)  # of a scan that was killed
    with saying(temporary):
        temporary.mkdir(parents=True)
    settings: dict[str, Any] = {
        "memory_limit": f"{max(1, memory // 2**20)}MiB",
        "temp_directory": str(temporary),
        "threads": threads,
        # The order of rows is asked for where it matters; keeping that of the input costs memory.
        "preserve_insertion_order": False,
    }
    try:
        with duckdb.connect(config=settings) as connection:
            connection.execute(_EXPLODE)
            yield DuckDB(connection, temporary)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _first(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0]
