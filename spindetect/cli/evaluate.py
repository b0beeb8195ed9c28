"""`spindetect evaluate`: how well the verdicts hold on one's own labelled pairs."""

from __future__ import annotations

import argparse
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from spindetect.cli import options
from spindetect.cli.files import check_outputs
from spindetect.cli.inputs import STDIN
from spindetect.cli.streams import say, standard_input
from spindetect.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from spindetect.detector import Detector
    from spindetect.evaluation import LabelledData, Results
    from spindetect.evaluation.records import Evaluation, Failure

HELP = "measure the verdicts on labelled pairs"
DESCRIPTION = """\
Compare labelled pairs and say how well the verdicts hold: errors with intervals,
calibration, ROC, errors by slice, confusion, and the worst mistakes with their
evidence. DATA are JSON lines (.jsonl, .jsonl.gz, - for standard input) or Parquet
(with the extra: pip install 'spindetect[parquet]')."""
EPILOG = """\
examples:
  spindetect evaluate pairs.jsonl
  spindetect evaluate pairs.parquet --slice desk --slice dose --html report.html
  spindetect evaluate pairs.jsonl --results said.jsonl --workers 2 --json --out figures.json
  spindetect evaluate pairs.jsonl --model our-model/

a row has "suspect", "source" (texts; or "suspect_path", "source_path", relative to
the file) and "label": spun, verbatim, paraphrased, edited, independent; or what is
known of it: not-spun (any of the others), copied (any but independent). "group"
says which rows go together, such as copies of one article: intervals allow for it.
Without it, rows of the same source do.

With --results FILE an evaluation that was stopped goes on where it was, and one
with other slices compares nothing again. FILE holds figures and no texts.

exit status: 0 done, 2 bad usage or input. A row that cannot be used is told on
standard error and in the report, and costs no other; the status is 2 if none can.
"""
WORST = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options of `evaluate`."""
    parser.add_argument("data", metavar="DATA", help="labelled pairs: .jsonl, .jsonl.gz, .parquet, or -")
    parser.add_argument(
        "--slice", action="append", default=[], metavar="COLUMN", help="also show the errors by this column"
    )
    parser.add_argument(
        "--group", default=None, metavar="COLUMN", help="the column that says which rows go together"
    )
    parser.add_argument(
        "--results", type=Path, metavar="FILE", help="keep what was said of each pair, and go on from there"
    )
    parser.add_argument(
        "--workers", type=options.workers, default=1, metavar="N", help="processes to use (default: 1)"
    )
    options.add_model(parser)
    options.add_drawing(
        parser,
        options.Drawing(
            result="all figures",
            page="a page with plots and the worst mistakes",
            shown=f"of the {WORST} worst mistakes",
            has_statement=False,
        ),
    )


def run(given: argparse.Namespace) -> int:
    """Evaluate; return the exit status."""
    output = options.Output.of(given)
    read = [] if given.data == STDIN else [given.data]
    check_outputs([output.html, output.out, given.results], read, uses_stdout=output.out is None)
    from spindetect.detector import load
    from spindetect.evaluation import LabelledData, Results
    from spindetect.evaluation.data import GROUP

    stream = standard_input() if given.data == STDIN else None
    slices = tuple(dict.fromkeys(given.slice))
    data = LabelledData(given.data, group=given.group or GROUP, slices=slices, stream=stream)
    detector = load(given.model)
    results = Results(given.results, detector.program) if given.results is not None else None
    found = _evaluate(data, detector, results, given.workers, quiet=output.quiet)
    from spindetect.cli.drawing import draw

    draw(found, output)
    return 0


def _evaluate(
    data: LabelledData, detector: Detector, results: Results | None, workers: int, *, quiet: bool
) -> Evaluation:
    from spindetect.cli.many import Words, progress
    from spindetect.evaluation import evaluate

    words = Words("pair", "pairs", "evaluate", "evaluated", "evaluating")
    # Results without a row are false, as an empty list is.
    with contextlib.nullcontext() if results is None else results as held:
        if held is not None and len(held) and not quiet:
            say(f"spindetect: going on: {len(held):,} pairs were compared already ({held.path})")
        try:
            with progress(data, words, data.count, quiet=quiet) as shown:
                return evaluate(
                    shown,
                    detector,
                    results=held,
                    workers=workers,
                    worst=WORST,
                    failed=_teller(),
                    name=data.name,
                    slices=data.slices,
                )
        except KeyboardInterrupt:
            if held is not None:
                kept = f"{len(held):,} pairs are in {held.path}"
                say(f"spindetect: {kept}; the same command goes on from there", fresh_line=True)
            raise


def _teller() -> Callable[[Failure], None]:
    """Return what tells of rows that cannot be used, the first ones one by one."""
    most, told = 10, 0

    def tell(failure: Failure) -> None:
        nonlocal told
        told += 1
        if told <= most:
            error = InputError(failure.error, where=failure.where, hint=failure.hint)
            say(f"spindetect: row {failure.row}: {error}")
        elif told == most + 1:
            say("spindetect: more rows cannot be used; the report counts them")

    return tell
