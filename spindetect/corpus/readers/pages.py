"""A folder's files, each of which is a document: text, Markdown, web pages, Word files and PDF."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any, Final

from spindetect.corpus.readers.found import Found, Raw, Refused, RefusedError
from spindetect.corpus.readers.inputs import InputFile, InputPart
from spindetect.corpus.readers.options import ReadOptions
from spindetect.corpus.readers.page import page_of
from spindetect.errors import MissingExtraError, SpindetectError
from spindetect.text.readers import KINDS, MAX_PACKED_BYTES, Kind, read_bytes
from spindetect.text.zones import Region

_PACKED: Final = ("docx", "pdf")


def read(part: InputPart, options: ReadOptions) -> Found:
    """Yield the documents of a group of files."""
    for file in part.files:
        try:
            yield _document(file, options)
        except RefusedError as refused:
            yield Refused(file.name, "", refused.reason, refused.detail)


def _document(file: InputFile, options: ReadOptions) -> Raw:
    kind = KINDS[Path(file.path).suffix.lower()]
    data = _bytes(file, MAX_PACKED_BYTES if kind in _PACKED else options.max_record_bytes)
    values: dict[str, Any]
    regions: tuple[Region, ...]
    if kind in _PACKED:
        values, regions = _packed(data, file, kind)
    else:
        page = page_of(data, None, "html" if kind == "html" else "txt", options.max_page_bytes)
        values, regions = {"text": page.text, "title": page.title, "published": page.published}, page.regions
    return Raw(file.name, "", file.ordinal(0), values, regions)


def _packed(data: bytes, file: InputFile, kind: Kind) -> tuple[dict[str, Any], tuple[Region, ...]]:
    try:
        document = read_bytes(data, name=Path(file.path).name, kind=kind)
    except MissingExtraError as error:
        raise RefusedError("unreadable", f"{error.problem} ({error.hint})") from error
    except SpindetectError as error:
        raise RefusedError("broken-record", f"{error.problem} ({error.hint})") from error
    return {"text": document.text}, document.regions


def _bytes(file: InputFile, most: int) -> bytes:
    path = Path(file.path)
    try:
        told = path.stat()
        if not stat.S_ISREG(told.st_mode):
            raise RefusedError("unreadable", "is a pipe or device, not a file")
        if told.st_size > most:
            raise RefusedError(
                "too-large", f"has {told.st_size:,} bytes, more than the {most:,} of one document"
            )
        return path.read_bytes()
    except OSError as error:
        raise RefusedError("unreadable", f"cannot be read: {error.strerror or error}") from error
