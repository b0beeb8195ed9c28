"""Gauges of a scan while it runs: core seconds of each stage, and the memory of all its processes."""

from __future__ import annotations

import contextlib
import os
import resource
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_KB: Final = 1024
_EVERY: Final = 2.0  # seconds between two looks at the memory


def core_seconds() -> float:
    """Return the core time of this process and of those of its children that have ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


@dataclass
class Stages:
    """A `Watch` that notes the core seconds up to each stage's end: of all processes, starting them too.

    What happens between two stages counts for the later one; `rest` of a scan is after the last.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    _last: float = field(default_factory=core_seconds)

    def begin(self, stage: str, unit: str, total: int, kept: int) -> None:
        """Do nothing: the stage before has ended the time before."""

    def advance(self, n: int) -> None:
        """Do nothing."""

    def say(self, message: str) -> None:
        """Print it."""
        print(message, flush=True)

    def end(self, stage: str, rows: int, seconds: float) -> None:
        """Note a stage."""
        now = core_seconds()
        self.seconds[stage], self.rows[stage], self._last = now - self._last, rows, now
        print(f"{stage}: {rows} rows, {seconds:.0f} s, {self.seconds[stage]:.0f} core s", flush=True)

    def rest(self) -> None:
        """Note what came after the last stage."""
        self.seconds["writing"], self._last = core_seconds() - self._last, core_seconds()


@dataclass
class Memory:
    """The most that this process and its children held at once, in bytes.

    Attributes
    ----------
    own : int
        Anonymous memory: what the machine must have.
    all : int
        With the pages of files that they have mapped, of which the system drops what it needs the room for.
        A page that several share counts once.
    """

    own: int = 0
    all: int = 0

    def look(self) -> None:
        """Look once."""
        own = every = 0
        for process in _family(os.getpid()):
            with contextlib.suppress(OSError):  # it has just ended
                lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()[1:]
                values = {line.split(":")[0]: int(line.split()[1]) * _KB for line in lines}
                own, every = own + values["Pss_Anon"], every + values["Pss"]
        self.own, self.all = max(self.own, own), max(self.all, every)


def _family(process: int) -> Iterator[int]:
    yield process
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in (thread / "children").read_text("ascii").split():
                yield from _family(int(child))


@contextlib.contextmanager
def memory() -> Iterator[Memory]:
    """Watch the memory while a block runs."""
    found, ended = Memory(), threading.Event()

    def watch() -> None:
        while not ended.wait(_EVERY):
            found.look()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield found
    finally:
        ended.set()
        watcher.join()
