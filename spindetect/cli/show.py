"""`spindetect show`: draw a stored result again, or check it."""

from __future__ import annotations

import argparse
import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from spindetect.cli import options
from spindetect.cli.files import check_outputs, write
from spindetect.cli.inputs import STDIN, opened, said_when_slow
from spindetect.errors import InputError, RecordError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spindetect.report.record import Record

HELP = "draw a stored result again, or check it"
DESCRIPTION = """\
Draw what `compare --json`, `score --json`, `unspin --json` or `evaluate --json`
stored, without computing it again; or check it: against its texts, against
itself, and against what today's program says. Of a file of rows (`--pairs`,
`--jsonl`) show one."""
EPILOG = """\
examples:
  spindetect show verdict.json
  spindetect show verdict.json --html page.html
  spindetect show verdict.json --verify
  spindetect show no-text.json --verify --suspect copy.txt --source article.txt
  spindetect show scores.jsonl --row 7 --html page.html
  spindetect show verdict.json --policy policy.json --prior 0.01

exit status: 0 done (what today's program says otherwise is named, and is no error),
2 bad usage or input, or a record that does not hold; with --policy or --flag-at
3 flagged, 4 for review.
"""

# Of a record: reading one takes ten times as much memory. Two spun texts of 10 MB stay below.
MOST_BYTES = 500_000_000
_DRAWS = ("json", "statement", "html")
_ROW = b'{"row"'
_WROTE = "a file that `spindetect compare --json`, `score --json` or `unspin --json` wrote"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `show`."""
    parser.add_argument("verdict", metavar="VERDICT.json", help="a stored result; - for standard input")
    parser.add_argument(
        "--row", type=options.count, metavar="N", help="the row N of a file of rows, as numbered in its 'row'"
    )
    check = parser.add_argument_group("check")
    check.add_argument("--verify", action="store_true", help="check the record instead of drawing it")
    check.add_argument("--suspect", metavar="FILE", help="the suspect's file, to check its digest and replay")
    check.add_argument("--source", metavar="FILE", help="the source's file, to check its digest and replay")
    options.add_lists(parser, "lists (for --verify: those the record was made with)")
    options.add_decision(parser)
    options.add_drawing(parser)


def run(given: argparse.Namespace) -> int:
    """Draw or check; return the exit status."""
    output = options.Output.of(given)
    read = [path for path in (given.verdict, given.suspect, given.source) if path not in (None, STDIN)]
    check_outputs([output.html, output.out], read, uses_stdout=output.out is None)
    unfit = (
        (*_DRAWS, "policy", "flag_at", "prior") if given.verify else ("suspect", "source", "phrases", "allow")
    )
    for name in unfit:
        options.refuse(given, name, "draws, and --verify checks" if given.verify else "is for --verify")
    from spindetect.cli.policies import Judging

    judging: Judging[Any] = Judging.of(given)
    stored = _read(given.verdict, given.row)
    from spindetect.results import Verdict

    if isinstance(stored, Verdict):
        stored = judging.judged(stored)
    elif judging.is_gate or judging.prior is not None:
        raise InputError("a restored text has no P(spun) to decide about", hint="leave the policy out")
    if given.verify:
        files = {"suspect": given.suspect, "source": given.source}
        _verify(stored, given.verdict, files, options.lists(given), output.out)
    else:
        from spindetect.cli.drawing import draw

        draw(stored, output)
    return judging.status(stored) if judging.policy is not None else 0


def _read(path: str, row: int | None) -> Record:
    from spindetect.report.record import read_record

    where = "standard input" if path == STDIN else path
    with opened(path, _WROTE) as stream:
        if row is not None:
            return read_record(_row(stream, where, row), where=f"{where}, row {row}")
        return read_record(_whole(_bounded(stream, where)), where=where)


def _whole(data: bytes) -> bytes:
    """Return the verdict that the only row of a file holds, or what is no row as it is."""
    if not data.lstrip().startswith(_ROW):
        return data
    from spindetect.report.record import strict_json

    with contextlib.suppress(ValueError, RecursionError):  # the reader says what is wrong with it
        found = strict_json(data)
        if isinstance(found, dict) and isinstance(found.get("verdict"), dict):
            return json.dumps(found["verdict"]).encode()
    return data


def _row(stream: BinaryIO, where: str, wanted: int) -> bytes:
    """Return the verdict of one row."""
    from spindetect.cli import rows

    for line in rows.lines(stream, where):
        if not line.strip():
            continue
        given = rows.parsed(line)
        if given.get("row") == wanted:
            if isinstance(given.get("verdict"), dict):
                return json.dumps(given["verdict"]).encode()
            raise RecordError(
                f"row {wanted} holds no verdict", where=where, hint=str(given.get("error", "see the row"))
            )
    raise RecordError(f"has no row {wanted}", where=where, hint="rows are numbered by their field 'row'")


def _bounded(stream: BinaryIO, where: str) -> bytes:
    with said_when_slow(where):
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputError(
            f"has more than {MOST_BYTES / 1e6:.0f} MB, the most that is read back",
            where=where,
            hint=f"give {_WROTE}; of very long texts look at the parts, of many rows at one with --row",
        )
    return data


def _verify(
    stored: Record,
    name: str,
    files: Mapping[str, str | None],
    lists: Mapping[str, Path],
    out: Path | None,
) -> None:
    from spindetect.cli.scorer import opened as detector_with
    from spindetect.report.verify import verify
    from spindetect.text import read

    texts = {side: read(path) if path is not None else None for side, path in files.items()}
    found = verify(stored, detector_with(lists), **texts)
    write(out, found.to_text())
    if not found.holds:
        wrong = ", ".join(check.claim for check in found.checks if check.holds is False)
        raise RecordError("the record does not hold", where=name, hint=wrong)
