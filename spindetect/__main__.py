"""The command's entry: `python -m spindetect`, and the `spindetect` script.

It imports nothing before it can say in one line that it was stopped.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # as `typing` has it, which would cost every start 5 ms
    from types import FrameType
    from typing import NoReturn

STOPPED = 130  # what a shell gives for a command that Ctrl-C ended
_BY_SIGNAL = 128  # and more than this for one that another signal ended


def run() -> NoReturn:
    """Run the command and leave with its exit status."""
    try:
        interrupts = _Interrupts()
        _end_cleanly()
        from spindetect.cli import main

        status = main(was_stopped=interrupts.were_seen)
        _be_left_alone()
    except KeyboardInterrupt:  # before the command could take it, or while it took it
        if sys.stderr is not None:
            sys.stderr.write("spindetect: stopped\n")
        status = STOPPED
    sys.exit(status)


class _Interrupts:
    """Remembers a Ctrl-C: what is imported just then may make another error of it, as numpy does."""

    def __init__(self) -> None:
        import signal

        self._seen = False
        # A background job of a shell has it ignored: then it stays so.
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._take)

    def were_seen(self) -> bool:
        """Return whether there was one."""
        return self._seen

    def _take(self, number: int, frame: FrameType | None) -> None:
        self._seen = True
        raise KeyboardInterrupt


def _end_cleanly() -> None:
    """Let the signals that end a process first remove what is half written."""
    import signal

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # `nohup` and the like have it ignored: then it stays so.
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(_BY_SIGNAL + number)


def _be_left_alone() -> None:
    """Take no Ctrl-C any more: all is done, and Python would end with a traceback of its own."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    run()
