"""Work for processes: results in the order of the items, and no item's misfortune costs another.

`Executor.map` gives up at the first thing that goes wrong: what raises in the input loses the results that
were finished, an item that does not pickle ends the stream, and a process that dies takes all others' work
along.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Generic, TypeVar

from spindetect.errors import InputError

T = TypeVar("T")
R = TypeVar("R")

# Items in flight for each worker: enough that none waits, few enough that memory stays bounded by the
# workers and not by the input.
IN_FLIGHT = 4
# Each process holds 100 MB of its own; more than this is a slip of the finger.
MOST_WORKERS = 256


def map_in_order(
    work: Callable[[T], R], items: Iterator[T], *, workers: int, failed: Callable[[T, str], R]
) -> Iterator[R]:
    """Yield `work(item)` for each item, computed in processes, in the order of the items.

    What `items` raises is raised here after the results of the items before it. At most
    `workers * IN_FLIGHT` items are read ahead.

    Parameters
    ----------
    work : callable
        Must pickle, and raise nothing.
    workers : int
        Processes to use.
    failed : callable
        Makes the result of an item that could not be sent, or whose process died over it, from the item and
        what went wrong.

    Raises
    ------
    InputError
        If processes end as soon as they start.
    """
    crew = _Crew(work, workers, failed)
    waiting: deque[tuple[T, Future[R]]] = deque()
    raised: Exception | None = None
    try:
        while True:
            try:
                item = next(items)
            except StopIteration:
                break
            except Exception as error:  # noqa: BLE001 - raised below, after what was finished
                raised = error
                break
            waiting.append((item, crew.submit(item)))
            if len(waiting) >= workers * IN_FLIGHT:
                yield crew.result(*waiting.popleft())
        while waiting:
            yield crew.result(*waiting.popleft())
    finally:
        crew.close()
    if raised is not None:
        raise raised


class _Crew(Generic[T, R]):
    """Processes that are replaced when they die."""

    def __init__(self, work: Callable[[T], R], workers: int, failed: Callable[[T, str], R]) -> None:
        self._work, self._workers, self._failed = work, workers, failed
        self._pool = _pool(workers)

    def submit(self, item: T) -> Future[R]:
        """Send an item."""
        try:
            return self._pool.submit(self._work, item)
        except BrokenProcessPool:
            self.close()
            self._pool = _pool(self._workers)
            return self._pool.submit(self._work, item)

    def result(self, item: T, future: Future[R]) -> R:
        """Wait for an item's result, or make the one that says why there is none."""
        try:
            return future.result()
        except BrokenProcessPool:
            return self._alone(item)
        except Exception as error:  # noqa: BLE001 - one bad item must not cost the others; its result says it
            return self._failed(item, f"cannot be sent to a process and back: {error}")

    def close(self) -> None:
        """Drop what was not begun, and wait for the rest."""
        self._pool.shutdown(cancel_futures=True)

    def _alone(self, item: T) -> R:
        """Try again an item that may have killed a process, where it can harm no other."""
        with _pool(1) as pool:
            try:
                pool.submit(int).result()
            except BrokenProcessPool as error:
                raise InputError(
                    "the processes end as soon as they start",
                    where="workers",
                    hint="call it under `if __name__ == '__main__':` in a file, or with workers=1",
                ) from error
            try:
                return pool.submit(self._work, item).result()
            except BrokenProcessPool:
                return self._failed(item, "the process that had it died, as it does for want of memory")
            except Exception as error:  # noqa: BLE001 - as in `result`
                return self._failed(item, f"cannot be sent to a process and back: {error}")


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned processes start clean: a fork would copy the caller's threads' locks as they stand.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Leave Ctrl-C, which a terminal sends to all, to the process that started this one; end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the process that started this one is killed: it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
