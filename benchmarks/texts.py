"""Texts for the benchmarks: articles of one source and their spun copies, at a wanted length."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from spindetect.errors import InputError


def articles(shared: Path, source: str) -> Iterator[str]:
    """Yield the texts of one source of `../shared/text`."""
    path = shared / "text" / f"{source}.jsonl.gz"
    if not path.is_file():
        raise InputError("is missing", where=str(path), hint="give the folder with --shared")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def prose(shared: Path, source: str, words: int) -> str:
    """Return `words` words of running paragraphs of one source."""
    taken: list[str] = []
    missing = words
    for text in articles(shared, source):
        for paragraph in text.split("\n"):
            piece = paragraph.split(" ")[:missing]
            taken.append(" ".join(piece))
            missing -= len(piece)
            if missing <= 0:
                return "\n".join(taken)
    raise InputError(f"has {words - missing} words, {words} are needed", where=source)
