"""What Java says on standard error as it starts: kept back, and told only where it does not start."""

from __future__ import annotations

import os
import select
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_STDERR: Final = 2
_CHUNK: Final = 65536


@contextmanager
def hushed() -> Iterator[None]:
    """Keep back what programs that are started in a block say until it ends; all they say later is passed on.

    Spark writes some ten lines of warnings as it starts, of modules, addresses and its own log, which have
    nothing to do with what is run. Where the block raises, they are written after all.
    """
    if sys.stderr is None:
        yield
        return
    sys.stderr.flush()
    out = os.dup(_STDERR)
    read, write = os.pipe()
    pump = _Pump(read, out)
    os.dup2(write, _STDERR)
    os.close(write)
    pump.start()
    try:
        yield
    except BaseException:
        pump.tell()
        raise
    finally:
        sys.stderr.flush()
        os.dup2(out, _STDERR)
        pump.pass_on()


class _Pump(threading.Thread):
    """Reads a pipe as long as somebody may write to it."""

    def __init__(self, read: int, out: int) -> None:
        super().__init__(name="java-says", daemon=True)
        os.set_blocking(read, False)
        self._read, self._out = read, out
        self._kept: list[bytes] = []
        self._lock, self._passes, self._closed = threading.Lock(), False, False

    def run(self) -> None:
        """Keep what comes, or write it."""
        while not self._closed:
            with suppress(OSError, ValueError):  # closed in between
                select.select([self._read], [], [])
            with self._lock:
                if self._is_over():
                    break

    def tell(self) -> None:
        """Write what was kept."""
        with self._lock:
            self._is_over()
            for data in self._kept:
                self._write(data)
            self._kept.clear()

    def pass_on(self) -> None:
        """Forget what was kept, and write all that comes from now on."""
        with self._lock:
            self._is_over()
            self._kept.clear()
            self._passes = True

    def _is_over(self) -> bool:
        """Take what there is; say whether no more can come."""
        if self._closed:
            return True
        with suppress(BlockingIOError):
            while data := os.read(self._read, _CHUNK):
                if self._passes:
                    self._write(data)
                else:
                    self._kept.append(data)
            os.close(self._read)
            self._closed = True
        return self._closed

    def _write(self, data: bytes) -> None:
        with suppress(OSError):  # nobody reads standard error any more
            os.write(self._out, data)
