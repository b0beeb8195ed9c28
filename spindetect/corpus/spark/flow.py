"""The stages of a scan in Spark: each leaves a table in the work folder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from pyspark.sql import DataFrame

from spindetect.corpus.candidates import CANDIDATES_VERSION, SMALLEST, steps
from spindetect.corpus.comparing import COMPARED, TWO, pair_program
from spindetect.corpus.engines.spark import Spark, spark_schema
from spindetect.corpus.explaining import EXPLAINED_SQL
from spindetect.corpus.findings import DECIDED
from spindetect.corpus.fingerprint import Fingerprinter
from spindetect.corpus.ledger import key_of
from spindetect.corpus.scoring import SCORED, TEXT, score_program, text_program
from spindetect.corpus.settings import Sourceless
from spindetect.corpus.spark import components, sql, work
from spindetect.corpus.stages import StageDone
from spindetect.corpus.tables import TABLES_VERSION
from spindetect.corpus.watching import Watch
from spindetect.detector import Detector
from spindetect.policy import Policy
from spindetect.version import __version__

PAIRS_A_TASK: Final = 500
"""Pairs that a task compares: 5 s of work, which is what a lost executor costs a core at most..."""
MOST_TASKS: Final = 20_000
"""...until there are so many tasks: what Spark's driver plans, and each shuffle's files, grow with them."""
# Tables that are run where they are read: read once, or small beside what storing a table takes.
_PASSED_ON: Final = frozenset({"exact_duplicates", "folded_duplicates", "frequency", "sharing", "beside"})


@dataclass
class Flow:
    """One scan; its stages are called in their order.

    Attributes
    ----------
    engine : Spark
    detector : Detector
        The driver's own, which executors are held to.
    policy, sourceless
        As of `ScanSettings`.
    watch : Watch
    counts : dict of str to Counter
        See `sql.COUNTS`; filled by `count`.
    """

    engine: Spark
    detector: Detector
    policy: Policy
    sourceless: Sourceless
    watch: Watch
    done: list[StageDone] = field(default_factory=list)
    counts: dict[str, Counter[Any]] = field(default_factory=dict)
    usable: int = 0
    met: int = 0
    candidates: int = 0
    _keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.opening = work.Opening.of(self.detector)

    @property
    def as_labels(self) -> bool:
        """Whether scores without a source are documents' labels."""
        return self.sourceless == "all"

    @property
    def parallelism(self) -> int:
        """Tasks that run side by side."""
        return int(self.engine.session.sparkContext.defaultParallelism)

    def run(self, rows: DataFrame, key: str, *, few: bool) -> None:
        """Run all stages.

        Parameters
        ----------
        rows : DataFrame
            Of `work.READ`.
        key : str
            Of what they are read from.
        few : bool
            Whether they come in fewer parts than there are tasks side by side.
        """
        self._read(rows, key, few)
        self._relate()
        self._compare()
        self._score()
        self._families()
        self._finish()
        self.count()

    def _store(self, name: str, rows: DataFrame, *parents: str, **parts: object) -> bool:
        """Keep a table; its key is that of its parents and of what else decides its rows."""
        self._keys[name] = key_of(
            table=name, parents=[self._keys[one] for one in parents], tables=TABLES_VERSION, **parts
        )
        return self.engine.stored(name, self._keys[name], rows)

    def _stage(self, name: str, unit: str, rows: str, make: Callable[[], bool]) -> int:
        """Run a stage that keeps a table of a name, and tell how it went; return how many rows it has."""
        doing, table = name, rows
        self.watch.begin(doing, unit, 0, 0)
        start = time.monotonic()
        there = make()
        n = self._n(f"SELECT count(*) AS n FROM {table}")
        seconds = time.monotonic() - start
        self.done.append(StageDone(doing, n, unit, seconds, int(there)))
        self.watch.end(doing, n, seconds)
        return n

    def _n(self, query: str) -> int:
        return int(self.engine.rows(query).collect()[0]["n"])

    def _mapped(self, rows: DataFrame, function: Callable[..., Any], table: Any) -> DataFrame:  # noqa: ANN401 - a Table
        return rows.mapInArrow(function, spark_schema(table.schema))

    def _read(self, rows: DataFrame, key: str, few: bool) -> None:
        """Screen and fingerprint the documents; list each once."""
        if few:  # one file of a crawl is one task, until it is divided
            rows = rows.repartition(2 * self.parallelism, "doc", "place")
        printed = self._mapped(rows, partial(work.printed, opening=self.opening), work.PRINTED)
        prints = Fingerprinter(self.detector.lexicon).digest
        self._keys["input"] = key
        self._stage(
            "reading", "documents", "read",
            lambda: self._store("read", printed, "input", prints=prints, version=__version__),
        )  # fmt: skip
        engine = self.engine
        self.usable = self._stage(
            "listing", "documents", "kept", lambda: self._store("kept", engine.rows(sql.KEPT), "read")
        )
        self.met = self._n("SELECT count(*) AS n FROM read WHERE reason IS NULL")
        if self.met > self.usable:
            self._store("repeated", engine.rows(sql.REPEATED), "read")
        engine.define("texts", sql.TEXTS_ONCE if self.met > self.usable else sql.TEXTS)
        engine.define("sketch", sql.SKETCH)
        engine.define("keys", sql.KEYS)

    def _relate(self) -> None:
        """Find what is folded, and what is to be compared."""
        self.candidates = self._stage("finding candidates", "candidates", "candidates", self._related)

    def _related(self) -> bool:
        there = True
        for step in steps(max(SMALLEST, self.usable)):
            self._keys[step.name] = self._keys["kept"]
            if step.stored and step.name not in _PASSED_ON:
                rows = self.engine.rows(step.query)
                there &= self._store(step.name, rows, "kept", query=step.query, version=CANDIDATES_VERSION)
            else:
                self.engine.define(step.name, step.query)
        return there

    def _compare(self) -> None:
        self._stage("comparing", "pairs", "compared", self._compared)
        engine, pair = self.engine, "suspect, source, label, probability, p_copied"
        self._store("explained", engine.rows(EXPLAINED_SQL), "compared", query=EXPLAINED_SQL)
        engine.define("standing", sql.STANDING)
        compared = engine.rows(f"SELECT {pair} FROM standing")
        decided = self._mapped(
            compared, partial(work.decide, opening=self.opening, policy=self.policy), DECIDED
        )
        self._store("decided", decided, "explained", policy=self.policy.digest)
        engine.define("tied", sql.TIED)
        self._store("pair_marks", engine.rows(sql.PAIR_MARKS), "decided")

    def _compared(self) -> bool:
        """Bring the texts to the pairs, `b`'s last.

        Frequent keys join documents with the first of theirs, which is always `a`: by `b` no task has more
        than its share, and a document's pairs stand together, so that its text is cut into words once.
        """
        engine = self.engine
        engine.define("named", sql.NAMED)
        sides = engine.rows(sql.SIDES)
        tasks = max(2 * self.parallelism, min(MOST_TASKS, -(-self.candidates // PAIRS_A_TASK)))
        a, b = (
            sides.select(*(sides[name].alias(f"{side}_{name}") for name in sides.columns)) for side in "ab"
        )
        rows = engine.rows("SELECT * FROM candidates").join(a, on=_equal("a", "a_doc"))
        rows = rows.repartition(tasks, "b").join(b.repartition(tasks, "b_doc"), on=_equal("b", "b_doc"))
        two = rows.select(*TWO.names).sortWithinPartitions("b", "a")
        found = self._mapped(two, partial(work.compare, opening=self.opening), COMPARED)
        return self._store(
            "compared", found, "candidates", "read", program=pair_program(self.detector.program)
        )

    def _score(self) -> None:
        self._stage("scoring", "documents", "scored", self._scored)
        scored = self._mapped(
            self.engine.rows("SELECT * FROM scored"),
            partial(work.decide_texts, opening=self.opening, policy=self.policy, as_labels=self.as_labels),
            work.TEXT_DECIDED,
        )
        self._store("text_decided", scored, "scored", policy=self.policy.digest, as_labels=self.as_labels)

    def _scored(self) -> bool:
        engine = self.engine
        engine.define("copies", sql.COPIES)
        wanted = engine.rows(sql.TO_SCORE if self.as_labels else sql.TO_SCORE + sql.IN_PAIRS)
        found = self._mapped(wanted.select(*TEXT.names), partial(work.score, opening=self.opening), SCORED)
        parents = ("explained", "duplicates", "read", *(() if self.as_labels else ("pair_marks",)))
        program = score_program(text_program(self.detector))
        return self._store("scored", found, *parents, program=program)

    def _families(self) -> None:
        self._stage("families", "families", "families", self._judged)

    def _judged(self) -> bool:
        engine = self.engine
        engine.define("edges", sql.EDGES)
        n = self._n("SELECT count(*) AS n FROM edges")
        if n <= components.ON_DRIVER:
            edges = engine.rows("SELECT a, b FROM edges").toArrow()
            self._store("roots", components.on_driver(engine, edges), "decided", "duplicates")
        else:
            key = partial(self._round_key, self._keys["decided"])
            self._store("roots", components.on_cluster(engine, key), "decided", "duplicates")
        members, ties = engine.rows(sql.MEMBERS), engine.rows(sql.FAMILY_TIES)
        judged = (
            members.groupBy("root")
            .cogroup(ties.groupBy("family_root"))
            .applyInArrow(work.judge, spark_schema(work.JUDGED.schema))
        )
        return self._store("families", judged, "roots", "text_decided", "kept", version=__version__)

    def _round_key(self, key: str, number: int) -> str:
        return key_of(table="round", number=number, parents=[key, self._keys["duplicates"]])

    def _finish(self) -> None:
        """Put together what is known of each document, and all that was refused."""
        engine = self.engine
        marks = sql.MARKS.format(as_labels=str(self.as_labels).upper())
        self._store("marks", engine.rows(marks), "roots", "pair_marks", "text_decided")
        failed = self._mapped(engine.rows(sql.FAILED_PAIRS), work.failures, work.FAILED)
        self._store("failed", failed.union(engine.rows(sql.FAILED_SCORES)), "compared", "scored")
        engine.define("documents", sql.DOCUMENTS)
        refused = sql.REFUSED + (f"UNION ALL {sql.AGAIN}" if self.met > self.usable else "")
        self._store("refused", engine.rows(refused), "failed", "read")
        engine.define("rejected", "SELECT * FROM refused")
        engine.define("told", "SELECT doc, id FROM kept")

    def count(self) -> None:
        """Count what the manifest and the report say, in one statement."""
        rows = " UNION ALL ".join(
            f"SELECT '{name}' AS of_what, CAST(what AS STRING) AS what, n FROM ({query}) {name}_counts"
            for name, query in sql.COUNTS.items()
        )
        self.counts = {name: Counter() for name in sql.COUNTS}
        for row in self.engine.rows(rows).collect():
            self.counts[row["of_what"]][row["what"]] = row["n"]

    @property
    def labels(self) -> Counter[str]:
        """Usable documents by what was found, each once."""
        found: Counter[str] = Counter({"duplicate": self.counts["duplicates"]["duplicate"]})
        found.update(self.counts["labels"])
        found["nothing-found"] = self.usable - found.total()
        return +found


def _equal(one: str, other: str) -> Any:  # noqa: ANN401 - a Column
    from pyspark.sql import functions

    return functions.col(one) == functions.col(other)
