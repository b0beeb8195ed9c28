"""The records of a WARC file, cut out one by one; a broken one costs itself alone.

`fastwarc` reads what is cut. It does not find the way itself: of a broken gzip member or a wrong length it
ends the file, of a record that is cut short it says nothing, and where it is told to look for the next record
it does so in silence (version 2.0.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spindetect.corpus.readers.blocks import DamageError, Packing, blocks, next_member
from spindetect.corpus.tables import Reason

_BEGIN: Final = b"WARC/"
# How the next record is found after a broken one, which need not have ended its last line.
_NEXT: Final = re.compile(rb"WARC/[01]\.\d{1,3}\r?\n[A-Za-z-]{1,40}:")
_OVERLAP: Final = 64  # bytes in which the beginning of a record may be cut by the end of a block
_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_LENGTH: Final = re.compile(rb"\r?\ncontent-length:[ \t]*(\d{1,15})[ \t]*(?=\r?\n)", re.IGNORECASE)
_BLANK: Final = re.compile(rb"[\r\n]*")
# What ends a record: two line ends; some tools write one or three, and then the next one begins.
_AFTER: Final = re.compile(rb"\r\n\r\n|\n\n|[\r\n]*(?=WARC/|\Z)")
_MOST_HEAD: Final = 64_000  # bytes of a record's own headers; fastwarc allows half of it


@dataclass(frozen=True, slots=True)
class Record:
    """A record, headers and all."""

    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that cannot be used, with what can be read of its headers."""

    number: int
    reason: Reason
    detail: str
    head: bytes = b""


def records(path: Path, packing: Packing, most: int) -> Iterator[Record | BrokenRecord]:
    """Yield the records of a file, and what is broken among them.

    Parameters
    ----------
    most : int
        Bytes of a record; a longer one is passed over without being held.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    number, offset = 0, 0
    while True:
        try:
            for found in _cut(blocks(path, packing, offset=offset), number, most):
                number = found.number
                yield found
            return
        except DamageError as damage:
            number += 1
            told = f"{damage.detail}; at byte {damage.offset:,} of the file"
            # Where a file begins there may be no member at all; it is not found again.
            further = next_member(path, damage.offset + 1) if packing == "gzip" else None
            if further is None:
                yield BrokenRecord(number, "unreadable", told)
                return
            yield BrokenRecord(number, "broken-record", f"{told}; read on from byte {further:,}")
            offset = further


class _Window:
    """The bytes that are looked at: filled from behind, dropped in front.

    Attributes
    ----------
    data : bytearray
    damage : DamageError or None
        What ended the file. It is raised when what stood before it is used up.
    """

    def __init__(self, given: Iterator[bytes]) -> None:
        self._given = given
        self.data = bytearray()
        self.damage: DamageError | None = None

    def fill(self, size: int) -> bool:
        """Read on until there are `size` bytes; return whether there are."""
        while len(self.data) < size:
            try:
                block = next(self._given, b"")
            except DamageError as damage:
                self.damage, block = damage, b""
            if not block:
                return False
            self.data += block
        return True

    def raise_damage(self) -> None:
        """Raise what ended the file, if that was damage."""
        if self.damage is not None:
            raise self.damage

    def drop(self, size: int) -> None:
        del self.data[:size]

    def seek_record(self, begin: int) -> bool:
        """Drop everything before the next beginning of a record at or after `begin`."""
        while True:
            found = _NEXT.search(self.data, begin)
            if found:
                self.drop(found.start())
                return True
            self.drop(max(0, len(self.data) - _OVERLAP))
            begin = 0
            if not self.fill(len(self.data) + 1):
                self.drop(len(self.data))
                return False


def _cut(given: Iterator[bytes], number: int, most: int) -> Iterator[Record | BrokenRecord]:
    window = _Window(given)
    while window.fill(1):
        blank = _BLANK.match(window.data)
        if blank and blank.end():
            window.drop(blank.end())
            continue
        number += 1
        yield _next(window, number, most)
    window.raise_damage()


def _next(window: _Window, number: int, most: int) -> Record | BrokenRecord:
    """Take one record off the window, or everything up to where the next one begins."""
    window.fill(len(_BEGIN))
    if not window.data.startswith(_BEGIN):
        window.raise_damage()
        window.seek_record(0)
        return BrokenRecord(number, "broken-record", "no WARC record begins here")
    head_end = _head_end(window)
    length = _LENGTH.search(window.data, 0, head_end) if head_end else None
    if length is None:
        window.raise_damage()
        window.seek_record(len(_BEGIN))
        return BrokenRecord(number, "broken-record", "its WARC headers do not end, or state no length")
    head, size = bytes(window.data[:head_end]), head_end + int(length[1])
    if size > most:
        window.seek_record(head_end)
        told = f"has {size:,} bytes, more than the {most:,} of one record"
        return BrokenRecord(number, "too-large", told, head)
    if not window.fill(size):
        window.raise_damage()
        told = f"states {size:,} bytes, and the file ends after {len(window.data):,}"
        window.seek_record(head_end)
        return BrokenRecord(number, "broken-record", told, head)
    window.fill(size + _OVERLAP)
    if not window.damage and not _AFTER.match(window.data, size, size + _OVERLAP):
        window.seek_record(head_end)
        told = f"states {size - head_end:,} bytes of content, and it does not end after them"
        return BrokenRecord(number, "broken-record", told, head)
    data = bytes(memoryview(window.data)[:size])
    window.drop(size)
    return Record(number, data)


def _head_end(window: _Window) -> int:
    """Return where a record's headers end; 0 if nowhere near."""
    window.fill(_MOST_HEAD)
    found = _HEAD_END.search(window.data, 0, _MOST_HEAD)
    return found.end() if found else 0
