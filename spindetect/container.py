r"""One file format for every shipped table: named plain arrays and a JSON header, safe to load and mapped.

Layout, little-endian::

    0   8 bytes   magic, b"\x93SPNDTC\n"
    8   u32       version of this layout
    12  u32       length of the header in bytes
    16  u64       length of the whole file in bytes
    24  32 bytes  SHA-256 of bytes 0..24 and the header
    56  8 bytes   zero
    64  header    UTF-8 JSON: kind, format, meta, arrays
    ..  arrays    each begins at a multiple of 64, zeros between

The header lists every array's dtype, shape, offset, CRC-32 and SHA-256, so the 32 bytes at 24 stand for
the whole content: they are `Container.digest`. Nothing that could run code is stored: only the dtypes of
`DTYPES` load, and every range is checked against the file before an array is made.

To change this layout: raise `LAYOUT`, keep reading the older one (or name the rebuild in the hint of the
error), add a file of the old layout to the tests, say it in the changelog. To change what one kind of
file holds: raise that kind's own `format`, which its reader compares.
"""

from __future__ import annotations

import hashlib
import json
import math
import mmap
import os
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spindetect.errors import ResourceError

MAGIC = b"\x93SPNDTC\n"
LAYOUT = 1
DTYPES = frozenset({"|u1", "|i1", "|b1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f4", "<f8"})

_PREAMBLE = struct.Struct("<8sIIQ")  # magic, layout, header bytes, file bytes: what the digest covers first
_ARRAYS_ALIGN = 64  # a cache line, and a multiple of every item size
_HEADER_AT = 64
_HINT = "reinstall spindetect, or build the file again"


@dataclass(frozen=True)
class Container:
    """An opened file of arrays; the arrays are read-only views of the mapped file.

    Attributes
    ----------
    path : Path
    kind : str
        What the file holds, e.g. 'lexicon'.
    format : int
        Version of what that kind of file holds.
    meta : dict
        Plain JSON values that the writer added.
    arrays : mapping of str to ndarray
    digest : str
        SHA-256 in hex that stands for the whole content.
    """

    path: Path
    kind: str
    format: int
    meta: dict[str, Any]
    arrays: Mapping[str, NDArray[Any]]
    digest: str

    def need(self, name: str, dtype: str, *, ndim: int = 1) -> NDArray[Any]:
        """Return one array, or say which one is missing, of another type or holds what is no number.

        Raises
        ------
        ResourceError
            If there is no array `name`, its dtype or number of dimensions is another, or a float of it is
            NaN or infinite.
        """
        array = self.arrays.get(name)
        if array is None:
            raise _damage(self.path, f"section {name!r} is missing")
        if array.dtype.str != dtype or array.ndim != ndim:
            found = f"{array.dtype.str} with {array.ndim} dimensions"
            raise _damage(self.path, f"section {name!r} is {found}, expected {dtype} with {ndim}")
        # A digest can be made anew; what a NaN among the weights makes of a verdict cannot be seen in it.
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise _damage(self.path, f"section {name!r} holds a number that is not finite")
        return array

    def verify(self) -> None:
        """Check every section against its SHA-256.

        Raises
        ------
        ResourceError
            Names the first damaged section.
        """
        header = _read_header(self.path, self.path.read_bytes())
        for name, entry in header["arrays"].items():
            data = np.ascontiguousarray(self.arrays[name])
            if hashlib.sha256(data.data if data.size else b"").hexdigest() != entry["sha256"]:
                raise _damage(self.path, f"section {name!r} is damaged: its SHA-256 differs")


def open_container(path: Path, *, kind: str, format: int, check: bool = True) -> Container:
    """Map a file and return its arrays.

    Parameters
    ----------
    path : Path
    kind, format
        What the caller reads; another kind or format is an error.
    check : bool
        Compare the CRC-32 of every section, about 0.6 ms a megabyte. Without it only the header is
        checked, and damage inside a section goes unseen until `verify`.

    Raises
    ------
    ResourceError
        If the file is missing or unreadable, or its magic, layout, length, header digest, kind, format
        or a section is not as stated; the message says which.
    """
    buffer = _map(path)
    header = _read_header(path, buffer)
    for what, found, wanted in (("kind", header["kind"], kind), ("format", header["format"], format)):
        if found != wanted:
            raise _damage(path, f"{what} is {found!r}, expected {wanted!r}")
    arrays = {name: _array(path, buffer, name, entry, check) for name, entry in header["arrays"].items()}
    digest = bytes(buffer[24:56]).hex()
    return Container(path, kind, format, header["meta"], MappingProxyType(arrays), digest)


def write_container(
    path: Path, *, kind: str, format: int, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]
) -> str:
    """Write arrays and plain JSON values; equal input gives equal bytes. Returns the content digest.

    The file appears whole or not at all: it is written beside its place and then renamed.

    Raises
    ------
    ResourceError
        If an array has a dtype outside `DTYPES`.
    """
    blocks = {name: _plain_block(path, name, array) for name, array in arrays.items()}
    header = _header(kind, format, blocks, meta)
    entries = json.loads(header)["arrays"]
    end = max(
        (entry["offset"] + entry["bytes"] for entry in entries.values()), default=_HEADER_AT + len(header)
    )
    fixed = _PREAMBLE.pack(MAGIC, LAYOUT, len(header), end)
    digest = hashlib.sha256(fixed + header)
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        file.write(fixed + digest.digest() + bytes(8) + header)
        for name, block in blocks.items():
            file.write(bytes(entries[name]["offset"] - file.tell()))
            file.write(block.tobytes())
    partial.replace(path)
    return digest.hexdigest()


def _plain_block(path: Path, name: str, array: NDArray[Any]) -> NDArray[Any]:
    block = np.ascontiguousarray(array).reshape(np.shape(array))
    little = block.astype(block.dtype.newbyteorder("<"), copy=False)
    if little.dtype.str not in DTYPES:
        raise ResourceError(
            f"section {name!r} has dtype {little.dtype.str}, not one that may be stored", where=str(path)
        )
    return little


def _header(kind: str, format: int, blocks: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> bytes:
    """Return the JSON header; offsets depend on its own length, so it is padded to a stable one."""
    entries = {
        name: {
            "dtype": block.dtype.str,
            "shape": list(block.shape),
            "offset": 0,
            "bytes": block.nbytes,
            "crc32": zlib.crc32(block.tobytes()),
            "sha256": hashlib.sha256(block.tobytes()).hexdigest(),
        }
        for name, block in blocks.items()
    }
    content = {"kind": kind, "format": format, "meta": dict(meta), "arrays": entries}
    # Room for offsets of up to 12 digits, so that filling them in cannot outgrow the padding.
    room = _align(len(_json(content)) + 12 * len(entries))
    at = _align(_HEADER_AT + room)
    for entry in entries.values():
        entry["offset"] = at
        at = _align(at + int(str(entry["bytes"])))
    return _json(content).ljust(room)


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def _align(n: int) -> int:
    return -(-n // _ARRAYS_ALIGN) * _ARRAYS_ALIGN


def _map(path: Path) -> mmap.mmap | bytes:
    try:
        if path.is_fifo():  # opening it would wait for somebody to write
            raise _damage(path, "is a pipe, not a file")
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size == 0:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise ResourceError(f"cannot be read: {error.strerror}", where=str(path), hint=_HINT) from error


def _read_header(path: Path, buffer: mmap.mmap | bytes) -> dict[str, Any]:
    start = bytes(buffer[:_HEADER_AT])
    if start[:8] != MAGIC[: len(start)] or not start:
        raise _damage(path, f"magic is {start[:8]!r}, expected {MAGIC!r}: not a spindetect table")
    if len(start) < _HEADER_AT:
        raise _damage(path, f"cut short: {len(start)} bytes, the preamble alone has {_HEADER_AT}")
    _, layout, header_bytes, file_bytes = _PREAMBLE.unpack_from(start)
    if layout != LAYOUT:
        raise _damage(path, f"layout version is {layout}, this program reads {LAYOUT}")
    if len(buffer) != file_bytes:
        raise _damage(path, f"length is {len(buffer)} bytes, the file says {file_bytes}")
    header = bytes(buffer[_HEADER_AT : _HEADER_AT + header_bytes])
    if hashlib.sha256(start[: _PREAMBLE.size] + header).digest() != start[24:56]:
        raise _damage(path, "digest of the header differs: the preamble or the header is damaged")
    return _parse(path, header)


def _parse(path: Path, header: bytes) -> dict[str, Any]:
    """Return the header, with every field of the type that the rest relies on."""
    try:
        content: dict[str, Any] = json.loads(header)
        fine = isinstance(content["meta"], dict) and {"kind", "format"} <= content.keys()
        for entry in content["arrays"].values():
            numbers = [*entry["shape"], entry["offset"], entry["bytes"], entry["crc32"]]
            fine = (
                fine and all(type(n) is int and n >= 0 for n in numbers) and isinstance(entry["dtype"], str)
            )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _damage(path, f"header does not parse: {error!r}") from error
    if not fine:
        raise _damage(path, "header holds a field of a wrong type")
    return content


def _array(
    path: Path, buffer: mmap.mmap | bytes, name: str, entry: Mapping[str, Any], check: bool
) -> NDArray[Any]:
    shape, offset, size = tuple(entry["shape"]), entry["offset"], entry["bytes"]
    if entry["dtype"] not in DTYPES:
        raise _damage(path, f"section {name!r} has dtype {entry['dtype']!r}, which does not load")
    dtype = np.dtype(entry["dtype"])
    count = math.prod(shape)
    if count * dtype.itemsize != size or not _HEADER_AT <= offset <= len(buffer) - size:
        raise _damage(path, f"section {name!r} does not fit: shape {shape}, offset {offset}, {size} bytes")
    array = np.frombuffer(buffer, dtype=dtype, count=count, offset=offset) if count else np.empty(0, dtype)
    if check and zlib.crc32(array.data if count else b"") != entry["crc32"]:
        raise _damage(path, f"section {name!r} is damaged: its CRC-32 differs")
    array = array.reshape(shape)
    array.flags.writeable = False
    return array


def _damage(path: Path, problem: str) -> ResourceError:
    return ResourceError(problem, where=str(path), hint=_HINT)
