"""`spindetect export`: the flagged pairs of a scan as rows, for a spreadsheet or another program."""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from spindetect.cli.files import check_outputs, whole_file
from spindetect.cli.streams import encoded, harmless_json, put, say
from spindetect.errors import InputError
from spindetect.numbers import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    Writer: TypeAlias = Callable[[Iterable[dict[str, Any]]], Iterator[str]]

HELP = "write the flagged pairs of a scan as rows"
DESCRIPTION = """\
Write the flagged pairs of a finished scan as rows: both addresses, titles and
claimed dates, label, P(spun), shares, words copied, decision. A row's 'pair' is
what `spindetect show OUT PAIR` takes."""
EPILOG = """\
examples:
  spindetect export out/ --csv pairs.csv
  spindetect export out/ --jsonl pairs.jsonl --all
  spindetect export out/ --csv - | head

cells of the CSV that a spreadsheet would take for a formula begin with an
apostrophe, and control characters are left out; the JSON lines have every id,
title and address as it was found.

exit status: 0 done, 2 bad usage or input
"""
# What makes a spreadsheet calculate: OWASP, "CSV Injection". A tab or line end before it does not hide it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_STDOUT: Final = Path("-")
_DIGITS: Final = 6  # of a share or probability
_CHUNK: Final = 1_000  # rows of one write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `export`."""
    parser.add_argument("scan", metavar="OUT", type=Path, help="the folder of a finished scan")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write a table; - for standard output")
    parser.add_argument("--jsonl", type=Path, metavar="FILE", help="write JSON lines; - for standard output")
    parser.add_argument(
        "--all", action="store_true", help="also pairs that are not flagged, such as verbatim copies"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing on standard error when all is well")


def run(given: argparse.Namespace) -> int:
    """Export; return the exit status."""
    files: dict[Path, Writer] = {}
    wanted: tuple[tuple[Path | None, Writer], ...] = ((given.csv, table), (given.jsonl, lines))
    for path, write in wanted:
        if path is not None:
            if path in files:
                raise InputError("is named twice", where=str(path), hint="name a file for each format")
            files[path] = write
    if not files:
        raise InputError("nothing to write", hint="give --csv FILE or --jsonl FILE")
    check_outputs([path for path in files if path != _STDOUT], [], uses_stdout=_STDOUT in files)
    from spindetect.corpus.extras import require

    require("corpus", "pyarrow", "duckdb", where="export")
    from spindetect.corpus.stored import StoredScan

    stored = StoredScan.open(given.scan)
    for path, write in files.items():
        told = _Counting(stored.told(flagged=not given.all))
        _write(path, write(told))
        if path != _STDOUT and not given.quiet:
            say(f"spindetect: wrote {count(told.n, 'pair')} to {path}")
    return 0


class _Counting:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._rows, self.n = rows, 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self._rows:
            self.n += 1
            yield row


def _write(path: Path, chunks: Iterator[str]) -> None:
    if path == _STDOUT:
        for chunk in chunks:
            put(chunk)
        return
    with whole_file(path) as sink:
        for chunk in chunks:
            sink.write(encoded(chunk))


def table(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a table of comma-separated values, its head first, in pieces; no cell is a formula."""
    from spindetect.corpus.stored import COLUMNS

    drawn = io.StringIO(newline="")
    writer = csv.writer(drawn)
    writer.writerow(COLUMNS)
    for at, row in enumerate(rows, 1):
        writer.writerow([cell(row[name]) for name in COLUMNS])
        if at % _CHUNK == 0:
            yield _taken(drawn)
    yield _taken(drawn)


def lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a JSON object a row, on a line of its own."""
    for row in rows:
        yield harmless_json(json.dumps(row, ensure_ascii=False)) + "\n"


def _taken(drawn: io.StringIO) -> str:
    text = drawn.getvalue()
    drawn.seek(0)
    drawn.truncate()
    return text


def cell(value: object) -> str:
    """Return what stands in a cell: nothing that a spreadsheet would calculate or a terminal obey.

    >>> cell("=HYPERLINK(0)"), cell(" +1"), cell(0.25), cell(None), cell("Tide mill")
    ("'=HYPERLINK(0)", "'+1", '0.25', '', 'Tide mill')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return str(value)
    from spindetect.report.safe import printable

    text = printable(str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
