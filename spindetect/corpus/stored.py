"""A finished scan, read back from its folder: its pairs with what is known of their documents, and texts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from spindetect.corpus.engines.duckdb import opened
from spindetect.corpus.ledger import Entry, Ledger
from spindetect.corpus.outputs import MANIFEST, WORK, read_manifest
from spindetect.corpus.parts import LONGEST
from spindetect.corpus.records import ScanSummary
from spindetect.corpus.showing import Shown, shown
from spindetect.corpus.store import Store
from spindetect.corpus.tables import DOCUMENTS, PAIRS, Table, document_key
from spindetect.detector import Detector
from spindetect.errors import InputError, RecordError
from spindetect.verdict import PairVerdict

FLAGGED: Final = ("flag", "review")
"""Decisions of the pairs that a person should look at."""
ABOUT: Final = ("url", "title", "published", "site")
"""What is told of each document of a pair, beside its id."""
_FIGURES: Final = (
    "label",
    "probability",
    "certainty",
    "p_copied",
    "copied_share",
    "words_copied",
    "direction",
    "decision",
)
_SIDES: Final = ("suspect", "source")
COLUMNS: Final = (
    "pair",
    *_FIGURES,
    *(f"{side}_{name}" for side in _SIDES for name in ("id", *ABOUT)),
)
"""Columns of a told pair, in order; 'pair' is its number."""
# A source of a stored index is no document of the corpus: it has an id and nothing more. Numbers count all
# pairs, in the order of their table, so that they stay what they are whichever are asked for.
_TOLD_SQL: Final = f"""
SELECT * FROM (
  SELECT row_number() OVER (ORDER BY p.suspect_id, p.source_id) AS pair,
         {", ".join(f"p.{name}" for name in _FIGURES)},
         {", ".join(f"{side}.{name} AS {side}_{name}" for side in _SIDES for name in ABOUT)},
         p.suspect_id, p.source_id
  FROM pairs p
  LEFT JOIN documents suspect ON suspect.id = p.suspect_id
  LEFT JOIN documents source ON source.id = p.source_id
)
"""
_MEMORY: Final = 2**30  # bytes of the join: half of what a scan may use
_MARGIN: Final = 10_000  # characters around the passages of a pair whose texts are too long for a page


@dataclass(frozen=True)
class StoredScan:
    """The folder of a finished scan.

    Attributes
    ----------
    out : Path
    summary : ScanSummary
        Its manifest.
    """

    out: Path
    summary: ScanSummary

    @classmethod
    def open(cls, out: Path) -> StoredScan:
        """Open the folder that `spindetect scan --out` wrote.

        Raises
        ------
        InputError
            If it is no such folder.
        RecordError
            If the scan is not finished, or its manifest is damaged.
        """
        if not (out / MANIFEST).is_file() and not (out / WORK).is_dir():
            raise InputError(
                "no scan has written it", where=str(out), hint="give the folder that `scan --out` named"
            )
        return cls(out, read_manifest(out))

    def told(self, *, flagged: bool = True) -> Iterator[dict[str, Any]]:
        """Yield pairs with what is known of both documents, by `COLUMNS`, in the order of their table.

        Parameters
        ----------
        flagged : bool
            Whether to leave out pairs that the policy lets pass.
        """
        with (
            tempfile.TemporaryDirectory(prefix="spindetect-") as temporary,
            opened(Path(temporary) / "spill", memory=_MEMORY, threads=1) as engine,
        ):
            for table in (DOCUMENTS, PAIRS):
                files = self._files(table.name)
                _check_columns(files, table)
                engine.table(table.name, files, table.schema)
            listed = ", ".join(f"'{decision}'" for decision in FLAGGED)
            only = f" WHERE decision IN ({listed})" if flagged else ""
            for batch in engine.rows(f"{_TOLD_SQL}{only} ORDER BY pair", _told_schema()):
                yield from batch.to_pylist()

    def pair(self, number: int) -> dict[str, Any]:
        """Return the row of `pairs/` with a number, from 1.

        Raises
        ------
        InputError
            If there is no such pair.
        """
        left = number - 1
        files = self._files(PAIRS.name)
        _check_columns(files, PAIRS)
        for path in files:
            rows = parquet.ParquetFile(path).metadata.num_rows
            if 0 <= left < rows:
                return dict(_row(path, left))
            left -= rows
        whole = self.summary.tables[PAIRS.name].rows
        raise InputError(
            f"there is no pair {number:,}", where=str(self.out), hint=f"give a number from 1 to {whole:,}"
        )

    def compare(self, number: int, detector: Detector) -> PairVerdict:
        """Compare a pair again, from the texts that the scan stored, and return the whole verdict.

        Of texts that are too long for a page, what lies around the pair's passages is compared.

        Raises
        ------
        InputError
            If there is no such pair, or its texts are no longer there.
        """
        row = self.pair(number)
        ids = [row[f"{side}_id"] for side in _SIDES]
        taken = [self._text(name) for name in ids]
        suspect, source = (
            Shown(name, **text, span=_window(text["text"], row["passages"], side))
            for text, name, side in zip(taken, ids, _SIDES, strict=True)
        )
        return shown(row["label"], suspect, source, detector)

    def _files(self, table: str) -> list[Path]:
        files = [self.out / file.name for file in self.summary.tables[table].files]
        for path in files:
            if not path.is_file():
                raise RecordError("is missing", where=str(path), hint="run the scan again; it goes on")
        return files

    def _text(self, name: str) -> Mapping[str, Any]:
        """Return the text of a document, its url and what its page marks."""
        key = document_key(name)
        docs = np.array([key], np.int64)
        at = int(self._store.at(docs)[0])
        if at >= len(self._store.docs) or int(self._store.docs[at]) != key:
            raise InputError(
                f"the text of {name[:80]!r} is not stored here",
                where=str(self.out),
                hint="it lies in the index that the corpus was compared with: compare the two texts",
            )
        taken = self._store.take(docs, ("text", "url", "regions"))
        return {column: values[0] for column, values in taken.items()}

    @cached_property
    def _store(self) -> Store:
        """The texts of the scan, in its own shards."""
        ledger = Ledger(self.out / WORK)
        read = sorted(ledger.entries("read"), key=lambda entry: int(entry.shard))
        listed = ledger.entries("catalogue")
        if not listed:
            raise InputError(
                "its texts are no longer there", where=str(self.out / WORK), hint="run the scan again"
            )
        return Store(_there(ledger, listed[0], "index"), tuple(_there(ledger, e, "texts") for e in read))


def _check_columns(files: Sequence[Path], table: Table) -> None:
    """Raise RecordError where a table lacks a column: a version before this one wrote it."""
    for path in files:
        lacks = set(table.names) - set(parquet.read_schema(path).names)
        if lacks:
            raise RecordError(
                f"has no column {min(lacks)!r}: another version of spindetect wrote it",
                where=str(path),
                hint="run the scan again with this version; what did not change is kept",
            )


def _there(ledger: Ledger, entry: Entry, table: str) -> Path:
    path = ledger.found(entry, table)
    if not path.is_file():
        raise InputError("is missing", where=str(path), hint="run the scan again; it goes on")
    return path


def _row(path: Path, at: int) -> Mapping[str, Any]:
    """Return a row of a file without reading more than its group of rows."""
    file = parquet.ParquetFile(path)
    for group in range(file.num_row_groups):
        rows = file.metadata.row_group(group).num_rows
        if at < rows:
            found: Mapping[str, Any] = file.read_row_group(group).slice(at, 1).to_pylist()[0]
            return found
        at -= rows
    raise RecordError("has fewer rows than it says", where=str(path), hint="run the scan again")


def _window(text: str, passages: Sequence[Mapping[str, Any]] | None, side: str) -> tuple[int, int]:
    """Return which characters of a text to compare: all of it, or what lies around the passages."""
    if len(text) <= LONGEST or not passages:
        return 0, min(len(text), LONGEST)
    start = max(0, min(one[f"{side}_start"] for one in passages) - _MARGIN)
    end = min(len(text), max(one[f"{side}_end"] for one in passages) + _MARGIN)
    return start, min(end, start + LONGEST)


def _told_schema() -> pa.Schema:
    of_pairs, of_documents = PAIRS.schema, DOCUMENTS.schema
    fields = [pa.field("pair", pa.int64())]
    fields += [of_pairs.field(name) for name in _FIGURES]
    for side in _SIDES:
        fields += [
            of_documents.field(name).with_name(f"{side}_{name}").with_nullable(True)
            for name in ("id", *ABOUT)
        ]
    return pa.schema(fields)
