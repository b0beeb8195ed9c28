"""Many pairs: rows in, one row out for each, in order, nothing lost."""

from __future__ import annotations

import contextlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from spindetect.cli.streams import encoded, is_same_file, say, whole_file
from spindetect.errors import InputError, RecordError, SpindetectError
from spindetect.text import Document, read
from spindetect.verdict import PairVerdict

Row = dict[str, Any]
Text = str | Document


class Comparer(Protocol):
    """What is needed of a detector."""

    def compare(self, suspect: Text, source: Text) -> PairVerdict:
        """Compare two texts."""


def compare_rows(
    pairs: str, out: Path | None, *, no_text: bool, is_above: Callable[[PairVerdict], bool]
) -> bool:
    """Compare the pairs of a JSONL file ('-' is standard input) and write a row for each.

    Returns
    -------
    bool
        Whether `is_above` said yes to any verdict.
    """
    from spindetect.detector import load

    detector = load()
    home = Path.cwd() if pairs == "-" else Path(pairs).parent
    exceeded = False
    labels: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        lines = stack.enter_context(_lines(pairs))
        stream = stack.enter_context(whole_file(out)) if out is not None else sys.stdout.buffer
        for row, verdict in judged(_with_progress(lines, pairs, stack), detector, home=home, out=out):
            if verdict is not None:
                exceeded |= is_above(verdict)
                row["verdict"] = (verdict.without_texts() if no_text else verdict).to_dict()
            labels[verdict.label if verdict else "failed"] += 1
            stream.write(encoded(json.dumps(row, ensure_ascii=False) + "\n"))
            if out is None:
                stream.flush()
    found = ", ".join(f"{n} {label}" for label, n in labels.most_common()) or "nothing to compare"
    say(f"spindetect: {labels.total()} pairs: {found}")
    if labels and set(labels) == {"failed"}:
        raise InputError("no pair could be compared", where=pairs, hint="each row says why")
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
            given = _parsed(line)
            row["id"] = given.get("id")
            verdict = detector.compare(*_texts(given, home, out))
        except _OverwriteError:
            raise
        except SpindetectError as error:
            yield row | {"error": error.problem, "where": error.where, "hint": error.hint}, None
        except Exception as error:  # noqa: BLE001 - one bad pair must not cost the others; the row says it
            yield (
                row | {"error": f"internal error: {type(error).__name__}: {error}", "where": "", "hint": ""},
                None,
            )
        else:
            yield row, verdict


class _OverwriteError(InputError):
    """A row that names the file that is being written: nothing else can be saved then."""


def _parsed(line: bytes) -> Row:
    try:
        given = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"is not JSON: {error}", hint="one JSON object a line, in UTF-8") from error
    if not isinstance(given, dict):
        raise RecordError(f"expected an object, found {type(given).__name__}", hint="one JSON object a line")
    return given


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number of JSON")


def _texts(given: Row, home: Path, out: Path | None) -> tuple[Text, Text]:
    return _text(given, "suspect", home, out), _text(given, "source", home, out)


def _text(given: Row, side: str, home: Path, out: Path | None) -> Text:
    if side in given:
        value = given[side]
        if not isinstance(value, str):
            raise InputError(f"expected a text, found {type(value).__name__}", where=side)
        return value
    name = given.get(f"{side}_path")
    if not isinstance(name, str):
        raise InputError(
            f"lacks {side!r}", hint=f"give {side!r} with a text or '{side}_path' with a file's name"
        )
    path = home / name
    if out is not None and is_same_file(path, out):
        raise _OverwriteError(
            "is a file to compare and the file to write", where=name, hint="write to another file"
        )
    try:
        return read(path)
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", where=name) from error


@contextlib.contextmanager
def _lines(pairs: str) -> Iterator[BinaryIO]:
    if pairs == "-":
        yield sys.stdin.buffer
        return
    path = Path(pairs)
    if path.is_dir():
        raise InputError("is a directory", where=pairs, hint="give a JSONL file")
    try:
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise InputError("does not exist", where=pairs, hint="give a JSONL file") from error
    with stream:
        yield stream


def _with_progress(lines: BinaryIO, pairs: str, stack: contextlib.ExitStack) -> Iterable[bytes]:
    """Return the lines, with a bar on standard error where a person watches it."""
    if not sys.stderr.isatty():
        return lines
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("comparing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = stack.enter_context(Progress(*columns, console=console, transient=True))
    total = None
    if pairs != "-" and lines.seekable():
        total = sum(1 for _ in lines)
        lines.seek(0)
    return progress.track(lines, total=total)
