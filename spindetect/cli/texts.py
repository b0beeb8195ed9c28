"""The texts of a command line: files, folders, JSON lines and standard input, one after the other."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from spindetect.cli import rows
from spindetect.cli.inputs import STDIN, check_regular, document, opened
from spindetect.cli.many import failing, lines_of
from spindetect.cli.options import JSONL
from spindetect.cli.rows import OverwriteError, Row
from spindetect.cli.streams import is_stdout
from spindetect.errors import InputError

if TYPE_CHECKING:
    from spindetect.text import Document

JSON_LINES = (".jsonl", ".ndjson")
_BOTH = "is a file to read and the file to write"


@dataclass(frozen=True, slots=True)
class Entry:
    """A text and what is known of it, or the row that says why there is none."""

    row: Row
    text: Document | None


@dataclass(slots=True)
class Texts:
    """The texts that some arguments name.

    Parameters
    ----------
    paths : sequence of str
        Files, folders, files of JSON lines, and '-' for standard input.
    stdin_as : str
        What standard input holds.
    out : Path, optional
        The file that is being written, which none of the texts may be.

    Attributes
    ----------
    passed_over : Counter
        How many files of folders were left alone, by the ending of their names.
    """

    paths: Sequence[str]
    stdin_as: str = "txt"
    out: Path | None = None
    passed_over: Counter[str] = field(default_factory=Counter)

    def is_one(self) -> bool:
        """Return whether there is one argument, and it is one text."""
        return len(self.paths) == 1 and not self._is_rows(self.paths[0]) and not _is_folder(self.paths[0])

    def files(self) -> list[str]:
        """Return the arguments that are names of files."""
        return [path for path in self.paths if path != STDIN and not _is_folder(path)]

    def folders(self) -> list[Path]:
        """Return the arguments that are folders."""
        return [Path(path) for path in self.paths if _is_folder(path)]

    def check_out(self) -> None:
        """Raise InputError if the file that is written is one of the texts of a folder."""
        from spindetect.text.readers import KINDS

        if self.out is None or not self.out.is_file() or self.out.suffix.lower() not in KINDS:
            return
        above = self.out.resolve().parents
        if any(folder.resolve() in above for folder in self.folders()):
            raise OverwriteError(_BOTH, where=str(self.out), hint="write to another folder")

    def count(self) -> int | None:
        """Return how many texts there will be, or None where only reading them tells."""
        counts = [self._count(path) for path in self.paths]
        return None if None in counts else sum(count for count in counts if count is not None)

    def _count(self, path: str) -> int | None:
        if path == STDIN and self.stdin_as != JSONL:
            return 1
        if self._is_rows(path):
            return lines_of(path)
        return None if _is_folder(path) else 1

    def _is_rows(self, path: str) -> bool:
        return self.stdin_as == JSONL if path == STDIN else path.lower().endswith(JSON_LINES)

    def __iter__(self) -> Iterator[Entry]:
        number = 0
        for path in self.paths:
            for entry in self._entries(path):
                number += 1
                yield Entry({"row": number} | entry.row, entry.text)

    def _entries(self, path: str) -> Iterator[Entry]:
        if _is_folder(path):
            yield from self._of_folder(Path(path))
        elif self._is_rows(path):
            yield from self._of_rows(path)
        else:
            yield self._of_file(path)

    def _of_file(self, path: str) -> Entry:
        row: Row = {"id": None, "file": path, "line": None}
        text = None
        with failing(row, "this text"):
            text = document(path, self.stdin_as)  # type: ignore[arg-type] # of '-' alone, which is no JSONL here
        return Entry(row, text)

    def _of_rows(self, path: str) -> Iterator[Entry]:
        """Yield the texts of JSON lines, and one row for what goes wrong with all of them."""
        home = Path.cwd() if path == STDIN else Path(path).parent
        broken: Row = {"id": None, "file": path, "line": None}
        with failing(broken, "these texts"), opened(path, "a JSONL file") as stream:
            for line, data in enumerate(rows.lines(stream, path), 1):
                if data.strip():
                    yield self._of_line(data, home, {"id": None, "file": path, "line": line})
        if "error" in broken:
            yield Entry(broken, None)

    def _of_line(self, data: bytes, home: Path, row: Row) -> Entry:
        from spindetect.text import Document

        text = None
        with failing(row, "this text"):
            given = rows.parsed(data)
            row["id"] = rows.identity(given)
            found = rows.text(given, "text", home, self.out)
            if isinstance(found, str):
                found = Document.from_text(found, name=_name(row))
            text = found
        return Entry(row, text)

    def _of_folder(self, folder: Path) -> Iterator[Entry]:
        """Yield the texts below a folder by their names; what is hidden and links to folders are left out."""
        from spindetect.text.readers import KINDS

        found = False
        pending = [folder]
        while pending:
            path = pending.pop()
            if path.is_dir():
                broken: Row = {"id": None, "file": str(path), "line": None}
                with failing(broken, "this folder"):
                    pending += _inside(path)
                if "error" in broken:
                    found = True
                    yield Entry(broken, None)
            elif path.suffix.lower() in KINDS:
                found = True
                yield self._of_found(path)
            else:
                self.passed_over[path.suffix.lower()] += 1
        if not found:
            error = {
                "error": "holds no texts",
                "where": str(folder),
                "hint": f"they end in {', '.join(KINDS)}",
            }
            yield Entry({"id": None, "file": str(folder), "line": None} | error, None)

    def _of_found(self, path: Path) -> Entry:
        if is_stdout(path):
            raise OverwriteError(_BOTH, where=str(path), hint="write to another folder")
        row: Row = {"id": None, "file": str(path), "line": None}
        with failing(row, "this text"):
            check_regular(path, str(path))
        return Entry(row, None) if "error" in row else self._of_file(str(path))


def _inside(folder: Path) -> list[Path]:
    """Return what a folder holds, the last first, as a stack takes it."""
    try:
        with os.scandir(folder) as entries:
            names = [
                entry.name
                for entry in entries
                if not entry.name.startswith(".") and not _leads_to_folder(entry)
            ]
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", where=str(folder), hint="check its permissions"
        ) from error
    return [folder / name for name in sorted(names, reverse=True)]


def _is_folder(path: str) -> bool:
    return path not in ("", STDIN) and Path(path).is_dir()


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether a link leads to a folder, which may be the one that it stands in."""
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:  # one that leads to itself; reading it says so
        return False


def _name(row: Row) -> str:
    """Return what a text of a JSON line is called in its record."""
    if isinstance(row["id"], str) and row["id"]:
        return row["id"]
    file = "standard input" if row["file"] == STDIN else Path(row["file"]).name
    return f"{file}, line {row['line']}"
