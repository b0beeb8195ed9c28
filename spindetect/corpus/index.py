"""A stored index of documents: built once, added to, and asked for the likely sources of a text.

A folder of Parquet files and a manifest that comes last::

    manifest.json          format, fingerprint, what each part holds and the SHA-256 of its files
    documents/part-*.parquet   rows of `tables.DOCUMENT`, by their keys
    keys/part-*.parquet        rows of `tables.KEYS`
    sketch/part-*.parquet      rows of `tables.SKETCH`

A part that the manifest does not name is not there: building and adding may be interrupted at any moment.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from spindetect.corpus.candidates import CANDIDATES_VERSION, steps
from spindetect.corpus.engines.duckdb import DuckDB, opened
from spindetect.corpus.fingerprint import Fingerprinter, fingerprint
from spindetect.corpus.records import SCAN_SCHEMA
from spindetect.corpus.shards import write_parquet, write_text
from spindetect.corpus.tables import CANDIDATES, DOCUMENT, DUPLICATES, KEYS, SKETCH, document_key
from spindetect.errors import InputError, ResourceError
from spindetect.lexicon import Lexicon

INDEX_FORMAT: Final = "spindetect/index/1"
MANIFEST: Final = "manifest.json"
FOLDERS: Final = {"documents": DOCUMENT, "keys": KEYS, "sketch": SKETCH}

_PART: Final = 20_480  # documents of a part: 100 MB of texts and keys while it is written
_BATCH: Final = 256
_GROUP: Final = 512  # rows of a row group of texts: what is read for one document, a megabyte
MEMORY: Final = 2**30
"""Bytes that looking for sources may use before it goes to the disk."""
_REBUILD: Final = "build the index again"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an index: its name, its rows, and the SHA-256 of each of its files by folder."""

    name: str
    documents: int
    keys: int
    sha256: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds.

    Attributes
    ----------
    documents, keys, bytes : int
    fingerprint : str
        `Fingerprinter.digest` of what made its keys.
    without : tuple of str
        Sources that the lexicon was opened without.
    parts : tuple of Part
    schema : str
    """

    documents: int
    keys: int
    bytes: int
    fingerprint: str
    without: tuple[str, ...]
    parts: tuple[Part, ...]
    schema: str = INDEX_FORMAT

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that a text may have been made from.

    Attributes
    ----------
    id, text : str
    url, title, published, site : str or None
        As the document claims them.
    regions : tuple of (str, int, int)
        Kind, start and end of what the page marks as quotations, tables, captions and code.
    score : float
        As in `tables.CANDIDATES`; 0 of a duplicate, which is not scored.
    shared : int
        Keys in common; 0 of a duplicate.
    similarity : float or None
        Of a duplicate, which `duplicates` would fold: share of keys in common, 1 where no word differs.
    start, end : int
        The part of the text asked about that holds the keys in common: numbers of its first word and of the
        word after the last. The whole of a duplicate.
    """

    id: str
    text: str
    url: str | None
    title: str | None
    published: str | None
    site: str | None
    regions: tuple[tuple[str, int, int], ...]
    score: float
    shared: int
    similarity: float | None
    start: int
    end: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Match:
    """Which document of the index a text asked about is like, before its row is read."""

    doc: int
    score: float
    shared: int
    similarity: float | None
    start: int
    end: int


class SourceIndex:
    """An index on disk; see `build` and `open`. Not to be added to by two processes at once.

    Attributes
    ----------
    path : Path
    info : IndexInfo
    fingerprinter : Fingerprinter
        What made its keys: all that is related to it must be made with this one.
    """

    def __init__(self, path: Path, info: IndexInfo, fingerprinter: Fingerprinter) -> None:
        self.path, self.info, self.fingerprinter = path, info, fingerprinter

    @classmethod
    def build(
        cls,
        documents: Iterable[pa.RecordBatch],
        out: Path,
        *,
        fingerprinter: Fingerprinter | None = None,
        without: Sequence[str] = (),
    ) -> SourceIndex:
        """Build an index in a new or empty folder.

        Parameters
        ----------
        documents : iterable of RecordBatch
            With the columns of `tables.DOCUMENT`; of those with one id the first is kept.
        out : Path
        fingerprinter : Fingerprinter, optional
            With the shipped lexicon where it is not given.
        without : sequence of str
            Sources to open the shipped lexicon without.

        Raises
        ------
        InputError
            If the folder holds something, or cannot be written.
        """
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError("is not empty", where=str(out), hint="give a new folder, or use `index add`")
        maker = fingerprinter or Fingerprinter(Lexicon.open(without=without))
        index = cls(out, IndexInfo(0, 0, 0, maker.digest, tuple(sorted(without)), ()), maker)
        index.add(documents)
        return index

    @classmethod
    def open(cls, path: Path) -> SourceIndex:
        """Open an index with the shipped lexicon.

        Raises
        ------
        InputError
            If there is none.
        ResourceError
            If it is damaged, of another format, or made with another lexicon.
        """
        manifest = path / MANIFEST
        if not manifest.is_file():
            raise InputError("holds no index", where=str(path), hint="see `spindetect index build --help`")
        info = _read_info(manifest)
        fingerprinter = Fingerprinter(Lexicon.open(without=info.without))
        if fingerprinter.digest != info.fingerprint:
            raise ResourceError(
                f"was made as {info.fingerprint}, this program makes {fingerprinter.digest}",
                where=str(path),
                hint=_REBUILD,
            )
        index = cls(path, info, fingerprinter)
        for name in FOLDERS:
            missing = next((file for file in index.files(name) if not file.is_file()), None)
            if missing is not None:
                raise ResourceError("is missing", where=str(missing), hint=_REBUILD)
        size = sum(file.stat().st_size for name in FOLDERS for file in index.files(name))
        if size != info.bytes:  # a copy that broke off; what else may be wrong takes reading it all
            index.verify()
        return index

    def files(self, folder: str) -> tuple[Path, ...]:
        """Return the files of 'documents', 'keys' or 'sketch', in the order of parts."""
        return tuple(self.path / folder / f"{part.name}.parquet" for part in self.info.parts)

    def verify(self) -> None:
        """Raise ResourceError unless every file has its stated SHA-256."""
        for part in self.info.parts:
            for folder, digest in part.sha256.items():
                path = self.path / folder / f"{part.name}.parquet"
                if not path.is_file() or _sha256(path) != digest:
                    raise ResourceError("is missing or damaged", where=str(path), hint=_REBUILD)

    def add(self, documents: Iterable[pa.RecordBatch]) -> int:
        """Add documents whose ids are not in the index yet; return how many.

        Raises
        ------
        InputError
            If the folder cannot be written.
        """
        known = self._docs()
        before = self.info.documents
        for rows in _parts(_new(documents, known)):
            self._add_part(rows)
        if not self.info.parts:
            self._write_manifest(self.info)
        return self.info.documents - before

    def search(self, text: str, limit: int = 10) -> tuple[Hit, ...]:
        """Return the documents that a text may have been made from, duplicates first, then by score.

        Parameters
        ----------
        text : str
        limit : int
            Most of them.
        """
        return self.search_many([text], limit)[0]

    def search_many(self, texts: Sequence[str], limit: int = 10) -> list[tuple[Hit, ...]]:
        """Return what `search` gives for each text, in little more than the time of one."""
        if not texts or not self.info.documents:
            return [() for _ in texts]
        # Equal texts would be folded into one another: each is asked about once.
        distinct = list(dict.fromkeys(texts))
        try:
            matches = dict(zip(distinct, self._matches(distinct), strict=True))
            kept = {text: _best(found, limit) for text, found in matches.items()}
            rows = self.rows(sorted({match.doc for found in kept.values() for match in found}))
        except Exception:
            self.verify()  # says it if the files are not what they were
            raise
        return [tuple(_hit(match, rows[match.doc]) for match in kept[text]) for text in texts]

    def _docs(self) -> set[int]:
        files = self.files("sketch")
        return {doc for file in files for doc in parquet.read_table(file, columns=["doc"])["doc"].to_pylist()}

    def _add_part(self, rows: pa.Table) -> None:
        name = f"part-{len(self.info.parts):06d}"
        made = [fingerprint(batch, self.fingerprinter) for batch in rows.to_batches(_BATCH)]
        tables: dict[str, Iterable[pa.RecordBatch]] = {
            "documents": rows.sort_by("doc").to_batches(),
            "keys": [keys for keys, _ in made],
            "sketch": [sketch for _, sketch in made],
        }
        counts, digests, size = {}, {}, 0
        for folder, schema in FOLDERS.items():
            path = self.path / folder / f"{name}.parquet"
            group = _GROUP if folder == "documents" else 65_536
            counts[folder] = write_parquet(path, tables[folder], schema.documented, rows=group)
            digests[folder] = _sha256(path)
            size += path.stat().st_size
        part = Part(name, counts["documents"], counts["keys"], digests)
        info = replace(
            self.info,
            documents=self.info.documents + part.documents,
            keys=self.info.keys + part.keys,
            bytes=self.info.bytes + size,
            parts=(*self.info.parts, part),
        )
        self._write_manifest(info)
        self.info = info

    def _write_manifest(self, info: IndexInfo) -> None:
        write_text(self.path / MANIFEST, json.dumps(info.to_dict(), indent=1) + "\n")

    def _matches(self, texts: Sequence[str]) -> list[list[_Match]]:
        """Return the matches of distinct texts, in no order."""
        names = [f"\0asked/{number:08d}" for number in range(len(texts))]  # first of all ids
        docs = [document_key(name) for name in names]
        with self._asked(names, docs, texts) as engine:
            for step in steps(self.info.documents + len(texts), against=True):
                kind = "TABLE" if step.stored else "VIEW"
                engine.run(f"CREATE TEMPORARY {kind} {step.name} AS {step.query}")
            pairs = _listed(engine, "candidates", CANDIDATES.schema)
            same = _listed(engine, "duplicates", DUPLICATES.schema)
            words = {row["doc"]: row["words"] for row in _listed(engine, "sketch", SKETCH.schema)}
        asked = {doc: place for place, doc in enumerate(docs)}
        found: list[list[_Match]] = [[] for _ in texts]
        for row in pairs:
            for own, other in (("a", "b"), ("b", "a")):
                if row[own] in asked and row[other] not in asked:
                    match = _Match(
                        row[other], row["score"], row["shared"], None, row[f"{own}_start"], row[f"{own}_end"]
                    )
                    found[asked[row[own]]].append(match)
        for row in same:
            if row["of"] in asked and row["doc"] not in asked:
                match = _Match(row["doc"], 0.0, 0, row["similarity"], 0, words[row["of"]])
                found[asked[row["of"]]].append(match)
        # A text folded into another that is asked about has no rows of its own: it is asked about alone.
        for row in same:
            if row["doc"] in asked and row["of"] in asked:
                place = asked[row["doc"]]
                found[place] = self._matches([texts[place]])[0]
        return found

    @contextmanager
    def _asked(self, names: Sequence[str], docs: Sequence[int], texts: Sequence[str]) -> Iterator[DuckDB]:
        """Open the engine with the fingerprints of texts asked about, and those of the index as known."""
        batch = pa.RecordBatch.from_pydict(
            {
                "doc": pa.array(docs, pa.int64()),
                "id": pa.array(names),
                "text": pa.array(texts, pa.large_string()),
            }
        )
        keys, sketch = fingerprint(batch, self.fingerprinter)
        with tempfile.TemporaryDirectory(prefix="spindetect-") as folder:
            place = Path(folder)
            write_parquet(place / "keys.parquet", [keys], KEYS.schema)
            write_parquet(place / "sketch.parquet", [sketch], SKETCH.schema)
            with opened(place / "temporary", memory=MEMORY, threads=1) as engine:
                engine.table("keys", [place / "keys.parquet"], KEYS.schema)
                engine.table("sketch", [place / "sketch.parquet"], SKETCH.schema)
                engine.table("known_keys", self.files("keys"), KEYS.schema)
                engine.table("known_sketch", self.files("sketch"), SKETCH.schema)
                yield engine

    def rows(self, docs: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return the stored rows of documents, by their keys."""
        found: dict[int, dict[str, Any]] = {}
        for file in self.files("documents") if docs else ():
            rows = parquet.read_table(file, filters=[("doc", "in", docs)]).to_pylist()
            found |= {row["doc"]: row for row in rows}
        return found


def index_key() -> Mapping[str, object]:
    """Return what the answers of an index depend on besides its files."""
    return {"format": INDEX_FORMAT, "candidates": CANDIDATES_VERSION}


def _best(found: Iterable[_Match], limit: int) -> list[_Match]:
    """Return the best matches: duplicates, then by score; ties by the document's key."""
    return sorted(found, key=lambda m: (-(m.similarity or 0.0), -m.score, m.doc))[: max(0, limit)]


def _hit(match: _Match, row: Mapping[str, Any]) -> Hit:
    regions = tuple((r["kind"], r["start"], r["end"]) for r in row["regions"] or ())
    return Hit(
        row["id"],
        row["text"],
        row["url"],
        row["title"],
        row["published"],
        row["site"],
        regions,
        match.score,
        match.shared,
        match.similarity,
        match.start,
        match.end,
    )


def _listed(engine: DuckDB, name: str, schema: pa.Schema) -> list[dict[str, Any]]:
    columns = ", ".join(schema.names)
    return [
        row
        for batch in engine.rows(f"SELECT {columns} FROM {name} ORDER BY {columns}", schema)
        for row in batch.to_pylist()
    ]


def _new(documents: Iterable[pa.RecordBatch], known: set[int]) -> Iterator[pa.Table]:
    """Yield the rows whose documents are not known, with the columns of `DOCUMENT`."""
    for batch in documents:
        docs: NDArray[np.int64] = batch.column("doc").to_numpy(zero_copy_only=False)
        fresh = []
        for doc in docs.tolist():
            fresh.append(doc not in known)
            known.add(doc)
        table = pa.Table.from_batches([batch]).select(DOCUMENT.schema.names).cast(DOCUMENT.schema)
        yield table.filter(pa.array(fresh, pa.bool_()))


def _parts(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Yield tables of `_PART` rows, the last of fewer; none without rows."""
    held: list[pa.Table] = []
    rows = 0
    for table in tables:
        held.append(table)
        rows += table.num_rows
        while rows >= _PART:
            whole = pa.concat_tables(held)
            yield whole.slice(0, _PART)
            held, rows = [whole.slice(_PART)], rows - _PART
    if rows:
        yield pa.concat_tables(held)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_info(path: Path) -> IndexInfo:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if str(found["schema"]).startswith(SCAN_SCHEMA.rpartition("/")[0]):
            raise ResourceError(
                "is the folder of a scan, and no index",
                where=str(path.parent),
                hint="build one of what was scanned: spindetect index build INDEX CORPUS",
            )
        if found["schema"] != INDEX_FORMAT:
            raise ResourceError(
                f"is of the format {found['schema']!r}, not {INDEX_FORMAT!r}", where=str(path), hint=_REBUILD
            )
        parts = tuple(Part(**part) for part in found["parts"])
        info = IndexInfo(**{**found, "parts": parts, "without": tuple(found["without"])})
        if sum(part.documents for part in parts) != info.documents:
            raise ResourceError("the parts do not add up", where=str(path), hint=_REBUILD)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ResourceError(f"cannot be read: {error!r}", where=str(path), hint=_REBUILD) from error
    return info
