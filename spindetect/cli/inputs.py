"""What is read: opened with clear errors, and waited for with a word."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from spindetect.cli.streams import say, standard_input
from spindetect.errors import InputError

if TYPE_CHECKING:
    from spindetect.text import Document
    from spindetect.text.readers import Kind

STDIN = "-"
# Seconds of silence after which a person starts to wonder.
PATIENCE = 3.0
# Two spun texts of 4 and of 20 million characters: 1.3 and 5.3 GB at most, and a minute for each 8 million.
LONG = 8_000_000
MEMORY_PER_CHARACTER = 135


def document(path: str, stdin_as: Kind) -> Document:
    """Read one text: a file, a pipe, or standard input."""
    from spindetect.text import read, read_bytes
    from spindetect.text.readers import most_bytes

    with said_when_slow(path):
        if path == STDIN:
            # One byte more than is allowed tells an endless stream from a long text.
            data = standard_input().read(most_bytes(stdin_as) + 1)
            return read_bytes(data, name="standard input", kind=stdin_as)
        return read(path)


def say_if_long(characters: int) -> None:
    """Say what two books in one file cost, before it looks like a fault."""
    if characters > LONG:
        memory = characters * MEMORY_PER_CHARACTER / 1e9
        say(
            f"spindetect: note: {characters / 1e6:.0f} million characters take minutes and about "
            f"{memory:.1f} GB of memory"
        )


@contextlib.contextmanager
def opened(path: str, what: str) -> Iterator[BinaryIO]:
    """Open a file or standard input for its bytes; `what` it should be, for the hint of an error."""
    if path == STDIN:
        yield standard_input()
        return
    if not path:
        raise InputError("the name of a file is empty", hint=f"give {what}")
    file = Path(path)
    if file.is_dir():
        raise InputError("is a directory", where=path, hint=f"give {what}")
    try:
        with said_when_slow(path):
            stream = file.open("rb")
    except FileNotFoundError as error:
        raise InputError("does not exist", where=path, hint=f"give {what}") from error
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror or error}", where=path, hint=f"give {what}"
        ) from error
    with stream:
        yield stream


def check_regular(path: Path, where: str) -> None:
    """Raise InputError for a pipe or device: a row that names one would stop all rows after it."""
    with contextlib.suppress(OSError, ValueError):  # whoever reads it says what is wrong
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise InputError("is a pipe or device, not a file", where=where, hint="give a file's name")


@contextlib.contextmanager
def said_when_slow(path: str) -> Iterator[None]:
    """Say what is waited for, where a pipe or terminal gives nothing for a while."""
    with contextlib.suppress(OSError, ValueError):
        if path != STDIN and Path(path).is_file():
            path = ""
    if not path:
        yield
        return
    from threading import Timer

    name = "standard input" if path == STDIN else path
    timer = Timer(PATIENCE, say, [f"spindetect: waiting for {name} (Ctrl-C stops)"])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
