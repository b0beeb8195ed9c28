"""The bytes of a file, taken out of gzip or Zstandard, in blocks of bounded size.

What stood before a damaged place is given first, to the last byte; then `DamageError` says where it is.
"""

from __future__ import annotations

import codecs
import mmap
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, TypeAlias

Packing: TypeAlias = Literal["plain", "gzip", "zstd"]

_BLOCK: Final = 1 << 18
# A kilobyte of Zstandard is at most 256 blocks that repeat one byte, of 128 KB each: 32 MB.
_ZSTD_INPUT: Final = 1 << 10
_GZIP: Final = b"\x1f\x8b\x08"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_STEPS: Final = (4096, 64, 1)  # bytes that are fed at a time where a block is damaged
_WINDOW: Final = 16 + zlib.MAX_WBITS


class DamageError(Exception):
    """A file that cannot be read on: at which of its own bytes, and why."""

    def __init__(self, offset: int, detail: str) -> None:
        super().__init__(offset, detail)
        self.offset, self.detail = offset, detail


def packing_of(path: Path) -> Packing:
    """Return how a file is compressed, by its first bytes; names lie."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head.startswith(_GZIP):
        return "gzip"
    return "zstd" if head == _ZSTD else "plain"


def is_utf16(path: Path) -> bool:
    """Return whether a file begins with the mark of UTF-16, as what Windows' shell writes does."""
    with path.open("rb") as stream:
        return stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def blocks(path: Path, packing: Packing, *, offset: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """Yield a file's bytes, decompressed.

    Parameters
    ----------
    offset, stop : int
        Of the file's own bytes; where a member begins, if it is compressed.

    Raises
    ------
    DamageError
        At a damaged place, after what stood before it.
    OSError
        If the file cannot be opened.
    """
    with path.open("rb") as stream:
        stream.seek(offset)
        if packing == "gzip":
            yield from _gzip(stream, offset)
        elif packing == "zstd":
            yield from _zstd(stream)
        else:
            yield from _plain(stream, offset, stop)


def next_member(path: Path, offset: int) -> int | None:
    """Return where, at or after `offset`, bytes begin that look like a gzip member; None if nowhere."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as view:
        found = view.find(_GZIP, offset)
    return found if found >= 0 else None


def as_utf8(given: Iterator[bytes]) -> Iterator[bytes]:
    """Yield blocks of UTF-8 without its mark, of blocks of UTF-8, or of UTF-16 with its mark.

    What is no UTF-16 stays what it is not: as lone surrogates, which no reader of UTF-8 takes.
    """
    first = next(given, b"")
    while len(first) < 3 and (more := next(given, b"")):
        first += more
    if not first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from given
        return
    decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
    yield _recoded(decoder, first)
    for block in given:
        yield _recoded(decoder, block)
    yield _recoded(decoder, b"", final=True)


def _recoded(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bytes:
    try:
        return decoder.decode(block, final).encode("utf-8", "surrogatepass")  # may be empty
    except UnicodeDecodeError:
        decoder.reset()
        return b"\xff"


def _read(stream: BinaryIO, size: int) -> bytes:
    try:
        return stream.read(size)
    except OSError as error:
        raise DamageError(stream.tell(), f"cannot be read on: {error.strerror or error}") from error


def _plain(stream: BinaryIO, offset: int, stop: int | None) -> Iterator[bytes]:
    while stop is None or offset < stop:
        block = _read(stream, _BLOCK if stop is None else min(_BLOCK, stop - offset))
        if not block:
            return
        offset += len(block)
        yield block


def _gzip(stream: BinaryIO, offset: int) -> Iterator[bytes]:
    """Yield what members hold; `offset` stays where in the file the next unread byte is."""
    given = b""
    while True:
        begin = offset
        packed = zlib.decompressobj(_WINDOW)
        while not packed.eof:
            given = given or _read(stream, _BLOCK)
            if not given:
                if offset > begin:
                    raise DamageError(begin, "its compressed data end too early")
                return
            before = packed.copy()
            try:
                block = packed.decompress(given, _BLOCK)
            except zlib.error as error:
                yield from _up_to_damage(before, given)
                raise DamageError(begin, _gzip_fault(error, begin)) from error
            left = packed.unused_data if packed.eof else packed.unconsumed_tail
            offset += len(given) - len(left)
            given = left
            if block:
                yield block
        given, offset = _without_padding(given, offset)


def _gzip_fault(error: zlib.error, begin: int) -> str:
    told = str(error).rpartition(": ")[2]
    if told == "incorrect header check":
        return "something that is not compressed stands after its compressed data" if begin else "is no gzip"
    if told in ("incorrect data check", "incorrect length check"):
        return f"its checksum is wrong ({told}): what was read of it may be damaged too"
    return f"its compressed data are damaged: {told}"


def _without_padding(given: bytes, offset: int) -> tuple[bytes, int]:
    """Drop the zeros that tapes and some tools leave after a member."""
    left = given.lstrip(b"\0")
    return left, offset + len(given) - len(left)


def _up_to_damage(packed: Any, given: bytes) -> Iterator[bytes]:  # noqa: ANN401 - zlib does not name its type
    """Yield what a damaged block still gives, by steps that become smaller before the damage."""
    begin = 0
    for step in _STEPS:
        while begin < len(given):
            before = packed.copy()
            try:
                block = packed.decompress(given[begin : begin + step])
            except zlib.error:
                packed = before
                break
            begin += step
            if block:  # an empty one would be taken for the end
                yield block


def _zstd(stream: BinaryIO) -> Iterator[bytes]:
    from spindetect.corpus.extras import require

    require("corpus", "zstandard", where="reading .zst")
    import zstandard

    given = b""
    while True:
        begin = stream.tell() - len(given)
        packed = zstandard.ZstdDecompressor().decompressobj()
        while not packed.eof:
            given = given or _read(stream, _ZSTD_INPUT)
            if not given:
                if stream.tell() > begin:
                    raise DamageError(begin, "its compressed data end too early")
                return
            try:
                block = packed.decompress(given)
            except zstandard.ZstdError as error:
                raise DamageError(begin, f"its compressed data are damaged: {error}") from error
            given = packed.unused_data if packed.eof else b""
            if block:
                yield block
