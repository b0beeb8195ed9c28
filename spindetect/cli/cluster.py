"""What `scan --engine spark` does with what was parsed: open a session, scan, say what came of it."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from spindetect.cli.java import hushed
from spindetect.cli.streams import harmless_json, put, say
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.spark.running import run, session_of
from spindetect.corpus.watching import Silent
from spindetect.errors import InputError
from spindetect.numbers import number


def scanned(
    settings: ScanSettings,
    out: str,
    model: Path | None,
    *,
    work: str | None,
    conf: Sequence[str],
    quiet: bool,
    as_json: bool = False,
) -> int:
    """Scan on a cluster, and say on standard output what was found, in words or as the report's record.

    A stop by Ctrl-C says how to go on.
    """
    from spindetect.detector import load

    is_watched = not quiet and sys.stderr is not None and sys.stderr.isatty()
    told = {"spark.ui.showConsoleProgress": str(is_watched).lower()} | _settings(conf)
    detector = load(model)
    watch = Silent() if quiet else Lines()
    watch.say("starting Spark")
    with hushed():
        session = session_of(told, workers=settings.workers, python=sys.executable)
    _stop_quietly()
    try:
        done = run(session, settings, detector, out=out, work=work, watch=watch)
    except KeyboardInterrupt:
        session.sparkContext.cancelAllJobs()
        say("spindetect: stages that are finished are kept; the same command goes on there", fresh_line=True)
        raise
    for note in done.notes:
        say(f"spindetect: {note}")
    if done.page is not None:
        put(harmless_json(done.page.to_json()) + "\n") if as_json else put(
            done.page.to_text(), for_people=True
        )
    if not quiet:
        say(f"spindetect: wrote {done.first}: open it first")
    return 0


def _stop_quietly() -> None:
    """Let Ctrl-C say no more than that: PySpark's own handler talks to Java amid a call, and both log it."""

    def stop(_number: int, _frame: object) -> None:
        logging.disable(logging.CRITICAL)
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, stop)


def _settings(conf: Sequence[str]) -> dict[str, str]:
    """Return what `--conf NAME=VALUE` says."""
    found = {}
    for one in conf:
        name, equals, value = one.partition("=")
        if not equals or not name.startswith("spark."):
            raise InputError(
                f"{one!r} is no setting of Spark", where="--conf", hint="as in spark.master=spark://host:7077"
            )
        found[name] = value
    return found


class Lines(Silent):
    """Says a line as each stage ends; how far one is, Spark's own bar shows on a terminal."""

    def begin(self, stage: str, unit: str, total: int, kept: int) -> None:
        """Remember what the stage counts."""
        self._unit = unit

    def end(self, stage: str, rows: int, seconds: float) -> None:
        """Say how many rows the stage left, and how long it took."""
        say(f"spindetect: {stage}: {number(rows)} {self._unit}, {seconds:.1f} s")

    def say(self, message: str) -> None:
        """Say it."""
        say(f"spindetect: {message}")
