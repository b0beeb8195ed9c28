"""The `spindetect` command: parse, call a plain function, say what went wrong in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from spindetect.cli.arguments import COMMANDS, build_parser, parse
from spindetect.cli.streams import flush_stdout, occupy_closed, say, silence_stdout
from spindetect.errors import SpindetectError

__all__ = ["build_parser", "main"]

DONE, INTERNAL, BAD_INPUT, STOPPED = 0, 1, 2, 130
# Set to anything, it lets an error of the program itself through with its traceback.
DEBUG = "SPINDETECT_DEBUG"


def main(argv: Sequence[str] | None = None, *, was_stopped: Callable[[], bool] = bool) -> int:
    """Run the command and return its exit status; no error leaves it as a traceback.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; the process's own by default.
    was_stopped : callable
        Says whether there was a Ctrl-C, whatever error came of it.
    """
    try:
        occupy_closed()
        status = _run(list(sys.argv[1:] if argv is None else argv))
        flush_stdout()
    except SpindetectError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _stop()
    except BrokenPipeError:
        # The reader has what it wanted (`| head`): nothing went wrong.
        silence_stdout()
        return DONE
    except OSError as error:
        return _fail(f"{error.filename or 'input'}: {error.strerror or error}")
    except MemoryError:
        return _fail("not enough memory for these texts (compare their parts)")
    except Exception as error:  # the last stop before a person's terminal
        if was_stopped():
            return _stop()
        if os.environ.get(DEBUG):
            raise
        if isinstance(error, ImportError):
            what = (str(error).strip().splitlines() or ["no reason given"])[0]
            return _fail(f"a part of the installation cannot be imported: {what} (reinstall spindetect)")
        _fail(f"internal error, please report it: {type(error).__name__}: {error} ({DEBUG}=1 shows where)")
        return INTERNAL
    return status


def _run(argv: list[str]) -> int:
    try:
        given = parse(argv)
    except SystemExit as stop:  # --help and --version end this way
        return stop.code if isinstance(stop.code, int) else DONE
    if given.command is None:
        build_parser().print_help()
        return DONE
    return COMMANDS[given.command].run(given)


def _fail(message: str) -> int:
    say(f"spindetect: error: {message}")
    return BAD_INPUT


def _stop() -> int:
    say("spindetect: stopped", fresh_line=True)
    return STOPPED
