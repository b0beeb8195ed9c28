"""Files that are whole or not there: written under another name, made durable, then renamed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
from pyarrow import parquet

from spindetect.errors import InputError, SpindetectError

PARTIAL: Final = ".partial-"
"""What the name of a file begins with that is not finished; nothing reads such a file."""


COMPRESSION: Final = "zstd"
"""Fast, and within a few per cent of what slower settings reach on text."""
_GO_ON: Final = "then run the same command again: what is finished is kept"
_WHY: Final = {
    errno.ENOSPC: ("the disk is full", "make room"),
    errno.EDQUOT: ("the disk quota is used up", "make room"),
    errno.EROFS: ("the disk can only be read", "choose another folder"),
    errno.EACCES: ("this user may not write there", "choose another folder, or ask for leave"),
    errno.EIO: ("the disk reports a fault", "check the disk"),
}


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give the name to write to; the file appears as `path` when the block ends well, or not at all.

    A process that dies leaves a file that begins with `PARTIAL`; see `clear_partial`.

    Raises
    ------
    InputError
        If it cannot be written: what is in the way, and what to do.
    """
    partial = path.with_name(f"{PARTIAL}{os.getpid()}-{path.name}")
    try:
        with saying(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield partial
            _to_disk(partial)
            partial.replace(path)
            _to_disk(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise


@contextlib.contextmanager
def saying(path: Path) -> Iterator[None]:
    """Say plainly what is in the way of writing, whichever library met it."""
    try:
        yield
    except SpindetectError:
        raise
    except OSError as error:
        problem, hint = _WHY.get(error.errno or 0, (error.strerror or str(error), "see what is in the way"))
        raise InputError(
            f"cannot be written: {problem}", where=str(path), hint=f"{hint}, {_GO_ON}"
        ) from error


def _to_disk(path: Path) -> None:
    """Make a file, or a folder's names, durable: a rename may reach the disk before the data does."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_partial(folder: Path) -> None:
    """Remove what processes left behind that died."""
    for path in folder.rglob(f"{PARTIAL}*"):
        with contextlib.suppress(OSError):
            path.unlink()


def write_text(path: Path, text: str) -> None:
    """Write a file of text, whole or not at all."""
    with whole(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_parquet(path: Path, batches: Iterable[Any], schema: pa.Schema, *, rows: int = 65_536) -> int:
    """Write batches as one file of Parquet, whole or not at all; return how many rows.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
    schema : pyarrow.Schema
        What the file states; the batches' columns in its order.
    rows : int
        Of a row group at most.
    """
    written = 0
    with whole(path) as partial, parquet.ParquetWriter(partial, schema, compression=COMPRESSION) as writer:
        for batch in batches:
            if batch.num_rows:
                table = pa.Table.from_batches([batch]).cast(schema)
                writer.write_table(table, row_group_size=rows)
                written += batch.num_rows
    return written


def write_texts(path: Path, batches: Iterable[Any], schema: pa.Schema) -> int:
    """Write batches as one Arrow file that is read by mapping it, without copying a text; return the rows."""
    written = 0
    with whole(path) as partial, pa.OSFile(str(partial), "wb") as file, pa.ipc.new_file(file, schema) as to:
        for batch in batches:
            if batch.num_rows:
                to.write_batch(batch.cast(schema))
                written += batch.num_rows
    return written


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
