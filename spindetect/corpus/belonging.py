"""Which corpus an output folder belongs to: a scan of another one would throw away what this one found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from spindetect.corpus.shards import write_text
from spindetect.errors import InputError

CORPUS: Final = "corpus.json"
"""In the work folder: the names of what is scanned into it, resolved."""


def check_corpus(work: Path, out: Path, corpus: Sequence[str]) -> None:
    """Note what is scanned into a folder, unless it holds the scan of something else.

    A corpus that grew by a file, or lost one, is still the same; one that has no name in common with what was
    scanned before is another, and its scan would replace every table and drop all finished work.

    Parameters
    ----------
    work, out : Path
        The folder's work folder, and its name for messages.
    corpus : sequence of str
        As the scan was asked for.

    Raises
    ------
    InputError
        If the folder holds the scan of another corpus.
    """
    names = [str(Path(name).resolve()) for name in corpus]
    before = _read(work / CORPUS)
    if before and not set(before) & set(names):
        told = ", ".join(before[:3]) + (", ..." if len(before) > 3 else "")
        raise InputError(
            f"holds the scan of another corpus ({told})",
            where=str(out),
            hint="name another --out, or remove the folder if its scan is not needed",
        )
    if before != names:
        write_text(work / CORPUS, json.dumps(names) + "\n")


def _read(path: Path) -> list[str]:
    """Return what was noted; nothing where there is no note, or one that is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []
