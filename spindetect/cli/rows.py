"""Rows of a JSONL file of texts or pairs: one line in, what it says out, or what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from spindetect.cli.files import is_same_file
from spindetect.cli.inputs import check_regular
from spindetect.errors import InputError, RecordError
from spindetect.report.record import strict_json
from spindetect.text import Document, looks_like_path, read
from spindetect.text.readers import MAX_BYTES, check_size

Row = dict[str, Any]
Text = str | Document

# Bytes of a line: two of the longest texts, each letter of which may be written `\uXXXX`, and something more.
MOST_BYTES = 2 * 6 * MAX_BYTES + 1_000_000
# Times as much that is skipped of a longer line: a gigabyte. Only a device goes on.
_MOST_SKIPPED = 4
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class OverwriteError(InputError):
    """A row that names the file that is being written: nothing else can be saved then."""


def lines(stream: BinaryIO, where: str) -> Iterator[bytes]:
    """Yield the lines of a stream; one that is too long by its beginning, and the rest of it is skipped.

    Raises
    ------
    InputError
        If it is UTF-16, which has no lines of bytes, or a device whose line never ends.
    """
    is_first = True
    while line := stream.readline(MOST_BYTES + 1):
        if is_first and line.startswith(_UTF16):
            raise InputError("is UTF-16, not UTF-8", where=where, hint="save it as UTF-8")
        is_first = False
        yield line
        skipped = 0
        while len(line) > MOST_BYTES and not line.endswith(b"\n"):
            skipped += 1
            if skipped > _MOST_SKIPPED:
                raise InputError("holds a line that does not end", where=where, hint="give one object a line")
            line = stream.readline(MOST_BYTES + 1)
            if not line:
                return


def parsed(line: bytes) -> Row:
    """Return the object of a line."""
    if len(line) > MOST_BYTES:
        raise RecordError(
            f"has more than {MOST_BYTES / 1e6:.0f} MB", hint="give the files' names, as in 'suspect_path'"
        )
    try:
        given = strict_json(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"is not JSON: {error}", hint="one JSON object a line, in UTF-8") from error
    if not isinstance(given, dict):
        raise RecordError(f"expected an object, found {type(given).__name__}", hint="one JSON object a line")
    return given


def identity(given: Row) -> object:
    """Return the row's `id`, if it can be written again."""
    found: object = given.get("id")
    try:
        json.dumps({"row": {"id": found}})
    except (RecursionError, ValueError) as error:
        raise RecordError(f"its id cannot be written: {error}", hint="give a text or a number") from error
    return found


def texts(given: Row, home: Path, out: Path | None) -> tuple[Text, Text]:
    """Return the suspect and the source of a row, whose paths start from `home`."""
    return text(given, "suspect", home, out), text(given, "source", home, out)


def all_texts(given: Row, home: Path, out: Path | None) -> tuple[Text, Text | list[Text], list[Text]]:
    """Return the suspect of a row, its source or sources, and what both may share.

    Paths start from `home`.

    Raises
    ------
    InputError
        If a text is missing, or cannot be read.
    OverwriteError
        If the file of one is `out`, which is being written.
    """
    suspect = text(given, "suspect", home, out)
    several = _several(given, "sources", "source_paths", home, out)
    if several is not None and not several:
        raise InputError("holds no text", where="sources", hint="give a list of texts")
    source = text(given, "source", home, out) if several is None else several
    return suspect, source, _several(given, "background", "background_paths", home, out) or []


def _several(given: Row, name: str, paths: str, home: Path, out: Path | None) -> list[Text] | None:
    """Return the texts of a list in a row, themselves or by their files' names; None where there is none."""
    for key in (name, paths):
        found = given.get(key)
        if found is None:
            continue
        if not isinstance(found, list):
            raise InputError(f"expected a list, found {type(found).__name__}", where=key, hint="give a list")
        one = f"{key}[{{}}]".format
        if key == name:
            return [_text(value, one(n), paths) for n, value in enumerate(found)]
        return [_file(value, one(n), home, out) for n, value in enumerate(found)]
    return None


def text(given: Row, side: str, home: Path, out: Path | None) -> Text:
    """Return one text of a row: under its name, or in the file under its name with `_path`.

    Raises
    ------
    InputError
        If there is none, or it cannot be read.
    OverwriteError
        If its file is `out`, which is being written.
    """
    if side in given:
        return _text(given[side], side, f"{side}_path")
    name = given.get(f"{side}_path")
    if not isinstance(name, str) or not name:
        raise InputError(
            f"lacks {side!r}", hint=f"give {side!r} with a text or '{side}_path' with a file's name"
        )
    return _file(name, f"{side}_path", home, out)


def _text(value: object, where: str, path_key: str) -> str:
    """Return a text that a row holds."""
    if not isinstance(value, str):
        raise InputError(f"expected a text, found {type(value).__name__}", where=where, hint="give a text")
    check_size(len(value), where)
    if looks_like_path(value):
        raise InputError(
            f"{value!r} is the name of an existing file, not a text",
            where=where,
            hint=f"give it as '{path_key}'",
        )
    return value


def _file(name: object, where: str, home: Path, out: Path | None) -> Document:
    """Return the text of a file that a row names."""
    if not isinstance(name, str) or not name:
        raise InputError("expected a file's name", where=where, hint="give a text")
    path = home / name
    if out is not None and is_same_file(path, out):
        raise OverwriteError(
            "is a file to read and the file to write", where=name, hint="write to another file"
        )
    check_regular(path, name)
    try:
        return read(path)
    except OSError as error:
        raise InputError(error.strerror or "cannot be read", where=name, hint="check the name") from error
