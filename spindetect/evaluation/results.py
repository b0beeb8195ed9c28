"""A file of what was said of each pair, so that an evaluation goes on where it was stopped.

The first line says which program and model computed it; each further line is one pair by its row and the
digest of its texts. Whatever does not match today's program and data is not used: a file that another model
wrote is refused, and a row whose texts were changed is compared again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self, get_args

from spindetect.errors import InputError, RecordError
from spindetect.evaluation.outcomes import Outcome
from spindetect.model import CLASSES
from spindetect.records import ProgramRecord
from spindetect.serial import to_plain
from spindetect.verdict import PairLabel

RESULTS_SCHEMA: Final = "spindetect/evaluation-results/1"


class Results:
    """What was said so far, and where more is written; use it as a context.

    Parameters
    ----------
    path : Path
        Made if it does not exist.
    program : ProgramRecord
        What computes the verdicts.

    Raises
    ------
    InputError
        If the file holds something else, or another program or model wrote it.
    """

    def __init__(self, path: Path, program: ProgramRecord) -> None:
        self.path = path
        self._program = to_plain(program)
        self._held: dict[tuple[int, str], Outcome] = {}
        self._stream: BinaryIO | None = None

    def __enter__(self) -> Self:
        try:
            whole = self._read() if self.path.exists() else 0
            self._stream = self.path.open("r+b" if whole else "wb", buffering=0)
        except OSError as error:
            raise InputError(
                f"cannot be used: {error.strerror}", where=str(self.path), hint="name another file"
            ) from error
        self._stream.truncate(whole)  # a last line that was being written when it was stopped
        self._stream.seek(whole)
        if not whole:
            self._write({"schema": RESULTS_SCHEMA, "program": self._program})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def __len__(self) -> int:
        return len(self._held)

    def get(self, row: int, texts: str) -> Outcome | None:
        """Return what was said of a row with these texts."""
        return self._held.get((row, texts))

    def add(self, row: int, texts: str, outcome: Outcome) -> None:
        """Write what was said of a row; it is in the file when this returns."""
        self._held[row, texts] = outcome
        self._write(
            {
                "row": row,
                "texts": texts,
                "label": outcome.label,
                "probabilities": list(outcome.probabilities),
                "words": outcome.words,
            }
        )

    def _write(self, line: Mapping[str, Any]) -> None:
        data = json.dumps(line).encode() + b"\n"
        try:
            if self._stream is None or self._stream.write(data) != len(data):
                raise InputError("cannot be written", where=str(self.path), hint="make room")
        except OSError as error:
            raise InputError(
                f"cannot be written: {error.strerror}", where=str(self.path), hint="make room"
            ) from error

    def _read(self) -> int:
        """Take in what is there; return where the last whole line ends."""
        with self.path.open("rb") as stream:
            head = stream.readline()
            if not head:
                return 0
            self._check(head)
            whole = len(head)
            for number, line in enumerate(stream, 2):
                if not line.endswith(b"\n"):
                    break
                self._take(number, line)
                whole += len(line)
        return whole

    def _check(self, head: bytes) -> None:
        try:
            found = json.loads(head)
            schema, program = found["schema"], found["program"]
        except (ValueError, RecursionError, LookupError, TypeError):
            schema = program = None
        if schema != RESULTS_SCHEMA or not head.endswith(b"\n"):
            raise InputError(
                "is no file of results", where=str(self.path), hint="name another file, it is not overwritten"
            )
        if program != self._program:
            raise InputError(
                "holds what another version, model or choice of word lists said",
                where=str(self.path),
                hint="name another file, or remove this one",
            )

    def _take(self, number: int, line: bytes) -> None:
        try:
            found = json.loads(line)
            outcome = Outcome(
                _label(found["label"]), tuple(map(_share, found["probabilities"])), int(found["words"])
            )
            row, texts = int(found["row"]), str(found["texts"])
            if len(outcome.probabilities) != len(CLASSES):
                raise RecordError("has another number of classes")
        except (ValueError, RecursionError, LookupError, TypeError, RecordError) as error:
            raise InputError(
                f"line {number} is damaged: {error}", where=str(self.path), hint="remove the line"
            ) from error
        self._held[row, texts] = outcome


def _label(value: object) -> PairLabel:
    for label in get_args(PairLabel):
        if label == value:
            found: PairLabel = label
            return found
    raise RecordError(f"no verdict is called {repr(value)[:40]}")


def _share(value: object) -> float:
    if not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise RecordError(f"{repr(value)[:40]} is no probability")
    return float(value)
