"""Labelled pairs: read one by one from JSON lines or Parquet; a row that cannot be used says why."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from spindetect.errors import InputError, SpindetectError
from spindetect.evaluation import parquet
from spindetect.evaluation.labels import parse_label
from spindetect.text import Document, looks_like_path, read
from spindetect.text.readers import MAX_BYTES, check_size

GROUP: Final = "group"
"""The column that says which rows go together, unless another is named."""

NO_VALUE: Final = "(none)"
"""What a row without a value has in a slice."""

# Bytes of a line: two of the longest texts, each letter of which may be written `\uXXXX`, and something more.
_MOST_BYTES: Final = 2 * 6 * MAX_BYTES + 1_000_000
_PARQUET: Final = (".parquet", ".pq")
_GZIP: Final = b"\x1f\x8b"
_SHOWN: Final = 60  # characters of a value in a message
_ID: Final = 200  # characters of an identity that are kept


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A row that can be used.

    Attributes
    ----------
    row : int
        From 1: the line of JSON lines, or the row of a table.
    id : str
        The row's own `id`, or ''.
    suspect, source : Document
    label : str
        One of `labels.LABELS`.
    group : str
        Rows that share it are not independent of each other: the same source, by default.
    slices : tuple of str
        The row's values in the columns that were asked for.
    """

    row: int
    id: str
    suspect: Document
    source: Document
    label: str
    group: str
    slices: tuple[str, ...]

    def digest(self) -> str:
        """Return a SHA-256 that stands for the two texts, which alone decide the verdict."""
        return hashlib.sha256(f"{self.suspect.text_sha256}{self.source.text_sha256}".encode()).hexdigest()

    def identity(self) -> bytes:
        """Return what stands for the row in the digest of the data, whatever format it is read from."""
        told = [self.digest(), self.label, self.group, *self.slices]
        return json.dumps(told, ensure_ascii=True).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used: what is wrong, and what to do."""

    row: int
    error: str
    where: str = ""
    hint: str = ""


class LabelledData:
    """A file of labelled pairs; go through it as often as the file can be read.

    Parameters
    ----------
    path : str or Path
        JSON lines (also compressed, `.gz`) or Parquet, by its ending.
    group : str
        Column whose equal values mark rows that go together. Rows without one go with those of the same
        source.
    slices : sequence of str
        Columns whose values the figures are also shown by.
    stream : binary stream, optional
        JSON lines to read in the place of the file, which can be gone through once.

    Raises
    ------
    InputError
        If there is no such file.
    MissingExtraError
        If it is Parquet, and what reads it is not installed.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        group: str = GROUP,
        slices: tuple[str, ...] = (),
        stream: BinaryIO | None = None,
    ) -> None:
        self.path, self.group, self.slices = Path(path), group, slices
        self._stream = stream
        self._home = Path.cwd() if stream is not None else self.path.parent
        if stream is None:
            _check_file(self.path)
            if self.is_parquet:
                parquet.check_installed(self.path)

    @property
    def name(self) -> str:
        """What the data are called in reports."""
        return "standard input" if self._stream is not None else self.path.name

    @property
    def is_parquet(self) -> bool:
        """Whether it is read as Parquet."""
        return self._stream is None and self.path.suffix.lower() in _PARQUET

    def count(self) -> int | None:
        """Return how many rows there are, where that is cheap to know; blank lines are counted too."""
        if self.is_parquet:
            return parquet.count(self.path)
        if self._stream is not None or _is_gzip(self.path):
            return None
        with self.path.open("rb") as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))

    def __iter__(self) -> Iterator[LabelledPair | BadRow]:
        """Yield the rows in order.

        Raises
        ------
        InputError
            If the first row has not the columns that were asked for, or the file cannot be read on.
        """
        is_first = True
        for number, found in self._rows():
            if isinstance(found, BadRow):
                yield found
                continue
            if is_first:
                self._check_columns(found)
                is_first = False
            try:
                yield self._pair(number, found)
            except SpindetectError as error:
                yield BadRow(number, error.problem, error.where, error.hint)

    def _rows(self) -> Iterator[tuple[int, Mapping[str, Any] | BadRow]]:
        if self.is_parquet:
            yield from parquet.rows(self.path)
            return
        for number, line in enumerate(self._lines(), 1):
            if line.strip():
                yield number, _parsed(number, line)

    def _lines(self) -> Iterator[bytes]:
        if self._stream is not None:
            yield from _bounded_lines(self._stream)
            return
        is_packed = _is_gzip(self.path)
        with cast(BinaryIO, gzip.open(self.path)) if is_packed else self.path.open("rb") as stream:
            try:
                yield from _bounded_lines(stream)
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise InputError(
                    f"its compressed data are damaged: {error}",
                    where=str(self.path),
                    hint="fetch or compress it again",
                ) from error

    def _check_columns(self, row: Mapping[str, Any]) -> None:
        wanted = (*self.slices, *((self.group,) if self.group != GROUP else ()))
        for name in wanted:
            if name not in row:
                raise InputError(
                    f"its first row has no column {name!r}",
                    where=self.name,
                    hint=f"it has {', '.join(map(str, row))}"[:400],
                )

    def _pair(self, number: int, row: Mapping[str, Any]) -> LabelledPair:
        label = parse_label(_needed(row, "label"))
        suspect, source = (_text(row, side, self._home) for side in ("suspect", "source"))
        group = row.get(self.group)
        return LabelledPair(
            row=number,
            id=str(row.get("id") or "")[:_ID],
            suspect=suspect,
            source=source,
            label=label,
            group=f"={_plain(group, self.group)}" if group is not None else source.text_sha256,
            slices=tuple(_plain(row.get(name), name) for name in self.slices),
        )


def _check_file(path: Path) -> None:
    hint = "give a .jsonl, .jsonl.gz or .parquet file of suspect, source, label"
    if path.is_dir():
        raise InputError("is a directory", where=str(path), hint=hint)
    if not path.exists():
        raise InputError("does not exist", where=str(path), hint=hint)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(2) == _GZIP


def _bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines; of one that is too long its beginning, and the rest of it is skipped."""
    while line := stream.readline(_MOST_BYTES + 1):
        yield line
        while len(line) > _MOST_BYTES and not line.endswith(b"\n"):
            line = stream.readline(_MOST_BYTES + 1)


def _parsed(number: int, line: bytes) -> Mapping[str, Any] | BadRow:
    if len(line) > _MOST_BYTES:
        return BadRow(number, f"has more than {_MOST_BYTES / 1e6:.0f} MB", hint="give the files' names")
    try:
        found = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        return BadRow(number, f"is not JSON: {error}", hint="one JSON object a line, in UTF-8")
    if not isinstance(found, dict):
        return BadRow(number, f"expected an object, found {type(found).__name__}", hint="one object a line")
    return found


def _needed(row: Mapping[str, Any], name: str) -> object:
    if row.get(name) is None:
        raise InputError(f"lacks {name!r}", hint="a row has suspect, source and label")
    return row[name]


def _text(row: Mapping[str, Any], side: str, home: Path) -> Document:
    """Return a text of a row: under its name, or in the file under its name with `_path`."""
    value = row.get(side)
    if value is None and isinstance(row.get(f"{side}_path"), str):
        name = str(row[f"{side}_path"])
        try:
            return read(home / name)
        except OSError as error:
            raise InputError(error.strerror or "cannot be read", where=name, hint="check the name") from error
    value = _needed(row, side)
    if not isinstance(value, str):
        raise InputError(f"expected a text, found {type(value).__name__}", where=side, hint="give a text")
    check_size(len(value), side)
    if looks_like_path(value):
        raise InputError(
            f"{value[:_SHOWN]!r} is the name of an existing file, not a text",
            where=side,
            hint=f"give it as '{side}_path'",
        )
    return Document.from_text(value, name=side)


def _plain(value: object, name: str) -> str:
    """Return a value of a group or slice as text."""
    if value is None:
        return NO_VALUE
    if isinstance(value, (str, int, float)):
        return str(value)
    raise InputError(
        f"expected a text or a number, found {type(value).__name__}", where=name, hint="give one value"
    )
