"""Files that nothing reads: each is told, so that none is missed in silence."""

from __future__ import annotations

from pathlib import Path

from spindetect.corpus.readers.found import Found, Refused
from spindetect.corpus.readers.inputs import InputPart
from spindetect.corpus.readers.options import ReadOptions


def read(part: InputPart, options: ReadOptions) -> Found:
    """Yield the refusal of each file."""
    for file in part.files:
        ending = "".join(Path(file.name).suffixes[-2:])
        told = f"no reader knows files that end in {ending!r}" if ending else "its name has no ending"
        yield Refused(file.name, "", "unreadable", told)
