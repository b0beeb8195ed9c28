"""`spindetect show`: draw a stored verdict again, or check it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from spindetect.cli import options
from spindetect.cli.files import check_outputs, write
from spindetect.cli.inputs import STDIN, opened, said_when_slow
from spindetect.errors import InputError, RecordError

if TYPE_CHECKING:
    from spindetect.report.record import Record

HELP = "draw a stored verdict again, or check it"
DESCRIPTION = """\
Draw a verdict that `compare --json` stored, without comparing again; or check it:
against its texts, against itself, and against what today's program says."""
EPILOG = """\
examples:
  spindetect show verdict.json
  spindetect show verdict.json --html page.html
  spindetect show verdict.json --verify
  spindetect show no-text.json --verify --suspect copy.txt --source article.txt

exit status: 0 done (what today's program says otherwise is named, and is no error),
2 bad usage or input, or a record that does not hold.
"""

# Of a record: reading one takes ten times as much memory. Two spun texts of 10 MB stay below.
MOST_BYTES = 500_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `show`."""
    parser.add_argument("verdict", metavar="VERDICT.json", help="a stored verdict; - for standard input")
    check = parser.add_argument_group("check")
    check.add_argument("--verify", action="store_true", help="check the record instead of drawing it")
    check.add_argument("--suspect", metavar="FILE", help="the suspect's file, to check its digest and replay")
    check.add_argument("--source", metavar="FILE", help="the source's file, to check its digest and replay")
    options.add_drawing(parser)


def run(given: argparse.Namespace) -> int:
    """Draw or check; return the exit status."""
    output = options.Output.of(given)
    read = [path for path in (given.verdict, given.suspect, given.source) if path not in (None, STDIN)]
    check_outputs([output.html, output.out], read, uses_stdout=output.out is None)
    unfit = ("json", "statement", "html") if given.verify else ("suspect", "source")
    for name in unfit:
        options.refuse(given, name, "draws, and --verify checks" if given.verify else "is for --verify")
    stored = _read(given.verdict)
    if given.verify:
        _verify(stored, given.verdict, given.suspect, given.source, output.out)
    else:
        from spindetect.cli.drawing import draw

        draw(stored, output)
    return 0


def _read(path: str) -> Record:
    from spindetect.report.record import read_record

    where = "standard input" if path == STDIN else path
    with opened(path, "a file that `spindetect compare --json` wrote") as stream:
        return read_record(_bounded(stream, where), where=where)


def _bounded(stream: BinaryIO, where: str) -> bytes:
    with said_when_slow(where):
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(
            f"has more than {MOST_BYTES / 1e6:.0f} MB, the most that is read back",
            where=where,
            hint="give a record that `spindetect compare --json` wrote; of very long texts compare the parts",
        )
    return data


def _verify(stored: Record, name: str, suspect: str | None, source: str | None, out: Path | None) -> None:
    from spindetect.detector import load
    from spindetect.report.verify import verify
    from spindetect.text import read

    one, other = (read(path) if path is not None else None for path in (suspect, source))
    found = verify(stored, load(), suspect=one, source=other)
    write(out, found.to_text())
    if not found.holds:
        wrong = ", ".join(check.claim for check in found.checks if check.holds is False)
        raise RecordError("the record does not hold", where=name, hint=wrong)
