"""Entries of `spindetect/_shipped/manifest.json`: one for each shipped file, added by its builder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spindetect.errors import ResourceError
from spindetect.resources import SHIPPED, sha256

_FIELDS = ("licences", "sources", "built_by", "figures")


def update_manifest(name: str, entry: Mapping[str, Any], *, shipped: Path = SHIPPED) -> None:
    """Enter a shipped file with its size and digest; other files' entries stay as they are.

    Parameters
    ----------
    name : str
        File name inside `_shipped/`.
    entry : mapping
        licences (SPDX expressions), sources ({name, version, package, sha256}), built_by (the command),
        figures (measured values); anything else that the file's readers need.
    shipped : Path
        The folder.

    Raises
    ------
    ResourceError
        If the entry lacks one of the four.
    """
    missing = [field for field in _FIELDS if field not in entry]
    if missing:
        raise ResourceError(f"the entry lacks {', '.join(missing)}", where=name)
    path = shipped / "manifest.json"
    content: dict[str, Any] = {"schema": 1, "files": {}}
    if path.exists():
        content = json.loads(path.read_text(encoding="utf-8"))
    file = shipped / name
    content["files"][name] = {"sha256": sha256(file), "bytes": file.stat().st_size, **entry}
    content["files"] = dict(sorted(content["files"].items()))
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def package_source(name: str, version: str, package: str, path: Path) -> dict[str, str]:
    """Return one row of an entry's sources for a file that was read."""
    return {"name": name, "version": version, "package": package, "sha256": sha256(path)}
