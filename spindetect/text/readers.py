"""Reading files into documents: plain text, Markdown, web pages, Word files and PDF."""

from __future__ import annotations

import codecs
import hashlib
import os
from pathlib import Path
from typing import Final, Literal, TypeAlias

from spindetect.errors import InputError
from spindetect.text import encodings
from spindetect.text.document import Document

Kind: TypeAlias = Literal["txt", "md", "html", "docx", "pdf"]

# A novel is below 2 MB, the longest book below 10. A file larger than this is a dump of many texts, whose
# comparison as one would say nothing about any of them, and would take minutes and gigabytes.
MAX_BYTES: Final = 20_000_000
KINDS: Final[dict[str, Kind]] = {
    ".txt": "txt",
    ".md": "md",
    ".markdown": "md",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".pdf": "pdf",
}
# Files that hold more than their text, pictures most of all.
_PACKED: Final = ("docx", "pdf")
MAX_PACKED_BYTES: Final = 100_000_000
_MAGIC: Final = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive (.docx, .odt and .epub are such)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF87a": "a GIF image",
    b"GIF89a": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "an SQLite database",
}
_NAMED: Final = {b"%PDF": ".pdf", b"PK\x03\x04": ".docx, if it is one"}
_BINARY_HINT: Final = "export it as plain text, or copy the text into a .txt file"
_ENCODING_HINT: Final = "save it as UTF-8"
_MAX_PATH: Final = 4096
_SHOWN: Final = 200  # characters of a path in a message


def looks_like_path(text: str) -> bool:
    """Say whether a `str` that was given as a text is the name of an existing file or folder."""
    if len(text) > _MAX_PATH or "\n" in text or "\0" in text or not text.strip():
        return False
    try:
        return os.path.exists(text)  # noqa: PTH110 -- Path() refuses lone surrogates in some versions
    except (OSError, ValueError):
        return False


def read(path: str | bytes | os.PathLike[str]) -> Document:
    """Read a file: `.txt`, `.md`, `.html`, `.docx` or `.pdf`; files of other names are read as plain text.

    Text is read as UTF-8, or UTF-16 with its mark. A pipe is read to its end, for as long as that takes.

    Raises
    ------
    InputError
        If the file is missing, a folder, unreadable, too large, binary, damaged or in another encoding.
    MissingExtraError
        If it is a PDF and the extra `docs` is not installed.
    """
    file = _path(path)
    kind = KINDS.get(file.suffix.lower())
    where = _shown(path)
    try:
        size = file.stat().st_size
        if file.is_file():
            check_size(size, where, kind)
        with file.open("rb") as stream:
            data = stream.read(most_bytes(kind) + 1)  # a device says that it holds nothing, and never ends
    except FileNotFoundError as error:
        raise InputError("does not exist", where=where, hint="check the name") from error
    except IsADirectoryError as error:
        raise InputError("is a folder, not a file", where=where, hint="give one file") from error
    except PermissionError as error:
        raise InputError("may not be read", where=where, hint="check the file's permissions") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot be read: {reason}", where=where, hint="check the name") from error
    return read_bytes(data, name=file.name, kind=kind)


def read_bytes(data: bytes, *, name: str = "text", kind: Kind | None = None) -> Document:
    """Return the document of a file's bytes.

    Parameters
    ----------
    data : bytes
    name : str
        For messages and records; its ending tells the kind unless `kind` does.
    kind : {'txt', 'md', 'html', 'docx', 'pdf'}, optional

    Raises
    ------
    InputError
        If the bytes are too many, of a binary file, not UTF-8 (nor UTF-16 with its mark), or not of the kind.
    MissingExtraError
        If it is a PDF and the extra `docs` is not installed.
    """
    kind = kind or KINDS.get(Path(name).suffix.lower(), "txt")
    check_size(len(data), name, kind)
    digest = hashlib.sha256(data).hexdigest()
    if kind == "docx":
        from spindetect.text.docx import docx_text

        text, regions = docx_text(data, name)
        check_size(len(text), name)
        return Document(text, name, digest, regions)
    if kind == "pdf":
        from spindetect.text.pdf import pdf_text

        found = pdf_text(data, name, most_characters=MAX_BYTES)
        return Document(found.text, name, digest, pages=found.pages, remarks=found.notes)
    text = _decode(data, name)
    if kind != "html":
        return Document(text, name, digest)
    from spindetect.text.html import page_text

    page, regions = page_text(text)
    return Document(page, name, digest, regions)


def _path(path: str | bytes | os.PathLike[str]) -> Path:
    try:
        name = os.fsdecode(path)
    except TypeError as error:
        raise InputError(
            f"expected a file's name, found {type(path).__name__}", where="read", hint="give a str or a Path"
        ) from error
    if not name:
        raise InputError("the name of the file is empty", hint="give one file")
    return Path(name)


def _shown(path: str | bytes | os.PathLike[str]) -> str:
    """Return a path for a message: on one line and not too long."""
    shown = os.fsdecode(path)
    shown = shown if shown.isprintable() else ascii(shown)[1:-1]
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 3]}..."


def most_bytes(kind: Kind | None) -> int:
    """Return how many bytes a file of a kind may have."""
    return MAX_PACKED_BYTES if kind in _PACKED else MAX_BYTES


def check_size(size: int, where: str, kind: Kind | None = None) -> None:
    """Raise InputError if a text has too many bytes to be compared as one."""
    most = most_bytes(kind)
    if size > most:
        raise InputError(
            f"has {size / 1e6:.0f} MB, more than the {most / 1e6:.0f} MB that are compared as one text",
            where=where,
            hint="split it into its documents",
        )


def _decode(data: bytes, where: str) -> str:
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            ending = _NAMED.get(magic)
            hint = f"give it a name that ends in {ending}" if ending else _BINARY_HINT
            raise InputError(f"is {what}, not text", where=where, hint=hint)
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise InputError("is UTF-32", where=where, hint=_ENCODING_HINT)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as(data, "utf-16", where)
    if b"\0" in data:
        if encodings.is_unmarked_utf16(data):
            raise InputError("is UTF-16 without its mark", where=where, hint=_ENCODING_HINT)
        raise InputError(f"is not text: byte {data.index(0)} is zero", where=where, hint=_BINARY_HINT)
    return _decode_as(data, "utf-8-sig", where)


def _decode_as(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        at, marked = error.start, len(data) - len(error.object)  # the mark is not among what was decoded
        said, guess = ("UTF-16", "") if encoding == "utf-16" else ("UTF-8", encodings.guess(data, error))
        raise InputError(
            f"is not {said}: byte {marked + at} is 0x{error.object[at]:02x}{guess}",
            where=where,
            hint=_ENCODING_HINT,
        ) from error
