"""Standard streams: any of them may be closed, full, left by its reader, or read by a terminal that obeys."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from spindetect.errors import InputError

# What JSON leaves as it is and a terminal obeys: DEL and the C1 controls, and what turns the direction of
# reading or ends a line. Written `\uXXXX` it is the same JSON.
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def occupy_closed() -> None:
    """Put the null device where standard streams are closed.

    Else the next file that is opened takes the number, and what a library writes to standard error goes
    into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one


def say(message: str, *, fresh_line: bool = False) -> None:
    """Write one line to standard error, harmless whatever it quotes; below what a terminal echoed."""
    from spindetect.report.safe import printable

    # A closed standard error leaves nothing to say, and nobody to say it to.
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError, ValueError):
        if fresh_line and sys.stderr.isatty():
            sys.stderr.write("\n")
        sys.stderr.write(printable(message, limit=2000) + "\n")
        sys.stderr.flush()


def standard_input() -> BinaryIO:
    """Return standard input, or say that it is closed."""
    if sys.stdin is None:
        raise InputError("is closed", where="standard input", hint="name a file, or pipe a text in")
    return sys.stdin.buffer


def check_stdout(inputs: Iterable[str | Path | None] = ()) -> None:
    """Raise InputError if standard output is closed, or is one of the files that are read."""
    if sys.stdout is None:
        raise InputError(
            "is closed", where="standard output", hint="leave it open, or write to a file with --out FILE"
        )
    for path in inputs:
        if path is not None and is_stdout(path):
            raise InputError(
                "is read, and standard output goes to it", where=str(path), hint="write to another file"
            )


def is_stdout(path: str | Path) -> bool:
    """Return whether standard output goes to a file of this name."""
    with contextlib.suppress(OSError, ValueError):  # no such file, or a stand-in that is no file
        one, other = os.stat(path), os.fstat(sys.stdout.fileno())  # noqa: PTH116 -- both alike
        return stat.S_ISREG(one.st_mode) and os.path.samestat(one, other)
    return False


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a person watches a standard stream."""
    return stream is not None and stream.isatty()


@contextlib.contextmanager
def writing(where: str) -> Iterator[None]:
    """Name what could not be written; a reader that left is no fault."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror or error}", where=where, hint="write elsewhere, or make room"
        ) from error


def encoded(text: str) -> bytes:
    r"""Return UTF-8; a lone surrogate (a file name that is not UTF-8) becomes `\udcXX`, as JSON has it."""
    return text.encode("utf-8", "backslashreplace")


def harmless_json(text: str) -> str:
    r"""Return JSON with what a terminal would obey written `\uXXXX`: the same values."""
    if text.isascii() and "\x7f" not in text:  # at memory speed; looking costs 1 ms each 100 kB
        return text
    return _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def put(text: str, *, for_people: bool = False) -> None:
    """Write text to standard output: UTF-8, or for people what their terminal says it reads."""
    charset = (getattr(sys.stdout, "encoding", None) or "utf-8") if for_people else "utf-8"
    is_utf8 = charset.lower().replace("-", "") == "utf8"
    put_bytes(encoded(text) if is_utf8 else text.encode(charset, "replace"), charset)


def put_bytes(data: bytes, charset: str = "utf-8") -> None:
    """Write encoded text to standard output, at once."""
    check_stdout()
    binary = getattr(sys.stdout, "buffer", None)
    try:
        with writing("standard output"):
            if binary is None:  # a stream of text alone stands in for standard output
                sys.stdout.write(data.decode(charset))
                return
            sys.stdout.flush()
            write_all(binary, data)
    except InputError:
        silence_stdout()
        raise


def write_all(stream: BinaryIO, data: bytes) -> None:
    """Write all of it to a stream that may take only a part at a time.

    One without a buffer (`python -u`) takes as much as it likes, and one that does not block (a terminal that
    `ssh` or `node` shares) nothing at all until its reader has read.
    """
    left = memoryview(data)
    while left:
        try:
            written = stream.write(left) or 0
        except BlockingIOError as error:
            written = error.characters_written
        left = left[written:]
        if left and not written:
            _wait_until_writable(stream)
    while True:
        try:
            stream.flush()
        except BlockingIOError:
            _wait_until_writable(stream)
        else:
            return


def _wait_until_writable(stream: BinaryIO) -> None:
    from select import select

    select([], [stream], [])


def flush_stdout() -> None:
    """Write what others (`argparse`) left in standard output's buffer."""
    if sys.stdout is None:
        return
    try:
        with writing("standard output"):
            sys.stdout.flush()
    except InputError:
        silence_stdout()
        raise


def silence_stdout() -> None:
    """Send what is still buffered nowhere: Python flushes at exit, and nobody can take it."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def wants_color(color: str) -> bool:
    """Return whether to colour standard output: asked for, or a terminal that does not say no."""
    if color != "auto":
        return color == "always"
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
