"""Apache Spark: the relational steps on a cluster, each stored as Parquet where all its machines can read it.

A table that is kept goes to a work folder and is read back from there, for three reasons: a step's plan stays
its own size (plans that refer to cached plans grow with every step, until the driver's memory is full), a
lost executor costs its tasks and nothing that was finished, and a scan that was stopped goes on. A folder is
whole when it has Spark's `_SUCCESS`, which is written last; what has none is written again.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Final

from spindetect.corpus.extras import require
from spindetect.errors import SpindetectError

require("spark", "pyspark", where="spindetect.corpus.engines.spark")

import pyarrow as pa  # noqa: E402 - without it there is an install line, not a traceback
from pyspark.sql import DataFrame, SparkSession  # noqa: E402
from pyspark.sql import types as T  # noqa: E402

COMPRESSION: Final = "zstd"
ROW_GROUP: Final = 8 * 2**20
"""Bytes of a row group: a stage's tasks are cut at them, so that texts need no shuffle to be divided."""
ARROW_ROWS: Final = 256
"""Rows that Python is given at a time. Two texts of a pair may have a million characters each; Spark's own
10,000 rows would be gigabytes of them."""
SETTINGS: Final[Mapping[str, str]] = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": str(ARROW_ROWS),
    "spark.sql.execution.arrow.maxBytesPerBatch": str(64 * 2**20),
    # Texts of a task when they are scored: a minute's work, and not the ten of Spark's own 128 MB.
    "spark.sql.files.maxPartitionBytes": str(16 * 2**20),
    # The SQL says what it means by casts; this makes an overflow an error in all versions.
    "spark.sql.ansi.enabled": "true",
}
"""What a scan sets for its own statements; all else is the session's."""
_NAME: Final = re.compile(r"[a-z_]+")
_PLAIN: Final[Mapping[pa.DataType, T.DataType]] = {
    pa.int32(): T.IntegerType(),
    pa.int64(): T.LongType(),
    pa.float32(): T.FloatType(),
    pa.float64(): T.DoubleType(),
    pa.bool_(): T.BooleanType(),
    pa.string(): T.StringType(),
    pa.large_string(): T.StringType(),
    pa.binary(): T.BinaryType(),
}


def spark_type(kind: pa.DataType) -> T.DataType:
    """Return what Spark calls an Arrow type."""
    if pa.types.is_list(kind):
        return T.ArrayType(spark_type(kind.value_type))
    if pa.types.is_struct(kind):
        return T.StructType([T.StructField(one.name, spark_type(one.type)) for one in kind])
    if kind not in _PLAIN:
        raise SpindetectError(f"a table has a column of type {kind}", where="engine")
    return _PLAIN[kind]


def spark_schema(schema: pa.Schema) -> T.StructType:
    """Return the schema that Spark has for an Arrow schema; all columns may be null, as in its files."""
    return T.StructType([T.StructField(one.name, spark_type(one.type)) for one in schema])


class Spark:
    """The tables of one scan in one session; see `opened`."""

    def __init__(self, session: SparkSession, work: str) -> None:
        self.session, self.work = session, work.rstrip("/")
        self._prefix = f"_spindetect_{uuid.uuid4().hex[:12]}_"
        self._views: list[str] = []
        self._known: dict[str, str] = {}
        self._needs: dict[str, tuple[str, ...]] = {}

    def table(self, name: str, rows: DataFrame) -> None:
        """Name some rows; a name that was given before is given anew."""
        self._check(name)
        view = f"{self._prefix}{len(self._views)}_{name}"
        rows.createOrReplaceTempView(view)
        self._views.append(view)
        self._known[name] = f"SELECT * FROM {view}"
        self._needs[name] = ()

    def define(self, name: str, query: str) -> None:
        """Name the rows of a query, which is run where they are read."""
        self._check(name)
        needs = self._named(query)
        self._known[name], self._needs[name] = query, needs

    def rows(self, query: str) -> DataFrame:
        """Return the rows of a query, which sees the tables by their names and no view of the session's.

        Each name is bound by a WITH in front of the text, so that the text is the one that DuckDB runs.
        """
        bound = ", ".join(f"{name} AS ({self._known[name]})" for name in self._closure(self._named(query)))
        return self.session.sql(f"WITH {bound} {query.strip()}" if bound else query)

    def stored(self, name: str, key: str, rows: DataFrame) -> bool:
        """Keep a table in the work folder and name it; return whether it was there before.

        Parameters
        ----------
        name : str
        key : str
            Of all that it is made of: a table that was stored under it is not made again.
        rows : DataFrame
            Run only if the table is not there.
        """
        path = self.path(name, key)
        there = self.exists(f"{path}/_SUCCESS")
        if not there:
            writer = rows.write.mode("overwrite").option("compression", COMPRESSION)
            writer.option("parquet.block.size", ROW_GROUP).parquet(path)
        self.table(name, self.session.read.schema(rows.schema).parquet(path))
        return there

    def path(self, name: str, key: str) -> str:
        """Return where a table is stored."""
        return f"{self.work}/{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"

    def exists(self, path: str) -> bool:
        """Say whether there is a file."""
        where, system = hadoop(self.session, path)
        return bool(system.exists(where))

    def close(self) -> None:
        """Forget the names; what is stored stays."""
        for view in self._views:
            self.session.catalog.dropTempView(view)
        self._views.clear()
        self._known.clear()

    def _check(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise SpindetectError(f"expected a table's name, found {name!r}", where="engine")

    def _named(self, query: str) -> tuple[str, ...]:
        """Return the known tables that a query reads, in the order that they were named."""
        read = {word for _, word in _READ.findall(query)}
        return tuple(name for name in self._known if name in read)

    def _closure(self, names: tuple[str, ...]) -> list[str]:
        """Return tables and those that they are defined by, each after what it needs."""
        found: list[str] = []
        for name in names:
            found += [one for one in (*self._closure(self._needs[name]), name) if one not in found]
        return found


# What stands after FROM or JOIN. Columns may have a table's name, as `keys` of `sketch` has.
_READ: Final = re.compile(r"\b(FROM|JOIN)\s+([a-z_]+)\b", re.IGNORECASE)


@contextlib.contextmanager
def setting(session: SparkSession, settings: Mapping[str, str] = SETTINGS) -> Iterator[None]:
    """Set what statements of a scan need, and give the session its own settings back."""
    before = {name: session.conf.get(name, None) for name in settings}
    for name, value in settings.items():
        session.conf.set(name, value)
    try:
        yield
    finally:
        for name, was in before.items():
            if was is None:
                session.conf.unset(name)
            else:
                session.conf.set(name, was)


def hadoop(session: SparkSession, path: str) -> tuple[Any, Any]:
    """Return a path as Hadoop has it, and the file system that it lies on."""
    jvm: Any = session._jvm
    where = jvm.org.apache.hadoop.fs.Path(path)
    conf: Any = session._jsc.hadoopConfiguration()
    return where, where.getFileSystem(conf)
