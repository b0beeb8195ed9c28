"""The only place that finds a shipped file, and checks that it is the one that was shipped."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path
from typing import Any

from spindetect.errors import ResourceError

SHIPPED = Path(__file__).parent / "_shipped"
REINSTALL = "reinstall spindetect"
# Bytes up to which a file is hashed whenever it is opened: 0.1 ms.
SMALL = 65_536


@functools.cache
def manifest() -> dict[str, Any]:
    """Return the manifest of all shipped files: name -> {sha256, bytes, licences, sources, ...}."""
    path = SHIPPED / "manifest.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ResourceError(
            f"the manifest cannot be read: {error}", where=str(path), hint=REINSTALL
        ) from error
    if not _is_manifest(data):
        raise ResourceError("is not the manifest of the tables", where=str(path), hint=REINSTALL)
    found: dict[str, Any] = data
    return found


def _is_manifest(data: object) -> bool:
    """Say whether every file has what is looked up of it here."""
    files = data.get("files") if isinstance(data, dict) else None
    return isinstance(files, dict) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("sha256"), str)
        and isinstance(entry.get("bytes"), int)
        for entry in files.values()
    )


def shipped(name: str) -> Path:
    """Return the path of a shipped file after checking that it exists and has its stated size.

    The digest of a small file is checked too; that of a large one by `verify` alone, for hashing megabytes
    at every start would cost more than opening the maps. Each binary file carries a digest of its own header.
    """
    entry = _entry(name)
    path = SHIPPED / name
    if not path.is_file():
        raise ResourceError("is missing", where=str(path), hint=REINSTALL)
    size = path.stat().st_size
    if size != entry["bytes"]:
        raise ResourceError(
            f"has {size} bytes, the manifest says {entry['bytes']}", where=str(path), hint=REINSTALL
        )
    if size <= SMALL:
        _check_digest(path, str(entry["sha256"]))
    return path


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(name: str) -> str:
    """Return the SHA-256 that the manifest states for a shipped file."""
    return str(_entry(name)["sha256"])


def _entry(name: str) -> dict[str, Any]:
    entry: dict[str, Any] | None = manifest()["files"].get(name)
    if entry is None:
        raise ResourceError("is not in the manifest", where=name, hint=REINSTALL)
    return entry


def verify(name: str) -> None:
    """Raise ResourceError unless the shipped file's bytes have the digest the manifest states."""
    _check_digest(shipped(name), digest(name))


def _check_digest(path: Path, stated: str) -> None:
    found = sha256(path)
    if found != stated:
        raise ResourceError(
            f"has SHA-256 {found[:12]}..., the manifest says {stated[:12]}...",
            where=str(path),
            hint=REINSTALL,
        )
