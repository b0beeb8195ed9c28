"""Before the work: what every executor must have, and whether it has it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from pyspark.sql import SparkSession

from spindetect.corpus.engines.spark import hadoop, spark_schema
from spindetect.corpus.spark.work import PROBED, Opening, probe
from spindetect.detector import Detector
from spindetect.errors import InputError, ResourceError

_MOST: Final = 64  # processes that are asked
_SHIP: Final = "ship spindetect's wheel to the executors; see docs/cluster.md"


@dataclass(frozen=True, slots=True)
class Executors:
    """What the executors have.

    Attributes
    ----------
    languages : bool
        Whether all that were asked can tell languages apart.
    """

    languages: bool


def ship(session: SparkSession, detector: Detector) -> None:
    """Send the files that a detector was opened with to the executors."""
    for path in detector.__reduce__()[1][:2]:  # type: ignore[index]  # the model and the lexicon
        if isinstance(path, Path):
            session.sparkContext.addFile(str(path))


def check(session: SparkSession, opening: Opening, work: str, seen: Sequence[str] = ()) -> Executors:
    """Ask as many Python processes as run side by side.

    Raises
    ------
    ResourceError
        If spindetect is not there, or is another than the driver's.
    InputError
        If the work folder lies on a disk that they do not see.
    """
    n = min(_MOST, int(session.sparkContext.defaultParallelism))
    where, system = hadoop(session, f"{work}/_seen-{uuid.uuid4().hex}")
    is_local = str(system.getUri().getScheme()) == "file"
    system.create(where).close()
    try:
        own = (unquote(urlsplit(str(where.toString())).path),) if is_local else ()
        rows = session.range(0, n, 1, n).mapInArrow(
            partial(probe, opening=opening, seen=(*own, *seen)), spark_schema(PROBED.schema)
        )
        found = rows.collect()
    finally:
        system.delete(where, False)
    return _checked(found)


def _checked(found: list[Any]) -> Executors:
    for row in found:
        if row["problem"]:
            raise ResourceError(row["problem"], where=f"executor on {row['host']}", hint=_SHIP)
        if row["missing"]:
            raise InputError(
                f"the executor on {row['host']} does not see it",
                where=row["missing"],
                hint="put the corpus and the work folder (--work, work=) where all machines see them",
            )
    return Executors(all(row["languages"] for row in found))
