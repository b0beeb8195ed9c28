"""Reading files into documents: plain text, Markdown and web pages, in UTF-8 or marked UTF-16."""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from pathlib import Path
from typing import Final, Literal, TypeAlias

from spindetect.errors import InputError
from spindetect.text.document import Document

Kind: TypeAlias = Literal["txt", "md", "html"]

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
}
_MAGIC: Final = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive (.docx, .odt and .epub are such)",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x7fELF": "a program",
    b"SQLite format 3": "an SQLite database",
}
_BINARY_HINT: Final = "export it as plain text, or copy the text into a .txt file"
_MAX_PATH: Final = 4096
_SHOWN: Final = 200  # characters of a path in a message
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)


def looks_like_path(text: str) -> bool:
    """Say whether a `str` that was given as a text is the name of an existing file or folder."""
    if len(text) > _MAX_PATH or "\n" in text or "\0" in text or not text.strip():
        return False
    try:
        return os.path.exists(text)  # noqa: PTH110 -- Path() refuses lone surrogates in some versions
    except (OSError, ValueError):
        return False


def read(path: str | os.PathLike[str]) -> Document:
    """Read a file: `.txt`, `.md` or `.html`, in UTF-8; files of other names are read as plain text.

    Raises
    ------
    InputError
        If the file is missing, a folder, unreadable, too large, binary or in another encoding.
    """
    file = Path(path)
    kind = KINDS.get(file.suffix.lower())
    where = _shown(path)
    try:
        size = file.stat().st_size
        if size > MAX_BYTES and file.is_file():
            raise _too_large(where, size)
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)  # a device says that it holds nothing, and never ends
    except FileNotFoundError as error:
        raise InputError("does not exist", where=where, hint="check the name") from error
    except IsADirectoryError as error:
        raise InputError("is a folder, not a file", where=where, hint="give one file") from error
    except PermissionError as error:
        raise InputError("may not be read", where=where, hint="check the file's permissions") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot be read: {reason}", where=where) from error
    return read_bytes(data, name=file.name, kind=kind)


def read_bytes(data: bytes, *, name: str = "text", kind: Kind | None = None) -> Document:
    """Return the document of a file's bytes.

    Parameters
    ----------
    data : bytes
    name : str
        For messages and records; its ending tells the kind unless `kind` does.
    kind : {'txt', 'md', 'html'}, optional

    Raises
    ------
    InputError
        If the bytes are too many, of a binary file, or not UTF-8 (nor UTF-16 with its mark).
    """
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    kind = kind or KINDS.get(Path(name).suffix.lower(), "txt")
    text = _decode(data, name)
    digest = hashlib.sha256(data).hexdigest()
    if kind != "html":
        return Document(text, name, digest)
    from spindetect.text.html import page_text

    page, regions = page_text(text)
    return Document(page, name, digest, regions)


def _shown(path: str | os.PathLike[str]) -> str:
    """Return a path for a message: on one line and not too long."""
    shown = os.fsdecode(path)
    shown = shown if shown.isprintable() else ascii(shown)[1:-1]
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 3]}..."


def _too_large(where: str, size: int) -> InputError:
    return InputError(
        f"has {size / 1e6:.0f} MB, more than the {MAX_BYTES / 1e6:.0f} MB that are compared as one text",
        where=where,
        hint="split it into its documents",
    )


def _decode(data: bytes, where: str) -> str:
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"is {what}, not text", where=where, hint=_BINARY_HINT)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_as(data, "utf-16", where)
    if b"\0" in data:
        at = data.index(b"\0")
        raise InputError(
            f"is not text: byte {at} is zero",
            where=where,
            hint=f"if it is UTF-16, save it as UTF-8; {_BINARY_HINT}",
        )
    return _decode_as(data, "utf-8-sig", where)


def _decode_as(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start
        said = "UTF-16" if encoding == "utf-16" else "UTF-8"
        raise InputError(
            f"is not {said}: byte {at} is 0x{data[at]:02x}{_guess(data)}",
            where=where,
            hint="save it as UTF-8",
        ) from error


def _guess(data: bytes) -> str:
    """Return in words what the encoding may be instead."""
    declared = _CHARSET.search(data, 0, 4096)
    if declared:
        return f"; the page says it is {declared[1].decode('ascii')}"
    if not any(0x80 <= byte < 0xA0 for byte in data[:100_000]):
        return "; it may be ISO 8859-1 (Latin-1)"
    if any(byte in data for byte in (b"\x91", b"\x92", b"\x93", b"\x94", b"\x96", b"\x97", b"\x85")):
        return "; it may be Windows-1252"
    return ""
