"""What a path names, as rows of `work.READ`: files that all machines see, or of Spark's own systems."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from spindetect.corpus.engines.spark import hadoop, spark_schema
from spindetect.corpus.ledger import key_of
from spindetect.corpus.readers import InputFile, InputPart, ReadOptions, plan_inputs, read_part
from spindetect.corpus.readers.blocks import packing_of
from spindetect.corpus.readers.inputs import kind_of
from spindetect.corpus.spark import work
from spindetect.errors import InputError

LARGEST: Final = 2**30
"""Bytes of a file that is fetched whole: Spark holds it in memory, and can hold no more than 2 GB."""
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
_MOST_TASKS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Input:
    """Rows of `work.READ` on their way, what they are read from, and in how many parts."""

    rows: DataFrame
    key: str
    parts: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as its file system lists it."""

    url: str
    bytes: int
    modified_ms: int


@dataclass(frozen=True, slots=True)
class Fetched(InputFile):
    """A file that was brought to this machine, and is told by where it came from."""

    url: str = ""

    @property
    def name(self) -> str:
        """Its address."""
        return self.url


def has_scheme(path: str) -> bool:
    """Say whether a path is on a file system of Spark's, such as `s3a://bucket/crawl`."""
    return _SCHEME.match(path) is not None


def local_files(paths: Sequence[str]) -> tuple[str, ...]:
    """Return what executors must see of paths without a scheme."""
    return tuple(str(Path(path).resolve()) for path in paths if not has_scheme(path) and Path(path).exists())


def of_paths(session: SparkSession, paths: Sequence[str], options: ReadOptions) -> Input:
    """Return the documents of files and folders: all with a scheme, or none.

    Raises
    ------
    InputError
        If they are mixed, or there is nothing to read.
    """
    with_scheme = [has_scheme(path) for path in paths]
    if all(with_scheme):
        return _of_urls(session, paths, options)
    if any(with_scheme):
        raise InputError("some paths have a scheme, some have none", where=", ".join(paths)[:300])
    parts = tuple(plan_inputs(paths, options))
    key = key_of(parts=[part.digest for part in parts], options=options.to_dict())
    n = len(parts)
    rows = session.range(0, n, 1, min(n, _MOST_TASKS)).mapInArrow(
        partial(work.read, parts=parts, options=options), spark_schema(work.READ.schema)
    )
    return Input(rows, key, n)


def _of_urls(session: SparkSession, paths: Sequence[str], options: ReadOptions) -> Input:
    files = [file for path in paths for file in listed(session, path)]
    if not files:
        raise InputError("holds no file", where=", ".join(paths)[:300])
    key = key_of(files=[[one.url, one.bytes, one.modified_ms] for one in files], options=options.to_dict())
    numbers = {one.url: at for at, one in enumerate(files)}
    found = (
        session.read.format("binaryFile")
        .load([one.url for one in files])
        .select(
            "path", F.col("length"), F.when(F.col("length") <= LARGEST, F.col("content")).alias("content")
        )
        .repartition(min(len(files), _MOST_TASKS), "path")
    )
    rows = found.mapInArrow(
        partial(fetched, numbers=numbers, options=options), spark_schema(work.READ.schema)
    )
    return Input(rows, key, len(files))


def listed(session: SparkSession, path: str) -> list[Listed]:
    """Return the files of a path, by name: a file, a folder with all in it, or a pattern.

    Raises
    ------
    InputError
        If there is none.
    """
    where, system = hadoop(session, path)
    matched = system.globStatus(where)
    if not matched:
        raise InputError("does not exist", where=path, hint="check the name")
    found = []
    for status in matched:
        if not status.isDirectory():
            found.append(_listed(status))
            continue
        below = system.listFiles(status.getPath(), True)
        base = str(status.getPath().toString())
        while below.hasNext():
            one = _listed(below.next())
            names = one.url.removeprefix(base).split("/")
            if not any(name.startswith((".", "_")) for name in names):
                found.append(one)
    return sorted(found, key=lambda one: one.url)


def _listed(status: Any) -> Listed:  # noqa: ANN401 - of the JVM
    return Listed(str(status.getPath().toString()), int(status.getLen()), int(status.getModificationTime()))


def fetched(batches: Iterable[Any], numbers: dict[str, int], options: ReadOptions) -> Iterator[Any]:
    """Yield batches of `work.READ` for batches of whole files, read as on one machine."""
    for batch in batches:
        for at in range(batch.num_rows):
            url, length = (batch.column(name)[at].as_py() for name in ("path", "length"))
            content = batch.column("content")[at]
            if not content.is_valid:
                yield work.refused_file(url, "too-large", f"has {length:,} bytes, more than {LARGEST:,}")
                continue
            yield from _read(url, content.as_buffer(), numbers.get(url, 0), options)


def _read(url: str, content: Any, number: int, options: ReadOptions) -> Iterator[Any]:  # noqa: ANN401 - a Buffer
    with tempfile.TemporaryDirectory(prefix="spindetect-") as folder:
        path = Path(folder) / f"file{''.join(Path(url).suffixes[-2:])}"
        path.write_bytes(content)
        kind = kind_of(url)
        packing = packing_of(path) if content.size and kind != "other" else "plain"
        file = Fetched(str(path), number, content.size, 0, url)
        for found in read_part(InputPart(0, kind, (file,), packing), options):
            yield from work.as_read(found.documents, found.rejected)
