"""Batches of documents and of what was refused, bounded in rows and in bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import pyarrow as pa

from spindetect.corpus.readers.found import Found, Raw, Refused
from spindetect.corpus.readers.options import ReadOptions
from spindetect.corpus.readers.screen import Row, screen, whole
from spindetect.corpus.tables import DOCUMENT, REJECTED

# Ids of a part that are remembered, 40 MB of them; a part has some 6,000. What is repeated beyond
# or in another part is found by `repeated.py`.
_REMEMBERED: Final = 200_000


class Batch(NamedTuple):
    """What was read: rows of `tables.DOCUMENT` and of `tables.REJECTED`; either may have none."""

    documents: pa.RecordBatch
    rejected: pa.RecordBatch


def batches(found: Found, options: ReadOptions, *, refuse_repeats: bool = True) -> Iterator[Batch]:
    """Screen what a reader finds, and yield it in batches.

    Parameters
    ----------
    refuse_repeats : bool
        Whether a document is refused here whose id came before it; only where rows have an order.
    """
    rows: list[Row] = []
    refused: list[Refused] = []
    seen: dict[int, str] = {}
    size = 0
    for each in found:
        got = screen(each, options) if isinstance(each, Raw) else each
        if refuse_repeats and isinstance(got, dict):
            got = _first(got, seen)
        if isinstance(got, dict):
            rows.append(got)
            size += len(got["text"])
        else:
            refused.append(got)
        if len(rows) + len(refused) >= options.batch_rows or size >= options.batch_bytes:
            yield _batch(rows, refused)
            rows, refused, size = [], [], 0
    if rows or refused:
        yield _batch(rows, refused)


def _first(row: Row, seen: dict[int, str]) -> Row | Refused:
    """Return the row, or its refusal if a document with its id came before it."""
    place = seen.get(row["doc"])
    if place is None:
        if len(seen) < _REMEMBERED:
            seen[row["doc"]] = f"{row['file']} {row['place']}".rstrip()
        return row
    told = f"its id came before, in {place}"
    return Refused(row["file"], row["place"], "duplicate-id", told, row["id"], row["url"], row["title"])


def _batch(rows: list[Row], refused: list[Refused]) -> Batch:
    documents = {name: [row[name] for row in rows] for name in DOCUMENT.names}
    rejected = {name: [_plain(getattr(each, name)) for each in refused] for name in REJECTED.names}
    return Batch(
        pa.RecordBatch.from_pydict(documents, schema=DOCUMENT.schema),
        pa.RecordBatch.from_pydict(rejected, schema=REJECTED.schema),
    )


def _plain(told: str | None) -> str | None:
    return told if told is None else whole(told)
