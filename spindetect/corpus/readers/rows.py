"""Documents that are rows already, as of a DataFrame: the same checks, without files and without an order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyarrow as pa

from spindetect.corpus.readers.batches import Batch, batches
from spindetect.corpus.readers.found import Found, Raw, Refused
from spindetect.corpus.readers.options import FIELDS, ReadOptions
from spindetect.corpus.readers.parquet_rows import values

_BITS: Final = 63


def read_rows(
    given: Iterable[pa.RecordBatch], options: ReadOptions | None = None, *, file: str = "rows"
) -> Iterator[Batch]:
    """Yield what can be used of batches of rows, and what cannot.

    The rows of a DataFrame have no order and no place, and may be divided anew each time. So a row that has
    neither id nor url is named after its text, the order of reading is a hash of it, and repeated ids are
    left to `REPEATED_IDS`: the same rows give the same documents, however they are divided. Rows that are
    equal in every field have one `ordinal`, and cannot be told apart by it.

    Parameters
    ----------
    given : iterable of pyarrow.RecordBatch
        With a column for the text, by its name in `options`, and any of the others; more do no harm.
    options : ReadOptions, optional
    file : str
        What the rows are called in `file` and in the ids that are made.

    Raises
    ------
    MissingExtraError
        If the language model is asked for and not installed where this runs.
    """
    chosen = options or ReadOptions()
    return batches(_found(given, chosen, file), chosen, refuse_repeats=False)


def _found(given: Iterable[pa.RecordBatch], options: ReadOptions, file: str) -> Found:
    for batch in given:
        there = set(batch.schema.names)
        columns = {ours: name for ours in FIELDS if (name := options.name_of(ours)) in there}
        if "text" not in columns:
            told = f"has no column {options.name_of('text')!r}; it has {', '.join(sorted(there))[:200]}"
            yield Refused(file, "", "broken-record", told)
            continue
        for row in values(batch, columns):
            ordinal = _ordinal(row)
            yield Raw(file, f"row {ordinal:016x}", ordinal, row)


def _ordinal(row: dict[str, Any]) -> int:
    """Return a number that a row alone decides, whatever stands beside it."""
    told = repr([row.get(name) for name in FIELDS]).encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(told, digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - _BITS)
