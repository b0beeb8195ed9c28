"""What is finished of a scan: for each shard its key, its files and their digests.

A shard's key is the digest of all that it is made of: the digests of the files that it reads, and the
settings and models that matter to it. A shard whose key is still the same is not made again; one that reads
what came out the same as before is not either, though that was made anew. An entry is written after its
files are on the disk: a scan that is killed leaves whole shards with an entry, and nothing else counts.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from spindetect.corpus.shards import clear_partial, digest_of, saying, write_text
from spindetect.errors import InputError, RecordError
from spindetect.serial import from_plain, to_plain

LEDGER_VERSION: Final = 1
"""Part of every key: raised when a shard's files change their form."""


def key_of(**parts: object) -> str:
    """Return the SHA-256, in hex, of plain values with names: equal ones have equal keys."""
    plain = json.dumps([LEDGER_VERSION, to_plain(parts)], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a shard: its name below the work folder, its size and its SHA-256."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished shard.

    Attributes
    ----------
    stage, shard : str
    key : str
        Of what it was made of.
    files : dict of str to Written
        By the table that they hold.
    counts : dict of str to int
        What was counted while it was made, such as rows.
    """

    stage: str
    shard: str
    key: str
    files: dict[str, Written] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def digest(self) -> dict[str, str]:
        """What the shard came to: the digest of each file."""
        return {name: self.files[name].sha256 for name in sorted(self.files)}


class Ledger:
    """The finished shards of one work folder.

    Parameters
    ----------
    folder : Path
        Holds the ledger and the shards.

    Attributes
    ----------
    damaged : list of str
        Shards that were finished and are no longer what they were; they are made again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.damaged: list[str] = []

    def path(self, stage: str, shard: str, key: str, table: str, ending: str = "parquet") -> Path:
        """Return the name of a shard's file.

        It holds the key: a process that outlived its scan writes over nothing that another setting made.
        """
        return self.folder / stage / f"{shard}-{key[:16]}.{table}.{ending}"

    def found(self, entry: Entry, table: str) -> Path:
        """Return the file of a finished shard that holds a table."""
        return self.folder / entry.files[table].name

    def known(self, stage: str, shard: str, key: str) -> Entry | None:
        """Return a finished shard if its key is this one and its files are what they were."""
        entry = self._read(stage, shard)
        if entry is None or entry.key != key:
            return None
        for file in entry.files.values():
            path = self.folder / file.name
            if not path.is_file() or path.stat().st_size != file.bytes or digest_of(path) != file.sha256:
                self._say_damaged(stage, shard)
                return None
        return entry

    def entries(self, stage: str) -> list[Entry]:
        """Return the finished shards of a stage, by name; whether their files are whole is not looked at."""
        paths = sorted((self.folder / "ledger" / stage).glob("*.json"))
        return [entry for path in paths if (entry := self._read(stage, path.stem)) is not None]

    def add(
        self, stage: str, shard: str, key: str, files: Mapping[str, Path], counts: Mapping[str, int]
    ) -> Entry:
        """Note that a shard is finished, whose files are on the disk."""
        written = {
            table: Written(str(path.relative_to(self.folder)), path.stat().st_size, digest_of(path))
            for table, path in files.items()
        }
        entry, before = Entry(stage, shard, key, written, dict(counts)), self._read(stage, shard)
        write_text(self._entry(stage, shard), json.dumps(to_plain(entry), sort_keys=True) + "\n")
        self._remove(before, {file.name for file in written.values()})
        return entry

    def keep_only(self, stage: str, entries: Iterable[Entry]) -> None:
        """Remove all of a stage but these shards: of inputs that are gone, and what has no entry.

        A process that was killed after it wrote a file, and before its entry was, leaves such a file.
        """
        kept = {entry.shard: entry for entry in entries}
        for path in (self.folder / "ledger" / stage).glob("*.json"):
            if path.stem not in kept:
                path.unlink()
        files = {file.name for entry in kept.values() for file in entry.files.values()}
        for path in (self.folder / stage).glob("*"):
            if str(path.relative_to(self.folder)) not in files:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _remove(self, entry: Entry | None, but: set[str]) -> None:
        for file in entry.files.values() if entry else ():
            if file.name not in but:
                with contextlib.suppress(OSError):
                    (self.folder / file.name).unlink()

    def _entry(self, stage: str, shard: str) -> Path:
        return self.folder / "ledger" / stage / f"{shard}.json"

    def _read(self, stage: str, shard: str) -> Entry | None:
        path = self._entry(stage, shard)
        try:
            data: Any = json.loads(path.read_text(encoding="utf-8"))
            return from_plain(Entry, data)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError, RecordError):
            self._say_damaged(stage, shard)
            return None

    def _say_damaged(self, stage: str, shard: str) -> None:
        name = f"{stage}/{shard}"
        if name not in self.damaged:
            self.damaged.append(name)


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a work folder for one scan; the lock ends with the process, however it ends.

    Raises
    ------
    InputError
        If another scan holds it, or it cannot be written.
    """
    path = folder / "lock"
    with saying(path):
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("a")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(
                "another scan is writing there",
                where=str(folder.parent),
                hint="wait for it, or choose another --out",
            ) from error
        clear_partial(folder)
        yield
