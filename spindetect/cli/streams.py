"""Standard streams and output files: nothing half written, nothing obeyed, nothing overwritten unasked."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from spindetect.errors import InputError


def say(message: str, *, fresh_line: bool = False) -> None:
    """Write one line to standard error, harmless whatever it quotes; below what a terminal echoed."""
    from spindetect.report.safe import printable

    # A closed standard error leaves nothing to say, and nobody to say it to.
    with contextlib.suppress(OSError, ValueError):
        if fresh_line and sys.stderr.isatty():
            sys.stderr.write("\n")
        sys.stderr.write(printable(message, limit=2000) + "\n")
        sys.stderr.flush()


def silence_stdout() -> None:
    """Send what is still buffered nowhere: Python flushes at exit, and the pipe is closed."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def encoded(text: str) -> bytes:
    r"""Return UTF-8; a lone surrogate (a file name that is not UTF-8) becomes `\udcXX`, as JSON has it."""
    return text.encode("utf-8", "backslashreplace")


def put(text: str, *, for_people: bool = False) -> None:
    """Write text to standard output: UTF-8, or for people what their terminal says it reads."""
    charset = (getattr(sys.stdout, "encoding", None) or "utf-8") if for_people else "utf-8"
    is_utf8 = charset.lower().replace("-", "") == "utf8"
    data = encoded(text) if is_utf8 else text.encode(charset, "replace")
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # a stream of text alone stands in for standard output
        sys.stdout.write(data.decode(charset))
        return
    sys.stdout.flush()
    binary.write(data)
    binary.flush()


def check_outputs(outputs: Iterable[Path | None], inputs: Iterable[str | Path | None]) -> None:
    """Raise InputError if an output is an input, a directory, without a directory, or given twice."""
    seen: list[Path] = []
    for path in outputs:
        if path is None:
            continue
        if path.is_dir():
            raise InputError("is a directory", where=str(path), hint="name a file to write")
        if not path.parent.is_dir():
            raise InputError("its directory does not exist", where=str(path), hint="make it first")
        for other in (*(given for given in inputs if given is not None), *seen):
            if is_same_file(path, other):
                raise InputError("would be overwritten, and it is read or written already", where=str(path))
        seen.append(path)


def is_same_file(one: str | Path, other: str | Path) -> bool:
    """Return whether two names are one regular file, whether or not it exists yet."""
    with contextlib.suppress(OSError, ValueError):
        return Path(one).samefile(other) and Path(one).is_file()
    return Path(one).absolute() == Path(other).absolute()


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that appears under its name when all of it is written, or not at all.

    A pipe or device is written as it is: there is nothing to rename.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    import tempfile

    target = path.resolve()
    handle, temporary = tempfile.mkstemp(prefix=".spindetect-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _mode(target: Path) -> int:
    """Return the mode of the file that is replaced, or what a new file would get."""
    with contextlib.suppress(OSError):
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def write(path: Path | None, text: str, *, for_people: bool = False) -> None:
    """Write text to a file, whole or not at all, or to standard output."""
    if path is None:
        put(text, for_people=for_people)
        return
    with whole_file(path) as stream:
        stream.write(encoded(text))


def wants_color(color: str) -> bool:
    """Return whether to colour standard output: asked for, or a terminal that does not say no."""
    if color != "auto":
        return color == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
