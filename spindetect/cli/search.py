"""`spindetect search`: the sources of a few suspects, looked for in an index and compared."""

from __future__ import annotations

import argparse
from pathlib import Path

from spindetect.cli import options
from spindetect.cli.files import check_outputs
from spindetect.errors import InputError

HELP = "find the sources of suspects in an index"
DESCRIPTION = """\
Look for the sources of a few suspects in an index that `spindetect index build`
made, compare each suspect with what is found, and say what was copied from where,
with evidence. A suspect without a source there is scored by its own wording.
FILES are texts, pages, folders of them, JSON lines with "text", - for standard
input."""
EPILOG = """\
examples:
  spindetect search archive.index/ copy.html
  spindetect search archive.index/ inbox/ --html reports/
  spindetect search archive.index/ inbox.jsonl --json --out found.jsonl

with --html every suspect gets a page for each of its sources, with both texts side
by side, and index.html leads to them. That nothing is found is no proof: the source
may not be in the index.

exit status: 0 done, 2 bad usage or input. A text that cannot be read is told in
its row and costs no other; the status is 2 if none can.
"""
LIMIT = 10
"""Candidates of a suspect that are compared: 10 ms each, and a text has seldom three sources."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `search`."""
    parser.add_argument("index", metavar="INDEX", type=Path, help="the folder of an index")
    parser.add_argument("texts", metavar="FILE", nargs="+", help="the suspects")
    parser.add_argument(
        "--limit",
        type=options.count,
        default=LIMIT,
        metavar="N",
        help=f"candidates of each suspect to compare (default: {LIMIT})",
    )
    options.add_model(parser)
    options.add_stdin(parser, options.JSONL)
    output = parser.add_argument_group("output")
    output.add_argument("--json", action="store_true", help="a JSON object for each suspect and source")
    output.add_argument("--html", type=Path, metavar="DIR", help="also write pages, and an index of them")
    output.add_argument(
        "--out", type=Path, metavar="FILE", help="write to FILE instead of standard output, which is -"
    )
    output.add_argument("-q", "--quiet", action="store_true", help="no summary on standard error")


def run(given: argparse.Namespace) -> int:
    """Search; return the exit status."""
    from spindetect.cli.texts import Texts

    if given.limit < 1:
        raise InputError("expected at least 1", where="--limit")
    if str(given.html) == options.STDOUT:
        raise InputError("pages go to a folder", where="--html -", hint="name it, as in --html reports/")
    out = None if str(given.out) == options.STDOUT else given.out
    texts = Texts(given.texts, given.stdin_as, out)
    check_outputs([out], texts.files(), uses_stdout=out is None)
    texts.check_out()
    from spindetect.corpus.extras import require

    require("corpus", "pyarrow", "duckdb", where="search")
    from spindetect.cli.searching import Wanted, search

    wanted = Wanted(given.index, given.limit, given.model, out, given.html, given.json, given.quiet)
    return search(texts, wanted)
