"""What is to be read, divided into parts that can be read side by side, and again, alone.

The same paths give the same parts in the same order, wherever and however often they are planned.
"""

from __future__ import annotations

import functools
import glob
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from spindetect.corpus.readers.blocks import Packing, is_utf16, packing_of
from spindetect.corpus.readers.options import ReadOptions
from spindetect.errors import InputError
from spindetect.text.readers import KINDS

Kind: TypeAlias = Literal["json-lines", "csv", "parquet", "warc", "pages", "other"]

PART_BYTES: Final = 16_000_000
"""Bytes of a part: some 6,000 articles. What a killed worker loses is half a minute's scoring at most."""

_ENDINGS: Final[dict[str, Kind]] = {
    **dict.fromkeys((".jsonl", ".ndjson", ".jsonlines", ".json"), "json-lines"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    **dict.fromkeys((".warc", ".wet"), "warc"),
    **dict.fromkeys(KINDS, "pages"),
}
_PACKED: Final = (".gz", ".zst")
_PAGES: Final = 500  # files of a part of pages, at most
_NUMBERS: Final = 35  # bits of an ordinal for the place in its file: 34 billion lines; 268 million files
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_HINT: Final = (
    "give .jsonl, .parquet, .csv or .warc files (.gz, .zst), or folders of them, of .txt or of .html"
)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read.

    Attributes
    ----------
    path : str
        To open it.
    number : int
        Its place among the corpus' files.
    bytes : int
    modified_ns : int
        When it was changed last, in nanoseconds since 1970.
    """

    path: str
    number: int
    bytes: int
    modified_ns: int

    @property
    def name(self) -> str:
        """The path as it is told: valid UTF-8, whatever bytes it has."""
        return self.path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")

    def ordinal(self, number: int) -> int:
        """Return the order of reading of what stands at a place of the file."""
        return (self.number << _NUMBERS) + number


@dataclass(frozen=True, slots=True)
class InputPart:
    """A piece of the corpus that is read alone.

    Attributes
    ----------
    number : int
        Its place among the parts.
    kind : Kind
    files : tuple of InputFile
        One, except of pages.
    packing : {'plain', 'gzip', 'zstd'}
    start, stop : int
        Which of the file it is: bytes of JSON lines, row groups of Parquet. `stop` is -1 at the end.
    before : int
        Lines or rows of the file that stand before it.
    """

    number: int
    kind: Kind
    files: tuple[InputFile, ...]
    packing: Packing = "plain"
    start: int = 0
    stop: int = -1
    before: int = 0

    @property
    def bytes(self) -> int:
        """How many bytes of files it reads; of a piece of Parquet, its share of the row groups."""
        whole = sum(file.bytes for file in self.files)
        if self.kind == "json-lines" and self.packing == "plain":
            return (whole if self.stop < 0 else self.stop) - self.start
        return whole

    @property
    def digest(self) -> str:
        """SHA-256 of what is read: names, sizes and times of change of the files, and which piece."""
        told = asdict(self) | {"number": 0}
        for file in told["files"]:
            file["path"] = os.fsencode(file["path"]).hex()
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def name(self) -> str:
        """What it is called in progress and in messages."""
        first = self.files[0].name
        if len(self.files) > 1:
            return f"{first} and {len(self.files) - 1} more"
        return first if self.start == 0 and self.stop < 0 else f"{first} [{self.start}:{self.stop}]"


def plan_inputs(
    paths: Iterable[str | os.PathLike[str]],
    options: ReadOptions | None = None,
    *,
    part_bytes: int = PART_BYTES,
) -> list[InputPart]:
    """Return the parts of a corpus, in the order they are to be read in.

    Paths are files, folders (all files in them that do not begin with `.` or `_`, and are not of a scan or
    an index) or patterns (`*`, `**`).
    Plain JSON lines are divided at line ends, Parquet at its row groups, pages into groups of files; what is
    compressed, CSV and WARC are read in one piece each, so give them in many files.

    Parameters
    ----------
    paths : iterable of str or Path
    options : ReadOptions, optional
        Its mapping is checked against the beginnings of the files.
    part_bytes : int
        About how many bytes a part may have.

    Raises
    ------
    InputError
        If a path is not there, is on another machine, or holds nothing that can be read, or if no file has
        a field that the mapping names.
    MissingExtraError
        If what reads the files is not installed.
    """
    from spindetect.corpus.readers.checking import check_fields

    given = list(paths)
    if not given:
        raise InputError("no corpus is given", hint=_HINT)
    files = [_file(path, number) for number, path in enumerate(_unique(os.fspath(path) for path in given))]
    kinds = {file.path: kind_of(file.path) for file in files}
    if all(kind == "other" for kind in kinds.values()):
        raise InputError("holds no file that can be read", where=", ".join(map(str, given))[:400], hint=_HINT)
    parts = list(_divided(files, kinds, part_bytes))
    check_fields(parts, options or ReadOptions())
    return [_numbered(part, number) for number, part in enumerate(parts)]


def kind_of(path: str) -> Kind:
    """Return how a file is read, by the ending of its name."""
    name = path.lower()
    bare = name
    for ending in _PACKED:
        bare = bare.removesuffix(ending)
    kind = _ENDINGS.get(Path(bare).suffix, "other")
    return "other" if bare != name and kind in ("pages", "parquet") else kind


def _unique(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files of all paths, each once, in the order of the paths and by name in each."""
    seen: set[str] = set()
    real_folder = functools.cache(os.path.realpath)  # of a million files in a folder it is asked once
    for path in paths:
        for file in _files(path):
            folder, name = os.path.split(file)
            real = os.path.realpath(file) if Path(file).is_symlink() else f"{real_folder(folder)}/{name}"
            if real not in seen:
                seen.add(real)
                yield file


def _files(path: str) -> list[str]:
    if _SCHEME.match(path):
        raise InputError("is not on this machine", where=path, hint="scan it with --engine spark")
    where = Path(path)
    if where.is_dir():
        found = _of_folder(path)
        if not found:
            raise InputError("is a folder without files", where=path, hint=_HINT)
        return found
    if os.path.lexists(path):
        return [path]
    found = sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else []  # noqa: PTH207 - keeps the path as given
    if not found:
        raise InputError("does not exist", where=path, hint="check the name; " + _HINT)
    return [file for one in found for file in (_of_folder(one) if Path(one).is_dir() else [one])]


def _of_folder(folder: str) -> list[str]:
    """Return the files of a folder and of the folders in it; links to folders are not followed.

    Folders of scans and indexes are passed over: they may lie among the texts that they were made of.
    """
    found: list[str] = []
    for home, folders, names in os.walk(folder):
        if _is_made(home, folders, names):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        found += (os.path.join(home, n) for n in names if not n.startswith((".", "_")))  # noqa: PTH118
    return sorted(found)


def _is_made(home: str, folders: Sequence[str], names: Sequence[str]) -> bool:
    """Say whether a folder is of a scan, its work removed or not, or holds an index."""
    if ".work" in folders and (Path(home) / ".work" / "lock").is_file():
        return True
    tables = {"documents", "pairs", "rejected"}, {"documents", "keys", "sketch"}
    return "manifest.json" in names and any(one <= set(folders) for one in tables)


def _file(path: str, number: int) -> InputFile:
    try:
        told = Path(path).stat()
    except OSError:
        return InputFile(path, number, 0, 0)  # whoever reads it says what is wrong
    if not stat.S_ISREG(told.st_mode):
        return InputFile(path, number, 0, 0)
    return InputFile(path, number, told.st_size, told.st_mtime_ns)


def _divided(files: Sequence[InputFile], kinds: dict[str, Kind], most: int) -> Iterator[InputPart]:
    pages: list[InputFile] = []
    size = 0
    for file in files:
        kind = kinds[file.path]
        if pages and (kind != "pages" or len(pages) == _PAGES or size >= most):
            yield InputPart(0, "pages", tuple(pages))
            pages, size = [], 0
        if kind == "pages":
            pages.append(file)
            size += file.bytes
        else:
            yield from _pieces(file, kind, most)
    if pages:
        yield InputPart(0, "pages", tuple(pages))


def _pieces(file: InputFile, kind: Kind, most: int) -> Iterator[InputPart]:
    try:
        packing = packing_of(Path(file.path)) if file.bytes else "plain"
        if (
            kind == "json-lines"
            and packing == "plain"
            and file.bytes > most
            and not is_utf16(Path(file.path))
        ):
            yield from _of_lines(file, most)
            return
        if kind == "parquet" and file.bytes > most:
            yield from _of_row_groups(file, most)
            return
    except OSError:
        packing = "plain"  # whoever reads it says what is wrong
    yield InputPart(0, kind, (file,), packing)


def _of_lines(file: InputFile, most: int) -> Iterator[InputPart]:
    """Divide JSON lines after line ends; lines are counted on the way, so that each is told by its number."""
    begin = before = 0
    for end, lines in _cuts(file, most):
        yield InputPart(0, "json-lines", (file,), "plain", begin, end, before)
        begin, before = end, before + lines
    if begin < file.bytes:
        yield InputPart(0, "json-lines", (file,), "plain", begin, -1, before)


def _cuts(file: InputFile, most: int) -> Iterator[tuple[int, int]]:
    """Yield where parts end, and how many lines each has; a line longer than a part is one part."""
    with Path(file.path).open("rb") as stream:
        at, lines, wanted = 0, 0, most
        while block := stream.read(1 << 20):
            while at + len(block) >= wanted:
                cut = block.find(b"\n", max(0, wanted - at - 1)) + 1
                if not cut:
                    break
                yield at + cut, lines + block.count(b"\n", 0, cut)
                block, at, lines = block[cut:], at + cut, 0
                wanted = at + most
            at, lines = at + len(block), lines + block.count(b"\n")


def _of_row_groups(file: InputFile, most: int) -> Iterator[InputPart]:
    from spindetect.corpus.readers.parquet_rows import group_rows

    sizes = group_rows(file.path)
    if not sizes:
        yield InputPart(0, "parquet", (file,))
        return
    share = file.bytes / len(sizes)
    step = max(1, int(most / share))
    begins = [*range(0, len(sizes), step), len(sizes)]
    for begin, end in pairwise(begins):
        yield InputPart(0, "parquet", (file,), "plain", begin, end, sum(sizes[:begin]))


def _numbered(part: InputPart, number: int) -> InputPart:
    values: dict[str, Any] = {name: getattr(part, name) for name in InputPart.__slots__}
    return InputPart(**(values | {"number": number}))
