"""Many pairs: rows in, one row out for each, in order, nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Protocol

from spindetect.cli import rows
from spindetect.cli.inputs import STDIN, opened
from spindetect.cli.many import Tally, Words, as_json, failing, lines_of, progress, rows_out
from spindetect.cli.policies import Judging
from spindetect.cli.rows import Row, Text
from spindetect.verdict import PairVerdict

WORDS = Words("pair", "pairs", "compare", "compared", "comparing")


class Comparer(Protocol):
    """What is needed of a detector."""

    def compare(
        self, suspect: Text, source: Text | list[Text], *, background: list[Text] = ...
    ) -> PairVerdict:
        """Compare a text with its source, or several."""


def compare_rows(
    pairs: str,
    out: Path | None,
    *,
    no_text: bool,
    judging: Judging[PairVerdict],
    quiet: bool = False,
    model: Path | None = None,
) -> int:
    """Compare the pairs of a JSONL file ('-' is standard input) and write a row for each.

    Parameters
    ----------
    judging : Judging
        What is made of each verdict.
    model : Path, optional
        As `load` takes it; the shipped one by default.

    Returns
    -------
    int
        The exit status.

    Raises
    ------
    InputError
        If no pair could be compared, or one could not and nothing is flagged.
    """
    from spindetect.detector import load

    detector = load() if model is None else load(model)
    home = Path.cwd() if pairs == STDIN else Path(pairs).parent
    tally = Tally(WORDS, partial(as_json, no_text=no_text), judging, quiet)
    with opened(pairs, "a JSONL file") as stream, rows_out(out) as write:
        lines = rows.lines(stream, pairs)
        with progress(lines, WORDS, partial(lines_of, pairs), quiet=quiet) as shown:
            tally.write(judging.each(judged(shown, detector, home=home, out=out)), write)
    return tally.conclude(pairs)


def judged(
    lines: Iterable[bytes], detector: Comparer, *, home: Path, out: Path | None = None
) -> Iterator[tuple[Row, PairVerdict | None]]:
    """Yield, for each line that is not blank, its row and its verdict, or the row with its error.

    Parameters
    ----------
    home : Path
        The folder that relative paths in the rows start from.
    out : Path, optional
        The file that is being written; a row that names it stops everything.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        row: Row = {"row": number, "id": None}
        verdict = None
        with failing(row, "these texts"):
            given = rows.parsed(line)
            row["id"] = rows.identity(given)
            suspect, source, background = rows.all_texts(given, home, out)
            shared = {"background": background} if background else {}
            verdict = detector.compare(suspect, source, **shared)
        yield row, verdict
