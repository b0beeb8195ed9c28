"""WARC files as crawlers write them: the pages in them, with their url, title and date."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, Literal

from fastwarc.warc import WarcRecord, conversion, resource, response

from spindetect.corpus.readers.found import Found, Raw, Refused, RefusedError
from spindetect.corpus.readers.inputs import InputPart
from spindetect.corpus.readers.options import ReadOptions
from spindetect.corpus.readers.page import Page, page_of
from spindetect.corpus.readers.warc_records import BrokenRecord, Record, records

# A response is what a server sent, a resource what was stored without one, a conversion its text alone (WET).
# Requests, metadata and visits that found nothing new hold no document.
_TYPES: Final = (response, resource, conversion)
_HTML: Final = ("text/html", "application/xhtml+xml")
_URL: Final = re.compile(rb"\r?\nwarc-target-uri:[ \t]*<?([^\r\n>]{1,4096})", re.IGNORECASE)
_TYPE: Final = re.compile(rb"\r?\nwarc-type:[ \t]*(\w+)", re.IGNORECASE)
_TAGS: Final = re.compile(rb"<(?:!doctype|html|body|p|div)\b", re.IGNORECASE)
# How gzip, zlib and chunks begin.
_PACKED: Final = re.compile(rb"\x1f\x8b|\x78[\x01\x9c\xda]|[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]*)?\r\n")
_NO_DOCUMENTS: Final = (b"warcinfo", b"request", b"metadata", b"revisit")


def read(part: InputPart, options: ReadOptions) -> Found:
    """Yield the documents of a file."""
    file = part.files[0]
    for record in records(Path(file.path), part.packing, options.max_record_bytes):
        place = f"record {record.number}"
        if isinstance(record, BrokenRecord):
            yield Refused(file.name, place, record.reason, record.detail, url=_url(record.head))
            continue
        if _type(record.data) in _NO_DOCUMENTS:
            continue
        try:
            document = _document(record, options)
        except RefusedError as refused:
            url = _url(record.data)
            yield Refused(file.name, place, refused.reason, refused.detail, id=url, url=url)
            continue
        if document is not None:
            values, page = document
            yield Raw(file.name, place, file.ordinal(record.number), values, page.regions)


def _document(found: Record, options: ReadOptions) -> tuple[dict[str, Any], Page] | None:
    """Return a record's fields and its page; None of a record that holds no document."""
    try:
        record = WarcRecord.from_bytes(found.data)
        if record.record_type not in _TYPES:
            return None
        stated: str | None = record.headers.get("Content-Type")
        charset = None
        if record.is_http:
            record.parse_http(strict_mode=False)
            stated, charset = _fetched(record)
        kind = _stated_kind(stated)
        data = _body(found.data, options.max_record_bytes)
    except (OSError, ValueError) as error:
        raise RefusedError("broken-record", f"cannot be read: {str(error)[:200]}") from error
    page = page_of(data, charset, kind or _seen_kind(data), options.max_page_bytes)
    url = _url(found.data)
    return {"text": page.text, "url": url, "title": page.title, "published": page.published}, page


def _body(data: bytes, most: int) -> bytes:
    """Return what a record holds, unpacked.

    Many crawlers store pages unpacked under the headers that they came with: where what is stated to be
    packed cannot be unpacked, and does not begin like it, it is taken as it is.
    """
    try:
        body = _read(data, "all", most)
    except OSError:
        body = _read(data, "none", most)
        if _PACKED.match(body):
            raise
    if len(body) > most:
        raise RefusedError("too-large", f"has more than {most:,} bytes when unpacked")
    return body


def _read(data: bytes, unpack: Literal["all", "none"], most: int) -> bytes:
    record = WarcRecord.from_bytes(data)
    if record.is_http:
        record.parse_http(auto_decode=unpack, strict_mode=False)
    return bytes(record.reader.read(most + 1))


def _fetched(record: WarcRecord) -> tuple[str | None, str | None]:
    """Return the kind and encoding that the server stated."""
    status = record.http_headers.status_code
    if status is None:
        raise RefusedError("broken-record", "holds no answer of a web server")
    if not 200 <= status < 300:
        raise RefusedError("not-a-page", f"the server answered {status}")
    return record.http_content_type, record.http_charset


def _stated_kind(stated: str | None) -> Literal["html", "txt"] | None:
    """Return what a page is, by what is stated of it; None where nothing is."""
    named = (stated or "").partition(";")[0].strip().lower()
    if named in _HTML:
        return "html"
    if named and named != "text/plain":
        raise RefusedError("not-a-page", f"is of type {named[:100]!r}")
    return "txt" if named else None


def _seen_kind(data: bytes) -> Literal["html", "txt"]:
    """Return what a page is, by whether it begins with tags."""
    return "html" if _TAGS.search(data, 0, 4096) else "txt"


def _type(data: bytes) -> bytes:
    found = _TYPE.search(data, 0, _head(data))
    return found[1].lower() if found else b""


def _url(data: bytes) -> str | None:
    found = _URL.search(data, 0, _head(data))
    return found[1].decode("utf-8", "backslashreplace").strip() if found else None


def _head(data: bytes) -> int:
    """Return where a record's own headers end: what a page writes must not be taken for them."""
    ends = [end for end in (data.find(b"\r\n\r\n"), data.find(b"\n\n")) if end >= 0]
    return min(ends, default=len(data))
