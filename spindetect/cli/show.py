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
    from spindetect.report.record import Record
    from spindetect.scan_page import ScanPage

HELP = "draw a stored result again, or check it"
DESCRIPTION = """\
Draw what `compare --json`, `score --json`, `unspin --json` or `evaluate --json`
stored, without computing it again; or check it: against its texts, against
itself, and against what today's program says. Of a file of rows (`--pairs`,
`--jsonl`) show one. Of the folder of a scan show a pair, by its number in the
report or the rows of `export`: its texts, as the scan stored them, are compared
again for all the evidence. What `scan --json` wrote is drawn as its report."""
EPILOG = """\
examples:
  spindetect show verdict.json
  spindetect show verdict.json --html page.html
  spindetect show verdict.json --verify
  spindetect show no-text.json --verify --suspect copy.txt --source article.txt
  spindetect show two.json --verify --source first.txt --source second.txt
  spindetect show scores.jsonl --row 7 --html page.html
  spindetect show out/ 17 --html pair.html
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
    parser.add_argument(
        "verdict", metavar="VERDICT.json", help="a stored result, - for standard input; or a scan's folder"
    )
    parser.add_argument(
        "pair", metavar="PAIR", nargs="?", type=options.count, help="of a scan's folder: the pair's number"
    )
    parser.add_argument(
        "--row", type=options.count, metavar="N", help="the row N of a file of rows, as numbered in its 'row'"
    )
    check = parser.add_argument_group("check")
    check.add_argument("--verify", action="store_true", help="check the record instead of drawing it")
    check.add_argument("--suspect", metavar="FILE", help="the suspect's file, to check its digest and replay")
    check.add_argument(
        "--source",
        metavar="FILE",
        action="append",
        help="the source's file, to check its digest and replay; of several once for each, in order",
    )
    check.add_argument(
        "--background", metavar="FILE", action="append", help="the same of a background text, or several"
    )
    options.add_lists(parser, "lists (for --verify: those the record was made with)")
    options.add_decision(parser)
    options.add_drawing(parser)


def run(given: argparse.Namespace) -> int:
    """Draw or check; return the exit status."""
    output = options.Output.of(given)
    files = (given.verdict, given.suspect, *(given.source or ()), *(given.background or ()))
    read = [path for path in files if path not in (None, STDIN)]
    check_outputs([output.html, output.out], read, uses_stdout=output.out is None)
    unfit = (
        (*_DRAWS, "policy", "flag_at", "prior")
        if given.verify
        else ("suspect", "source", "background", "phrases", "allow")
    )
    for name in unfit:
        options.refuse(given, name, "draws, and --verify checks" if given.verify else "is for --verify")
    from spindetect.cli.policies import Judging

    judging: Judging[Any] = Judging.of(given)
    stored = _read(given) if given.pair is None else _pair(given)
    from spindetect.results import Verdict
    from spindetect.scan_page import ScanPage

    if isinstance(stored, Verdict):
        stored = judging.judged(stored)
    elif judging.is_gate or judging.prior is not None:
        raise InputError("there is no one P(spun) in this to decide about", hint="leave the policy out")
    if given.verify and not isinstance(stored, ScanPage):
        _verify(stored, given, output.out)
    else:
        from spindetect.cli.drawing import draw

        draw(stored, output)
    return judging.status(stored) if judging.policy is not None else 0


def _pair(given: argparse.Namespace) -> Record:
    """Compare a pair of a scan again, from its stored texts."""
    for name, reason in (("verify", "is for a stored result"), ("row", "is for a file of rows")):
        options.refuse(given, name, f"{reason}, and a scan has pairs")
    folder = Path(given.verdict)
    if not folder.is_dir():
        raise InputError(
            "is no folder of a scan, of which a pair could be shown",
            where=given.verdict,
            hint="for a file of rows give --row N",
        )
    from spindetect.corpus.extras import require

    require("corpus", "pyarrow", "duckdb", where="show OUT PAIR")
    from spindetect.cli.streams import say
    from spindetect.corpus.stored import StoredScan
    from spindetect.detector import load

    stored = StoredScan.open(folder)
    verdict, row = stored.compare(given.pair, load()), stored.pair(given.pair)
    note = _other_label(verdict.label, row["label"], row["certainty"])
    if note:
        say(f"spindetect: {note}")
    return verdict


def _other_label(shown: str, scanned: str, certainty: float) -> str | None:
    """Say why of a scan and a pair's page only one calls it spun; None where they agree."""
    if (shown == "spun") == (scanned == "spun"):
        return None
    if scanned == "spun":
        return (
            f"the scan calls this pair 'spun' with a certainty of {certainty:.2f}, by several looks at the "
            f"texts and by how rare the words are that they share; this comparison alone calls it {shown!r}"
        )
    return (
        f"the scan calls this pair {scanned!r}: by several looks at the texts and by how rare the words are "
        f"that they share, the certainty that one was spun from the other is {certainty:.2f}, too little"
    )


def _read(given: argparse.Namespace) -> Record | ScanPage:
    """Read a stored result from a file, or one row of it."""
    from spindetect.report.record import read_record

    path, row = given.verdict, given.row
    if path and path != STDIN and Path(path).is_dir():  # an empty name would be the folder of now
        raise _folder(Path(path))
    where = "standard input" if path == STDIN else path
    with opened(path, _WROTE) as stream:
        if row is not None:
            return read_record(_row(stream, where, row), where=f"{where}, row {row}")
        data = _bounded(stream, where)
    found = _report(data, where)
    if found is not None:
        options.refuse(given, "verify", "is for a verdict, and a scan's report has none")
        return found
    return read_record(_whole(data), where=where)


def _folder(path: Path) -> InputError:
    """Return what is said of a folder that no pair was named of."""
    if (path / "report.html").is_file() and (path / "pairs").is_dir():
        return InputError(
            f"is the folder of a scan: its report is {path / 'report.html'}",
            where=str(path),
            hint=f"name a pair of it too: spindetect show {path} 1",
        )
    return InputError(
        "is a folder, and no scan's",
        where=str(path),
        hint=f"give {_WROTE}, or the folder of a scan and a pair",
    )


def _report(data: bytes, where: str) -> ScanPage | None:
    """Return what `scan --json` wrote; None if it is something else."""
    from spindetect.report.record import strict_json
    from spindetect.scan_page import SCAN_PAGE_SCHEMA, ScanPage

    stem = SCAN_PAGE_SCHEMA.rpartition("/")[0]
    if stem.encode() not in data:
        return None
    with contextlib.suppress(ValueError, RecursionError):  # the reader of records says what is wrong with it
        plain = strict_json(data)
        if isinstance(plain, dict) and str(plain.get("schema")).startswith(stem):
            try:
                return ScanPage.from_dict(plain)
            except RecordError as error:
                raise RecordError(error.problem, where=f"{where}, {error.where}", hint=error.hint) from error
    return None


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


def _verify(stored: Record, given: argparse.Namespace, out: Path | None) -> None:
    """Check a record, with the files that were given, and write what was found."""
    from spindetect.cli.scorer import opened as detector_with
    from spindetect.report.verify import verify
    from spindetect.text import read

    suspect = read(given.suspect) if given.suspect is not None else None
    sources, shared = ([read(path) for path in paths or ()] for paths in (given.source, given.background))
    found = verify(
        stored, detector_with(options.lists(given)), suspect=suspect, source=sources, background=shared
    )
    write(out, found.to_text())
    if not found.holds:
        wrong = ", ".join(check.claim for check in found.checks if check.holds is False)
        raise RecordError("the record does not hold", where=given.verdict, hint=wrong)
