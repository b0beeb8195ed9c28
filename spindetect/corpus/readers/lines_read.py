"""Lines or rows of a text file on their way to documents, in one way for every format of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from spindetect.corpus.readers.blocks import DamageError
from spindetect.corpus.readers.found import Found, Raw, Refused, RefusedError
from spindetect.corpus.readers.inputs import InputPart

Numbered: TypeAlias = Iterator[tuple[int, Callable[[], dict[str, Any]]]]
"""The number of the line at which each row begins, and what reads its values or raises RefusedError."""


def documents(part: InputPart, rows: Numbered) -> Found:
    """Yield the documents of a file's rows; one that is damaged ends there, and says after which line.

    Parameters
    ----------
    part : InputPart
        Of one file.
    rows : iterator of (int, callable)
        Each is read before the next is asked for.
    """
    file, at = part.files[0], part.before
    try:
        for at, values in rows:
            place = f"line {at}"
            try:
                yield Raw(file.name, place, file.ordinal(at), values())
            except RefusedError as refused:
                yield Refused(file.name, place, refused.reason, refused.detail)
    except DamageError as damage:
        told = f"{damage.detail}; at byte {damage.offset:,} of the file"
        yield Refused(file.name, f"after line {at}", "unreadable", told)
