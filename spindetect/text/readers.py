"""Reading files into documents."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from spindetect.errors import InputError
from spindetect.text.document import Document

Kind = Literal["txt", "md", "html"]


def looks_like_path(text: str) -> bool:
    """Say whether a `str` given as a text is the name of an existing file."""
    if len(text) > 4096 or not text.strip() or "\n" in text or "\0" in text:
        return False
    try:
        return Path(text).exists()
    except OSError:
        return False


def read(path: str | Path) -> Document:
    """Read a file."""
    return read_bytes(Path(path).read_bytes(), name=Path(path).name)


def read_bytes(data: bytes, *, name: str = "text", kind: Kind | None = None) -> Document:
    """Return the document of a file's bytes."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8", where=name) from error
    return Document(text, name, hashlib.sha256(data).hexdigest())
