"""Many results: a row out for each, in order, nothing lost, and what they come to in the end."""

from __future__ import annotations

import contextlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

from spindetect.cli.files import whole_file
from spindetect.cli.inputs import STDIN
from spindetect.cli.policies import FLAGGED, PASSED, Judging, worse
from spindetect.cli.rows import OverwriteError, Row
from spindetect.cli.streams import encoded, harmless_json, is_terminal, put_bytes, say, silence_stdout
from spindetect.errors import InputError, SpindetectError
from spindetect.text_verdict import TextVerdict
from spindetect.verdict import PairVerdict

V = TypeVar("V", PairVerdict, TextVerdict)
Drawn = Callable[[Row, V | None], str]
FAILED = "failed"
ACTIONS = ("flag", "review", "pass")


@dataclass(frozen=True, slots=True)
class Words:
    """What messages call the things: pair, pairs, compare, compared, comparing."""

    one: str
    many: str
    do: str
    done: str
    doing: str


@dataclass(slots=True)
class Tally(Generic[V]):
    """Writes rows and counts their labels.

    Parameters
    ----------
    words : Words
    draw : callable
        Returns what is written for a row and its verdict.
    judging : Judging
        What is made of each verdict, and which exit status comes of it.
    quiet : bool
        Whether to say nothing but errors and warnings.
    head : str
        What is written before the rows.

    Attributes
    ----------
    labels : Counter
    actions : Counter
        How many the policy flags, puts up for review and passes.
    status : int
        The exit status of all verdicts so far.
    """

    words: Words
    draw: Drawn[V]
    judging: Judging[V] = field(default_factory=Judging)
    quiet: bool = False
    head: str = ""
    labels: Counter[str] = field(default_factory=Counter)
    actions: Counter[str] = field(default_factory=Counter)
    status: int = PASSED
    _has_left: bool = False

    def write(self, judged: Iterable[tuple[Row, V | None]], write: Callable[[bytes], None]) -> None:
        """Write the rows as they come, their verdicts judged.

        If the reader of standard output leaves (`| head`), a gate still looks at the rest, until one is
        flagged; without a gate nothing is left to do.
        """
        if self.head:
            self._put(self.head, write)
        for row, verdict in judged:
            if verdict is not None:
                self.status = worse(self.status, self.judging.status(verdict))
                self.actions[verdict.decision.action if verdict.decision else ""] += 1
            self.labels[verdict.label if verdict is not None else FAILED] += 1
            if not self._has_left:
                self._put(self.draw(row, verdict), write)
            if self._has_left and self.status == FLAGGED:
                break  # no further row can change what the gate says

    def _put(self, text: str, write: Callable[[bytes], None]) -> None:
        try:
            write(encoded(text))
        except BrokenPipeError:
            if not self.judging.is_gate:
                raise
            self._has_left = True
            silence_stdout()
            why = "--fail-above" if self.judging.policy is None else "the policy"
            self._say(f"nobody reads the rows any more; {self.words.doing} on for {why}")

    def conclude(self, where: str) -> int:
        """Say what the rows come to; return the exit status.

        Raises
        ------
        InputError
            If all failed, or one did and nothing was flagged.
        """
        labels, words = self.labels, self.words
        found = ", ".join(f"{n} {label}" for label, n in labels.most_common()) or f"nothing to {words.do}"
        one = labels.total() == 1
        done = ", ".join(f"{self.actions[action]} {action}" for action in ACTIONS if self.actions[action])
        decided = f"; {done}" if done else ""
        self._say(f"{labels.total()} {words.one if one else words.many}: {found}{decided}")
        if labels and set(labels) == {FAILED}:
            raise InputError(f"no {words.one} could be {words.done}", where=where, hint="each row says why")
        if self.judging.is_gate and self.status != FLAGGED:
            self._say_what_did_not_pass(where)
        return self.status

    def _say_what_did_not_pass(self, where: str) -> None:
        """Say what a gate that flagged nothing has not cleared; raise if some were not even looked at."""
        labels, words = self.labels, self.words
        if labels[FAILED]:
            raise InputError(
                f"{labels[FAILED]} of {labels.total()} {words.many} could not be {words.done}, so they did "
                "not pass",
                where=where,
                hint="each row says why",
            )
        if labels["insufficient"]:
            few = f"{labels['insufficient']} have too little text or evidence to say"
            say(f"spindetect: note: {few}; they did not pass")

    def _say(self, message: str) -> None:
        if not self.quiet:
            say(f"spindetect: {message}")


def as_json(row: Row, verdict: PairVerdict | TextVerdict | None, *, no_text: bool) -> str:
    """Return a row and its verdict as a line of JSON."""
    if verdict is not None:
        row = row | {"verdict": (verdict.without_texts() if no_text else verdict).to_dict()}
    return harmless_json(json.dumps(row, ensure_ascii=False)) + "\n"


@contextlib.contextmanager
def failing(row: Row, what: str) -> Iterator[None]:
    """Put what goes wrong with one row into it, so that it costs no other."""
    try:
        yield
    except OverwriteError:
        raise
    except SpindetectError as error:
        row |= {"error": error.problem, "where": error.where, "hint": error.hint}
    except MemoryError:
        row |= {"error": f"not enough memory for {what}", "where": "", "hint": "split it into parts"}
    except Exception as error:  # noqa: BLE001 - one bad row must not cost the others; it says what was wrong
        row |= {"error": f"internal error: {type(error).__name__}: {error}", "where": "", "hint": ""}


@contextlib.contextmanager
def rows_out(out: Path | None) -> Iterator[Callable[[bytes], None]]:
    """Open where rows go: a file, whose finished rows stay when something stops it, or standard output."""
    if out is None:
        yield put_bytes
        return
    with whole_file(out, keep=True) as sink:
        yield sink.write


T = TypeVar("T")


@contextlib.contextmanager
def progress(
    items: Iterable[T], words: Words, total: Callable[[], int | None], *, quiet: bool
) -> Iterator[Iterable[T]]:
    """Give the items, with a bar on standard error where a person watches it.

    Parameters
    ----------
    total : callable
        Counts the items, where they can be counted; asked only if there is a bar.
    """
    if quiet or not is_terminal(sys.stderr):
        yield items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(words.doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar.track(items, total=total())


def lines_of(path: str) -> int | None:
    """Return how many lines a file has; None of what is not a file."""
    if path == STDIN or not Path(path).is_file():
        return None
    with Path(path).open("rb") as stream:
        return _count_lines(stream)


def _count_lines(stream: BinaryIO) -> int:
    """Count lines without holding one: the last may lack its end."""
    n, last = 0, b"\n"
    while block := stream.read(1 << 20):
        n += block.count(b"\n")
        last = block[-1:]
    return n + (last != b"\n")
