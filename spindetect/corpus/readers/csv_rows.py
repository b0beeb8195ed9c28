"""CSV and TSV: a header, then one document a row; in UTF-8 (or UTF-16 with its mark), plain or compressed."""

from __future__ import annotations

import contextlib
import csv
import itertools
from collections.abc import Iterator
from functools import partial
from typing import Final

from spindetect.corpus.readers.found import Found, RefusedError
from spindetect.corpus.readers.inputs import InputPart
from spindetect.corpus.readers.json_lines import lines
from spindetect.corpus.readers.lines_read import documents
from spindetect.corpus.readers.options import FIELDS, ReadOptions
from spindetect.corpus.tables import Reason

_DELIMITERS: Final = ",;\t|"
_END: Final = "\0end of the file"
# A line more than the file has. Its quote is a plain character in a row of its own, and ends a field that
# the file leaves open: csv would give all that follows a stray quote as one field, and say nothing.
_AFTER: Final = f'{_END}"\n'


def read(part: InputPart, options: ReadOptions) -> Found:
    """Return the documents of a file."""
    physical = _Lines(part, options)
    rows = ((at, partial(_values, physical, row, options)) for at, row in _rows(physical, options))
    return documents(part, rows)


def header(part: InputPart, options: ReadOptions) -> list[str]:
    """Return the names of a file's columns."""
    physical = _Lines(part, options)
    next(_rows(physical, options), None)
    return physical.header


class _Lines:
    """A file's lines as text; what is wrong with one is remembered until its row is read.

    Attributes
    ----------
    header : list of str
    number : int
        Of the line that was given last.
    wrong : RefusedError or None
        What is wrong with the lines since the last row.
    """

    def __init__(self, part: InputPart, options: ReadOptions) -> None:
        self._part, self._most = part, options.max_record_bytes
        self.header: list[str] = []
        self.number = 0
        self.wrong: RefusedError | None = None

    def __iter__(self) -> Iterator[str]:
        for line in lines(self._part, self._most):
            self.number += 1
            if isinstance(line, int):
                told = f"line {self.number} has {line:,} bytes, more than the {self._most:,} of one record"
                self.wrong = RefusedError("too-large", told)
                yield "\n"
                continue
            try:
                yield f"{line.decode()}\n"
            except UnicodeDecodeError as error:
                at = f"byte {error.start} of line {self.number} is 0x{line[error.start]:02x}"
                self.wrong = RefusedError("undecodable", f"is no UTF-8: {at}")
                yield f"{line.decode('utf-8', 'replace')}\n"


def _rows(physical: _Lines, options: ReadOptions) -> Iterator[tuple[int, list[str]]]:
    """Yield the line at which each row begins, and its fields."""
    # The limit holds for the whole process, and csv knows no other way: it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), options.max_record_bytes))
    given = iter(physical)
    first = next(given, None)
    if first is None:
        return
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(itertools.chain([first], given, [_AFTER]), delimiter=delimiter)
    with contextlib.suppress(csv.Error):  # no row has the fields of a header that is none, and each says so
        physical.header = next(reader, [])
    physical.wrong = None
    while True:
        begin = physical.number + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            reason: Reason = "too-large" if "limit" in str(error) else "broken-record"
            physical.wrong = physical.wrong or RefusedError(reason, f"is no row: {error}")
            row = [""]
        if row is None or (row == [_AFTER[:-1]] and physical.wrong is None):
            return
        if row and row[-1].endswith(_END):
            told = f"a quote is never closed: all from line {begin} to the end of the file is one field"
            physical.wrong = physical.wrong or RefusedError("broken-record", told)
        if row or physical.wrong:  # an empty row is a blank line
            yield begin, row
        physical.wrong = None


def _values(physical: _Lines, row: list[str], options: ReadOptions) -> dict[str, object]:
    if physical.wrong is not None:
        raise physical.wrong
    if len(row) != len(physical.header):
        told = (
            f"has {len(row)} fields, and the header {len(physical.header)}: a quote or a line end is missing"
        )
        raise RefusedError("broken-record", told)
    named = dict(zip(physical.header, row, strict=True))
    return {ours: named[name] for ours in FIELDS if (name := options.name_of(ours)) in named}
