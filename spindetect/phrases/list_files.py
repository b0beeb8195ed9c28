"""Lists that users bring: CSV, TSV, JSON lines, or one phrase a line; errors name the line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from spindetect.errors import InputError

PHRASE_COLUMNS: Final = ("tortured", "phrase", "listed")
EXPECTED_COLUMNS: Final = ("expected", "original")
TERM_COLUMNS: Final = ("term", "allow", "phrase")

_JSON_ENDINGS: Final = (".jsonl", ".ndjson", ".json")
_HINT: Final = "give .csv or .tsv with the columns tortured and expected, or .jsonl with these two fields"
_TERM_HINT: Final = "give one term a line, .csv with the column term, or .jsonl with that field"
Row = tuple[int, str, tuple[str, ...]]


def phrase_rows(path: Path) -> Iterator[Row]:
    """Yield the line number, phrase and expected forms of each row of a list of phrases.

    Raises
    ------
    InputError
        If the file cannot be read, or a row lacks a phrase or what is expected; it names the line.
    """
    for number, row in _rows(path, (PHRASE_COLUMNS, EXPECTED_COLUMNS), _HINT):
        phrase, expected = row
        if not expected:
            raise _wrong(path, number, f"nothing is expected in place of {phrase[0]!r}", _HINT)
        yield number, phrase[0], tuple(expected)


def term_rows(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line number and text of each term of a list of terms.

    Raises
    ------
    InputError
        If the file cannot be read, or a row has no term; it names the line.
    """
    if path.suffix.casefold() in (*_JSON_ENDINGS, ".csv", ".tsv"):
        for number, (term,) in _rows(path, (TERM_COLUMNS,), _TERM_HINT):
            yield number, term[0]
        return
    for number, line in enumerate(_text(path).splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, " ".join(line.split())


def _rows(
    path: Path, columns: tuple[tuple[str, ...], ...], hint: str
) -> Iterator[tuple[int, list[list[str]]]]:
    read = _json_rows if path.suffix.casefold() in _JSON_ENDINGS else _separated_rows
    for number, values in read(path, columns, hint):
        row = [[" ".join(value.split()) for value in found if value.strip()] for found in values]
        if not row[0]:
            raise _wrong(path, number, f"{columns[0][0]} is empty", hint)
        yield number, row


def _separated_rows(
    path: Path, columns: tuple[tuple[str, ...], ...], hint: str
) -> Iterator[tuple[int, list[list[str]]]]:
    text = _text(path)
    first = text.partition("\n")[0]
    delimiter = "\t" if "\t" in first or path.suffix.casefold() == ".tsv" else ","
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    place: list[int] | None = None
    try:
        for row in reader:
            if not any(field.strip() for field in row):
                continue
            if place is None:
                place, header = _header(row, columns)
                if header:
                    continue
            if len(row) <= max(place):
                problem = f"has {len(row)} fields, {max(place) + 1} are needed"
                raise _wrong(path, reader.line_num, problem, hint)
            yield reader.line_num, [[row[at]] for at in place]
    except csv.Error as error:
        raise _wrong(path, reader.line_num, f"cannot be taken apart: {error}", hint) from error


def _header(row: list[str], columns: tuple[tuple[str, ...], ...]) -> tuple[list[int], bool]:
    """Return where the columns stand, and whether this row says so; without a header they are the first."""
    names = [field.strip().casefold() for field in row]
    place = [next((names.index(name) for name in known if name in names), -1) for known in columns]
    if min(place) < 0:
        return list(range(len(columns))), False
    return place, True


def _json_rows(
    path: Path, columns: tuple[tuple[str, ...], ...], hint: str
) -> Iterator[tuple[int, list[list[str]]]]:
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _wrong(path, number, f"is no JSON: {error}", hint) from error
        if not isinstance(row, dict):
            raise _wrong(path, number, "is no JSON object", hint)
        yield number, [_values(path, number, row, known, hint) for known in columns]


def _values(path: Path, number: int, row: dict[str, Any], known: tuple[str, ...], hint: str) -> list[str]:
    value = next((row[name] for name in known if name in row), None)
    if value is None:
        raise _wrong(path, number, f"has no field {known[0]!r}", hint)
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in values):
        raise _wrong(path, number, f"{known[0]} is neither a text nor a list of texts", hint)
    return values


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(path)) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _wrong(path, line, "is not UTF-8", "save the list as UTF-8") from error


def _wrong(path: Path, line: int, problem: str, hint: str) -> InputError:
    return InputError(problem, where=f"{path}, line {line}", hint=hint)
