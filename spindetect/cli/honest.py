"""The file of honest documents' scores: it grows as they are scored, and is read when the work goes on."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from spindetect.cli import rows
from spindetect.cli.inputs import opened
from spindetect.cli.rows import Row
from spindetect.errors import InputError, RecordError
from spindetect.records import ProgramRecord
from spindetect.serial import to_plain
from spindetect.text import Document

SCORES_SCHEMA = "spindetect/honest-score/1"


@dataclass(frozen=True, slots=True)
class Honest:
    """An honest document or pair: its row, and its texts unless they could not be read."""

    row: Row
    texts: tuple[Document, ...] | None

    @property
    def key(self) -> str:
        """What tells it from others: the digests of its texts."""
        return ":".join(text.text_sha256 for text in self.texts or ())


class Scores:
    """A file of rows that grows as documents are scored, and is read again when the work goes on.

    Use `Scores.opened`.

    Attributes
    ----------
    written : int
        Rows of this program in the file.
    """

    def __init__(self, stream: IO[bytes], known: dict[str, Row], failed: set[str], program: str) -> None:
        self._stream, self._known, self._failed, self._program = stream, known, failed, program
        self.written = len(known)

    @classmethod
    def opened(cls, path: Path, program: ProgramRecord) -> Scores:
        """Open a file, read what this very program scored before, and go on behind it.

        Raises
        ------
        RecordError
            If it holds something else.
        InputError
            If it cannot be written.
        """
        digest = _digest(program)
        known, failed = _read(path, digest) if path.exists() else ({}, set())
        try:
            stream = path.open("ab")
            if stream.tell():  # a line that was cut short when the work stopped ends here
                stream.write(_missing_end(path))
        except OSError as error:
            raise InputError(
                f"cannot be written: {error.strerror or error}", where=str(path), hint="write elsewhere"
            ) from error
        return cls(stream, known, failed, digest)

    def __enter__(self) -> Scores:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def known(self, honest: Honest) -> Row | None:
        """Return the row of a document that was scored before, with the place where it is now."""
        found = self._known.get(honest.key) if honest.texts else None
        return None if found is None else found | honest.row

    def add(self, row: Row) -> None:
        """Write a row at once: what is finished stays, whatever stops the rest."""
        if "error" in row and _error(row) in self._failed:  # it failed so the last time too
            return
        line = json.dumps({"schema": SCORES_SCHEMA, "program": self._program} | row)
        self._stream.write(line.encode() + b"\n")
        self._stream.flush()
        self.written += 1


def _digest(program: ProgramRecord) -> str:
    return hashlib.sha256(json.dumps(to_plain(program), sort_keys=True).encode()).hexdigest()


def _error(row: Row) -> str:
    return json.dumps([row.get(name) for name in ("file", "line", "id", "error")])


def _read(path: Path, program: str) -> tuple[dict[str, Row], set[str]]:
    """Return what this program scored, by the documents' digests, and what failed: that is tried again."""
    found: dict[str, Row] = {}
    failed: set[str] = set()
    with opened(str(path), "a file of scores") as stream:
        for line in rows.lines(stream, str(path)):
            try:
                row = rows.parsed(line)
            except RecordError:  # the last line, cut short when the work stopped
                continue
            if row.get("schema") != SCORES_SCHEMA:
                raise RecordError(
                    "is no file of honest scores", where=str(path), hint="name another file with --scores"
                )
            if row.get("program") != program:
                continue
            if "error" in row:
                failed.add(_error(row))
            elif _is_score(row):
                found[row["key"]] = row
    return found, failed


def _is_score(row: Row) -> bool:
    """Return whether a row of a file that a person may have edited is what it says."""
    chances = [row.get(name, 0.0) for name in ("spun", "copied")]
    fine = all(isinstance(p, (int, float)) and 0 <= p <= 1 for p in chances)
    return fine and all(isinstance(row.get(name), str) for name in ("key", "label")) and "spun" in row


def _missing_end(path: Path) -> bytes:
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return b"" if stream.read(1) == b"\n" else b"\n"
