"""A scan by its paths: what the command does, from the session to the folder that a person opens."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from spindetect.corpus import outputs
from spindetect.corpus.ledger import locked
from spindetect.corpus.records import ScanSummary
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.spark import inputs, report, writing
from spindetect.corpus.spark.scanning import Ready, SparkScan, prepared, scan_read
from spindetect.corpus.watching import Watch
from spindetect.detector import Detector
from spindetect.errors import InputError
from spindetect.scan_page import ScanPage


@dataclass(frozen=True, slots=True)
class Ran:
    """What a scan left.

    Attributes
    ----------
    summary : ScanSummary
    page : ScanPage, optional
        What is said of it; None where the driver cannot hold the report, as a note then says.
    first : str
        What they open first.
    notes : tuple of str
    """

    summary: ScanSummary
    page: ScanPage | None
    first: str
    notes: tuple[str, ...]


# What names a master before this program is asked: `spark-submit`, Spark's own settings, PySpark's.
_TOLD_BY: Final = ("PYSPARK_GATEWAY_PORT", "SPARK_CONF_DIR", "SPARK_HOME", "PYSPARK_SUBMIT_ARGS")


def session_of(settings: Mapping[str, str], *, workers: int, python: str) -> SparkSession:
    """Return the session that there is, or a new one: on this machine, unless Spark is told of a cluster.

    Parameters
    ----------
    settings : mapping of str to str
        Of Spark, before all that its own files and `spark-submit` say.
    workers : int
        Tasks side by side on this machine, where no master is named.
    python : str
        What executors of this machine run.

    Raises
    ------
    InputError
        If Spark does not start: no such master, say.
    """
    builder = SparkSession.builder.appName("spindetect scan")
    is_told = "spark.master" in settings or any(name in os.environ for name in _TOLD_BY)
    if not is_told and SparkSession.getActiveSession() is None:
        builder = builder.master(f"local[{workers}]").config("spark.ui.enabled", "false")
    # PySpark asks the environment what Python executors run; the setting is `spark-submit`'s alone.
    if "spark.pyspark.python" in settings:
        os.environ["PYSPARK_PYTHON"] = settings["spark.pyspark.python"]
    elif not is_told or settings.get("spark.master", "").startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", python)
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, Py4JError) as error:
        master = settings.get("spark.master", "the master that it was told of")
        reason = str(error).strip().splitlines()[0]
        hint = "Spark's own words stand above; name another with --conf spark.master=..."
        raise InputError(f"Spark does not start: {reason}", where=master, hint=hint) from error


def run(
    session: SparkSession,
    settings: ScanSettings,
    detector: Detector,
    *,
    out: str,
    work: str | None,
    watch: Watch,
) -> Ran:
    """Scan the corpus of some settings, and write what was found.

    Parameters
    ----------
    session : SparkSession
    settings : ScanSettings
        Its folder is not looked at.
    out : str
        The folder to write: of this machine, or of any file system of Spark's.
    work : str, optional
        Where the stages are kept; a folder in `out` by default.
    watch : Watch

    Raises
    ------
    InputError, ResourceError
        As of `scan`; or if the folder cannot be used.
    """
    if inputs.has_scheme(out):
        work = work or f"{out.rstrip('/')}/.work"
        with prepared(session, work, detector, _identify(settings), _seen(settings)) as ready:
            found = _scanned(session, ready, settings, watch)
            summary = writing.write_there(found, settings, out)
            return _told(found, settings, summary, out, out)
    folder = Path(out)
    outputs.check_out(folder)
    with locked(folder / outputs.WORK):
        work = work or (folder.resolve() / outputs.WORK / "spark").as_uri()
        work = work if inputs.has_scheme(work) else Path(work).resolve().as_uri()
        with prepared(session, work, detector, _identify(settings), _seen(settings)) as ready:
            found = _scanned(session, ready, settings, watch)
            summary = writing.write_here(found, settings)
            return _told(found, settings, summary, folder, out)


def _identify(settings: ScanSettings) -> bool | None:
    return None if settings.reading.identify else False


def _seen(settings: ScanSettings) -> tuple[str, ...]:
    return inputs.local_files([str(path) for path in settings.corpus])


def _scanned(session: SparkSession, ready: Ready, settings: ScanSettings, watch: Watch) -> SparkScan:
    reading = replace(settings.reading, identify=ready.identify)
    given = inputs.of_paths(session, [str(path) for path in settings.corpus], reading)
    few = given.parts < 2 * session.sparkContext.defaultParallelism
    return scan_read(
        given.rows,
        given.key,
        ready,
        policy=settings.policy,
        sourceless=settings.sourceless,
        few=few,
        watch=watch,
    )


def _told(
    found: SparkScan, settings: ScanSettings, summary: ScanSummary, folder: Path | str, out: str
) -> Ran:
    """Draw the report where it can be drawn, and write the manifest, which says that all is there."""
    session = found.flow.engine.session
    notes, page, first = list(found.notes), None, f"{out}/{outputs.MANIFEST}"
    why = report.why_not(found)
    if why is None:
        page = report.drawn(found, settings, summary, folder)
        first = f"{out}/{writing.REPORT}"
    else:
        notes.append(f"{writing.REPORT} is not drawn: {why}")
    writing.put_text(session, folder, outputs.MANIFEST, summary.to_json())
    found.close()
    return Ran(summary, page, first, tuple(notes))
