"""What `scan` does with what was parsed: open the detector, show how it goes, say what came of it."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spindetect.cli.streams import harmless_json, is_terminal, put, say
from spindetect.corpus.run import REPORT, scan
from spindetect.corpus.settings import ScanSettings
from spindetect.corpus.watching import Silent, Watch
from spindetect.numbers import count, number

if TYPE_CHECKING:
    from rich.progress import Progress


def scanned(settings: ScanSettings, model: Path | None, *, quiet: bool, as_json: bool = False) -> int:
    """Scan, and say on standard output what was found, in words or as the report's record.

    A stop by Ctrl-C says how to go on.
    """
    from spindetect.detector import load

    detector = load(model)
    try:
        with _watching(quiet) as watch:
            done = scan(settings, detector, watch)
    except KeyboardInterrupt:
        say(
            f"spindetect: what is finished is kept in {settings.out}; the same command goes on there",
            fresh_line=True,
        )
        raise
    if as_json:
        put(harmless_json(done.page.to_json()) + "\n")
    else:
        put(done.page.to_text(), for_people=True)
    if not quiet:
        say(f"spindetect: wrote {settings.out / REPORT}: open it first")
    return 0


def estimated(settings: ScanSettings, model: Path | None, *, as_json: bool = False) -> int:
    """Say what a scan would cost; nothing is written."""
    from spindetect.corpus.costs import estimate
    from spindetect.detector import load

    costs = estimate(settings, load(model))
    if as_json:
        put(harmless_json(json.dumps(costs.to_dict(), ensure_ascii=False)) + "\n")
    else:
        put(costs.to_text(), for_people=True)
    return 0


def rate(n: float, unit: str) -> str:
    """Return how fast it goes, at `n` of a unit a second; slow work by how long one takes.

    >>> rate(1234.5, "documents"), rate(3.21, "parts"), rate(0.04, "parts")
    ('1,234 documents/s', '3.2 parts/s', '25 s a part')
    """
    if n < 1:
        return f"{1 / n:,.0f} s a {unit.removesuffix('s')}"
    return f"{n:,.0f} {unit}/s" if n >= 10 else f"{n:.1f} {unit}/s"


@contextlib.contextmanager
def _watching(quiet: bool) -> Iterator[Watch]:
    """Give what is told how it goes: bars where a person watches, lines where nobody does."""
    if quiet:
        yield Silent()
    elif not is_terminal(sys.stderr):
        yield Lines()
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True)) as bars:
            yield Bars(bars)


class Lines:
    """Says a line as each stage ends."""

    def begin(self, stage: str, unit: str, total: int, kept: int) -> None:
        """Remember what the stage counts."""
        self._unit, self._total, self._kept = unit, total, kept

    def advance(self, n: int) -> None:
        """Say nothing: nobody watches."""

    def end(self, stage: str, rows: int, seconds: float) -> None:
        """Say what was done, how fast, and what was there before."""
        made = self._total - self._kept
        speed = f", {rate(made / seconds, self._unit)}" if made > 1 and seconds > 0.1 else ""
        kept = f", {number(self._kept)} of them kept" if self._kept else ""
        done = count(self._total, self._unit.removesuffix("s"))
        say(f"spindetect: {stage}: {done}{kept}, {seconds:.1f} s{speed}")

    def say(self, message: str) -> None:
        """Say it."""
        say(f"spindetect: {message}")


class Bars:
    """Draws a bar a stage, with its rate and the time left."""

    def __init__(self, bars: Progress) -> None:
        self._bars, self._task, self._unit = bars, bars.add_task("", visible=False, rate=""), ""

    def begin(self, stage: str, unit: str, total: int, kept: int) -> None:
        """Begin a bar; what is kept is done already."""
        self._unit = unit
        self._task = self._bars.add_task(stage, total=total, completed=kept, rate="")

    def advance(self, n: int) -> None:
        """Draw on."""
        speed: Any = self._bars.tasks[-1].speed
        self._bars.update(self._task, advance=n, rate=rate(speed, self._unit) if speed else "")

    def end(self, stage: str, rows: int, seconds: float) -> None:
        """Leave the bar full."""
        self._bars.update(self._task, completed=self._bars.tasks[-1].total)

    def say(self, message: str) -> None:
        """Say it above the bars."""
        from rich.text import Text

        from spindetect.report.safe import printable

        self._bars.console.print(Text(f"spindetect: {printable(message, limit=2000)}"))
