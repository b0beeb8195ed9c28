"""JSON lines: one object a line, in UTF-8 (or UTF-16 with its mark), plain or compressed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from spindetect.corpus.readers.blocks import as_utf8, blocks
from spindetect.corpus.readers.found import Found, RefusedError
from spindetect.corpus.readers.inputs import InputPart
from spindetect.corpus.readers.lines import bounded_lines
from spindetect.corpus.readers.lines_read import Numbered, documents
from spindetect.corpus.readers.options import FIELDS, ReadOptions

_SPACE: Final = b" \t\r\n"


def read(part: InputPart, options: ReadOptions) -> Found:
    """Return the documents of a part of a file of JSON lines."""
    return documents(part, _rows(part, options))


def _rows(part: InputPart, options: ReadOptions) -> Numbered:
    names = {ours: options.name_of(ours) for ours in FIELDS}
    for number, line in enumerate(lines(part, options.max_record_bytes), part.before + 1):
        if isinstance(line, int) or line.strip(_SPACE):
            yield number, partial(_values, line, names, options)


def lines(part: InputPart, most: int) -> Iterator[bytes | int]:
    """Yield the lines of a part as UTF-8, or how long one is that is too long."""
    stop = None if part.stop < 0 else part.stop
    given = blocks(Path(part.files[0].path), part.packing, offset=part.start, stop=stop)
    return bounded_lines(given if part.start else as_utf8(given), most)


def parsed(line: bytes) -> dict[str, Any]:
    """Return the object of a line.

    Raises
    ------
    RefusedError
        If it is none, or no UTF-8.
    """
    try:
        value = json.loads(line.decode())
    except UnicodeDecodeError as error:
        told = f"is no UTF-8: byte {error.start} of the line is 0x{line[error.start]:02x}"
        raise RefusedError("undecodable", told) from error
    except (ValueError, RecursionError) as error:
        raise RefusedError("broken-record", f"is no JSON: {error}") from error
    if not isinstance(value, dict):
        hint = "; of one array make lines: jq -c '.[]'" if isinstance(value, list) else ""
        raise RefusedError("broken-record", f"is no object but of type {type(value).__name__}{hint}")
    return value


def _values(line: bytes | int, names: dict[str, str], options: ReadOptions) -> dict[str, Any]:
    if isinstance(line, int):
        most = options.max_record_bytes
        raise RefusedError("too-large", f"has {line:,} bytes, more than the {most:,} of one record")
    row = parsed(line)
    return {ours: row[theirs] for ours, theirs in names.items() if theirs in row}
