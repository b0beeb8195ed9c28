"""Parquet: one document a row; a damaged row group costs itself alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa
from pyarrow.parquet import ParquetFile

from spindetect.corpus.readers.found import Found, Raw, Refused
from spindetect.corpus.readers.inputs import InputPart
from spindetect.corpus.readers.options import FIELDS, ReadOptions

# Without a buffer a column of a row group is held whole: 405 MB at the peak against 117, of a row group of
# 268 MB.
_BUFFER: Final = 1 << 20
_ROWS: Final = 256  # of a batch: a few megabytes of articles
# A page that does not decode is told in many ways.
_FAULTS: Final = (pa.ArrowException, OSError, ValueError, OverflowError)


def read(part: InputPart, options: ReadOptions) -> Found:
    """Yield the documents of a part of a file."""
    file, at = part.files[0], part.before
    try:
        opened = ParquetFile(file.path, pre_buffer=False, buffer_size=_BUFFER)
    except _FAULTS as error:
        yield Refused(file.name, "", "unreadable", f"is no Parquet that can be read: {_first_line(error)}")
        return
    with opened:
        columns = _columns(opened, options)
        if "text" not in columns:
            has = ", ".join(map(repr, opened.schema_arrow.names))[:200]
            told = f"has no column {options.name_of('text')!r}; it has {has}"
            yield Refused(file.name, "", "broken-record", told)
            return
        stop = opened.num_row_groups if part.stop < 0 else part.stop
        for group in range(part.start, stop):
            yield from _group(opened, group, columns, part, at)
            at += opened.metadata.row_group(group).num_rows


def names(path: str) -> list[str]:
    """Return the names of a file's columns; none of one that cannot be read."""
    try:
        with ParquetFile(path) as opened:
            return list(map(str, opened.schema_arrow.names))
    except _FAULTS:
        return []


def group_rows(path: str) -> list[int]:
    """Return how many rows each row group has; none of a file that cannot be read."""
    try:
        with ParquetFile(path) as opened:
            return [opened.metadata.row_group(n).num_rows for n in range(opened.num_row_groups)]
    except _FAULTS:
        return []


def _columns(opened: Any, options: ReadOptions) -> dict[str, str]:  # noqa: ANN401 - pyarrow has no types
    there = set(opened.schema_arrow.names)
    return {ours: name for ours in FIELDS if (name := options.name_of(ours)) in there}


def _group(opened: Any, group: int, columns: dict[str, str], part: InputPart, before: int) -> Found:  # noqa: ANN401 - as above
    file, done = part.files[0], 0
    rows = opened.metadata.row_group(group).num_rows
    try:
        for batch in opened.iter_batches(_ROWS, row_groups=[group], columns=list(set(columns.values()))):
            for row in values(batch, columns):
                done += 1
                number = before + done
                yield Raw(file.name, f"row {number}", file.ordinal(number), row)
    except _FAULTS as error:
        told = f"{rows - done} rows of row group {group} cannot be read: {_first_line(error)}"
        yield Refused(file.name, f"after row {before + done}", "unreadable", told)


def values(batch: pa.RecordBatch, columns: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a batch: our field -> its value, for our field -> its column."""
    lists = [_list(batch.column(batch.schema.get_field_index(name))) for name in columns.values()]
    for row in zip(*lists, strict=True):
        yield dict(zip(columns, row, strict=True))


def _list(column: pa.Array) -> list[Any]:
    """Return a column's values; text that is no UTF-8 comes as bytes, for whoever looks at its document."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)  # Python's times have no nanoseconds
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return list(column.cast(pa.large_binary()).to_pylist())


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:400]
