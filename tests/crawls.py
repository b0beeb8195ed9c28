"""Small corpora, made where a test needs them: pages, records, rows."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from spindetect.corpus.readers import InputPart, ReadOptions, plan_inputs, read_part

LEAST = ReadOptions(min_words=1, identify=False)


def prose(n: int, sentences: int = 6) -> str:
    """Return an English text of 15 words a sentence that no other number gives."""
    return " ".join(
        f"The keeper of house {n} said that she had seen ship {k} on her way to the harbour."
        for k in range(sentences)
    )


def page(n: int, head: str = "", body: str = "") -> str:
    paragraphs = "".join(f"<p>{prose(100 * n + k)}</p>" for k in range(3))
    return (
        f"<!doctype html><html><head><title>House {n} &amp; harbour</title>{head}</head>"
        f"<body><nav><a href=/>Home</a></nav><article>{paragraphs}{body}</article></body></html>"
    )


def record(
    url: str,
    body: bytes,
    *,
    kind: str = "response",
    status: str = "200 OK",
    content: str = "text/html; charset=utf-8",
    headers: str = "",
    length: int | None = None,
) -> bytes:
    """Return a WARC record; `length` is a lie."""
    block = f"HTTP/1.1 {status}\r\nContent-Type: {content}\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{zlib.crc32(url.encode())}>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def records(n: int) -> list[bytes]:
    return [record(f"https://site{k}.example/{k}", page(k).encode()) for k in range(n)]


def json_lines(rows: Iterable[object]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def rows(n: int) -> list[dict[str, str]]:
    return [{"id": f"d{k}", "text": prose(k)} for k in range(n)]


def write(path: Path, data: bytes, *, pack: bool = False) -> Path:
    path.write_bytes(gzip.compress(data) if pack else data)
    return path


Rows = list[dict[str, object]]


def read_parts(parts: Sequence[InputPart], options: ReadOptions | None = None) -> tuple[Rows, Rows]:
    """Return all documents and all that was rejected."""
    documents: Rows = []
    rejected: Rows = []
    for part in parts:
        for batch in read_part(part, options):
            batch.documents.validate(full=True)
            batch.rejected.validate(full=True)
            documents += batch.documents.to_pylist()
            rejected += batch.rejected.to_pylist()
    return documents, rejected


def read(*paths: object, options: ReadOptions | None = None) -> tuple[Rows, Rows]:
    return read_parts(plan_inputs([str(p) for p in paths], options), options)


def reasons(rejected: Rows) -> list[tuple[object, object]]:
    return [(row["place"], row["reason"]) for row in rejected]
