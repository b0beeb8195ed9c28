"""Output files: nothing half written, nothing overwritten unasked, nothing lost that was finished."""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from spindetect.cli.streams import check_stdout, encoded, put, say, write_all, writing
from spindetect.errors import InputError


def check_outputs(
    outputs: Iterable[Path | None], inputs: Iterable[str | Path | None], *, uses_stdout: bool
) -> None:
    """Raise InputError unless every output can be one.

    A file must not be an input, a directory, without a directory, a link to itself or given twice; standard
    output, if it is used, must be open and not go to an input.
    """
    read = [given for given in inputs if given is not None]
    seen: list[Path] = []
    for path in outputs:
        if path is None:
            continue
        if path.is_dir():
            raise InputError("is a directory", where=str(path), hint="name a file to write")
        if not path.parent.is_dir():
            raise InputError("its directory does not exist", where=str(path), hint="make it first")
        if _real(path).is_symlink():
            raise InputError("is a link that leads to itself", where=str(path), hint="name a file to write")
        for other in (*read, *seen):
            if is_same_file(path, other):
                raise InputError(
                    "would be overwritten, and it is read or written already",
                    where=str(path),
                    hint="name another file to write",
                )
        seen.append(path)
    if uses_stdout:
        check_stdout(read)


def is_same_file(one: str | Path, other: str | Path) -> bool:
    """Return whether two names are one regular file, whether or not it exists yet."""
    with contextlib.suppress(OSError, ValueError):
        return Path(one).samefile(other) and Path(one).is_file()
    return Path(one).absolute() == Path(other).absolute()


class Sink:
    """An output whose errors name it; what is written is there at once, not in a buffer.

    Attributes
    ----------
    whole : int
        Bytes up to the end of what was last written whole.
    """

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream, self._where, self.whole = stream, where, 0

    def write(self, data: bytes) -> None:
        """Write all of it."""
        with writing(self._where):
            write_all(self._stream, data)
        self.whole += len(data)


@contextlib.contextmanager
def whole_file(path: Path, *, keep: bool = False) -> Iterator[Sink]:
    """Open a file that appears under its name when all of it is written, or not at all.

    A pipe or device is written as it is: there is nothing to rename.

    Parameters
    ----------
    keep : bool
        Whether what was finished stays, beside it and under another name, when something stops it.
    """
    where = str(path)
    if path.exists() and not path.is_file():
        with writing(where):
            stream = path.open("wb", buffering=0)
        with stream:
            yield Sink(stream, where)
        return
    import tempfile

    target = _real(path)
    with writing(where):
        handle, name = tempfile.mkstemp(prefix=".spindetect-", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=0) as stream:
            sink = Sink(stream, where)
            yield sink
        with writing(where):
            with contextlib.suppress(PermissionError):  # some file systems have no modes
                temporary.chmod(_mode(target))
            temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            if keep and sink.whole:
                _keep(temporary, sink.whole, target)
            else:
                temporary.unlink()
        raise


def _keep(temporary: Path, size: int, target: Path) -> None:
    """Leave what was finished beside the file that it was to be, over nothing that is there."""
    os.truncate(temporary, size)
    temporary.chmod(_mode(target))
    names = (target.with_name(f"{target.name}.partial{n or ''}") for n in itertools.count())
    kept = next(name for name in names if not name.exists())
    temporary.replace(kept)
    say(f"spindetect: what was finished is in {kept}")


def _real(path: Path) -> Path:
    """Return where a chain of links leads; a link that leads to itself stays one."""
    return Path(os.path.realpath(path))


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
    with whole_file(path) as sink:
        sink.write(encoded(text))
