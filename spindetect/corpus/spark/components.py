"""Which documents hang together: connected components, on the driver or, of very many, on the cluster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyspark.sql import DataFrame

from spindetect.corpus.engines.spark import Spark, spark_schema
from spindetect.corpus.tables import Column, Table
from spindetect.errors import SpindetectError

ON_DRIVER: Final = 10_000_000
"""Pairs that the driver joins by itself: 160 MB of numbers, some 1 GB on the way, and 20 s. That is what a
crawl of a billion pages has if one in a hundred is a copy; more go round by round on the cluster."""
MOST_ROUNDS: Final = 64
"""Each round halves how far a document is from the first of its family, at least: of 10**18 documents it
takes 60."""

ROOTS: Final = Table(
    "roots",
    "A document of a family, and the one that stands for all of them: the smallest key.",
    (Column("doc", pa.int64(), "the document"), Column("root", pa.int64(), "the same for all of a family")),
)

# The smallest key that a document, or one beside it, knows of; then what that one knows of.
_FIRST: Final = """
SELECT doc, least(doc, min(other)) AS root
FROM (SELECT a AS doc, b AS other FROM edges UNION ALL SELECT b AS doc, a AS other FROM edges) both_ways
GROUP BY doc
"""
_NEAR: Final = """
SELECT e.doc, min(r.root) AS root
FROM (SELECT a AS doc, b AS other FROM edges UNION ALL SELECT b AS doc, a AS other FROM edges
      UNION ALL SELECT doc, doc AS other FROM known_roots) e
JOIN known_roots r ON r.doc = e.other
GROUP BY e.doc
"""
_ROUND: Final = (
    "SELECT n.doc, least(n.root, f.root) AS root FROM near_roots n JOIN near_roots f ON f.doc = n.root"
)
_CHANGED: Final = """
SELECT count(*) AS n FROM next_roots n JOIN known_roots k ON k.doc = n.doc WHERE n.root <> k.root
"""


def roots_of(pairs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the documents of pairs, ascending, and the smallest key of each one's component.

    Parameters
    ----------
    pairs : array of int64, shape (pairs, 2)
    """
    docs, at = np.unique(pairs.ravel(), return_inverse=True)
    one, other = at.reshape(-1, 2).T
    root = np.arange(len(docs))
    while True:
        least = np.minimum(root[one], root[other])
        lower = root.copy()
        for side in (root[one], root[other], one, other):
            np.minimum.at(lower, side, least)
        lower = lower[lower]
        if np.array_equal(lower, root):
            return docs, docs[root]
        root = lower


def on_driver(engine: Spark, edges: Any) -> DataFrame:  # noqa: ANN401 - pyarrow has no types
    """Return `ROOTS` of a table of pairs `a` and `b`."""
    columns = [np.asarray(edges.column(side)).astype(np.int64) for side in "ab"]
    docs, root = roots_of(np.stack(columns, axis=1))
    table = pa.table({"doc": docs, "root": root}, schema=ROOTS.schema)
    return engine.session.createDataFrame(table, schema=spark_schema(ROOTS.schema))


def on_cluster(engine: Spark, key: Callable[[int], str]) -> DataFrame:
    """Return `ROOTS` of the table `edges`, round by round; each is stored.

    Parameters
    ----------
    key : callable
        Gives the key of a round.
    """
    engine.stored("known_roots", key(0), engine.rows(_FIRST))
    for number in range(1, MOST_ROUNDS):
        engine.define("near_roots", _NEAR)
        engine.stored("next_roots", key(number), engine.rows(_ROUND))
        if not engine.rows(_CHANGED).collect()[0]["n"]:
            return engine.rows("SELECT doc, root FROM next_roots")
        engine.table("known_roots", engine.rows("SELECT doc, root FROM next_roots"))
    raise SpindetectError(f"families did not settle in {MOST_ROUNDS} rounds", where="families")
