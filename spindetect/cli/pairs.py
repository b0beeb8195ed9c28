"""Many pairs: rows in, one row out for each, in order, nothing lost."""

from __future__ import annotations

import contextlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from spindetect.cli import rows
from spindetect.cli.files import whole_file
from spindetect.cli.inputs import STDIN, opened
from spindetect.cli.rows import OverwriteError, Row, Text
from spindetect.cli.streams import encoded, harmless_json, is_terminal, put_bytes, say, silence_stdout
from spindetect.errors import InputError, SpindetectError
from spindetect.verdict import PairVerdict

Judge = Callable[[PairVerdict], bool]


class Comparer(Protocol):
    """What is needed of a detector."""

    def compare(self, suspect: Text, source: Text) -> PairVerdict:
        """Compare two texts."""


def compare_rows(pairs: str, out: Path | None, *, no_text: bool, is_above: Judge | None) -> bool:
    """Compare the pairs of a JSONL file ('-' is standard input) and write a row for each.

    If the reader of standard output leaves (`| head`), `is_above` is still asked about the rest, until it
    says yes; without it nothing is left to do.

    Returns
    -------
    bool
        Whether `is_above` said yes to any verdict.

    Raises
    ------
    InputError
        If no pair could be compared, or one could not and `is_above` said yes to none.
    """
    from spindetect.detector import load

    detector = load()
    home = Path.cwd() if pairs == STDIN else Path(pairs).parent
    labels: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        stream = stack.enter_context(opened(pairs, "a JSONL file"))
        sink = stack.enter_context(whole_file(out, keep=True)) if out is not None else None
        lines = _with_progress(rows.lines(stream, pairs), pairs, stack)
        judged_rows = judged(lines, detector, home=home, out=out)
        exceeded = _written(judged_rows, sink.write if sink else put_bytes, no_text, is_above, labels)
    found = ", ".join(f"{n} {label}" for label, n in labels.most_common()) or "nothing to compare"
    say(f"spindetect: {labels.total()} pairs: {found}")
    if labels and set(labels) == {"failed"}:
        raise InputError("no pair could be compared", where=pairs, hint="each row says why")
    if is_above is not None and not exceeded:
        _say_what_did_not_pass(labels, pairs)
    return exceeded


def _say_what_did_not_pass(labels: Counter[str], pairs: str) -> None:
    """Say which pairs a gate that nothing exceeded has not cleared; raise if some were not even compared."""
    if labels["failed"]:
        raise InputError(
            f"{labels['failed']} of {labels.total()} pairs could not be compared, so they did not pass",
            where=pairs,
            hint="each row says why",
        )
    if labels["insufficient"]:
        few = f"{labels['insufficient']} have too little text or evidence to say"
        say(f"spindetect: note: {few}; they did not pass")


def _written(
    judged_rows: Iterable[tuple[Row, PairVerdict | None]],
    write: Callable[[bytes], None],
    no_text: bool,
    is_above: Judge | None,
    labels: Counter[str],
) -> bool:
    """Write the rows, count their labels, and return whether one was above the limit."""
    exceeded = has_left = False
    for row, verdict in judged_rows:
        if verdict is not None:
            exceeded |= is_above is not None and is_above(verdict)
            row["verdict"] = (verdict.without_texts() if no_text else verdict).to_dict()
        labels[verdict.label if verdict else "failed"] += 1
        if not has_left:
            try:
                write(encoded(harmless_json(json.dumps(row, ensure_ascii=False)) + "\n"))
            except BrokenPipeError:
                if is_above is None:
                    raise
                has_left = True
                silence_stdout()
                say("spindetect: nobody reads the rows any more; comparing on for --fail-above")
        if has_left and exceeded:
            break  # no further row can change what the gate says
    return exceeded


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
        try:
            given = rows.parsed(line)
            row["id"] = rows.identity(given)
            verdict = detector.compare(*rows.texts(given, home, out))
        except OverwriteError:
            raise
        except SpindetectError as error:
            yield row | {"error": error.problem, "where": error.where, "hint": error.hint}, None
        except MemoryError:
            hint = "compare their parts"
            yield row | {"error": "not enough memory for these texts", "where": "", "hint": hint}, None
        except Exception as error:  # noqa: BLE001 - one bad pair must not cost the others; the row says it
            yield (
                row | {"error": f"internal error: {type(error).__name__}: {error}", "where": "", "hint": ""},
                None,
            )
        else:
            yield row, verdict


def _with_progress(lines: Iterator[bytes], pairs: str, stack: contextlib.ExitStack) -> Iterable[bytes]:
    """Return the lines, with a bar on standard error where a person watches it."""
    if not is_terminal(sys.stderr):
        return lines
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("comparing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = stack.enter_context(Progress(*columns, console=console, transient=True))
    total = None
    if pairs != STDIN and Path(pairs).is_file():
        with Path(pairs).open("rb") as stream:
            total = _count_lines(stream)
    return progress.track(lines, total=total)


def _count_lines(stream: BinaryIO) -> int:
    """Count lines without holding one: the last may lack its end."""
    n, last = 0, b"\n"
    while block := stream.read(1 << 20):
        n += block.count(b"\n")
        last = block[-1:]
    return n + (last != b"\n")
