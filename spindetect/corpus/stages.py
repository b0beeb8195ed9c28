"""A stage: its shards that are not finished are made, in processes, each noted as soon as it is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from spindetect.corpus.ledger import Entry, Ledger
from spindetect.corpus.watching import Watch
from spindetect.errors import InputError, SpindetectError
from spindetect.workers import map_in_order

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Task(Generic[Given]):
    """One shard that is to be made.

    Attributes
    ----------
    shard : str
        Its name within the stage.
    key : str
        Of all that it is made of; see `spindetect.corpus.ledger`.
    size : int
        How many of the stage's unit it has, for progress.
    given : object
        What the stage's work is done on; it pickles.
    """

    shard: str
    key: str
    size: int
    given: Given


@dataclass(frozen=True, slots=True)
class Job(Generic[Given]):
    """A task on its way to a process, and where its files go."""

    stage: str
    task: Task[Given]
    folder: Path

    def path(self, table: str, ending: str = "parquet") -> Path:
        """Return where the file of a table is to be written."""
        return Ledger(self.folder).path(self.stage, self.task.shard, self.task.key, table, ending)


@dataclass(frozen=True, slots=True)
class Made:
    """What the work on a shard made: files by the table that they hold, and what was counted."""

    files: Mapping[str, Path]
    counts: Mapping[str, int] = field(default_factory=dict)


Work = Callable[[Job[Given]], Made]


@dataclass(frozen=True, slots=True)
class Stage(Generic[Given]):
    """A stage's name, its unit, its work (a function of a module: it pickles) and what its rows are.

    Attributes
    ----------
    name : str
        Also the folder of its shards.
    doing : str
        What progress says, such as 'comparing'.
    unit : str
        What is counted while it runs, such as 'pairs'.
    rows : str
        Which of a shard's counts are its rows.
    """

    name: str
    doing: str
    unit: str
    rows: str
    work: Work[Given]


@dataclass(slots=True)
class Crew:
    """What runs the stages of one scan.

    Attributes
    ----------
    done : list of StageDone
        The stages so far.
    """

    ledger: Ledger
    workers: int
    watch: Watch
    done: list[StageDone] = field(default_factory=list)

    def run(self, stage: Stage[Given], tasks: Sequence[Task[Given]]) -> list[Entry]:
        """Make the shards that are not finished; return the entries of all, in the order of the tasks.

        Shards of the stage that are not among the tasks are removed.

        Raises
        ------
        SpindetectError
            What stopped it: a disk that is full, a process that died twice over one shard.
        """
        start, damaged = time.monotonic(), len(self.ledger.damaged)
        entries = {task.shard: self.ledger.known(stage.name, task.shard, task.key) for task in tasks}
        for shard in self.ledger.damaged[damaged:]:
            self.watch.say(f"the shard {shard} was changed or damaged since it was written: it is made again")
        todo = [task for task in tasks if entries[task.shard] is None]
        total = sum(task.size for task in tasks)
        self.watch.begin(stage.doing, stage.unit, total, total - sum(task.size for task in todo))
        jobs = (Job(stage.name, task, self.ledger.folder) for task in todo)
        workers = min(self.workers, len(todo))
        with closing(_each(partial(_safely, stage.work), jobs, workers)) as results:
            for task, result in zip(todo, results, strict=True):
                if isinstance(result, SpindetectError):
                    raise result
                entries[task.shard] = self.ledger.add(
                    stage.name, task.shard, task.key, result.files, result.counts
                )
                self.watch.advance(task.size)
        found = [entry for entry in entries.values() if entry is not None]
        self.ledger.keep_only(stage.name, found)
        rows = sum(entry.counts.get(stage.rows, 0) for entry in found)
        seconds = time.monotonic() - start
        self.done.append(StageDone(stage.name, rows, stage.rows, seconds, len(tasks) - len(todo)))
        self.watch.end(stage.doing, rows, seconds)
        return found


@dataclass(frozen=True, slots=True)
class StageDone:
    """A stage that is done: rows that came out, seconds by the clock, shards that were there before."""

    name: str
    rows: int
    unit: str
    seconds: float
    kept: int


def _each(
    work: Callable[[Job[Given]], Made | SpindetectError], jobs: Iterator[Job[Given]], workers: int
) -> Generator[Made | SpindetectError, None, None]:
    if workers > 1:
        yield from map_in_order(work, jobs, workers=workers, failed=_died)
    else:
        for job in jobs:
            yield work(job)


def _safely(work: Work[Given], job: Job[Given]) -> Made | SpindetectError:
    """Return what stops a shard as a value: an exception of a process would lose its words on the way."""
    try:
        return work(job)
    except SpindetectError as error:
        return error
    except MemoryError:
        return InputError(
            "not enough memory",
            where=_where(job),
            hint="use fewer --workers, then run the same command again",
        )
    except Exception as error:  # noqa: BLE001 - said with its shard, which only this place knows
        return SpindetectError(
            f"internal error, please report it: {type(error).__name__}: {error}", where=_where(job)
        )


def _died(job: Job[Given], reason: str) -> Made | SpindetectError:
    return SpindetectError(
        f"the work could not be done in a process: {reason}",
        where=_where(job),
        hint="use fewer --workers or free some memory, then run the same command again",
    )


def _where(job: Job[Given]) -> str:
    return f"stage {job.stage}, shard {job.task.shard}"
